#!/usr/bin/env bash
# Cross-compiles every function for arm64, as it is deployed: one zip each in target/lambda/<function>/bootstrap.zip.
#
# Needs Rust (with rustup, for the standard library of arm64) and Python 3; installs cargo-lambda and zig, which is the C compiler and
# the linker, from PyPI into a virtual environment of its own.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
tools="${XDG_CACHE_HOME:-$HOME/.cache}/todo-lambda-ci/cargo-lambda-zig"
if [[ ! -x $tools/bin/cargo-lambda ]]; then
    python3 -m venv "$tools"
    "$tools/bin/pip" install --quiet cargo-lambda==1.9.2 ziglang==0.17.1
fi
PATH="$tools/bin:$PATH"
rustup target add aarch64-unknown-linux-gnu

for function in cleanup login refresh users tasks; do
    cargo lambda build --release --arm64 --locked -p "$function" --output-format zip
done
target=$(cargo metadata --format-version 1 --no-deps | python3 -c 'import json, sys; print(json.load(sys.stdin)["target_directory"])')
printf '\n%-10s %10s %10s\n' function bytes zipped
for function in cleanup login refresh users tasks; do
    binary="$target/aarch64-unknown-linux-gnu/release/$function"
    printf '%-10s %10d %10d\n' "$function" "$(wc -c <"$binary")" "$(wc -c <"$target/lambda/$function/bootstrap.zip")"
done
