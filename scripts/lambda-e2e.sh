#!/usr/bin/env bash
# The journey of the tests through the functions as Lambda runs them: `cargo lambda watch` answers HTTP, turns requests into
# API Gateway events and runs the four binaries, over the DynamoDB of a development server.
#
# Needs Rust, a C compiler and Python 3; installs cargo-lambda from PyPI into a virtual environment of its own.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/waiting.sh
cargo_lambda_version=1.9.2
tools="${XDG_CACHE_HOME:-$HOME/.cache}/todo-lambda-ci/cargo-lambda-$cargo_lambda_version"
work=$(mktemp -d)
started=()

finish() {
    local status=$?
    for pid in "${started[@]}"; do kill "$pid" 2>/dev/null || true; done
    wait
    if ((status)); then tail -n 40 "$work"/*.log >&2; fi
    rm -rf "$work"
    exit "$status"
}
trap finish EXIT

if [[ ! -x $tools/bin/cargo-lambda ]]; then
    python3 -m venv "$tools"
    "$tools/bin/pip" install --quiet "cargo-lambda==$cargo_lambda_version"
fi
PATH="$tools/bin:$PATH"

# The development server: its DynamoDB, its secrets, and the settings of the functions in lambda.env.
cargo build --locked --bin local
target=$(cargo metadata --format-version 1 --no-deps | python3 -c 'import json, sys; print(json.load(sys.stdin)["target_directory"])')
ARGON2_MEMORY_KIB=1024 ARGON2_ITERATIONS=1 "$target/debug/local" \
    --listen 127.0.0.1:0 --dynamodb 127.0.0.1:0 --data-dir "$work/data" >"$work/local.log" 2>&1 &
started+=($!)
within 30 grep -q 'is ready' "$work/local.log"

port=$(free_port)
cargo lambda watch --invoke-address 127.0.0.1 --invoke-port "$port" --env-file "$work/data/lambda.env" \
    >"$work/watch.log" 2>&1 &
started+=($!)
api="http://127.0.0.1:$port/api/v1"
within 60 bash -c "exec 3<>/dev/tcp/127.0.0.1/$port" 2>"$work/connect.log"
# The first event of a function builds it: one by one, so that the journey does not wait for the compiler.
cargo build --locked --bin login --bin refresh --bin users --bin tasks
within 600 answers "$api/health"
cargo lambda invoke refresh --invoke-address 127.0.0.1 --invoke-port "$port" --data-file events/refresh-health.json |
    grep -q '"statusCode":200'
scripts/smoke.sh "$api"
journey "$api"
echo "the journey passed through cargo lambda watch"
