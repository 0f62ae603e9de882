"""The checks of mail on a stack on MiniStack, whose SES keeps what it was sent."""

import json
import re
import urllib.request

from rehearsal_stack import STACK, check, within

SENDER = "no-reply@example.com"
NEW_PASSWORD = "ten loud ospreys"


def verify_the_sender(stack):
    stack.client("sesv2").create_email_identity(EmailIdentity=SENDER)


def mails(stack):
    with urllib.request.urlopen(f"{stack.endpoint}/_ministack/ses/messages", timeout=30) as response:
        return [mail for account in json.load(response)["messages"].values() for mail in account]


def a_password_is_reset_by_mail(api, stack):
    email, _ = api.new_user()
    request_id = api.expect(202, "POST", "/users/password-reset", {"email": email})["request_id"]
    # The sign-up has sent one too.
    arrived = lambda: [mail for mail in mails(stack) if email in mail["To"] and "/reset-password#" in mail["BodyText"]]
    (mail,) = within(60, "the mail of a password reset", arrived)
    found, token = re.search(r"/reset-password#request_id=([\w-]+)&token=([\w-]+)", mail["BodyText"]).groups()
    check((found, SENDER in mail["Source"]) == (request_id, True), f"another mail was sent: {mail}")
    api.expect(204, "POST", "/users/password-reset/confirm", {"request_id": request_id, "token": token, "new_password": NEW_PASSWORD})
    api.expect(200, "POST", "/login", {"username": email, "password": NEW_PASSWORD})


def the_configuration_set_has_its_rules(stack):
    ses = stack.client("sesv2")
    found = ses.get_configuration_set(ConfigurationSetName=STACK)
    rules = found["DeliveryOptions"]["TlsPolicy"], sorted(found["SuppressionOptions"]["SuppressedReasons"])
    check(rules == ("REQUIRE", ["BOUNCE", "COMPLAINT"]), f"the configuration set has the rules {rules}")
    (events,) = ses.get_configuration_set_event_destinations(ConfigurationSetName=STACK)["EventDestinations"]
    counted = sorted(events["MatchingEventTypes"]), events["Enabled"]
    check(counted == (["BOUNCE", "COMPLAINT", "REJECT", "RENDERING_FAILURE"], True), f"the events {counted} are counted")


def provoke_an_unreachable_address(api):
    """An address that SES does not support: the request is parked, which the log says."""
    user = {"email": "zoë@example.com", "password": "nine quiet herons"}
    api.expect(201, "POST", "/users/", user)
    api.expect(202, "POST", "/users/password-reset", {"email": user["email"]})
