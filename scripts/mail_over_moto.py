#!/usr/bin/env python3
"""Proves that the mailer's binary sends mails through another implementation of SES: one with a link that the API accepts,
and a report.

Usage: mail_over_moto.py MOTO API ENV_FILE MAILER. MOTO is the URL of a moto server, which stands for DynamoDB and for
SES, and records requests in MOTO_RECORDER_FILEPATH. API is the URL of a development server over it, and ENV_FILE its lambda.env. MAILER is the binary, for which this
stands for Lambda's runtime API: it delivers the requests in the table as one event of the stream.
"""

import base64
import http.server
import json
import os
import re
import shlex
import subprocess
import sys
import time
import urllib.request

import boto3

USER = {"email": "mail-over-moto@bücher.example", "password": "nine quiet herons"}
SENT_TO = "mail-over-moto@xn--bcher-kva.example"
CONFIGURATION_SET = "todo-lambda-test"
NEW_PASSWORD = "ten loud ospreys"
RECORD = {"eventName": "INSERT", "eventSource": "aws:dynamodb"}


def post(url, body, headers=None):
    request = urllib.request.Request(url, json.dumps(body).encode(), {"content-type": "application/json"} | (headers or {}))
    with urllib.request.urlopen(request, timeout=30) as response:
        text = response.read()
        return json.loads(text) if text.startswith(b"{") else None


def records(client):
    """The table's items, as the records that DynamoDB's stream would have."""
    items = client.scan(TableName="mail_requests")["Items"]
    return [RECORD | {"dynamodb": {"SequenceNumber": str(number), "Keys": {"slot": item["slot"]}, "NewImage": item}}
            for number, item in enumerate(items)]


class RuntimeApi(http.server.BaseHTTPRequestHandler):
    """Lambda's runtime API (runtimes-api.html in the Lambda Developer Guide), for one event."""

    event, response = None, None

    def do_GET(self):
        body = json.dumps(self.event).encode()
        self.send_response(200)
        for name, value in {"Lambda-Runtime-Aws-Request-Id": "1", "Lambda-Runtime-Deadline-Ms": str(int(time.time() * 1000) + 180_000),
                            "Lambda-Runtime-Invoked-Function-Arn": "mailer", "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        RuntimeApi.response = self.path, self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(202)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


def invoke(binary, environment, event):
    """What the binary returns for one event."""
    RuntimeApi.event, RuntimeApi.response = event, None
    server = http.server.HTTPServer(("127.0.0.1", 0), RuntimeApi)
    server.timeout = 1  # seconds, after which a binary that has ended is noticed
    host = f"127.0.0.1:{server.server_port}"
    process = subprocess.Popen([binary], env=environment | {"AWS_LAMBDA_RUNTIME_API": host, "AWS_LAMBDA_FUNCTION_NAME": "mailer",
                                                            "AWS_LAMBDA_FUNCTION_VERSION": "1", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256"})
    try:
        end = time.monotonic() + 30
        while RuntimeApi.response is None and process.poll() is None and time.monotonic() < end:
            server.handle_request()
    finally:
        process.kill()
        process.wait()
        server.server_close()
    path, body = RuntimeApi.response or ("", b"{}")
    assert path.endswith("/response"), f"the function failed or did not answer: {path} {body}"
    return json.loads(body)


def sent(moto, subject):
    """The only mail with this subject that moto's SES has accepted. Moto keeps no files of mails."""
    with urllib.request.urlopen(f"{moto}/moto-api/data.json", timeout=30) as response:
        (mail,) = (mail for mail in json.load(response)["ses"]["Message"] if mail["subject"] == subject)
    assert SENT_TO in str(mail["destinations"]) and USER["email"] in mail["body"] and "no-reply@example.com" in mail["source"], mail
    return mail


def files(moto):
    """The files in the requests to SES that moto has recorded."""
    with urllib.request.urlopen(f"{moto}/moto-api/recorder/download-recording", timeout=30) as response:
        requests = [json.loads(line) for line in response.read().splitlines()]
    bodies = [json.loads(base64.b64decode(request["body"])) for request in requests if request["url"].endswith("/v2/email/outbound-emails")]
    found = [file for body in bodies for file in body["Content"]["Simple"].get("Attachments", [])]
    return [(file["FileName"], base64.b64decode(file["RawContent"]).decode()) for file in found]


def main(moto, api, env_file, mailer):
    keys = {"region_name": "us-east-1", "endpoint_url": moto, "aws_access_key_id": "local", "aws_secret_access_key": "local"}
    ses, dynamodb = boto3.client("sesv2", **keys), boto3.client("dynamodb", **keys)
    ses.create_email_identity(EmailIdentity="no-reply@example.com")
    ses.create_configuration_set(ConfigurationSetName=CONFIGURATION_SET)
    with open(env_file, encoding="utf-8") as file:
        variables = dict(word.split("=", 1) for word in shlex.split(file.read()))
    environment = dict(os.environ) | variables | {"AWS_ENDPOINT_URL_SESV2": moto, "SES_CONFIGURATION_SET": CONFIGURATION_SET}

    def deliver():
        event = {"Records": records(dynamodb)}
        for _ in range(2):  # the second delivery sends nothing again
            answer = invoke(mailer, environment, event)
            assert answer == {"batchItemFailures": []}, answer

    post(f"{api}/users/", USER)
    request_id = post(f"{api}/users/password-reset", {"email": USER["email"]})["request_id"]
    deliver()
    found, token = re.search(r"/reset-password#request_id=([\w-]+)&#38;token=([\w-]+)", sent(moto, "Reset your todo-lambda password")["body"]).groups()
    assert found == request_id
    post(f"{api}/users/password-reset/confirm", {"request_id": request_id, "token": token, "new_password": NEW_PASSWORD})
    tokens = post(f"{api}/login", {"username": USER["email"], "password": NEW_PASSWORD})
    print("the mailer's binary sent one mail through moto's SES, and its link set a new password")

    # The reset has verified the email.
    bearer = {"authorization": f"Bearer {tokens['access_token']}"}
    post(f"{api}/tasks/", {"title": "Water the plants"}, bearer)
    post(f"{moto}/moto-api/recorder/start-recording", {})
    post(f"{api}/reports/", {}, bearer)
    deliver()
    assert "the one task" in sent(moto, "Your tasks in todo-lambda")["body"]
    ((name, csv),) = files(moto)
    assert name == "tasks.csv" and "Water the plants,N/A,False,N/A\r\n" in csv, (name, csv)
    print("the mailer's binary sent one report through moto's SES")


if __name__ == "__main__":
    main(*sys.argv[1:])
