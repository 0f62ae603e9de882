"""A stack on MiniStack: the template as CloudFormation gets it from SAM, with what MiniStack lacks expanded or left out.

The template itself is never changed for MiniStack: everything that is done for it is in `adapt`.
"""

import io
import json
import logging
import pathlib
import time
import zipfile

import boto3
from botocore.exceptions import WaiterError
from samtranslator.yaml_helper import yaml_parse

from cloudformation import translate

logging.getLogger("samtranslator").setLevel(logging.CRITICAL) # it warns of its own feature toggles
REGION = "us-east-1"
STACK = "todo-lambda-rehearsal"
BUCKET = "bucket" # where the translation looks for the code, under each function's name


class Stack:
    """The stack of one template file, whose functions are built already."""

    def __init__(self, endpoint, template, binaries):
        self.endpoint, self.template, self.binaries = endpoint, pathlib.Path(template), pathlib.Path(binaries)
        self.left_out, self.resources = {}, {}

    def client(self, service):
        return boto3.client(service, REGION, endpoint_url=self.endpoint, aws_access_key_id="test", aws_secret_access_key="test")

    def deploy(self, parameters):
        """Creates the stack, or updates it to other parameters, and returns the ids of its resources."""
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
            raise SystemExit(f"the stack does not come up: {self.reasons(cloudformation)}") from error
        pages = cloudformation.get_paginator("list_stack_resources").paginate(StackName=STACK)
        found = [resource for page in pages for resource in page["StackResourceSummaries"]]
        self.resources = {resource["LogicalResourceId"]: resource["PhysicalResourceId"] for resource in found}
        return self.resources

    def reasons(self, cloudformation):
        events = cloudformation.describe_stack_events(StackName=STACK)["StackEvents"]
        return [f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason')}" for event in events
                if "FAILED" in event["ResourceStatus"]]

    def upload_code(self):
        """A function's code is a zip, a folder with its `bootstrap`, or a folder of sources whose binary is in `binaries`."""
        self.client("s3").create_bucket(Bucket=BUCKET)
        for name, resource in yaml_parse(self.template.read_text(encoding="utf-8"))["Resources"].items():
            if resource["Type"] == "AWS::Serverless::Function":
                path = self.template.parent / resource["Properties"]["CodeUri"]
                built = path / "bootstrap" if (path / "bootstrap").exists() else self.binaries / path.name
                self.put(name, path.read_bytes() if path.suffix == ".zip" else zipped(built))

    def put(self, key, content):
        self.client("s3").put_object(Bucket=BUCKET, Key=key, Body=content)

    def adapt(self, template):
        resources = template["Resources"]
        self.left_out = {name: why for name, resource in resources.items() if (why := left_out(resource))}
        for name in self.left_out:
            del resources[name]
        for resource in resources.values():
            resource.pop("UpdatePolicy", None)
            dependencies = resource.get("DependsOn", [])
            dependencies = [dependencies] if isinstance(dependencies, str) else dependencies
            resource["DependsOn"] = [name for name in dependencies if name not in self.left_out]
            if resource["Type"] == "AWS::Lambda::Function":
                resource["Properties"]["Environment"]["Variables"]["AWS_ENDPOINT_URL_DYNAMODB"] = self.endpoint
        for name in [name for name, resource in resources.items() if resource["Type"] == "AWS::ApiGatewayV2::Api"]:
            resources.update(expanded(name, resources[name]["Properties"]))
        return template


def left_out(resource):
    if resource["Type"] == "AWS::CloudWatch::Alarm" and "Metrics" in resource["Properties"]:
        return "MiniStack has no alarms on an expression of metrics"
    if resource["Type"].startswith("AWS::CodeDeploy::"):
        return "MiniStack has no CodeDeploy, an alias moves at once"
    return None


def expanded(api, properties):
    """The resources of an API's OpenAPI body, which MiniStack does not import: AWS makes the same of it."""
    body = properties.pop("Body")
    properties.setdefault("Name", api)
    properties["ProtocolType"] = "HTTP"
    # Spelled as in the body, not as in CloudFormation: MiniStack reads no other spelling.
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
            # On AWS `x/{proxy+}` matches `x/` too.
            keys = [key, key.removesuffix("{proxy+}")] if key.endswith("/{proxy+}") else [key]
            for form, route in enumerate(keys):
                resources[f"RehearsedRoute{number}Form{form}"] = {"Type": "AWS::ApiGatewayV2::Route", "Properties": {
                    "ApiId": {"Ref": api}, "RouteKey": route,
                    "Target": {"Fn::Sub": f"integrations/${{RehearsedIntegration{number}}}"}}}
    return resources


def zipped(binary):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        member = zipfile.ZipInfo("bootstrap")
        member.external_attr = 0o755 << 16
        member.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(member, binary.read_bytes())
    return buffer.getvalue()


def within(seconds, what, condition):
    """Waits until the condition gives something true, and returns it."""
    end = time.monotonic() + seconds
    while not (found := condition()):
        if time.monotonic() > end:
            raise SystemExit(f"not within {seconds} seconds: {what}")
        time.sleep(0.2)
    return found
