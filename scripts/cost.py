#!/usr/bin/env python3
"""Computes the cost tables of docs/operations.md, which are there between two marks.

Usage: cost.py                prints the tables
       cost.py --write FILE   replaces the tables in FILE
       cost.py --check FILE   fails if the tables in FILE are out of date
"""

import math
import pathlib
import re
import sys
from collections import namedtuple

# Dollars, us-east-1, first half of 2026. From the pages "AWS Lambda Pricing" (arm64), "Amazon API Gateway Pricing"
# (HTTP APIs), "Amazon DynamoDB pricing: on-demand capacity" (standard tables), "Amazon CloudWatch Pricing", "AWS
# Secrets Manager Pricing", "Amazon EC2 On-Demand Pricing: Data Transfer", "Amazon CloudFront Pricing" (pay as you go, United
# States), "Amazon Cognito Pricing". Tiers are (upper limit, unit price).
GATEWAY = [(300e6, 1.00e-6), (math.inf, 0.90e-6)]
LAMBDA_REQUEST, LAMBDA_GB_SECOND = 0.20e-6, 0.0000133334
READ_UNIT, WRITE_UNIT, STORED_GB, RECOVERY_GB = 0.125e-6, 0.625e-6, 0.25, 0.20
LOG_GB, KEPT_LOG_GB, LOG_COMPRESSION = 0.50, 0.03, 0.15
OUT_GB = 0.09
CLOUDFRONT_REQUEST, CLOUDFRONT_FUNCTION, CLOUDFRONT_OUT_GB = 1.00e-6, 0.10e-6, 0.085
SECRET, ALARM_METRIC, CUSTOM_METRIC, DASHBOARD = 0.40, 0.10, 0.30, 3.00
COGNITO_LITE = [(10e3, 0.0), (100e3, 0.0055), (1e6, 0.0046), (10e6, 0.00325), (math.inf, 0.0025)]
COGNITO_ESSENTIALS = [(10e3, 0.0), (math.inf, 0.015)]

# What is always free in an account. The allowances of CloudWatch and CloudFront are in every row, the others in one row
# only.
FREE_ALARMS, FREE_METRICS, FREE_DASHBOARDS = 10, 10, 3
FREE_CLOUDFRONT_REQUESTS, FREE_CLOUDFRONT_FUNCTIONS, FREE_CLOUDFRONT_OUT_GB = 10e6, 2e6, 1000
FREE_REQUESTS, FREE_GB_SECONDS, FREE_STORED_GB, FREE_LOG_GB, FREE_OUT_GB = 1e6, 400e3, 25, 5, 100

# Assumptions: the milliseconds of a DynamoDB call within the region, sizes, and usage.
CALL_MS = 4
FUNCTION_LOG_BYTES, ACCESS_LOG_BYTES, HEADER_BYTES = 526, 376, 445
MAIL_METRICS = 6  # of an SES configuration set: four kinds of events and two rates
REQUESTS_PER_USER, STORED_BYTES_PER_USER = 200, 25_000
FULL_VCPU_MB = 1769
MONTH_SECONDS, PEAK = 30 * 86_400, 5

# `row` is the route in docs/benchmarks.md that costs as much CPU time, on a full vCPU. `read` and `written` are the units
# that DynamoDB charges, `waits` the calls that wait for each other, `bytes` the size of the body, `share` the number among
# 1,000 requests, and `account` is true for accounts and sessions. A bearer route reads the session (1 RRU), at the same
# time as its own read or before its write. A login increments three counters (3 WRU) and decrements one (1 WRU); its
# transaction is 2 x 2 WRU, and it reads the user's sessions (1 RRU for about twenty). A task has 300 bytes. A sign-up
# and a login are one password hash, and every change of a task is one write.
Route = namedtuple("Route", "name function row read written waits bytes share account")
ROUTES = [
    Route("`POST /users/`", "Users", "`POST /login`", 0, 2, 2, 120, 1, True),
    Route("`POST /login`", "Login", "`POST /login`", 2, 8, 2, 900, 10, True),
    Route("`POST /refresh`", "Refresh", "`POST /refresh`", 0, 1, 1, 900, 150, True),
    Route("`POST /logout`", "Refresh", "`POST /refresh`", 0, 1, 1, 0, 5, True),
    Route("`GET /users/get_user_data`", "Users", "`GET /users/me`", 1, 0, 1, 30, 50, True),
    Route("`GET /users/me`", "Users", "`GET /users/me`", 2, 0, 1, 120, 14, True),
    Route("`GET /tasks/`, 50 tasks", "Tasks", "`GET /tasks/`, a page of 50", 5, 0, 1, 15_000, 420, False),
    Route("`GET /tasks/{id}`", "Tasks", "`GET /tasks/{id}`", 2, 0, 1, 300, 45, False),
    Route("`POST /tasks/`", "Tasks", "`POST /tasks/`", 1, 1, 2, 300, 100, False),
    Route("`PUT`, `PATCH` of a task", "Tasks", "`PATCH /tasks/{id}`", 1, 1, 2, 300, 160, False),
    Route("`DELETE /tasks/{id}`", "Tasks", "`PATCH /tasks/{id}`", 1, 1, 2, 0, 40, False),
    Route("`GET /reports/`, 50 tasks", "Tasks", "`GET /reports/`, 50 tasks", 5, 0, 1, 3_000, 5, False),
]
MONTHS = [1e3, 100e3, 10e6, 1e9]
MARKS = ("<!-- made by scripts/cost.py -->", "<!-- end of scripts/cost.py -->")


def read_template():
    """The number of resources by type, (metrics, needs AlarmEmail, needs mail) for each alarm, and the memory of each function.

    The page's secret and what exists only with mail have types of their own, such as "page's AWS::SecretsManager::Secret".
    """
    text = (pathlib.Path(__file__).parent.parent / "template.yaml").read_text(encoding="utf-8")
    every_function, resources = text.split("\nResources:\n")
    resources = resources.split("\nOutputs:\n")[0]
    default_memory = re.search(r"MemorySize: (\d+)", every_function)[1]
    kinds, alarms, memory = {}, [], {}
    for name, body in re.findall(r"^  (\w+):\n((?:    .*\n|\s*\n|  #.*\n)+)", resources, re.M):
        kind, condition = re.search(r"^    Type: (\S+)", body, re.M)[1], (re.search(r"^    Condition: (\w+)", body, re.M) or ["", ""])[1]
        with_mail = condition in ("HasMail", "HasMailAlarms")
        if kind == "AWS::CloudWatch::Alarm":
            alarms.append((max(1, body.count("MetricStat:")), condition in ("HasAlarmEmail", "HasMailAlarms"), with_mail))
        if kind == "AWS::Serverless::Function":
            own_memory = re.search(r"MemorySize: (\d+)", body)
            memory[name.removesuffix("Function")] = int(own_memory[1] if own_memory else default_memory)
        kind = f"mail's {kind}" if with_mail else f"page's {kind}" if name == "ProxySecret" else kind
        kinds[kind] = kinds.get(kind, 0) + 1
    return kinds, alarms, memory


def read_benchmarks():
    """The measured CPU time of each route in docs/benchmarks.md, in milliseconds."""
    text = (pathlib.Path(__file__).parent.parent / "docs/benchmarks.md").read_text(encoding="utf-8")
    table = re.search(r"<!-- measured: routes -->(.*?)<!-- end: routes -->", text, re.S)[1]
    return {name: float(cpu) / 1000 for name, cpu in re.findall(r"^\| (`.+?) \| ([\d.]+) \|", table, re.M)}


KINDS, ALARMS, MEMORY = read_template()
CPU_MS = read_benchmarks()


def tiered(tiers, amount):
    cost, lower = 0.0, 0.0
    for upper, price in tiers:
        cost += max(0.0, min(amount, upper) - lower) * price
        lower = upper
    return cost


def table(head, rows):
    lines = [head, ["---"] + ["--:"] * (len(head) - 1), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def dollars(amount):
    return f"{amount:,.0f}" if amount >= 1000 else f"{amount:,.2f}"


def fixed(stacks):
    """The secrets, metrics under alarms, custom metrics and dashboards of stacks in one account.

    `stacks` has the parameters of each stack that cost something: "AlarmEmail", "Page", "MailFrom".
    """
    watched = sum(metrics for stack in stacks for metrics, needs_email, needs_mail in ALARMS
                  if ("AlarmEmail" in stack or not needs_email) and ("MailFrom" in stack or not needs_mail))
    kinds = ("AWS::SecretsManager::Secret", "AWS::Logs::MetricFilter", "AWS::CloudWatch::Dashboard")
    optional = {"MailFrom": "mail's", "Page": "page's"}
    secrets, counted, dashboards = (
        sum(KINDS[kind] + sum(KINDS.get(f"{owner} {kind}", 0) for name, owner in optional.items() if name in stack) for stack in stacks)
        for kind in kinds)
    counted += MAIL_METRICS * sum("MailFrom" in stack for stack in stacks)
    return secrets, watched, counted, dashboards


def idle():
    cases = [[set()], [{"Page"}], [{"Page", "MailFrom"}], [{"AlarmEmail"}], [set(), {"AlarmEmail"}], [{"AlarmEmail", "Page", "MailFrom"}]]
    head = ["dollars a month, idle", "`AlarmEmail` empty", "the same with `Page`", "with `Page` and `MailFrom`", "`AlarmEmail` set",
            "first and fourth in one account", "all three"]
    counts = [fixed(case) for case in cases]
    totals = [secrets * SECRET + alarms(watched) + dashboard(boards) for secrets, watched, _, boards in counts]
    rows = [
        ["secrets at 0.40", *(f"{secrets}: {secrets * SECRET:.2f}" for secrets, _, _, _ in counts)],
        ["metrics under alarms at 0.10, ten free", *(f"{watched}: {alarms(watched):.2f}" for _, watched, _, _ in counts)],
        ["dashboards at 3.00, three free", *(f"{boards}: {dashboard(boards):.2f}" for _, _, _, boards in counts)],
        ["**total while idle**", *(f"**{total:.2f}**" for total in totals)],
        ["in use, also custom metrics at 0.30, ten free", *(f"{counted}: {custom(counted):.2f}" for _, _, counted, _ in counts)],
    ]
    return table(head, rows)


def alarms(watched):
    return max(0, watched - FREE_ALARMS) * ALARM_METRIC


def custom(counted):
    return max(0, counted - FREE_METRICS) * CUSTOM_METRIC


def dashboard(count):
    return max(0, count - FREE_DASHBOARDS) * DASHBOARD


def billed_ms(route):
    return math.ceil(CPU_MS[route.row] * max(1, FULL_VCPU_MB / MEMORY[route.function]) + route.waits * CALL_MS)


def per_request(route):
    """The dollars that one request costs: gateway, Lambda, DynamoDB, logs, data out."""
    gb_seconds = MEMORY[route.function] / 1024 * billed_ms(route) / 1000
    logs = (FUNCTION_LOG_BYTES + ACCESS_LOG_BYTES) / 1e9 * (LOG_GB + LOG_COMPRESSION * KEPT_LOG_GB)
    return [
        GATEWAY[0][1],
        LAMBDA_REQUEST + gb_seconds * LAMBDA_GB_SECOND,
        route.read * READ_UNIT + route.written * WRITE_UNIT,
        logs,
        (route.bytes + HEADER_BYTES) / 1e9 * OUT_GB,
    ]


def routes():
    head = ["dollars per million requests", "RRU", "WRU", "billed ms x MB", "gateway", "Lambda", "DynamoDB", "logs", "data out", "total"]
    rows = []
    for route in ROUTES:
        parts = [part * 1e6 for part in per_request(route)]
        work = f"{billed_ms(route)} x {MEMORY[route.function]}"
        rows.append([route.name, route.read, route.written, work, *map(dollars, parts), f"**{dollars(sum(parts))}**"])
    return table(head, rows)


def mean(of):
    return sum(of(route) * route.share for route in ROUTES) / sum(route.share for route in ROUTES)


def month(requests):
    """The cells of one column of `months`."""
    gb_seconds = requests * mean(lambda route: MEMORY[route.function] / 1024 * billed_ms(route) / 1000)
    log_gb = requests * (FUNCTION_LOG_BYTES + ACCESS_LOG_BYTES) / 1e9
    out_gb = requests * mean(lambda route: route.bytes + HEADER_BYTES) / 1e9
    users = requests / REQUESTS_PER_USER
    stored_gb = users * STORED_BYTES_PER_USER / 1e9
    secrets, watched, counted, boards = fixed([{"AlarmEmail"}])
    watching = alarms(watched) + dashboard(boards) + custom(counted)
    parts = [
        secrets * SECRET,
        watching,
        tiered(GATEWAY, requests),
        requests * LAMBDA_REQUEST + gb_seconds * LAMBDA_GB_SECOND,
        requests * mean(lambda route: route.read * READ_UNIT + route.written * WRITE_UNIT),
        stored_gb * (STORED_GB + RECOVERY_GB),
        log_gb * (LOG_GB + LOG_COMPRESSION * KEPT_LOG_GB),
        out_gb * OUT_GB,
    ]
    free = (
        min(requests, FREE_REQUESTS) * LAMBDA_REQUEST
        + min(gb_seconds, FREE_GB_SECONDS) * LAMBDA_GB_SECOND
        + min(stored_gb, FREE_STORED_GB) * STORED_GB
        + min(log_gb, FREE_LOG_GB) * LOG_GB
        + min(out_gb, FREE_OUT_GB) * OUT_GB
    )
    # The gateway's data goes to CloudFront for nothing. A page's own files are few next to its requests to the API.
    page = (
        KINDS["page's AWS::SecretsManager::Secret"] * SECRET
        + max(0, requests - FREE_CLOUDFRONT_REQUESTS) * CLOUDFRONT_REQUEST
        + max(0, requests - FREE_CLOUDFRONT_FUNCTIONS) * CLOUDFRONT_FUNCTION
        + max(0, out_gb - FREE_CLOUDFRONT_OUT_GB) * CLOUDFRONT_OUT_GB
        - out_gb * OUT_GB
    )
    account = requests * mean(lambda route: sum(per_request(route)) if route.account else READ_UNIT)
    cognito = [tiered(COGNITO_LITE, users), tiered(COGNITO_ESSENTIALS, users)]
    return [*parts, sum(parts), sum(parts) - free, account, page, *cognito, users]


def months():
    names = [
        "secrets", "alarms, custom metrics, dashboard (`AlarmEmail` set)", "API Gateway", "Lambda", "DynamoDB requests",
        "DynamoDB storage and recovery", "logs", "data out", "**total without other allowances**",
        "**total with all free allowances**", "of which accounts, sessions and the session check",
        "in addition with `Page`, without other allowances", "instead: Cognito Lite", "instead: Cognito Essentials", "active users (200 requests each)",
    ]
    columns = [month(requests) for requests in MONTHS]
    rows = []
    for index, name in enumerate(names):
        cells = [column[index] for column in columns]
        users = index == len(names) - 1
        rows.append([name, *(f"{cell:,.0f}" if users else dollars(cell) for cell in cells)])
    return table(["dollars a month", "1 k requests", "100 k", "10 M", "1 B"], rows)


def quotas():
    busy, read, written = mean(billed_ms) / 1000, mean(lambda route: route.read), mean(lambda route: route.written)
    rates = [requests / MONTH_SECONDS for requests in MONTHS]

    def short(number):
        return "below 0.1" if number < 0.1 else f"{number:,.1f}" if number < 10 else f"{number:,.0f}"

    def row(name, per_second):
        return [name, *(short(rate * PEAK * per_second) for rate in rates)]

    rows = [
        row("requests a second", 1),
        row(f"concurrent executions (x {busy * 1000:.1f} ms)", busy),
        row(f"read units a second (x {read:.1f})", read),
        row(f"write units a second (x {written:.1f})", written),
    ]
    return table([f"at a peak of {PEAK} times the average", "1 k requests a month", "100 k", "10 M", "1 B"], rows)


def sections():
    return "\n\n".join([MARKS[0], idle(), routes(), months(), quotas(), MARKS[1]])


def main(arguments):
    if not arguments:
        print(sections())
        return 0
    mode, path = arguments[0], pathlib.Path(arguments[1])
    text = path.read_text(encoding="utf-8")
    found = re.search(f"{re.escape(MARKS[0])}.*{re.escape(MARKS[1])}", text, re.S)
    if mode == "--write" and found:
        path.write_text(text.replace(found[0], sections()), encoding="utf-8")
    elif not found or found[0] != sections():
        print(f"the tables in {path} are out of date: run {sys.argv[0]} --write {path}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
