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

port=$(free_port)
cargo lambda watch --invoke-address 127.0.0.1 --invoke-port "$port" --env-file "$work/data/lambda.env" \
    >"$work/watch.log" 2>&1 &
started+=($!)
api="http://127.0.0.1:$port/api/v1"
within 60 listens "$port"
# The first event of a function builds it. This builds them all now, so that the journey does not wait for the compiler.
cargo build --locked --bin login --bin refresh --bin users --bin tasks
within 600 answers "$api/health"
cargo lambda invoke refresh --invoke-address 127.0.0.1 --invoke-port "$port" --data-file events/refresh-health.json |
    grep -q '"statusCode":200'
scripts/smoke.sh "$api"
journey "$api"
echo "the journey passed through cargo lambda watch"
