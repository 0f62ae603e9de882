"""Tests that the checks of sam_review.py find defects: each case breaks the template in one place.

Usage: python3 -m unittest discover scripts -p sam_review_test.py
"""

import pathlib
import unittest

from cloudformation import translate
from deployer_policy import missing
from sam_review import CHANGES, SETS, evaluated, longest, review_set
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
    ("everything", '- "{{resolve:secretsmanager:${Secret}}}"', '- "${Secret}"', "has the secret TRUSTED_PROXY_SECRET in plain"),
    ("defaults", "POST /api/v1/users/{proxy+}: {", "POST /api/v1/user/{proxy+}: {", "the throttled route 'POST /api/v1/user/{proxy+}' does not exist"),
    ("everything", "!If [ClosesExecuteApiEndpoint, true, false]", "!Ref DisableExecuteApiEndpoint", "has a disableExecuteApiEndpoint of 'true'"),
    ("everything", "Properties: { ApiId: !Ref Api, DomainName: !Ref Domain, Stage: !Ref Api.Stage }",
     "Properties: { ApiId: !Ref Api, DomainName: !Ref Domain, Stage: !Ref Api.Stages }", "refers to Api.Stages"),
    ("production", "MetricName: Errors, Dimensions: [{ Name: FunctionName, Value: !Ref UsersFunction }]",
     "MetricName: Errors, Dimensions: [{ Name: FunctionName, Value: !Ref LoginFunction }]", "does not watch every fault and crash of UsersFunction"),
    ("defaults", "      DatapointsToAlarm: 1\n", "      DatapointsToAlarm: 2\n", "does not watch every fault"),
    ("defaults", "      Threshold: 1\n", "      Threshold: 3\n", "does not watch every fault"),
    ("defaults", "MetricName: TasksFaults, MetricValue", "MetricName: TaskFaults, MetricValue", "uses TasksFaults, which nothing counts"),
    ("production", "        - Id: tasksReads\n", "        - Id: more\n          ReturnData: false\n          MetricStat: { Metric: { Namespace: AWS/Lambda, "
     "MetricName: Errors }, Period: 60, Stat: Sum }\n        - Id: tasksReads\n", "uses 11 metrics"),
    ("production", "AlarmActions: [!Ref AlarmTopic]", "AlarmActions: []", "has the actions None|has the actions []"),
    ("production", "!If [HasCanary, Canary10Percent5Minutes, AllAtOnce]", "AllAtOnce", "deploys with"),
    ("defaults", 'HasPage: !Equals [!Ref Page, "on"]', 'HasPage: !Equals [!Ref Page, "off"]', "PageBucket exists without the page"),
    ("page", 'HasPage: !Equals [!Ref Page, "on"]', 'HasPage: !Equals [!Ref Page, "off"]', "the page has the distributions []"),
    ("page", "Action: s3:GetObject", "Action: [s3:GetObject, s3:ListBucket]", "the bucket allows"),
    ("page", "Principal: { Service: cloudfront.amazonaws.com }", 'Principal: "*"', "the bucket allows"),
    ("page", 'Condition: { StringEquals: { "AWS:SourceArn": !Sub "arn:${AWS::Partition}:cloudfront::${AWS::AccountId}:distribution/${PageDistribution}" } }',
     'Condition: { StringEquals: { "AWS:SourceAccount": !Ref AWS::AccountId } }', "the bucket allows"),
    ("page", 'Condition: { Bool: { "aws:SecureTransport": "false" } }', 'Condition: { Bool: { "aws:SecureTransport": "true" } }', "requests without TLS"),
    ("page", "            OriginAccessControlId: !GetAtt PageBucketAccess.Id\n", "", "not read by an origin access control"),
    ("page", "SigningBehavior: always", "SigningBehavior: no-override", "does not sign every request"),
    ("page", "${AWS::StackName}-${AWS::Region}-routes", "todo-lambda-routes", "a second stack cannot have a page"),
    ("page", 'Name: !Sub "${AWS::StackName}-${AWS::Region}-client-address"',
     'Name: !Sub "${AWS::StackName}-${AWS::Region}-the-address-of-the-apis-client"', "is too long"),
    ("page", "      AutoPublish: true\n", "      AutoPublish: false\n", "PageRoutes is not published"),
    ("page", "Aliases: !If [HasPageDomainName, [!Ref PageDomainName], !Ref AWS::NoValue]", "Aliases: [!Ref PageDomainName]", "has the domain names"),
    ("everything", "MinimumProtocolVersion: TLSv1.2_2021", "MinimumProtocolVersion: TLSv1.1_2016", "has the certificate"),
    ("page", "HttpVersion: http2and3", "HttpVersion: http2", "does not speak HTTP/2 and HTTP/3"),
    ("everything", "PriceClass: !Ref PagePriceClass", "PriceClass: PriceClass_100", "has the price class"),
    ("page", "        DefaultRootObject: index.html\n", "        DefaultRootObject: index.html\n        CustomErrorResponses: "
     "[{ ErrorCode: 404, ResponseCode: 200, ResponsePagePath: /index.html }]\n", "replaces the API's errors"),
    ("page", "AllowedMethods: [GET, HEAD]", "AllowedMethods: [GET, HEAD, OPTIONS]", "does not read files from the bucket"),
    ("page", "ViewerProtocolPolicy: redirect-to-https", "ViewerProtocolPolicy: allow-all", "sends files without TLS"),
    ("page", "          Compress: true\n", "", "sends files without TLS or uncompressed"),
    ("page", "658327ea-f89d-4fab-a63d-7e88639e58f6", "4135ea2d-6df8-44a3-9df3-4b5a84be39ad", "caches files under"),
    ("page", "          ResponseHeadersPolicyId: !Ref PageHeaders\n", "", "without the page's headers"),
    ("page", "FunctionARN: !GetAtt PageRoutes.FunctionARN", "FunctionARN: !GetAtt ApiClientAddress.FunctionARN", "does not answer the page's routes"),
    ("page", "PathPattern: /api/*", "PathPattern: /api/v1/tasks/*", "has the behaviors"),
    ("page", "AllowedMethods: [GET, HEAD, OPTIONS, PUT, PATCH, POST, DELETE]", "AllowedMethods: [GET, HEAD, OPTIONS]", "does not send every method"),
    ("page", "ViewerProtocolPolicy: https-only", "ViewerProtocolPolicy: redirect-to-https", "accepts tokens without TLS"),
    ("page", "4135ea2d-6df8-44a3-9df3-4b5a84be39ad", "658327ea-f89d-4fab-a63d-7e88639e58f6", "caches the API's responses"),
    ("page", "b689b0a8-53d0-40ab-baf2-68738e2966ac", "216adef6-5c7f-47e4-b989-5492eafa07d3", "sends the wrong Host"),
    ("page", "            OriginRequestPolicyId:", "            ResponseHeadersPolicyId: !Ref PageHeaders\n            OriginRequestPolicyId:", "changes the API's headers"),
    ("page", "            FunctionAssociations: [{ EventType: viewer-request, FunctionARN: !GetAtt ApiClientAddress.FunctionARN }]\n", "",
     "does not tell the API the address of its client"),
    ("everything", "              - ClosesExecuteApiEndpoint\n", "              - IsProduction\n", "") if False else
    ("everything", "- ClosesExecuteApiEndpoint\n              - !Ref DomainName", "- HasCanary\n              - !Ref DomainName", "looks for the API at"),
    ("page", "OriginProtocolPolicy: https-only", "OriginProtocolPolicy: match-viewer", "to the API without TLS 1.2"),
    ("page", "HeaderName: X-Origin-Verify", "HeaderName: X-Origin", "sends the API the headers"),
    ("page", "HasProxySecret: !And [!Condition HasPage, !Equals", "HasProxySecret: !And [!Condition IsProduction, !Equals", "has no secret"),
    ("page", "HasTrustedProxy: !Or [!Condition HasPage, ", "HasTrustedProxy: !Or [!Condition IsProduction, ", "LoginFunction has the proxy's secret"),
    ("page behind a required proxy", "            - RequiresTrustedProxy\n", "            - IsProduction\n", "RefreshFunction has the proxy's secret"),
    ("everything", "{ Secret: !If [HasProxySecret, !Ref ProxySecret, !Ref TrustedProxySecretName] }", "{ Secret: !Ref ProxySecret }", "has the proxy's secret"),
    ("page", "    Condition: HasProxySecret\n", "    Condition: HasProxySecret\n    DeletionPolicy: Retain\n", "ProxySecret remains"),
    ("defaults", "    Condition: HasMail\n    Properties:\n      Description: The links", "    Properties:\n      Description: The links",
     "MailTokenSecretA exists without mail"),
    ("mail", 'HasMail: !Not [!Equals [!Ref MailFrom, ""]]', 'HasMail: !Equals [!Ref MailFrom, ""]', "UsersFunction has the secret of mails"),
    ("mail", 'Condition: { StringEquals: { "ses:FromAddress": !Ref MailFrom } }', 'Condition: { StringLike: { "ses:FromAddress": "*" } }', "mail may be sent by"),
    ("mail", "Action: [ses:SendEmail]", "Action: [ses:SendEmail, ses:SendRawEmail]", "mail may be sent by"),
    ("mail", "identity/${MailFrom}", "identity/*", "has a wildcard"),
    ("mail", "configuration-set/${MailConfigurationSet}", "configuration-set/another", "mail may be sent by"),
    ("mail", "SES_CONFIGURATION_SET: !Ref MailConfigurationSet", 'SES_CONFIGURATION_SET: ""', "mails have the configuration set "),
    ("mail", "TlsPolicy: REQUIRE", "TlsPolicy: OPTIONAL", "SES treats mails by the rules "),
    ("mail", "SuppressedReasons: [BOUNCE, COMPLAINT]", "SuppressedReasons: [BOUNCE]", "SES treats mails by the rules "),
    ("mail", "MatchingEventTypes: [bounce, complaint,", "MatchingEventTypes: [bounce,", "are counted"),
    ("mail", 'DimensionName: "ses:configuration-set"', 'DimensionName: "ses:from-domain"', "events of mails are counted by"),
    ("page with mail", "      MetricName: Complaint\n", "      MetricName: Complaints\n", "alarms watch the events "),
    ("mail", "APP_URL: !If\n            - HasAppUrl\n", "APP_URL: !If\n            - IsProduction\n", "links in mails lead to "),
    ("page with mail", '{"S": ["waiting"]}', '{"S": ["sent"]}', "the mailer is started for"),
    ("mail", "          SESSIONS_TABLE: !Ref SessionsTable\n          TASKS_TABLE: !Ref TasksTable\n          CLEANUPS_TABLE: !Ref CleanupsTable\n",
     "          MAIL_TOKEN_SECRET: x\n          SESSIONS_TABLE: !Ref SessionsTable\n", "CleanupFunction has the secret of mails"),
    ("mail", "          MAIL_TOKEN_SECRET: !Sub \"{{resolve:secretsmanager:${MailTokenSecretA}}}\"", "          MAIL_TOKEN_SECRET: !Ref MailTokenSecretA",
     "MailerFunction has the secret MAIL_TOKEN_SECRET in plain"),
    ("everything", "HasBudget: !Not [!Equals [!Ref MonthlyBudget, \"0\"]]", "HasBudget: !Equals [!Ref MonthlyBudget, \"0\"]", "the budgets are"),
]
# A text of the template and its replacement, the parameter, and a part of the expected finding.
VERSION_DEFECTS = [
    ('VersionDescription: !Sub "${Architecture} ${LogLevel}"', 'VersionDescription: !Sub "${Architecture}"', "LogLevel", "changes CleanupFunction, but publishes no version"),
    ("${AllowedOrigins} ${ProxySecretName}", "${ProxySecretName}", "AllowedOrigins", "changes LoginFunction, but publishes no version"),
    ('VersionDescription: !Sub "${Architecture} ${LogLevel}"', 'VersionDescription: !Sub "${Architecture} ${LogLevel} ${AlarmEmail}"', "AlarmEmail",
     "publishes a version of CleanupFunction, which did not change"),
    ("{ ProxySecretName: !If [HasProxySecret, (page), !Ref TrustedProxySecretName] }", "{ ProxySecretName: !Ref TrustedProxySecretName }", "Page",
     "changes TasksFunction, but publishes no version"),
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

    def test_in_versions_behind_a_proxy_of_ones_own(self):
        text = self.broken("[HasProxySecret, (page), !Ref TrustedProxySecretName]", "[HasPage, (page), !Ref TrustedProxySecretName]")
        findings = "\n".join(versions(text, {"Page": ("on", set())}, {"TrustedProxySecretName": "todo-lambda-proxy"}))
        self.assertIn("publishes a version of LoginFunction, which did not change", findings)

    def test_in_resources_that_exist_only_with_an_option(self):
        translated = translate(TEMPLATE, SETS["everything"])
        checked = evaluated(translated)["Resources"]
        self.assertEqual(set(translated["Resources"]) - set(checked), {"ProxySecret"})
        self.assertNotIn("Condition", {key for resource in checked.values() for key in resource})

    def test_in_the_deployers_policy(self):
        findings = "\n".join(missing({"Queue": {"Type": "AWS::SQS::Queue"}}))
        self.assertIn("does not allow sqs:CreateQueue for AWS::SQS::Queue", findings)


if __name__ == "__main__":
    unittest.main()
