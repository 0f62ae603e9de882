"""Checks that a changed parameter publishes a new version of each function that it changes, and of no other function.

CloudFormation replaces a version if its logical id or a create-only property changes: it publishes a new version, moves
the alias, and removes the old version. Lambda refuses to publish an unchanged function ("A version for this Lambda
function exists"), so a version must not change without its function.
"""

import json
import pathlib

import cfnlint

from cloudformation import resolve, translate

# Properties that are not part of a version.
OUTSIDE_OF_A_VERSION = {"ReservedConcurrentExecutions", "Tags"}


def versions(text, changes, parameters):
    """Yields the findings. `changes` has, for each parameter, a new value and the functions that it must change."""
    before = published(text, parameters)
    for name, (value, expected) in changes.items():
        after = published(text, parameters | {name: value})
        changed = {function for function in before if before[function].kept != after[function].kept}
        if changed != expected:
            yield f"a new {name} changes the functions {sorted(changed)} instead of {sorted(expected)}"
        for function in sorted(before):
            is_published = before[function].identity != after[function].identity
            if function in changed and not is_published:
                yield f"a new {name} changes {function}, but publishes no version"
            if function not in changed and is_published:
                yield f"a new {name} publishes a version of {function}, which did not change"
    for function, version in before.items():
        if version.aliases != ["live"]:
            yield f"the version of {function} has the aliases {version.aliases}"


class Version:
    """The properties that Lambda keeps in a version, those by which CloudFormation identifies it, and its aliases."""

    def __init__(self, resources, name, fixed):
        properties = resources[name]["Properties"]
        self.function = properties["FunctionName"]["Ref"]
        function = resources[self.function]["Properties"]
        self.kept = {key: value for key, value in function.items() if key not in OUTSIDE_OF_A_VERSION}
        self.identity = name, {key: value for key, value in properties.items() if key in fixed}
        self.aliases = [resource["Properties"]["Name"] for resource in resources.values() if resource["Type"] == "AWS::Lambda::Alias"
                        and resource["Properties"]["FunctionVersion"] == {"Fn::GetAtt": [name, "Version"]}]


def published(text, parameters):
    """The version of each function that CloudFormation publishes for these parameters."""
    resources, _ = resolve(translate(text, parameters), parameters)
    fixed = create_only_properties("AWS::Lambda::Version")
    names = [name for name, resource in resources.items() if resource["Type"] == "AWS::Lambda::Version"]
    found = [Version(resources, name, fixed) for name in names]
    return {version.function: version for version in found}


def create_only_properties(kind):
    """The properties of a resource type whose change makes CloudFormation replace the resource."""
    return {path.removeprefix("/properties/") for path in schema(kind)["createOnlyProperties"]}


def schema(kind):
    """AWS's schema of a resource type, from cfn-lint."""
    schemas = pathlib.Path(cfnlint.__file__).parent / "data/schemas"
    name = json.loads((schemas / "providers/us-east-1.json").read_text(encoding="utf-8"))[kind]
    return json.loads((schemas / f"resources/{name}.json").read_text(encoding="utf-8"))
