#!/usr/bin/env bash
# Cross-compiles every function for arm64, as it is deployed, into target/lambda/FUNCTION/bootstrap.zip.
#
# Needs Rust with rustup (for the arm64 standard library) and Python 3. Installs cargo-lambda, and zig as C compiler and
# linker, from PyPI into a virtual environment.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/tools.sh
sam_tools
rustup target add aarch64-unknown-linux-gnu

# Each function alone: cargo gives packages that it builds together the union of their features.
for function in "${functions[@]}"; do
    cargo lambda build --release --arm64 --locked -p "$function" --output-format zip
done
target=$(target_directory)
printf '\n%-10s %10s %10s\n' function bytes zipped
for function in "${functions[@]}"; do
    binary="$target/aarch64-unknown-linux-gnu/release/$function"
    printf '%-10s %10d %10d\n' "$function" "$(wc -c <"$binary")" "$(wc -c <"$target/lambda/$function/bootstrap.zip")"
done
