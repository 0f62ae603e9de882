"""The checks of template.yaml for one set of parameters.

Each check receives the resources, evaluated as by CloudFormation, and the parameters, and yields findings, one sentence
each.
"""

import json

from cloudformation import MANAGED_POLICIES

WORKERS = {"CleanupFunction", "MailerFunction"}
SERVING = {"LoginFunction", "RefreshFunction", "UsersFunction", "TasksFunction"}
# Those that count requests by the client's address, which a trusted proxy tells them.
PROXIED = {"LoginFunction", "UsersFunction", "TasksFunction"}
CORS = {"allowOrigins", "allowCredentials", "allowMethods", "allowHeaders", "exposeHeaders", "maxAge"}
RETAINED = {"AWS::DynamoDB::Table", "AWS::SecretsManager::Secret", "AWS::S3::Bucket"}
DELETED = {"ProxySecret", "MailTokenSecretA"}  # no longer needed once the page or mail is gone
MAX_METRICS_PER_ALARM = 10
MAX_DESCRIPTION_CHARACTERS = 256
# The only wildcards that SAM adds: all objects of a bucket.
BUCKET_OBJECTS = [{"Fn::Join": ["/", [{"Fn::GetAtt": [bucket, "Arn"]}, "*"]]} for bucket in ("CleanupFailures", "MailFailures")]


def walk(value, path=()):
    yield path, value
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, child in children:
        yield from walk(child, (*path, str(name)))


def of_kind(resources, kind):
    return {name: resource["Properties"] for name, resource in resources.items() if resource["Type"] == kind}


def references(template):
    """Checks the translation itself, to cover the branches of conditions that no set of parameters uses."""
    known = set(template["Resources"]) | set(template["Parameters"])
    for path, value in walk(template):
        if isinstance(value, dict) and set(value) == {"Ref"} and value["Ref"] not in known and "::" not in value["Ref"]:
            yield f"{'/'.join(path)} refers to {value['Ref']}, which does not exist"


def permissions(resources, _):
    for name, role in of_kind(resources, "AWS::IAM::Role").items():
        foreign = [arn for arn in role.get("ManagedPolicyArns", []) if arn not in MANAGED_POLICIES.values()]
        if foreign:
            yield f"{name} has the unexpected managed policies {foreign}"
        for policy in role.get("Policies", []):
            for statement in policy["PolicyDocument"]["Statement"]:
                if "*" in json.dumps([statement["Action"], {} if statement["Resource"] in BUCKET_OBJECTS else statement["Resource"]]):
                    yield f"{name} has a wildcard: {statement['Action']} on {statement['Resource']}"


def retention(resources, _):
    for name, resource in resources.items():
        policies = resource.get("DeletionPolicy"), resource.get("UpdateReplacePolicy")
        if resource["Type"] in RETAINED and name not in DELETED and policies != ("RetainExceptOnCreate", "Retain"):
            yield f"{name} is deleted with the stack"
        if name in DELETED and policies != (None, None):
            yield f"{name} remains, and costs, when it is no longer needed"
        if resource["Type"] == "AWS::Lambda::Version" and policies[0] != "Delete":
            yield f"{name} and the secrets in it remain when it is replaced"
    for name, group in of_kind(resources, "AWS::Logs::LogGroup").items():
        if "RetentionInDays" not in group:
            yield f"{name} keeps its logs forever"


def deployed(parameters):
    """The functions that these parameters deploy."""
    return SERVING | (WORKERS if parameters.get("MailFrom") else WORKERS - {"MailerFunction"})


def functions(resources, parameters):
    found = of_kind(resources, "AWS::Lambda::Function")
    if set(found) != deployed(parameters):
        yield f"the functions {sorted(found)} are deployed"
    for name, function in found.items():
        group = function.get("LoggingConfig", {}).get("LogGroup", {}).get("Ref")
        if group not in of_kind(resources, "AWS::Logs::LogGroup"):
            yield f"{name} logs to a group without retention"
        if function.get("TracingConfig", {}).get("Mode") == "Active":
            yield f"{name} sends traces"
        for variable, value in function["Environment"]["Variables"].items():
            if variable.endswith("_SECRET") and value != "" and not str(value).startswith("{{resolve:secretsmanager:"):
                yield f"{name} has the secret {variable} in plain text"


def descriptions(resources, _):
    for name, version in of_kind(resources, "AWS::Lambda::Version").items():
        if len(version.get("Description", "")) > MAX_DESCRIPTION_CHARACTERS:
            yield f"{name} has a description of {len(version['Description'])} characters"


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
            yield f"the throttled route {key!r} does not exist in {name}"
        closed = api["Body"]["servers"][0]["x-amazon-apigateway-endpoint-configuration"]["disableExecuteApiEndpoint"]
        if closed is not (parameters.get("DisableExecuteApiEndpoint") == "true"):
            yield f"{name} has a disableExecuteApiEndpoint of {closed!r}"
    names = [domain["DomainName"] for domain in of_kind(resources, "AWS::ApiGatewayV2::DomainName").values()]
    if names != [parameters[key] for key in ("DomainName",) if key in parameters]:
        yield f"the API has the domain names {names}"
    if len(of_kind(resources, "AWS::ApiGatewayV2::ApiMapping")) != len(names):
        yield "a domain name has no mapping to the API"


def alarms(resources, parameters):
    """Every function that serves requests has an alarm on its faults and crashes, which rolls its deployment back."""
    found = of_kind(resources, "AWS::CloudWatch::Alarm")
    counted = {transformation["MetricName"] for metric in of_kind(resources, "AWS::Logs::MetricFilter").values()
               for transformation in metric["MetricTransformations"]}
    for name, alarm in found.items():
        stats = [metric["MetricStat"]["Metric"] for metric in alarm.get("Metrics", []) if "MetricStat" in metric] or [alarm]
        if len(stats) > MAX_METRICS_PER_ALARM:
            yield f"{name} uses {len(stats)} metrics"
        for stat in stats:
            if not stat["Namespace"].startswith("AWS/") and stat["MetricName"] not in counted:
                yield f"{name} uses {stat['MetricName']}, which nothing counts"
        if bool(alarm.get("AlarmActions")) != ("AlarmEmail" in parameters):
            yield f"{name} has the actions {alarm.get('AlarmActions')}"
    groups = of_kind(resources, "AWS::CodeDeploy::DeploymentGroup")
    if set(groups) != {f"{name}DeploymentGroup" for name in SERVING}:
        yield f"the deployment groups are {sorted(groups)}"
    canary = parameters.get("Environment") == "prod" and parameters.get("SkipCanary") != "true"
    for name, group in groups.items():
        function = name.removesuffix("DeploymentGroup")
        if ("Canary" in json.dumps(group["DeploymentConfigName"])) != canary:
            yield f"{name} deploys with {group['DeploymentConfigName']}"
        (alarm,) = (found[alarm["Name"]["Ref"]] for alarm in group["AlarmConfiguration"]["Alarms"])
        seen = [metric["MetricStat"]["Metric"] for metric in alarm.get("Metrics", []) if "MetricStat" in metric]
        crashes = {"Namespace": "AWS/Lambda", "MetricName": "Errors", "Dimensions": [{"Name": "FunctionName", "Value": {"Ref": function}}]}
        faults = function.removesuffix("Function") + "Faults"
        sees = crashes in seen and faults in [metric["MetricName"] for metric in seen]
        if not sees or (alarm["Threshold"], alarm.get("DatapointsToAlarm")) != (1, 1):
            yield f"{name} does not watch every fault and crash of {function}"


def budgets(resources, parameters):
    limits = [budget["Budget"]["BudgetLimit"]["Amount"] for budget in of_kind(resources, "AWS::Budgets::Budget").values()]
    if limits != [parameters[key] for key in ("MonthlyBudget",) if key in parameters]:
        yield f"the budgets are {limits}"


REVIEWS = [permissions, retention, functions, descriptions, cors, routes, alarms, budgets]
