"""A stack of a bundle's template on MiniStack. `adapt` changes what MiniStack does not support."""

import json
import pathlib
import time
import urllib.parse

import boto3
from botocore.exceptions import WaiterError
from samtranslator.yaml_helper import yaml_parse

from cloudformation import translate

REGION = "us-east-1"
STACK = "todo-lambda-rehearsal"
BUCKET = "bucket" # `translate` expects the code here, under each function's name


class Stack:
    def __init__(self, endpoint, template):
        self.endpoint, self.template = endpoint, pathlib.Path(template)
        self.left_out, self.resources = {}, {}

    def environment(self):
        """The variables of commands that use the stack."""
        return {"AWS_ENDPOINT_URL": self.endpoint, "AWS_DEFAULT_REGION": REGION, "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}

    def client(self, service):
        return boto3.client(service, REGION, endpoint_url=self.endpoint, aws_access_key_id="test", aws_secret_access_key="test")

    def deploy(self, parameters):
        """Creates the stack, or updates its parameters, and returns the ids of its resources."""
        cloudformation, exists = self.client("cloudformation"), bool(self.resources)
        template = self.adapt(translate(self.template.read_text(encoding="utf-8"), parameters))
        if not exists:
            self.upload_code()
        self.put("template.json", json.dumps(template).encode())
        call = cloudformation.update_stack if exists else cloudformation.create_stack
        call(StackName=STACK, TemplateURL=f"{self.endpoint}/{BUCKET}/template.json", Capabilities=["CAPABILITY_IAM"],
             Parameters=[{"ParameterKey": name, "ParameterValue": value} for name, value in parameters.items()])
        waiter = cloudformation.get_waiter("stack_update_complete" if exists else "stack_create_complete")
        try:
            waiter.wait(StackName=STACK, WaiterConfig={"Delay": 1, "MaxAttempts": 120})
        except WaiterError as error:
            raise SystemExit(f"the deployment failed: {self.reasons(cloudformation)}") from error
        pages = cloudformation.get_paginator("list_stack_resources").paginate(StackName=STACK)
        found = [resource for page in pages for resource in page["StackResourceSummaries"]]
        self.resources = {resource["LogicalResourceId"]: resource["PhysicalResourceId"] for resource in found}
        return self.resources

    def reasons(self, cloudformation):
        events = cloudformation.describe_stack_events(StackName=STACK)["StackEvents"]
        return [f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason')}" for event in events
                if "FAILED" in event["ResourceStatus"]]

    def upload_code(self):
        self.client("s3").create_bucket(Bucket=BUCKET)
        for name, resource in yaml_parse(self.template.read_text(encoding="utf-8"))["Resources"].items():
            if resource["Type"] == "AWS::Serverless::Function":
                self.put(name, (self.template.parent / resource["Properties"]["CodeUri"]).read_bytes())

    def put(self, key, content):
        self.client("s3").put_object(Bucket=BUCKET, Key=key, Body=content)

    def adapt(self, template):
        resources = template["Resources"]
        self.left_out = {name: reason for name, resource in resources.items() if (reason := unsupported(resource))}
        for name in self.left_out:
            del resources[name]
        for resource in resources.values():
            resource.pop("UpdatePolicy", None)
            dependencies = resource.get("DependsOn", [])
            dependencies = [dependencies] if isinstance(dependencies, str) else dependencies
            resource["DependsOn"] = [name for name in dependencies if name not in self.left_out]
            if resource["Type"] == "AWS::Lambda::Function":
                variables = resource["Properties"]["Environment"]["Variables"]
                variables |= {"AWS_ENDPOINT_URL_DYNAMODB": self.endpoint, "AWS_ENDPOINT_URL_SESV2": self.endpoint}
            if resource["Type"] == "AWS::IAM::Role":
                adapt_sending(resource["Properties"].get("Policies", []))
            if resource["Type"] == "AWS::CloudFront::Distribution":
                self.adapt_origin(*(origin for origin in resource["Properties"]["DistributionConfig"]["Origins"] if origin["Id"] == "api"))
        for name in [name for name, resource in resources.items() if resource["Type"] == "AWS::ApiGatewayV2::Api"]:
            resources.update(expanded(name, resources[name]["Properties"]))
        return template

    def adapt_origin(self, origin):
        """MiniStack's CloudFront does not connect to AWS's host names, but MiniStack's gateway also has a path, without TLS."""
        address = urllib.parse.urlsplit(self.endpoint)
        origin["DomainName"], origin["OriginPath"] = address.hostname, {"Fn::Sub": "/_aws/execute-api/${Api}/$default"}
        origin["CustomOriginConfig"] = {"OriginProtocolPolicy": "http-only", "HTTPPort": address.port}


def adapt_sending(policies):
    """For MiniStack, SendEmail concerns neither an identity nor a configuration set, and has no sender."""
    for statement in [statement for policy in policies for statement in policy["PolicyDocument"]["Statement"]]:
        if "ses:SendEmail" in statement["Action"]:
            statement["Resource"] = "*"
            del statement["Condition"]


def unsupported(resource):
    """Why MiniStack cannot have this resource."""
    if resource["Type"] == "AWS::CloudWatch::Alarm" and "Metrics" in resource["Properties"]:
        return "MiniStack has no alarms on metric expressions"
    if resource["Type"].startswith("AWS::CodeDeploy::"):
        return "MiniStack has no CodeDeploy and moves an alias immediately"
    return None


def expanded(api, properties):
    """The routes and integrations in an API's OpenAPI body. AWS creates them itself, but MiniStack ignores the body."""
    body = properties.pop("Body")
    properties.setdefault("Name", api)
    properties["ProtocolType"] = "HTTP"
    # With the member names of the body, not those of CloudFormation, because MiniStack only reads those.
    if cors := body.get("x-amazon-apigateway-cors"):
        properties["CorsConfiguration"] = cors
    resources = {}
    for path, methods in body["paths"].items():
        for method, operation in methods.items():
            integration = operation["x-amazon-apigateway-integration"]
            key = f"{'ANY' if method == 'x-amazon-apigateway-any-method' else method.upper()} {path}"
            number = len(resources)
            resources[f"RehearsedIntegration{number}"] = {"Type": "AWS::ApiGatewayV2::Integration", "Properties": {
                "ApiId": {"Ref": api}, "IntegrationType": integration["type"].upper(), "IntegrationUri": integration["uri"],
                "PayloadFormatVersion": integration["payloadFormatVersion"]}}
            # On AWS `x/{proxy+}` also matches `x/`.
            keys = [key, key.removesuffix("{proxy+}")] if key.endswith("/{proxy+}") else [key]
            for form, route in enumerate(keys):
                resources[f"RehearsedRoute{number}Form{form}"] = {"Type": "AWS::ApiGatewayV2::Route", "Properties": {
                    "ApiId": {"Ref": api}, "RouteKey": route,
                    "Target": {"Fn::Sub": f"integrations/${{RehearsedIntegration{number}}}"}}}
    return resources


def check(condition, complaint):
    if not condition:
        raise SystemExit(complaint)


def within(seconds, what, condition):
    """Waits until the condition returns something true, and returns it."""
    end = time.monotonic() + seconds
    while not (found := condition()):
        if time.monotonic() > end:
            raise SystemExit(f"{what}: not within {seconds} seconds")
        time.sleep(0.2)
    return found
