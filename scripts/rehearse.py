"""Deploys a stack to MiniStack and checks its behaviour. Run by scripts/rehearse.sh.

Usage: rehearse.py ENDPOINT TEMPLATE. Exits with the first failed check.
"""

import json
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from datetime import datetime, timedelta, timezone

from rehearsal_mail import (
    SENDER, a_password_is_reset_by_mail, provoke_an_unreachable_address, the_configuration_set_has_its_rules, verify_the_sender,
)
from rehearsal_page import (
    Viewer, every_route_works_behind_cloudfront, the_api_answers_behind_cloudfront, the_page_is_deployed_and_updated, the_page_is_served,
)
from rehearsal_stack import STACK, Stack, check, within

ORIGIN, LATER_ORIGIN = "https://app.example.com", "https://later.example.com"
PARAMETERS = {"Architecture": "x86_64", "AllowedOrigins": ORIGIN, "AlarmEmail": "ops@example.com", "Page": "on", "MailFrom": SENDER}
PASSWORD = "nine quiet herons"
LEEWAY_SECONDS = 10 # REFRESH_REUSE_LEEWAY_SECONDS by default
PREFLIGHT = {"access_control_request_method": "PUT", "access_control_request_headers": "authorization,if-match"}
# The headers that the CORS configuration adds to each kind of response.
PREFLIGHT_HEADERS = {"Access-Control-Allow-Origin", "Access-Control-Allow-Credentials", "Access-Control-Allow-Methods",
                     "Access-Control-Allow-Headers", "Access-Control-Max-Age"}
RESPONSE_HEADERS = {"Access-Control-Allow-Origin", "Access-Control-Allow-Credentials", "Access-Control-Expose-Headers"}


class Api:
    def __init__(self, url):
        self.url = url

    def send(self, method, path, body=None, **headers):
        """The status, the headers and the JSON of the response. `_` in a header's name stands for a hyphen."""
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        if body is not None:
            headers["content-type"] = "application/json"
        request = urllib.request.Request(self.url + path, json.dumps(body).encode() if body is not None else None, headers, method=method)
        try:
            response = urllib.request.urlopen(request, timeout=30)
        except urllib.error.HTTPError as error:
            response = error
        content = response.read()
        return response.status, response.headers, json.loads(content) if content.startswith(b"{") else {}

    def expect(self, status, method, path, body):
        """The JSON of a response with this status."""
        return expect(status, self.send(method, path, body))

    def new_user(self):
        """The email and the tokens of a new user."""
        email = f"{uuid.uuid4()}@example.com"
        expect(201, self.send("POST", "/users/", {"email": email, "password": PASSWORD}))
        return email, expect(200, self.send("POST", "/login", {"username": email, "password": PASSWORD}))


def expect(status, response):
    found, headers, body = response
    check(found == status, f"got {found}, expected {status}: {dict(headers)} {body}")
    return body


def bearer(tokens):
    return {"authorization": f"Bearer {tokens['access_token']}"}


def smoke_and_journey(api):
    subprocess.run(["scripts/smoke.sh", api.url, ORIGIN], check=True)
    subprocess.run(["bash", "-c", 'source scripts/tools.sh; journey "$1"', "journey", api.url], check=True)


def cors_allows_only_its_origins(api):
    status, headers, _ = api.send("OPTIONS", "/tasks/1", origin=ORIGIN, **PREFLIGHT)
    check(status == 204 and PREFLIGHT_HEADERS <= set(headers), f"a preflight from an allowed origin: {status} {dict(headers)}")
    status, headers, _ = api.send("GET", "/health", origin=ORIGIN)
    check(status == 200 and RESPONSE_HEADERS <= set(headers), f"a request from an allowed origin: {status} {dict(headers)}")
    for method in ("OPTIONS", "GET"):
        _, headers, _ = api.send(method, "/health", origin=LATER_ORIGIN)
        check("Access-Control-Allow-Origin" not in headers, f"a request from a foreign origin: {dict(headers)}")


def the_worker_cleans_up_after_a_deleted_account(api, stack):
    _, tokens = api.new_user()
    for title in ("Milk", "Bread"):
        expect(201, api.send("POST", "/tasks/", {"title": title}, **bearer(tokens)))
    user = expect(200, api.send("GET", "/users/me", **bearer(tokens)))["id"]
    tasks = lambda: items(stack, "TasksTable", "owner_id", user)
    check(len(tasks()) == 2, "the tasks are not in the stack's table")
    expect(204, api.send("DELETE", "/users/me", {"password": PASSWORD}, **bearer(tokens)))
    within(60, "the worker deletes the tasks of a deleted account", lambda: not tasks())
    within(60, "the worker deletes the sessions of a deleted account", lambda: not items(stack, "SessionsTable", "user_id", user))


def items(stack, table, key, value):
    query = {"KeyConditionExpression": f"{key} = :value", "ExpressionAttributeValues": {":value": {"S": value}}}
    return stack.client("dynamodb").query(TableName=stack.resources[table], ConsistentRead=True, **query)["Items"]


def an_operator_ends_sessions(api, stack):
    email, tokens = api.new_user()
    subprocess.run([sys.executable, "scripts/end-sessions.py", "--stack", STACK, "--email", email], check=True, env=stack.environment())
    expect(401, api.send("GET", "/tasks/", **bearer(tokens)))
    expect(401, api.send("POST", "/refresh", {"refresh_token": tokens["refresh_token"]}))


def a_changed_parameter_reaches_the_functions(api, stack):
    email, _ = api.new_user()
    log_in = lambda: api.send("POST", "/login", {"username": email, "password": PASSWORD, "session": "cookie"}, origin=LATER_ORIGIN)
    expect(403, log_in())
    before = live(stack)
    stack.deploy({**PARAMETERS, "AllowedOrigins": f"{ORIGIN},{LATER_ORIGIN}", "LogLevel": "debug"})
    after = live(stack)
    stale = [name for name, (version, variables) in after.items() if version == before[name][0] or variables["LOG_LEVEL"] != "debug"]
    check(not stale, f"the alias live of {stale} still has the old settings")
    expect(200, log_in())
    check("Access-Control-Allow-Origin" in api.send("GET", "/health", origin=LATER_ORIGIN)[1], "CORS still has the old settings")


def a_required_proxy_refuses_requests_that_bypass_cloudfront(api, stack):
    stack.deploy({**PARAMETERS, "RequireTrustedProxy": "on"})
    viewer = Viewer(stack)
    for path in ("/login", "/health", "/users", "/tasks"):
        status, _, problem = api.send("GET", path)
        check((status, problem.get("type")) == (403, "/problems/proxy-required"), f"{path} without CloudFront got {status}: {problem}")
        status, _, body = viewer.send("GET", f"/api/v1{path}")
        check(status in (200, 401, 405), f"{path} through CloudFront got {status}: {body}")
    stack.deploy(PARAMETERS)


def live(stack):
    """The version behind each function's alias `live`, and its variables."""
    client = stack.client("lambda")
    found = {}
    for name, function in stack.resources.items():
        if name.endswith("Function"):
            configuration = client.get_function_configuration(FunctionName=function, Qualifier="live")
            found[name] = configuration["Version"], configuration["Environment"]["Variables"]
    return found


def a_failed_start_is_visible(stack):
    """Changes the function itself, not its published version: the API keeps working."""
    client, function = stack.client("lambda"), stack.resources["RefreshFunction"]
    variables = client.get_function_configuration(FunctionName=function)["Environment"]["Variables"]
    variables = {**variables, "ACCESS_TOKEN_SECRET": "short"}
    client.update_function_configuration(FunctionName=function, Environment={"Variables": variables})
    response = client.invoke(FunctionName=function, Payload=b"{}")
    reason = json.load(response["Payload"]).get("errorMessage", "")
    check("FunctionError" in response and "ACCESS_TOKEN_SECRET" in reason, f"a function that cannot start returned {response}: {reason}")
    now = datetime.now(timezone.utc)
    errors = stack.client("cloudwatch").get_metric_statistics(
        Namespace="AWS/Lambda", MetricName="Errors", Dimensions=[{"Name": "FunctionName", "Value": function}],
        StartTime=now - timedelta(hours=1), EndTime=now + timedelta(minutes=1), Period=60, Statistics=["Sum"])
    check(sum(point["Sum"] for point in errors["Datapoints"]) == 1, f"AWS/Lambda Errors does not count a failed start: {errors}")


def every_metric_filter_matches_a_log_line(api, stack, stolen_token):
    """MiniStack stores metric filters, but does not count with them. This does."""
    provoke_a_theft(api, stolen_token)
    provoke_an_unreadable_order(stack)
    provoke_an_unreachable_address(api)
    within(60, "the mailer logs an error for an unreachable address",
           lambda: any(line["level"] == "ERROR" for line in read_log(stack, stack.resources["MailerLogs"])))
    provoke_server_errors(api, stack)
    filters = stack.client("logs").describe_metric_filters()["metricFilters"]
    lines = {logs: read_log(stack, logs) for logs in {found["logGroupName"] for found in filters}}
    counts = {}
    for found in filters:
        matching = [line for line in lines[found["logGroupName"]] if matches(found["filterPattern"], line)]
        counts[found["metricTransformations"][0]["metricName"]] = len(matching)
    print("log lines that the metric filters match:", counts)
    check(all(counts.values()), "a metric filter matches no log line")


def replaced_token(api):
    """A refresh token whose successor was used, and the time of that use."""
    _, tokens = api.new_user()
    successor = expect(200, api.send("POST", "/refresh", {"refresh_token": tokens["refresh_token"]}))
    expect(200, api.send("POST", "/refresh", {"refresh_token": successor["refresh_token"]}))
    return tokens["refresh_token"], time.monotonic()


def provoke_a_theft(api, stolen_token):
    token, replaced_at = stolen_token
    time.sleep(max(0, replaced_at + LEEWAY_SECONDS + 1 - time.monotonic()))
    expect(401, api.send("POST", "/refresh", {"refresh_token": token}))


def provoke_an_unreadable_order(stack):
    cleanups, logs = stack.resources["CleanupsTable"], stack.resources["CleanupLogs"]
    stack.client("dynamodb").put_item(TableName=cleanups, Item={"user_id": {"S": "nobody"}})
    within(60, "the worker logs an error for an unreadable order", lambda: any(line["level"] == "ERROR" for line in read_log(stack, logs)))


def provoke_server_errors(api, stack):
    """Deletes the tables, which ends the stack: every function then responds with 5xx, never with 401."""
    email, tokens = api.new_user()
    for table in ("UsersTable", "SessionsTable"):
        stack.client("dynamodb").delete_table(TableName=stack.resources[table])
    for method, path, body in (("POST", "/login", {"username": email, "password": PASSWORD}), ("GET", "/users/me", None),
                               ("POST", "/refresh", {"refresh_token": tokens["refresh_token"]}), ("GET", "/tasks/", None)):
        status, _, problem = api.send(method, path, body, **bearer(tokens))
        check(status >= 500, f"{method} {path} without its table got {status}: {problem}")


def read_log(stack, logs):
    """The lines that the functions wrote, without the platform's."""
    pages = stack.client("logs").get_paginator("filter_log_events").paginate(logGroupName=logs)
    texts = [event["message"] for page in pages for event in page["events"]]
    return [json.loads(text) for text in texts if text.startswith("{")]


def matches(pattern, line):
    """Whether CloudWatch counts the line. Only patterns such as `{ $.a.b = "x" && $.c >= 1 }` are supported."""
    for condition in pattern.strip("{ }").split(" && "):
        selector, operator, literal = re.fullmatch(r"\$\.(\S+) (=|>=) (.+)", condition.strip()).groups()
        found, literal = line, json.loads(literal)
        for member in selector.split("."):
            found = found.get(member) if isinstance(found, dict) else None
        if found is None or not (found == literal if operator == "=" else found >= literal):
            return False
    return True


def main(endpoint, template):
    stack = Stack(endpoint, template)
    resources = stack.deploy(PARAMETERS)
    print(f"deployed: {len(resources)} resources")
    for name, reason in stack.left_out.items():
        print(f"left out: {name}: {reason}")
    api = Api(f"{endpoint}/_aws/execute-api/{resources['Api']}/$default/api/v1")
    verify_the_sender(stack)
    smoke_and_journey(api)
    stolen_token = replaced_token(api) # usable for a theft once its leeway has passed
    cors_allows_only_its_origins(api)
    the_worker_cleans_up_after_a_deleted_account(api, stack)
    an_operator_ends_sessions(api, stack)
    a_password_is_reset_by_mail(api, stack)
    the_configuration_set_has_its_rules(stack)
    the_page_is_deployed_and_updated(stack)
    the_page_is_served(stack)
    every_route_works_behind_cloudfront(stack, ORIGIN)
    the_api_answers_behind_cloudfront(stack)
    a_required_proxy_refuses_requests_that_bypass_cloudfront(api, stack)
    a_changed_parameter_reaches_the_functions(api, stack)
    a_failed_start_is_visible(stack)
    every_metric_filter_matches_a_log_line(api, stack, stolen_token)
    print("the rehearsal passed")


if __name__ == "__main__":
    main(*sys.argv[1:])
