"""The checks of mail in template.yaml for one set of parameters.

Each check receives the resources, evaluated as by CloudFormation, and the parameters, and yields findings, one sentence
each.
"""

from sam_findings import of_kind

ONLY_WITH_MAIL = {"MailerFunction", "MailTokenSecretA", "MailFailures", "MailerLogs"}
IDENTITY = "arn:aws:ses:eu-central-1:123456789012:identity/"
SECRET = "{{resolve:secretsmanager:${MailTokenSecretA}}}"
WAITING = {"Filters": [{"Pattern": '{"dynamodb": {"NewImage": {"delivery": {"S": ["waiting"]}}}}'}]}


def mail(resources, parameters):
    sender = parameters.get("MailFrom")
    variables = {name: properties["Environment"]["Variables"] for name, properties in of_kind(resources, "AWS::Lambda::Function").items()}
    yield from secrets(variables, sender)
    if not sender:
        for name in sorted(ONLY_WITH_MAIL & set(resources)):
            yield f"{name} exists without mail"
        return
    if "MailerFunction" not in variables:
        yield "nothing sends mail"
        return
    yield from sending(resources, sender)
    url = variables["MailerFunction"]["APP_URL"]
    if url != parameters.get("AppUrl", f"https://{parameters.get('PageDomainName', '${PageDistribution.DomainName}')}"):
        yield f"links in mails lead to {url}"
    streams = of_kind(resources, "AWS::Lambda::EventSourceMapping").values()
    (stream,) = (stream for stream in streams if stream["EventSourceArn"] == {"Fn::GetAtt": ["MailRequestsTable", "StreamArn"]})
    if stream.get("FilterCriteria") != WAITING:
        yield f"the mailer is started for {stream.get('FilterCriteria')}"


def secrets(variables, sender):
    for name, found in variables.items():
        if name not in ("UsersFunction", "MailerFunction"):
            if "MAIL_TOKEN_SECRET" in found:
                yield f"{name} has the secret of mails"
        elif found["MAIL_TOKEN_SECRET"] != (SECRET if sender else ""):
            yield f"{name} has the secret of mails {found['MAIL_TOKEN_SECRET']}"


def sending(resources, sender):
    """The mailer alone may send, from one address, by its own identity or that of its domain."""
    allowed = []
    for name, role in of_kind(resources, "AWS::IAM::Role").items():
        for policy in role.get("Policies", []):
            for statement in policy["PolicyDocument"]["Statement"]:
                if "ses:" in str(statement["Action"]):
                    allowed.append((name, statement))
    expected = {"Effect": "Allow", "Action": ["ses:SendEmail"], "Resource": [IDENTITY + sender, IDENTITY + sender.split("@")[1]],
                "Condition": {"StringEquals": {"ses:FromAddress": sender}}}
    if allowed != [("MailerFunctionRole", expected)]:
        yield f"mail may be sent by {allowed}"
