#!/usr/bin/env bash
# Compares the password hash with other implementations and prints the table "Password hash" of docs/benchmarks.md.
#
#     scripts/hash.sh [--rounds N] [--write docs/benchmarks.md]
#
# Needs Linux, Rust, Python 3, Node.js and libargon2 (libargon2-1 in Debian). Exit status 3 means that it is missing.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/tools.sh
if ! python3 -c 'import ctypes; ctypes.CDLL("libargon2.so.1")' 2>"$work/libargon2.log"; then
    echo "NOT RUN: $0, which needs libargon2." >&2
    exit 3
fi
CARGO_TARGET_DIR=$(target_directory)
export CARGO_TARGET_DIR
bench/peers/build.sh "$CARGO_TARGET_DIR/bench-peers"
cargo build --locked --quiet --profile harness --package bench --example hash
python3 bench/hash/compare.py "$CARGO_TARGET_DIR/harness/examples/hash" "$CARGO_TARGET_DIR/bench-peers" "$@"
