"""Translates a SAM template as SAM does, and evaluates the result as CloudFormation does.

Knows nothing about this project's template.
"""

import logging
import re

from samtranslator.public.translator import ManagedPolicyLoader
from samtranslator.translator.transform import transform
from samtranslator.yaml_helper import yaml_parse

# The managed policies that SAM adds: for a function's logs, for the stream that it reads, and for deploying versions.
MANAGED_POLICIES = {
    "AWSLambdaBasicExecutionRole": "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
    "AWSLambdaDynamoDBExecutionRole": "arn:aws:iam::aws:policy/service-role/AWSLambdaDynamoDBExecutionRole",
    "AWSCodeDeployRoleForLambda": "arn:aws:iam::aws:policy/service-role/AWSCodeDeployRoleForLambda",
}
PSEUDO_PARAMETERS = {"AWS::Region": "eu-central-1", "AWS::Partition": "aws", "AWS::URLSuffix": "amazonaws.com",
                     "AWS::AccountId": "123456789012", "AWS::StackName": "todo-lambda-dev"}
NO_VALUE = object()
# These functions depend on resources that do not exist yet.
UNRESOLVED = {"Fn::GetAtt", "Fn::Join"}

logging.getLogger("samtranslator").setLevel(logging.CRITICAL)  # it logs its own metrics and feature toggles


class Policies(ManagedPolicyLoader):
    def __init__(self):
        super().__init__(None)

    def load(self):
        return MANAGED_POLICIES


def translate(text, parameters):
    """The template as SAM translates it, with the code of each function in a bucket."""
    template = yaml_parse(text)
    for name, resource in template["Resources"].items():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = f"s3://bucket/{name}"
    return transform(template, values(template, parameters), Policies())


def values(template, parameters):
    """The value of each parameter, by default its default."""
    unknown = set(parameters) - set(template["Parameters"])
    if unknown:
        raise ValueError(f"the template has no parameter {', '.join(sorted(unknown))}")
    return {name: str(parameters.get(name, parameter.get("Default", ""))) for name, parameter in template["Parameters"].items()}


def resolve(template, parameters):
    """The resources of a translated template with their values, and what is wrong with the parameters.

    References to resources stay.
    """
    evaluation = Evaluation(template, values(template, parameters))
    return evaluation.resources(), list(evaluation.broken_rules())


class Evaluation:
    def __init__(self, source, parameters):
        self.source, self.parameters = source, PSEUDO_PARAMETERS | parameters

    def resources(self):
        return {name: self.value(resource) for name, resource in self.source["Resources"].items()
                if "Condition" not in resource or self.condition(resource["Condition"])}

    def condition(self, name):
        return self.value(self.source["Conditions"][name])

    def broken_rules(self):
        for name, parameter in self.source["Parameters"].items():
            if not re.fullmatch(parameter.get("AllowedPattern", ".*"), self.parameters[name]):
                yield f"{name} must match {parameter['AllowedPattern']}"
        for rule in self.source.get("Rules", {}).values():
            if self.value(rule.get("RuleCondition", True)):
                for assertion in rule["Assertions"]:
                    if not self.value(assertion["Assert"]):
                        yield assertion["AssertDescription"]

    def value(self, item):
        if isinstance(item, list):
            return [value for value in map(self.value, item) if value is not NO_VALUE]
        if not isinstance(item, dict):
            return item
        if len(item) == 1:
            (name, argument), = item.items()
            if name.startswith("Fn::") and name not in UNRESOLVED:
                return getattr(self, name.replace("Fn::", "fn_").lower())(argument)
            if name == "Ref":
                return self.reference(argument)
            if name == "Condition" and isinstance(argument, str):
                return self.condition(argument)
        pairs = ((name, self.value(value)) for name, value in item.items())
        return {name: value for name, value in pairs if value is not NO_VALUE}

    def reference(self, name):
        if name == "AWS::NoValue":
            return NO_VALUE
        return self.parameters.get(name, {"Ref": name})

    def fn_if(self, argument):
        condition, when_true, when_false = argument
        return self.value(when_true if self.condition(condition) else when_false)

    def fn_select(self, argument):
        index, items = map(self.value, argument)
        return items[int(index)]

    def fn_equals(self, argument):
        one, other = map(self.value, argument)
        return str(one) == str(other)

    def fn_not(self, argument):
        return not self.value(argument[0])

    def fn_and(self, argument):
        return all(map(self.value, argument))

    def fn_or(self, argument):
        return any(map(self.value, argument))

    def fn_split(self, argument):
        delimiter, text = map(self.value, argument)
        return text.split(delimiter)

    def fn_sub(self, argument):
        text, variables = argument if isinstance(argument, list) else (argument, {})
        known = self.parameters | {name: self.value(value) for name, value in variables.items()}

        def replaced(found):
            value = known.get(found[1])
            if isinstance(value, dict) and set(value) == {"Ref"}:
                return f"${{{value['Ref']}}}"
            return value if isinstance(value, str) else found[0]

        return re.sub(r"\$\{([\w:.]+)\}", replaced, text)
