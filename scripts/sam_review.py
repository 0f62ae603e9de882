"""Reviews what CloudFormation makes of template.yaml, for several sets of parameters, beyond what linters see.

Usage: sam_review.py TEMPLATE TRANSLATED. Writes the translation with every option in use, and fails with every finding.
"""

import json
import sys

from samtranslator.yaml_helper import yaml_parse

from cloudformation import MANAGED_POLICIES, Policies, resolve, translate  # noqa: F401
from deployer_policy import missing
from sam_versions import versions

FUNCTIONS = {f"{name}Function" for name in ("Login", "Refresh", "Users", "Tasks", "Cleanup")}
# For every parameter another value than its default, and the functions whose settings it changes.
OTHERS = {
    "Environment": ("prod", set()),
    "AllowedOrigins": ("https://app.example.com,https://admin.example.com", {"LoginFunction", "RefreshFunction"}),
    "AlarmEmail": ("ada@example.com", set()),
    "MonthlyBudget": ("10", set()),
    "DomainName": ("api.example.com", set()),
    "CertificateArn": ("arn:aws:acm:eu-central-1:123456789012:certificate/01234567-89ab-cdef-0123-456789abcdef", set()),
    "DisableExecuteApiEndpoint": ("true", set()),
    "TrustedProxySecretName": ("todo-lambda-proxy", {"LoginFunction", "UsersFunction"}),
    "LogLevel": ("debug", FUNCTIONS),
    "LogRetentionDays": ("90", set()),
    "LoginReservedConcurrency": ("50", set()),
    "SkipCanary": ("true", set()),
    "Architecture": ("x86_64", FUNCTIONS),
}
# Each set is translated and reviewed alone. The last one uses every option.
SETS = {
    "defaults": {},
    "development": {"AllowedOrigins": "http://localhost:5173"},
    "production": {"Environment": "prod", "AlarmEmail": "ada@example.com"},
    "everything": {name: value for name, (value, _) in OTHERS.items()},
}
REFUSED = [{"DomainName": "api.example.com"}, {"DisableExecuteApiEndpoint": "true"}, {"MonthlyBudget": "10"}]
CORS = {"allowOrigins", "allowCredentials", "allowMethods", "allowHeaders", "exposeHeaders", "maxAge"}
RETAINED = {"AWS::DynamoDB::Table", "AWS::SecretsManager::Secret", "AWS::S3::Bucket"}
MOST_METRICS_OF_AN_ALARM = 10
# The one wildcard that SAM makes: all objects of a bucket.
OBJECTS = {"Fn::Join": ["/", [{"Fn::GetAtt": ["CleanupFailures", "Arn"]}, "*"]]}


def walk(value, path=()):
    yield path, value
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, child in children:
        yield from walk(child, (*path, str(name)))


def of_kind(resources, kind):
    return {name: resource["Properties"] for name, resource in resources.items() if resource["Type"] == kind}


def references(template):
    """On the translation itself: a branch of a condition is reviewed although no set takes it."""
    known = set(template["Resources"]) | set(template["Parameters"])
    for path, value in walk(template):
        if isinstance(value, dict) and set(value) == {"Ref"} and value["Ref"] not in known and "::" not in value["Ref"]:
            yield f"{'/'.join(path)} refers to {value['Ref']}, which does not exist"


def permissions(resources, _):
    for name, role in of_kind(resources, "AWS::IAM::Role").items():
        foreign = [arn for arn in role.get("ManagedPolicyArns", []) if arn not in MANAGED_POLICIES.values()]
        if foreign:
            yield f"{name} has the managed policies {foreign}"
        for policy in role.get("Policies", []):
            for statement in policy["PolicyDocument"]["Statement"]:
                if "*" in json.dumps([statement["Action"], {} if statement["Resource"] == OBJECTS else statement["Resource"]]):
                    yield f"{name} has a wildcard: {statement['Action']} on {statement['Resource']}"


def retention(resources, _):
    for name, resource in resources.items():
        policies = resource.get("DeletionPolicy"), resource.get("UpdateReplacePolicy")
        if resource["Type"] in RETAINED and policies != ("RetainExceptOnCreate", "Retain"):
            yield f"{name} is lost with the stack"
        if resource["Type"] == "AWS::Lambda::Version" and policies[0] != "Delete":
            yield f"{name} keeps its secrets when it is replaced"
    for name, group in of_kind(resources, "AWS::Logs::LogGroup").items():
        if "RetentionInDays" not in group:
            yield f"{name} keeps its logs for ever"


def functions(resources, _):
    found = of_kind(resources, "AWS::Lambda::Function")
    if set(found) != FUNCTIONS:
        yield f"the functions {sorted(found)} are deployed"
    for name, function in found.items():
        group = function.get("LoggingConfig", {}).get("LogGroup", {}).get("Ref")
        if group not in of_kind(resources, "AWS::Logs::LogGroup"):
            yield f"{name} logs to a group without retention"
        if function.get("TracingConfig", {}).get("Mode") == "Active":
            yield f"{name} sends traces"
        for variable, value in function["Environment"]["Variables"].items():
            if variable.endswith("_SECRET") and value != "" and not str(value).startswith("{{resolve:secretsmanager:"):
                yield f"{name} has a plain {variable}"


def cors(resources, parameters):
    for name, api in of_kind(resources, "AWS::ApiGatewayV2::Api").items():
        origins = [origin for origin in parameters.get("AllowedOrigins", "").split(",") if origin]
        configuration = api["Body"].get("x-amazon-apigateway-cors", {})
        if set(configuration) != (CORS if origins else set()):
            yield f"{name} has the CORS members {sorted(configuration)}"
            continue
        if configuration.get("allowOrigins", []) != origins:
            yield f"{name} allows the origins {configuration['allowOrigins']} instead of {origins}"
        if empty := [member for member, value in configuration.items() if not value]:
            yield f"{name} has the empty CORS members {empty}"


def routes(resources, parameters):
    for name, api in of_kind(resources, "AWS::ApiGatewayV2::Api").items():
        keys = {f"{method.upper().replace('X-AMAZON-APIGATEWAY-ANY-METHOD', 'ANY')} {route}"
                for route, methods in api["Body"]["paths"].items() for method in methods}
        throttled = {key for stage in of_kind(resources, "AWS::ApiGatewayV2::Stage").values() for key in stage["RouteSettings"]}
        if not throttled:
            yield f"{name} throttles no route"
        for key in throttled - keys:
            yield f"the route {key!r} is throttled and is no route of {name}"
        closed = api["Body"]["servers"][0]["x-amazon-apigateway-endpoint-configuration"]["disableExecuteApiEndpoint"]
        if closed is not (parameters.get("DisableExecuteApiEndpoint") == "true"):
            yield f"{name} has a disableExecuteApiEndpoint of {closed!r}"
    names = [domain["DomainName"] for domain in of_kind(resources, "AWS::ApiGatewayV2::DomainName").values()]
    if names != [parameters[key] for key in ("DomainName",) if key in parameters]:
        yield f"the API has the domain names {names}"
    if len(of_kind(resources, "AWS::ApiGatewayV2::ApiMapping")) != len(names):
        yield "a domain name does not lead to the API"


def alarms(resources, parameters):
    """Every function that answers requests has an alarm that sees each of its faults and crashes, and ends its deployment."""
    found = of_kind(resources, "AWS::CloudWatch::Alarm")
    counted = {transformation["MetricName"] for metric in of_kind(resources, "AWS::Logs::MetricFilter").values()
               for transformation in metric["MetricTransformations"]}
    for name, alarm in found.items():
        stats = [metric["MetricStat"]["Metric"] for metric in alarm.get("Metrics", []) if "MetricStat" in metric] or [alarm]
        if len(stats) > MOST_METRICS_OF_AN_ALARM:
            yield f"{name} looks at {len(stats)} metrics"
        for stat in stats:
            if not stat["Namespace"].startswith("AWS/") and stat["MetricName"] not in counted:
                yield f"{name} looks at {stat['MetricName']}, which nothing counts"
        if bool(alarm.get("AlarmActions")) != ("AlarmEmail" in parameters):
            yield f"{name} tells {alarm.get('AlarmActions', 'nobody')}"
    groups = of_kind(resources, "AWS::CodeDeploy::DeploymentGroup")
    if set(groups) != {f"{name}DeploymentGroup" for name in FUNCTIONS - {"CleanupFunction"}}:
        yield f"the deployment groups are {sorted(groups)}"
    canary = parameters.get("Environment") == "prod" and parameters.get("SkipCanary") != "true"
    for name, group in groups.items():
        function = name.removesuffix("DeploymentGroup")
        if ("Canary" in json.dumps(group["DeploymentConfigName"])) != canary:
            yield f"{name} deploys by {group['DeploymentConfigName']}"
        (alarm,) = (found[alarm["Name"]["Ref"]] for alarm in group["AlarmConfiguration"]["Alarms"])
        seen = [metric["MetricStat"]["Metric"] for metric in alarm.get("Metrics", []) if "MetricStat" in metric]
        crashes = {"Namespace": "AWS/Lambda", "MetricName": "Errors", "Dimensions": [{"Name": "FunctionName", "Value": {"Ref": function}}]}
        faults = function.removesuffix("Function") + "Faults"
        sees = crashes in seen and faults in [metric["MetricName"] for metric in seen]
        if not sees or (alarm["Threshold"], alarm["EvaluationPeriods"]) != (1, 1):
            yield f"{name} does not see every fault and crash of {function}"


def budgets(resources, parameters):
    limits = [budget["Budget"]["BudgetLimit"]["Amount"] for budget in of_kind(resources, "AWS::Budgets::Budget").values()]
    if limits != [parameters[key] for key in ("MonthlyBudget",) if key in parameters]:
        yield f"the budgets are {limits}"


REVIEWS = [permissions, retention, functions, cors, routes, alarms, budgets]


def review_set(text, parameters):
    """What is wrong with one set of parameters."""
    translated = translate(text, parameters)
    yield from references(translated)
    resolved = resolve(translated, parameters)
    yield from resolved["Broken"]
    for part in REVIEWS:
        yield from part(resolved["Resources"], parameters)


def review(text):
    """Yields what is wrong, one sentence each."""
    if unknown := set(yaml_parse(text)["Parameters"]) ^ set(OTHERS):
        yield f"the parameters {sorted(unknown)} are not reviewed, or do not exist"
        return
    for name, parameters in SETS.items():
        yield from (f"{name}: {finding}" for finding in review_set(text, parameters))
    for parameters in REFUSED:
        if not resolve(translate(text, parameters), parameters)["Broken"]:
            yield f"{parameters} are accepted"
    yield from missing(translate(text, SETS["everything"])["Resources"])
    yield from versions(text, OTHERS)


def main(source, target):
    with open(source, encoding="utf-8") as file:
        text = file.read()
    findings = list(review(text))
    translated = translate(text, SETS["everything"])
    with open(target, "w", encoding="utf-8") as file:
        json.dump(translated, file, indent=2)
    print(f"{target}: {len(translated['Resources'])} resources, {len(SETS)} sets of parameters, {len(findings)} findings")
    for finding in findings:
        print(f"finding: {finding}")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
