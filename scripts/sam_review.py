"""Reviews what CloudFormation makes of template.yaml, for several sets of parameters, beyond what linters see.

Usage: sam_review.py TEMPLATE TRANSLATED. Writes the translation with every option in use, and fails with every finding.
"""

import json
import sys

from cloudformation import MANAGED_POLICIES, Policies, resolve, translate  # noqa: F401

ORIGINS = "https://app.example.com,https://admin.example.com"
# Each set is translated and reviewed alone. The last one uses every option.
SETS = {
    "defaults": {},
    "development": {"AllowedOrigins": "http://localhost:5173"},
    "everything": {
        "Environment": "prod", "Architecture": "x86_64", "AllowedOrigins": ORIGINS, "AlarmEmail": "ada@example.com",
        "LogRetentionDays": "90", "LogLevel": "debug", "LoginReservedConcurrency": "50",
    },
}
# Another value for every parameter that reaches a function, and the functions that it reaches.
SETTINGS = {
    "Architecture": ("x86_64", {"Login", "Refresh", "Users", "Tasks", "Cleanup"}),
    "LogLevel": ("debug", {"Login", "Refresh", "Users", "Tasks", "Cleanup"}),
    "AllowedOrigins": (ORIGINS, {"Login", "Refresh"}),
}
CORS = {"allowOrigins", "allowCredentials", "allowMethods", "allowHeaders", "exposeHeaders", "maxAge"}
RETAINED = {"AWS::DynamoDB::Table", "AWS::SecretsManager::Secret"}
# A published version keeps these out.
NOT_IN_A_VERSION = {"ReservedConcurrentExecutions", "Tags"}


def walk(value, path=()):
    yield path, value
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, child in children:
        yield from walk(child, (*path, str(name)))


def of_kind(resources, kind):
    return {name: resource for name, resource in resources.items() if resource["Type"] == kind}


def references(template):
    """On the translation itself: a branch of a condition is reviewed although no set takes it."""
    known = set(template["Resources"]) | set(template["Parameters"])
    for path, value in walk(template):
        if isinstance(value, dict) and set(value) == {"Ref"} and value["Ref"] not in known and "::" not in value["Ref"]:
            yield f"{'/'.join(path)} refers to {value['Ref']}, which does not exist"


def permissions(resources, _):
    roles = of_kind(resources, "AWS::IAM::Role")
    if not roles:
        yield "no function has a role"
    for name, role in roles.items():
        foreign = [arn for arn in role["Properties"].get("ManagedPolicyArns", []) if arn not in MANAGED_POLICIES.values()]
        if foreign:
            yield f"{name} has the managed policies {foreign}"
        for policy in role["Properties"].get("Policies", []):
            for statement in policy["PolicyDocument"]["Statement"]:
                if "*" in json.dumps([statement["Action"], statement["Resource"]]):
                    yield f"{name} has a wildcard: {statement['Action']} on {statement['Resource']}"


def retention(resources, _):
    for name, resource in resources.items():
        policies = resource.get("DeletionPolicy"), resource.get("UpdateReplacePolicy")
        if resource["Type"] in RETAINED and policies != ("Retain", "Retain"):
            yield f"{name} is lost with the stack"
    for name, group in of_kind(resources, "AWS::Logs::LogGroup").items():
        if "RetentionInDays" not in group["Properties"]:
            yield f"{name} keeps its logs for ever"


def functions(resources, _):
    found = of_kind(resources, "AWS::Lambda::Function")
    if len(found) != 5:
        yield f"{len(found)} functions are deployed instead of 5"
    for name, function in found.items():
        group = function["Properties"].get("LoggingConfig", {}).get("LogGroup", {}).get("Ref")
        if resources.get(group, {}).get("Type") != "AWS::Logs::LogGroup":
            yield f"{name} logs to a group without retention"
        for variable, value in function["Properties"]["Environment"]["Variables"].items():
            if variable.endswith("_SECRET") and value != "" and not str(value).startswith("{{resolve:secretsmanager:"):
                yield f"{name} has a plain {variable}"


def cors(resources, parameters):
    for name, api in of_kind(resources, "AWS::ApiGatewayV2::Api").items():
        origins = [origin for origin in parameters.get("AllowedOrigins", "").split(",") if origin]
        configuration = api["Properties"]["Body"].get("x-amazon-apigateway-cors", {})
        if set(configuration) != (CORS if origins else set()):
            yield f"{name} has the CORS members {sorted(configuration)}"
            continue
        if configuration.get("allowOrigins", []) != origins:
            yield f"{name} allows the origins {configuration['allowOrigins']} instead of {origins}"
        if empty := [member for member, value in configuration.items() if not value]:
            yield f"{name} has the empty CORS members {empty}"


def throttles(resources, _):
    for name, api in of_kind(resources, "AWS::ApiGatewayV2::Api").items():
        keys = {f"{method.upper().replace('X-AMAZON-APIGATEWAY-ANY-METHOD', 'ANY')} {route}"
                for route, methods in api["Properties"]["Body"]["paths"].items() for method in methods}
        stages = of_kind(resources, "AWS::ApiGatewayV2::Stage").values()
        throttled = {key for stage in stages for key in stage["Properties"]["RouteSettings"]}
        if not throttled:
            yield f"{name} throttles no route"
        for key in throttled - keys:
            yield f"the route {key!r} is throttled and is no route of {name}"


REVIEWS = [permissions, retention, functions, cors, throttles]


def review(text):
    """Yields what is wrong, one sentence each."""
    for name, parameters in SETS.items():
        translated = translate(text, parameters)
        yield from (f"{name}: {finding}" for finding in references(translated))
        resources = resolve(translated, parameters)["Resources"]
        for part in REVIEWS:
            yield from (f"{name}: {finding}" for finding in part(resources, parameters))


def main(source, target):
    with open(source, encoding="utf-8") as file:
        text = file.read()
    findings = list(review(text))
    translated = translate(text, list(SETS.values())[-1])
    with open(target, "w", encoding="utf-8") as file:
        json.dump(translated, file, indent=2)
    print(f"{target}: {len(translated['Resources'])} resources, {len(SETS)} sets of parameters, {len(findings)} findings")
    for finding in findings:
        print(f"finding: {finding}")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
