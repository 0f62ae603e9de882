"""Finds defects of template.yaml that linters miss, in what SAM and CloudFormation make of several sets of parameters.

Usage: sam_review.py TEMPLATE TRANSLATED. Writes the translation that uses every option. Fails if there are findings.
"""

import json
import sys

from samtranslator.yaml_helper import yaml_parse

from cloudformation import resolve, translate
from deployer_policy import missing
from sam_findings import FUNCTIONS, REVIEWS, references
from sam_versions import versions

# For each parameter a different value than its default, and the functions that this value changes.
CHANGES = {
    "Environment": ("prod", set()),
    "AllowedOrigins": ("https://app.example.com,https://admin.example.com", {"LoginFunction", "RefreshFunction", "UsersFunction"}),
    "AlarmEmail": ("ada@example.com", set()),
    "MonthlyBudget": ("10", set()),
    "DomainName": ("api.example.com", set()),
    "CertificateArn": ("arn:aws:acm:eu-central-1:123456789012:certificate/01234567-89ab-cdef-0123-456789abcdef", set()),
    "DisableExecuteApiEndpoint": ("true", set()),
    "TrustedProxySecretName": ("todo-lambda-proxy", {"LoginFunction", "UsersFunction"}),
    "RequireTrustedProxy": ("on", FUNCTIONS - {"CleanupFunction"}),
    "LogLevel": ("debug", FUNCTIONS),
    "LogRetentionDays": ("90", set()),
    "LoginReservedConcurrency": ("50", set()),
    "SkipCanary": ("true", set()),
    "Architecture": ("x86_64", FUNCTIONS),
}
# Each set of parameters is reviewed. The last one uses every option.
SETS = {
    "defaults": {},
    "development": {"AllowedOrigins": "http://localhost:5173"},
    "production": {"Environment": "prod", "AlarmEmail": "ada@example.com"},
    "everything": {name: value for name, (value, _) in CHANGES.items()},
}
REJECTED = [{"DomainName": "api.example.com"}, {"DisableExecuteApiEndpoint": "true"}, {"MonthlyBudget": "10"}, {"RequireTrustedProxy": "on"}]
# If the proxy is required, every function that serves requests gets its secret.
REQUIRED_PROXY = {"TrustedProxySecretName": "todo-lambda-proxy", "RequireTrustedProxy": "on"}
CHANGES_BEHIND_PROXY = {"TrustedProxySecretName": ("another-proxy", FUNCTIONS - {"CleanupFunction"})}


def review_set(text, parameters):
    """Yields the findings for one set of parameters."""
    translated = translate(text, parameters)
    yield from references(translated)
    resources, broken_rules = resolve(translated, parameters)
    yield from broken_rules
    for review_part in REVIEWS:
        yield from review_part(resources, parameters)


def longest(text):
    """Every option, with the longest values that the template allows."""
    lengths = {name: parameter["MaxLength"] for name, parameter in yaml_parse(text)["Parameters"].items() if "MaxLength" in parameter}
    return SETS["everything"] | {name: "https://".ljust(length, "a") for name, length in lengths.items()}


def review(text):
    """Yields the findings, one sentence each."""
    if unknown := set(yaml_parse(text)["Parameters"]) ^ set(CHANGES):
        yield f"the parameters {sorted(unknown)} are not reviewed, or do not exist"
        return
    for name, parameters in {**SETS, "longest": longest(text)}.items():
        yield from (f"{name}: {finding}" for finding in review_set(text, parameters))
    for parameters in REJECTED:
        if not resolve(translate(text, parameters), parameters)[1]:
            yield f"{parameters} are accepted"
    yield from missing(translate(text, SETS["everything"])["Resources"])
    yield from versions(text, CHANGES, {})
    yield from versions(text, CHANGES_BEHIND_PROXY, REQUIRED_PROXY)


def main(source, target):
    with open(source, encoding="utf-8") as file:
        text = file.read()
    findings = list(review(text))
    translated = translate(text, SETS["everything"])
    with open(target, "w", encoding="utf-8") as file:
        json.dump(translated, file, indent=2)
    print(f"{target}: {len(translated['Resources'])} resources, {len(findings)} findings in {len(SETS) + 1} sets of parameters")
    for finding in findings:
        print(f"finding: {finding}")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
