#!/usr/bin/env bash
# Measures the functions as they are deployed, next to the floors of bench/floors, and prints the tables of
# docs/benchmarks.md. The first run takes about fifteen minutes on two quiet cores, most of it for the builds.
#
#     scripts/bench.sh [--peers | --scale] [--write] [ARGUMENT...]
#
# --peers also measures the same API in Python and Node.js. --scale instead measures accounts with many tasks and tables
# with many users, and prints the tables of docs/scale.md. --write replaces the tables and the plot in docs. The
# arguments go to the harness, such as `--rounds 10 --blocks 4` for a quick look.
#
# Needs Linux, Rust, a C compiler and Python 3; Node.js for the peers. Installs cargo-lambda and zig from PyPI into a
# virtual environment.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/tools.sh
arguments=()
runs=("")
document=benchmarks
measured=(login refresh tasks users)
for argument in "$@"; do
    case $argument in
    --peers) peers=1 ;;
    --scale)
        runs=(--scale={tasks,limits,deletion,users})
        document=scale
        measured+=(cleanup)
        ;;
    --write) write=1 ;;
    *) arguments+=("$argument") ;;
    esac
done
if [[ -n ${write:-} ]]; then arguments+=(--write "docs/$document.md" "docs/img/$document.svg"); fi
sam_tools
CARGO_TARGET_DIR=$(target_directory)
export CARGO_TARGET_DIR
binaries="$CARGO_TARGET_DIR/bench-binaries"

# Each package alone and for this machine's architecture, as `sam build` does.
for package in "${measured[@]/#/functions/}" bench/floors/{hello,dynamo}; do
    (cd "$package" && cargo lambda build --release --locked --quiet)
done
for name in "${measured[@]}" floor-hello floor-dynamo; do
    mkdir -p "$binaries/$name"
    cp "$CARGO_TARGET_DIR/lambda/$name/bootstrap" "$binaries/$name/"
    python3 -m zipfile -c "$binaries/$name.zip" "$binaries/$name/bootstrap"
done

versions="$(rustc --version | cut -d ' ' -f 1,2), $(cargo lambda --version | head -n 1 | cut -d ' ' -f 1,2), zig $(python-zig version)"
if [[ -n ${peers:-} ]]; then
    bench/peers/build.sh "$CARGO_TARGET_DIR/bench-peers"
    arguments+=(--peers "$CARGO_TARGET_DIR/bench-peers")
    versions+=", $(python3 --version), Node.js $(node --version)"
fi
for run in "${runs[@]}"; do
    cargo run --locked --quiet --profile harness --package bench -- \
        "$binaries" --versions "$versions" ${run:+"$run"} "${arguments[@]}"
done
# The bill in docs/operations.md is made from the table of the routes.
if [[ -n ${write:-} && $document == benchmarks ]]; then scripts/cost.py --write docs/operations.md; fi
