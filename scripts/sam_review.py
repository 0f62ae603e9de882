"""Translates a SAM template as CloudFormation would, and reviews what comes out.

Usage: sam_review.py TEMPLATE TRANSLATED. Writes the translated template, and fails with every finding that linters do not make.
"""

import json
import sys

from samtranslator.public.translator import ManagedPolicyLoader
from samtranslator.translator.transform import transform
from samtranslator.yaml_helper import yaml_parse

# What SAM attaches to a function by itself: its logs, X-Ray, and the stream that it reads.
MANAGED_POLICIES = {
    "AWSLambdaBasicExecutionRole": "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
    "AWSXrayWriteOnlyAccess": "arn:aws:iam::aws:policy/AWSXrayWriteOnlyAccess",
    "AWSLambdaDynamoDBExecutionRole": "arn:aws:iam::aws:policy/service-role/AWSLambdaDynamoDBExecutionRole",
    "AWSCodeDeployRoleForLambda": "arn:aws:iam::aws:policy/service-role/AWSCodeDeployRoleForLambda",
}
ATTRIBUTES = {"AWS::DynamoDB::Table": {"Arn", "StreamArn"}, "AWS::SQS::Queue": {"Arn", "QueueName"}, "AWS::Logs::LogGroup": {"Arn"}}
RETAINED = {"AWS::DynamoDB::Table", "AWS::SecretsManager::Secret"}


class Policies(ManagedPolicyLoader):
    def __init__(self):
        super().__init__(None)

    def load(self):
        return MANAGED_POLICIES


def walk(value, path=()):
    yield path, value
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, child in children:
        yield from walk(child, (*path, str(name)))


def review(template):
    """Yields what is wrong, one sentence each."""
    resources, parameters = template["Resources"], template.get("Parameters", {})
    known = set(resources) | set(parameters)
    for path, value in walk(template):
        where = "/".join(path)
        if isinstance(value, dict) and set(value) == {"Ref"} and value["Ref"] not in known and "::" not in value["Ref"]:
            yield f"{where} refers to {value['Ref']}, which is nothing"
        if isinstance(value, dict) and set(value) == {"Fn::GetAtt"}:
            name, attribute = value["Fn::GetAtt"]
            kind = resources.get(name, {}).get("Type")
            if kind is None or attribute not in ATTRIBUTES.get(kind, {attribute}):
                yield f"{where} asks {name} for {attribute}, which it does not have"
        if path and path[-1] in ("Action", "Resource") and "*" in json.dumps(value) and "AssumeRole" not in where:
            yield f"{where} has a wildcard"
    for name, resource in resources.items():
        kind, properties = resource["Type"], resource.get("Properties", {})
        if kind in RETAINED and {resource.get("DeletionPolicy"), resource.get("UpdateReplacePolicy")} != {"Retain"}:
            yield f"{name} would be lost with the stack"
        if kind == "AWS::Logs::LogGroup" and "RetentionInDays" not in properties:
            yield f"{name} keeps its logs for ever"
        if kind == "AWS::IAM::Role":
            foreign = set(map(str, properties.get("ManagedPolicyArns", []))) - set(MANAGED_POLICIES.values())
            if any(not arn.startswith("{") and arn.split(":policy/")[-1] not in str(MANAGED_POLICIES) for arn in foreign):
                yield f"{name} has the managed policies {foreign}"
        if kind == "AWS::Lambda::Function":
            if "LogGroup" not in properties.get("LoggingConfig", {}):
                yield f"{name} logs to a group without retention"
            for variable, value in properties["Environment"]["Variables"].items():
                none = variable == "TRUSTED_PROXY_SECRET" and value == ""
                if variable.endswith("_SECRET") and not none and "{{resolve:secretsmanager:" not in json.dumps(value):
                    yield f"{name} has a plain {variable}"
        if kind == "AWS::ApiGatewayV2::Api":
            cors = properties["Body"].get("x-amazon-apigateway-cors", {})
            if cors.get("allowCredentials") and "*" in json.dumps(cors.get("allowOrigins")):
                yield f"{name} allows credentials to any origin"
            keys = {f"{method.upper().replace('X-AMAZON-APIGATEWAY-ANY-METHOD', 'ANY')} {route}"
                    for route, methods in properties["Body"]["paths"].items() for method in methods}
            for stage in (resource for resource in resources.values() if resource["Type"] == "AWS::ApiGatewayV2::Stage"):
                for key in set(stage["Properties"].get("RouteSettings", {})) - keys:
                    yield f"the route {key!r} is throttled and is no route of {name}"


def main(source, target):
    with open(source, encoding="utf-8") as file:
        template = yaml_parse(file.read())
    for name, resource in template["Resources"].items():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = f"s3://bucket/{name}"
    translated = transform(template, {}, Policies())
    with open(target, "w", encoding="utf-8") as file:
        json.dump(translated, file, indent=2)
    findings = list(review(translated))
    print(f"{target}: {len(translated['Resources'])} resources, {len(findings)} findings")
    for finding in findings:
        print(f"finding: {finding}")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
