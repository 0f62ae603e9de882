"""Whether a changed parameter reaches the alias of each function: by a new version where its function changes, and only there.

CloudFormation publishes a version where the resource has another logical id, or where a property changes that can only be set at its
creation: then it makes the new one, moves the alias, and removes the old one. Lambda refuses to publish the same function twice ("A version
for this Lambda function exists"), so a version must not change alone.
"""

import json
import pathlib

import cfnlint

from cloudformation import resolve, translate

# A version does not keep these.
OUTSIDE_OF_A_VERSION = {"ReservedConcurrentExecutions", "Tags"}


def versions(text, others, given):
    """Yields what is wrong. `others` has, for each parameter, another value than the given or default one, and the functions that it reaches."""
    before = published(text, given)
    for name, (value, reached) in others.items():
        after = published(text, given | {name: value})
        changed = {function for function in before if before[function].kept != after[function].kept}
        if changed != reached:
            yield f"another {name} changes the functions {sorted(changed)} instead of {sorted(reached)}"
        for function in sorted(changed):
            if before[function].identity == after[function].identity:
                yield f"another {name} changes {function}, and no version is published"
        for function in sorted(set(before) - changed):
            if before[function].identity != after[function].identity:
                yield f"another {name} publishes a version of {function}, which did not change"
    for function, version in before.items():
        if version.aliases != ["live"]:
            yield f"the aliases {version.aliases} lead to the version of {function}"


class Version:
    """What Lambda keeps of a function in a version, what CloudFormation tells the version from others by, and the aliases to it."""

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
    resources = resolve(translate(text, parameters), parameters)["Resources"]
    fixed = only_set_at_creation("AWS::Lambda::Version")
    names = [name for name, resource in resources.items() if resource["Type"] == "AWS::Lambda::Version"]
    found = [Version(resources, name, fixed) for name in names]
    return {version.function: version for version in found}


def only_set_at_creation(kind):
    """The properties of a resource type whose change makes CloudFormation replace it."""
    return {path.removeprefix("/properties/") for path in schema(kind)["createOnlyProperties"]}


def schema(kind):
    """AWS's schema of a resource type, as cfn-lint carries it."""
    schemas = pathlib.Path(cfnlint.__file__).parent / "data/schemas"
    name = json.loads((schemas / "providers/us-east-1.json").read_text(encoding="utf-8"))[kind]
    return json.loads((schemas / f"resources/{name}.json").read_text(encoding="utf-8"))
