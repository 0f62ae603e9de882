"""Finds defects of template.yaml that linters miss, in what SAM and CloudFormation make of several sets of parameters.

Usage: sam_review.py TEMPLATE TRANSLATED EVALUATED. Writes the translation that uses every option, and the resources that
CloudFormation makes of it. Fails if there are findings.
"""

import json
import sys

from samtranslator.yaml_helper import yaml_parse

from cloudformation import resolve, translate
from deployer_policy import missing
from sam_findings import PROXIED, REVIEWS, SERVING, references
from sam_mail_findings import mail
from sam_page_findings import page
from sam_versions import versions

# What is deployed without mail.
FUNCTIONS = SERVING | {"CleanupFunction"}

# For each parameter a different value than its default, and the functions that this value changes.
CHANGES = {
    "Environment": ("prod", set()),
    "AllowedOrigins": ("https://app.example.com,https://admin.example.com", {"LoginFunction", "RefreshFunction", "UsersFunction"}),
    "AlarmEmail": ("ada@example.com", set()),
    "MonthlyBudget": ("10", set()),
    "DomainName": ("api.example.com", set()),
    "CertificateArn": ("arn:aws:acm:eu-central-1:123456789012:certificate/01234567-89ab-cdef-0123-456789abcdef", set()),
    "DisableExecuteApiEndpoint": ("true", set()),
    "Page": ("on", PROXIED),
    "PageDomainName": ("app.example.com", set()),
    "PageCertificateArn": ("arn:aws:acm:us-east-1:123456789012:certificate/01234567-89ab-cdef-0123-456789abcdef", set()),
    "PagePriceClass": ("PriceClass_All", set()),
    "MailFrom": ("no-reply@example.com", {"UsersFunction", "TasksFunction"}),
    "AppUrl": ("https://todo.example.com", set()),
    "AppName": ("Ada's \"todo\"", set()),
    "EmailVerification": ("required", {"LoginFunction", "UsersFunction"}),
    "TrustedProxySecretName": ("todo-lambda-proxy", PROXIED),
    "RequireTrustedProxy": ("on", SERVING),
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
    "page": {"Page": "on"},
    "mail": {"MailFrom": "no-reply@example.com", "AppUrl": "https://todo.example.com"},
    "required verification": {"MailFrom": "no-reply@example.com", "Page": "on", "EmailVerification": "required"},
    "page with mail": {"MailFrom": "no-reply@mail.example.com", "Page": "on", "AlarmEmail": "ada@example.com"},
    "page behind a required proxy": {"Page": "on", "RequireTrustedProxy": "on"},
    "everything": {name: value for name, (value, _) in CHANGES.items()},
}
PAGES_CERTIFICATE = {"PageCertificateArn": SETS["everything"]["PageCertificateArn"]}
REJECTED = [
    {"DomainName": "api.example.com"}, {"DisableExecuteApiEndpoint": "true"}, {"MonthlyBudget": "10"}, {"RequireTrustedProxy": "on"}, {"EmailVerification": "required"},
    {"PageDomainName": "app.example.com"}, {"PageCertificateArn": SETS["everything"]["CertificateArn"]},
    {"MailFrom": "no-reply@example.com"}, {"MailFrom": "Todo <no-reply@example.com>", "Page": "on"},
    {"DomainName": "example.com", "CertificateArn": "arn", "PageDomainName": "example.com", **PAGES_CERTIFICATE},
]
# Parameters, and what further changes do then. If the proxy is required, every function that serves requests gets its
# secret. If the secret has a name, the page uses it too.
PROXIES = [
    ({"TrustedProxySecretName": "todo-lambda-proxy"}, {"Page": ("on", set())}),
    ({"TrustedProxySecretName": "todo-lambda-proxy", "RequireTrustedProxy": "on"},
     {"TrustedProxySecretName": ("another-proxy", SERVING), "Page": ("on", set())}),
    ({"Page": "on"}, {"TrustedProxySecretName": ("todo-lambda-proxy", PROXIED), "RequireTrustedProxy": ("on", SERVING)}),
    ({"Page": "on", "RequireTrustedProxy": "on"}, {"TrustedProxySecretName": ("todo-lambda-proxy", SERVING)}),
]
# The same for mail, whose links lead to AppUrl or to the page.
MAILS = [
    ({"MailFrom": "no-reply@example.com", "AppUrl": "https://todo.example.com"},
     {"MailFrom": ("todo@example.com", {"MailerFunction", "TasksFunction"}), "AppUrl": ("https://example.com", {"MailerFunction"}), "AppName": ("Todo", {"MailerFunction"}),
      "Page": ("on", PROXIED), "LogLevel": ("debug", FUNCTIONS | {"MailerFunction"})}),
    ({"MailFrom": "no-reply@example.com", "Page": "on", **PAGES_CERTIFICATE},
     {"PageDomainName": ("app.example.com", {"MailerFunction"}), "AppUrl": ("https://todo.example.com", {"MailerFunction"})}),
]


def review_set(text, parameters):
    """Yields the findings for one set of parameters."""
    translated = translate(text, parameters)
    yield from references(translated)
    resources, complaints = resolve(translated, parameters)
    yield from complaints
    for review_part in [*REVIEWS, mail, page]:
        yield from review_part(resources, parameters)


def longest(text):
    """Every option, with the longest values that the template allows."""
    lengths = {name: parameter["MaxLength"] for name, parameter in yaml_parse(text)["Parameters"].items() if "MaxLength" in parameter}
    return SETS["everything"] | {name: SETS["everything"][name].ljust(length, "a") for name, length in lengths.items()}


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
    for parameters, changes in [*PROXIES, *MAILS]:
        yield from versions(text, changes, parameters)


def evaluated(translated):
    """The resources that CloudFormation makes of a translation with every option. Checkov skips conditional resources."""
    resources, _ = resolve(translated, SETS["everything"])
    for resource in resources.values():
        resource.pop("Condition", None)
    return {"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources}


def main(source, target, target_of_evaluated):
    with open(source, encoding="utf-8") as file:
        text = file.read()
    findings = list(review(text))
    translated = translate(text, SETS["everything"])
    for path, template in {target: translated, target_of_evaluated: evaluated(translated)}.items():
        with open(path, "w", encoding="utf-8") as file:
            json.dump(template, file, indent=2)
    print(f"{target}: {len(translated['Resources'])} resources, {len(findings)} findings in {len(SETS) + 1} sets of parameters")
    for finding in findings:
        print(f"finding: {finding}")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
