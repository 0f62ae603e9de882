"""The checks of mail in template.yaml for one set of parameters.

Each check receives the resources, evaluated as by CloudFormation, and the parameters, and yields findings, one sentence
each.
"""

from sam_findings import of_kind

ONLY_WITH_MAIL = {"MailerFunction", "MailTokenSecretA", "MailFailures", "MailerLogs", "MailConfigurationSet", "MailEvents"}
SES = "arn:aws:ses:eu-central-1:123456789012:"
CONFIGURATION_SET = {"Ref": "MailConfigurationSet"}
RULES = {"Name": "todo-lambda-dev", "DeliveryOptions": {"TlsPolicy": "REQUIRE"}, "ReputationOptions": {"ReputationMetricsEnabled": True},
         "SendingOptions": {"SendingEnabled": True}, "SuppressionOptions": {"SuppressedReasons": ["BOUNCE", "COMPLAINT"]}}
COUNTED = {"bounce", "complaint", "reject", "renderingFailure"}
DIMENSION = "ses:configuration-set"
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
    yield from events(resources, parameters)
    if (name := variables["MailerFunction"].get("SES_CONFIGURATION_SET")) != CONFIGURATION_SET:
        yield f"mails have the configuration set {name}"
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
    """The mailer alone may send, from one address, by its own identity or that of its domain, and with one configuration set."""
    allowed = []
    for name, role in of_kind(resources, "AWS::IAM::Role").items():
        for policy in role.get("Policies", []):
            for statement in policy["PolicyDocument"]["Statement"]:
                if "ses:" in str(statement["Action"]):
                    allowed.append((name, statement))
    expected = {"Effect": "Allow", "Action": ["ses:SendEmail"], "Resource": [f"{SES}identity/{sender}", f"{SES}identity/{sender.split('@')[1]}", f"{SES}configuration-set/${{MailConfigurationSet}}"],
                "Condition": {"StringEquals": {"ses:FromAddress": sender}}}
    if allowed != [("MailerFunctionRole", expected)]:
        yield f"mail may be sent by {allowed}"


def events(resources, parameters):
    """SES requires TLS, suppresses what bounces or complains, counts that, and alarms see the counts."""
    if (rules := of_kind(resources, "AWS::SES::ConfigurationSet").get("MailConfigurationSet")) != RULES:
        yield f"SES treats mails by the rules {rules}"
    destination = resources["MailEvents"]["Properties"]
    event = destination["EventDestination"]
    dimensions = [(found["DimensionName"], found["DimensionValueSource"]) for found in event["CloudWatchDestination"]["DimensionConfigurations"]]
    if destination["ConfigurationSetName"] != CONFIGURATION_SET or event.get("Enabled") is not True or dimensions != [(DIMENSION, "messageTag")]:
        yield f"events of mails are counted by {destination}"
    if set(event["MatchingEventTypes"]) != COUNTED:
        yield f"the events {event['MatchingEventTypes']} are counted"
    watched = {alarm["MetricName"] for alarm in of_kind(resources, "AWS::CloudWatch::Alarm").values()
               if alarm.get("Namespace") == "AWS/SES" and alarm["Dimensions"] == [{"Name": DIMENSION, "Value": CONFIGURATION_SET}]}
    if watched != ({"Bounce", "Complaint"} if "AlarmEmail" in parameters else set()):
        yield f"alarms watch the events {sorted(watched)}"
