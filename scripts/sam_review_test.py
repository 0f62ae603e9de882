"""Tests that the checks of sam_review.py find defects: each case breaks the template in one place.

Usage: python3 -m unittest discover scripts -p sam_review_test.py
"""

import pathlib
import unittest

from deployer_policy import missing
from sam_review import CHANGES, SETS, longest, review_set
from sam_versions import versions

TEMPLATE = (pathlib.Path(__file__).parent.parent / "template.yaml").read_text(encoding="utf-8")

# The set of parameters, a text of the template and its replacement, and a part of the expected finding.
DEFECTS = [
    ("everything", '- AllowOrigins: !Split [",", !Ref AllowedOrigins]', '- AllowOrigins: !Ref AllowedOrigins', "allows the origins"),
    ("development", '!Split [",", !Ref AllowedOrigins]', '["*"]', "allows the origins ['*']"),
    ("development", "          MaxAge: 3600\n", "", "has the CORS members"),
    ("development", "AllowCredentials: true", "AllowCredentials: false", "empty CORS members"),
    ("everything", "AllowMethods: [GET, POST, PUT, PATCH, DELETE]", "AllowMethods: []", "empty CORS members"),
    ("development", "- HasAllowedOrigins\n", "- HasAlarmEmail\n", "has the CORS members []"),
    ("defaults", "LoggingConfig: { LogGroup: !Ref TasksLogs }", "MemorySize: 256", "TasksFunction logs to a group"),
    ("defaults", "LOG_LEVEL: !Ref LogLevel", "LOG_LEVEL: !Ref LogLevels", "refers to LogLevels"),
    ("defaults", "Action: [dynamodb:PutItem], Resource: !GetAtt IdempotencyKeysTable.Arn",
     "Action: [\"dynamodb:*\"], Resource: !GetAtt IdempotencyKeysTable.Arn", "has a wildcard"),
    ("defaults", "Action: [dynamodb:PutItem], Resource: !GetAtt IdempotencyKeysTable.Arn",
     'Action: [dynamodb:PutItem], Resource: "*"', "has a wildcard"),
    ("defaults", "    Timeout: 10\n", "    Timeout: 10\n    Tracing: Active\n", "sends traces"),
    ("defaults", "    Timeout: 10\n", "    Timeout: 10\n    Tracing: Active\n", "AWSXrayWriteOnlyAccess"),
    ("defaults", "    DeletionPolicy: RetainExceptOnCreate\n", "", "UsersTable is deleted|CleanupFailures is deleted"),
    ("defaults", "    UpdateReplacePolicy: Retain\n", "", "is deleted with the stack"),
    ("defaults", "    VersionDeletionPolicy: Delete\n", "", "the secrets in it remain"),
    ("defaults", "{ RetentionInDays: !Ref LogRetentionDays }", "{}", "keeps its logs forever"),
    ("defaults", '!Sub "{{resolve:secretsmanager:${AccessTokenSecretA}}}"', "!Ref AccessTokenSecretA", "has the secret ACCESS_TOKEN_SECRET in plain"),
    ("everything", '!Sub "{{resolve:secretsmanager:${TrustedProxySecretName}}}"', "!Ref TrustedProxySecretName", "has the secret TRUSTED_PROXY_SECRET in plain"),
    ("defaults", "POST /api/v1/users/{proxy+}: {", "POST /api/v1/user/{proxy+}: {", "the throttled route 'POST /api/v1/user/{proxy+}' does not exist"),
    ("everything", "!If [ClosesExecuteApiEndpoint, true, false]", "!Ref DisableExecuteApiEndpoint", "has a disableExecuteApiEndpoint of 'true'"),
    ("everything", "Properties: { ApiId: !Ref Api, DomainName: !Ref Domain, Stage: !Ref Api.Stage }",
     "Properties: { ApiId: !Ref Api, DomainName: !Ref Domain, Stage: !Ref Api.Stages }", "refers to Api.Stages"),
    ("production", "MetricName: Errors, Dimensions: [{ Name: FunctionName, Value: !Ref UsersFunction }]",
     "MetricName: Errors, Dimensions: [{ Name: FunctionName, Value: !Ref LoginFunction }]", "does not watch every fault and crash of UsersFunction"),
    ("defaults", "      DatapointsToAlarm: 1\n", "      DatapointsToAlarm: 2\n", "does not watch every fault"),
    ("defaults", "      Threshold: 1\n", "      Threshold: 3\n", "does not watch every fault"),
    ("defaults", "MetricName: TasksFaults, MetricValue", "MetricName: TaskFaults, MetricValue", "uses TasksFaults, which nothing counts"),
    ("production", "        - Id: tasksReads\n", "        - Id: more1\n          ReturnData: false\n          MetricStat: { Metric: { Namespace: AWS/Lambda, "
     "MetricName: Errors }, Period: 60, Stat: Sum }\n        - Id: more2\n          ReturnData: false\n          MetricStat: { Metric: "
     "{ Namespace: AWS/Lambda, MetricName: Throttles }, Period: 60, Stat: Sum }\n        - Id: tasksReads\n", "uses 11 metrics"),
    ("production", "AlarmActions: [!Ref AlarmTopic]", "AlarmActions: []", "has the actions None|has the actions []"),
    ("production", "!If [HasCanary, Canary10Percent5Minutes, AllAtOnce]", "AllAtOnce", "deploys with"),
    ("everything", "HasBudget: !Not [!Equals [!Ref MonthlyBudget, \"0\"]]", "HasBudget: !Equals [!Ref MonthlyBudget, \"0\"]", "the budgets are"),
]
# A text of the template and its replacement, the parameter, and a part of the expected finding.
VERSION_DEFECTS = [
    ('VersionDescription: !Sub "${Architecture} ${LogLevel}"', 'VersionDescription: !Sub "${Architecture}"', "LogLevel", "changes CleanupFunction, but publishes no version"),
    ("${AllowedOrigins} ${TrustedProxySecretName}", "${TrustedProxySecretName}", "AllowedOrigins", "changes LoginFunction, but publishes no version"),
    ('VersionDescription: !Sub "${Architecture} ${LogLevel}"', 'VersionDescription: !Sub "${Architecture} ${LogLevel} ${AlarmEmail}"', "AlarmEmail",
     "publishes a version of CleanupFunction, which did not change"),
    ("ALLOWED_ORIGINS: !Ref AllowedOrigins", 'ALLOWED_ORIGINS: ""', "AllowedOrigins", "changes the functions []"),
]


class FindsDefects(unittest.TestCase):
    def broken(self, old, new):
        self.assertIn(old, TEMPLATE)
        return TEMPLATE.replace(old, new)

    def test_in_a_set_of_parameters(self):
        for name, old, new, expected in DEFECTS:
            with self.subTest(old=old, new=new):
                findings = "\n".join(review_set(self.broken(old, new), SETS[name]))
                if not any(part in findings for part in expected.split("|")):
                    self.fail(f"{expected!r} is not among the findings: {findings!r}")

    def test_with_the_longest_parameters(self):
        text = self.broken("    MaxLength: 180\n", "    MaxLength: 250\n")
        self.assertIn("has a description of 3", "\n".join(review_set(text, longest(text))))

    def test_in_versions(self):
        for old, new, parameter, expected in VERSION_DEFECTS:
            with self.subTest(old=old, new=new):
                self.assertIn(expected, "\n".join(versions(self.broken(old, new), {parameter: CHANGES[parameter]}, {})))

    def test_in_the_deployers_policy(self):
        findings = "\n".join(missing({"Queue": {"Type": "AWS::SQS::Queue"}}))
        self.assertIn("does not allow sqs:CreateQueue for AWS::SQS::Queue", findings)


if __name__ == "__main__":
    unittest.main()
