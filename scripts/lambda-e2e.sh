#!/usr/bin/env bash
# The end-to-end journey through the functions as Lambda runs them. `cargo lambda watch` turns HTTP requests into
# API Gateway events and runs the four functions that serve requests, over the DynamoDB of a development server.
#
# Needs Rust, a C compiler, curl and Python 3. Installs cargo-lambda from PyPI into a virtual environment.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/tools.sh
sam_tools

# It writes the settings of the functions, with its secrets and the address of its DynamoDB, to lambda.env.
ARGON2_MEMORY_KIB=1024 ARGON2_ITERATIONS=1 start_server --dynamodb 127.0.0.1:0 --data-dir "$work/data"

mailbox="${api%/api/v1}/mailbox.json"
port=$(free_port)
cargo lambda watch --invoke-address 127.0.0.1 --invoke-port "$port" --env-file "$work/data/lambda.env" \
    >"$work/watch.log" 2>&1 &
started+=($!)
api="http://127.0.0.1:$port/api/v1"
within 60 listens "$port"
# The first event of a function builds it. This builds them all now, so that the journey does not wait for the compiler.
cargo build --locked --bin login --bin mailer --bin refresh --bin users --bin tasks
within 600 answers "$api/health"
cargo lambda invoke refresh --invoke-address 127.0.0.1 --invoke-port "$port" --data-file events/refresh-health.json |
    grep -q '"statusCode":200'
slot=AAAAAAAAAAAAAAAAAAAAAA # no request has it, so nothing is sent
event=$(sed "s/REQUEST_SLOT/$slot/; s/REQUEST_ID/$slot$slot/" events/mailer-password-reset.json)
cargo lambda invoke mailer --invoke-address 127.0.0.1 --invoke-port "$port" --data-ascii "$event" |
    grep -q '"batchItemFailures":\[\]'
scripts/smoke.sh "$api"
journey "$api"
echo "the journey passed through cargo lambda watch"

# A request for a reset reaches the mailer by the stream, and its mail the mailbox of the development server.
json='content-type: application/json'
curl -sSf -o "$work/answer" "$api/users/" -H "$json" -d '{"email": "mail@example.com", "password": "nine quiet herons"}'
curl -sSf -o "$work/answer" "$api/users/password-reset" -H "$json" -d '{"email": "mail@example.com"}'
mail_arrived() { curl -sSf "$mailbox" | grep -q '"to":\["mail@example.com"\]'; }
within 20 mail_arrived
echo "the mail of a password reset arrived in the mailbox"
