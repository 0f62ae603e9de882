"""What a deployed stack must do, on MiniStack. Run by scripts/rehearse.sh.

Usage: rehearse.py ENDPOINT TEMPLATE BINARIES. Deploys the template, and ends with the first thing that is not as it should be.
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

from rehearsal_stack import REGION, STACK, Stack, within

PAGE, LATER_PAGE = "https://app.example.com", "https://later.example.com"
PARAMETERS = {"Architecture": "x86_64", "AllowedOrigins": PAGE, "AlarmEmail": "ops@example.com"}
PASSWORD = "nine quiet herons"
LEEWAY_SECONDS = 10 # REFRESH_REUSE_LEEWAY_SECONDS by default
PREFLIGHT = {"access_control_request_method": "PUT", "access_control_request_headers": "authorization,if-match"}
# What the CORS configuration promises to a page, and on which answer.
PREFLIGHT_HEADERS = {"Access-Control-Allow-Origin", "Access-Control-Allow-Credentials", "Access-Control-Allow-Methods",
                     "Access-Control-Allow-Headers", "Access-Control-Max-Age"}
ANSWER_HEADERS = {"Access-Control-Allow-Origin", "Access-Control-Allow-Credentials", "Access-Control-Expose-Headers"}


class Api:
    def __init__(self, url):
        self.url = url

    def ask(self, method, path, body=None, **headers):
        """The status, the headers and the JSON of an answer. `_` in a header's name is a hyphen."""
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        if body is not None:
            headers["content-type"] = "application/json"
        request = urllib.request.Request(self.url + path, json.dumps(body).encode() if body is not None else None, headers, method=method)
        try:
            answer = urllib.request.urlopen(request, timeout=30)
        except urllib.error.HTTPError as error:
            answer = error
        content = answer.read()
        return answer.status, answer.headers, json.loads(content) if content.startswith(b"{") else {}

    def joined(self):
        """The e-mail and the tokens of somebody new."""
        email = f"{uuid.uuid4()}@example.com"
        expect(201, self.ask("POST", "/users/", {"email": email, "password": PASSWORD}))
        return email, expect(200, self.ask("POST", "/login", {"username": email, "password": PASSWORD}))


def expect(status, answer):
    if answer[0] != status:
        raise SystemExit(f"answered {answer[0]}, expected {status}: {dict(answer[1])} {answer[2]}")
    return answer[2]


def check(condition, complaint):
    if not condition:
        raise SystemExit(complaint)


def bearer(tokens):
    return {"authorization": f"Bearer {tokens['access_token']}"}


def smoke_and_journey(api):
    subprocess.run(["scripts/smoke.sh", api.url, PAGE], check=True)
    subprocess.run(["bash", "-c", 'source scripts/waiting.sh; journey "$1"', "journey", api.url], check=True)


def pages_of_other_origins(api):
    status, headers, _ = api.ask("OPTIONS", "/tasks/1", origin=PAGE, **PREFLIGHT)
    check(status == 204 and PREFLIGHT_HEADERS <= set(headers), f"a preflight of an allowed page: {status} {dict(headers)}")
    status, headers, _ = api.ask("GET", "/health", origin=PAGE)
    check(status == 200 and ANSWER_HEADERS <= set(headers), f"a request of an allowed page: {status} {dict(headers)}")
    for method in ("OPTIONS", "GET"):
        _, headers, _ = api.ask(method, "/health", origin=LATER_PAGE)
        check("Access-Control-Allow-Origin" not in headers, f"a page that is not allowed: {dict(headers)}")


def a_deletion_is_swept(api, stack):
    _, tokens = api.joined()
    for title in ("Milk", "Bread"):
        expect(201, api.ask("POST", "/tasks/", {"title": title}, **bearer(tokens)))
    user = expect(200, api.ask("GET", "/users/me", **bearer(tokens)))["id"]
    tasks = lambda: items(stack, "TasksTable", "owner_id", user)
    check(len(tasks()) == 2, "the tasks are not in the table of the stack")
    expect(204, api.ask("DELETE", "/users/me", {"password": PASSWORD}, **bearer(tokens)))
    within(60, "the worker sweeps a deleted account's tasks", lambda: not tasks())
    within(60, "the worker sweeps a deleted account's sessions", lambda: not items(stack, "SessionsTable", "user_id", user))


def items(stack, table, key, value):
    query = {"KeyConditionExpression": f"{key} = :value", "ExpressionAttributeValues": {":value": {"S": value}}}
    return stack.client("dynamodb").query(TableName=stack.resources[table], ConsistentRead=True, **query)["Items"]


def an_operator_ends_sessions(api, stack):
    email, tokens = api.joined()
    environment = {"AWS_ENDPOINT_URL": stack.endpoint, "AWS_DEFAULT_REGION": REGION, "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
    subprocess.run([sys.executable, "scripts/end-sessions.py", "--stack", STACK, "--email", email], check=True, env=environment)
    expect(401, api.ask("GET", "/tasks/", **bearer(tokens)))
    expect(401, api.ask("POST", "/refresh", {"refresh_token": tokens["refresh_token"]}))


def a_changed_parameter_reaches_the_functions(api, stack):
    email, _ = api.joined()
    log_in = lambda: api.ask("POST", "/login", {"username": email, "password": PASSWORD, "session": "cookie"}, origin=LATER_PAGE)
    expect(403, log_in())
    before = live(stack)
    stack.deploy({**PARAMETERS, "AllowedOrigins": f"{PAGE},{LATER_PAGE}", "LogLevel": "debug"})
    after = live(stack)
    stale = [name for name, (version, variables) in after.items() if version == before[name][0] or variables["LOG_LEVEL"] != "debug"]
    check(not stale, f"the alias live of {stale} has the settings of before")
    expect(200, log_in())
    check("Access-Control-Allow-Origin" in api.ask("GET", "/health", origin=LATER_PAGE)[1], "CORS has the settings of before")


def live(stack):
    """The version behind each function's alias `live`, and its variables."""
    client = stack.client("lambda")
    found = {}
    for name, function in functions(stack).items():
        configuration = client.get_function_configuration(FunctionName=function, Qualifier="live")
        found[name] = configuration["Version"], configuration["Environment"]["Variables"]
    return found


def functions(stack):
    return {name: id for name, id in stack.resources.items() if name.endswith("Function")}


def a_failed_start_is_visible(stack):
    """Changes the function itself, not its published version: the API goes on."""
    client, function = stack.client("lambda"), stack.resources["RefreshFunction"]
    variables = client.get_function_configuration(FunctionName=function)["Environment"]["Variables"]
    variables = {**variables, "ACCESS_TOKEN_SECRET": "short"}
    client.update_function_configuration(FunctionName=function, Environment={"Variables": variables})
    answer = client.invoke(FunctionName=function, Payload=b"{}")
    reason = json.load(answer["Payload"]).get("errorMessage", "")
    check("FunctionError" in answer and "ACCESS_TOKEN_SECRET" in reason, f"a function that cannot start answers {answer}: {reason}")
    now = datetime.now(timezone.utc)
    errors = stack.client("cloudwatch").get_metric_statistics(
        Namespace="AWS/Lambda", MetricName="Errors", Dimensions=[{"Name": "FunctionName", "Value": function}],
        StartTime=now - timedelta(hours=1), EndTime=now + timedelta(minutes=1), Period=60, Statistics=["Sum"])
    check(sum(point["Sum"] for point in errors["Datapoints"]) == 1, f"AWS/Lambda Errors does not count a failed start: {errors}")


def metric_filters_count(api, stack, theft):
    """Every filter matches a line that a function wrote: MiniStack stores filters, and this looks for what they would count."""
    provoke_a_theft(api, theft)
    provoke_an_order_that_is_none(stack)
    provoke_faults(api, stack)
    filters = stack.client("logs").describe_metric_filters()["metricFilters"]
    lines = {logs: read_log(stack, logs) for logs in {found["logGroupName"] for found in filters}}
    counts = {}
    for found in filters:
        matching = [line for line in lines[found["logGroupName"]] if matches(found["filterPattern"], line)]
        counts[found["metricTransformations"][0]["metricName"]] = len(matching)
    print("lines that the metric filters count:", counts)
    check(all(counts.values()), "a metric filter counts nothing of what was logged")


def begin_a_theft(api):
    """A session whose first successor was used."""
    _, tokens = api.joined()
    successor = expect(200, api.ask("POST", "/refresh", {"refresh_token": tokens["refresh_token"]}))
    expect(200, api.ask("POST", "/refresh", {"refresh_token": successor["refresh_token"]}))
    return tokens["refresh_token"], time.monotonic()


def provoke_a_theft(api, theft):
    stolen, begun = theft
    time.sleep(max(0, begun + LEEWAY_SECONDS + 1 - time.monotonic()))
    expect(401, api.ask("POST", "/refresh", {"refresh_token": stolen}))


def provoke_an_order_that_is_none(stack):
    cleanups, logs = stack.resources["CleanupsTable"], stack.resources["CleanupLogs"]
    stack.client("dynamodb").put_item(TableName=cleanups, Item={"user_id": {"S": "nobody"}})
    within(60, "the worker complains of an order that is none", lambda: any(line["level"] == "ERROR" for line in read_log(stack, logs)))


def provoke_faults(api, stack):
    """The end of the stack: its tables are gone, and every function says so by 5xx, never by 401."""
    email, tokens = api.joined()
    for table in ("UsersTable", "SessionsTable"):
        stack.client("dynamodb").delete_table(TableName=stack.resources[table])
    for method, path, body in (("POST", "/login", {"username": email, "password": PASSWORD}), ("GET", "/users/me", None),
                               ("POST", "/refresh", {"refresh_token": tokens["refresh_token"]}), ("GET", "/tasks/", None)):
        status, _, problem = api.ask(method, path, body, **bearer(tokens))
        check(status >= 500, f"{method} {path} without its table: {status} {problem}")


def read_log(stack, logs):
    """The lines that the functions wrote, without those of the platform."""
    pages = stack.client("logs").get_paginator("filter_log_events").paginate(logGroupName=logs)
    texts = [event["message"] for page in pages for event in page["events"]]
    return [json.loads(text) for text in texts if text.startswith("{")]


def matches(pattern, line):
    """What CloudWatch takes of `{ $.a.b = "x" && $.c >= 1 }`; any other form is an error here."""
    for condition in pattern.strip("{ }").split(" && "):
        selector, operator, literal = re.fullmatch(r"\$\.(\S+) (=|>=) (.+)", condition.strip()).groups()
        found, literal = line, json.loads(literal)
        for member in selector.split("."):
            found = found.get(member) if isinstance(found, dict) else None
        if found is None or not (found == literal if operator == "=" else found >= literal):
            return False
    return True


def main(endpoint, template, binaries):
    stack = Stack(endpoint, template, binaries)
    resources = stack.deploy(PARAMETERS)
    print(f"deployed: {len(resources)} resources")
    for name, why in stack.left_out.items():
        print(f"left out: {name}, {why}")
    api = Api(f"{endpoint}/_aws/execute-api/{resources['Api']}/$default/api/v1")
    smoke_and_journey(api)
    theft = begin_a_theft(api)
    pages_of_other_origins(api)
    a_deletion_is_swept(api, stack)
    an_operator_ends_sessions(api, stack)
    a_changed_parameter_reaches_the_functions(api, stack)
    a_failed_start_is_visible(stack)
    metric_filters_count(api, stack, theft)
    print("the deployment was rehearsed")


if __name__ == "__main__":
    main(*sys.argv[1:])
