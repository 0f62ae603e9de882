#!/usr/bin/env python3
"""Ends all sessions of one user or of all users: their access and refresh tokens stop working.

    scripts/end-sessions.py --stack todo-lambda-prod --email ada@example.com
    scripts/end-sessions.py --stack todo-lambda-prod --everybody

Without --stack the tables are `users` and `sessions`, as the development server names them: pass its DynamoDB as
--endpoint-url.

Needs Python 3 with boto3 (AWS CloudShell has both), and credentials that allow cloudformation:DescribeStacks,
dynamodb:GetItem on the users table, and dynamodb:Query, Scan and UpdateItem on the sessions table. It is safe to run
again, for example after an error: ended sessions do not change.
"""

import argparse
import sys
import time
import unicodedata
from concurrent.futures import ThreadPoolExecutor

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

CONCURRENCY = 16
# How long DynamoDB keeps the item of an ended session. The tokens of a session without an item are rejected too.
KEPT_SECONDS = 60
ACTIVE = "attribute_not_exists(revoked_at) AND ends_at > :now"


def main():
    options = parse()
    session = boto3.Session(region_name=options.region)
    client = lambda service: session.client(
        service, endpoint_url=options.endpoint_url, config=Config(retries={"mode": "standard", "max_attempts": 10}, max_pool_connections=CONCURRENCY))
    users, sessions = tables(client("cloudformation"), options.stack) if options.stack else ("users", "sessions")
    dynamodb = client("dynamodb")
    if options.everybody:
        found = active(dynamodb, "scan", sessions, {})
    else:
        user = options.user_id or user_id(dynamodb, users, options.email)
        query = {"KeyConditionExpression": "user_id = :user", "ConsistentRead": True}
        found = active(dynamodb, "query", sessions, query, {":user": {"S": user}})
    with ThreadPoolExecutor(CONCURRENCY) as pool:
        ended = sum(pool.map(lambda key: end(dynamodb, sessions, key), found))
    print(f"{ended} sessions ended")


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    whose = parser.add_mutually_exclusive_group(required=True)
    whose.add_argument("--email", help="the user's email")
    whose.add_argument("--user-id", help="the user's id, as in log lines")
    whose.add_argument("--everybody", action="store_true", help="all users")
    parser.add_argument("--stack", help="the name of the deployed stack")
    parser.add_argument("--region", help="the stack's region (default: as for the AWS CLI)")
    parser.add_argument("--endpoint-url", help="a different DynamoDB than AWS's, such as http://127.0.0.1:8000")
    return parser.parse_args()


def tables(cloudformation, stack):
    outputs = cloudformation.describe_stacks(StackName=stack)["Stacks"][0].get("Outputs", [])
    values = {output["OutputKey"]: output["OutputValue"] for output in outputs}
    return values["UsersTable"], values["SessionsTable"]


def user_id(dynamodb, users, email):
    key = {"email": {"S": folded(email)}}
    item = dynamodb.get_item(TableName=users, Key=key, ConsistentRead=True, ProjectionExpression="id").get("Item")
    if not item:
        sys.exit(f"no user has the email {email}")
    return item["id"]["S"]


def folded(email):
    """The key of the users table: NFC with simple case folding. Python's full folding turns some letters into two."""
    def fold(letter):
        return next((form for form in (letter.casefold(), letter.lower()) if len(form) == 1), letter)

    return unicodedata.normalize("NFC", "".join(map(fold, unicodedata.normalize("NFC", email.strip()))))


def active(dynamodb, operation, table, request, values=None):
    """The keys of the active sessions."""
    now = {"N": str(int(time.time() * 1000))}
    pages = dynamodb.get_paginator(operation).paginate(
        TableName=table, FilterExpression=ACTIVE, ProjectionExpression="user_id, session_id",
        ExpressionAttributeValues={":now": now} | (values or {}), **request)
    return (key for page in pages for key in page["Items"])


def end(dynamodb, table, key):
    """Ends a session. False if it has already ended."""
    now = time.time()
    try:
        dynamodb.update_item(
            TableName=table, Key=key, ConditionExpression=f"attribute_exists(user_id) AND {ACTIVE}",
            UpdateExpression="SET revoked_at = :now, revoked_reason = :reason, #ttl = :ttl", ExpressionAttributeNames={"#ttl": "ttl"},
            ExpressionAttributeValues={":now": {"N": str(int(now * 1000))}, ":reason": {"S": "ended_by_operator"},
                                       ":ttl": {"N": str(int(now) + KEPT_SECONDS)}})
    except dynamodb.exceptions.ConditionalCheckFailedException:
        return False
    return True


if __name__ == "__main__":
    try:
        main()
    except (BotoCoreError, ClientError) as error:
        sys.exit(f"not all sessions were ended: {error}")
