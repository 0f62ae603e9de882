#!/usr/bin/env bash
# Puts the development server under load: a mixed journey, a storm of logins, and a store of which one call in a hundred
# fails. Fails if a response is wrong, anything is lost or doubled, the memory grows, or the queue of password hashes
# does not refuse what it cannot hold. Speed is measured, but fails nothing. docs/load.md explains the tables.
#
#     scripts/load.sh [--minutes N] [--peers] [--debug | --release] [--write] [ARGUMENT...]
#
# --minutes sets the length of the mixed journey, 1 by default. --peers also measures FastAPI under uvicorn. --release
# builds the server with link-time optimisation, which takes minutes; --debug takes what the tests have built, and finds
# mistakes only. --write replaces the tables and the plot in docs. The arguments go to the harness, such as
# `--runs storm`.
#
# Needs Linux, Rust, a C compiler and Python 3. Installs the peer from PyPI into a virtual environment.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/tools.sh
profile=harness minutes=1 peers="" arguments=()
while (($#)); do
    case $1 in
    --minutes) minutes=$2 && shift ;;
    --peers) peers=1 ;;
    --debug) profile=dev ;;
    --release) profile=release ;;
    --write) arguments+=(--write docs/load.md docs/img/load.svg) ;;
    *) arguments+=("$1") ;;
    esac
    shift
done
CARGO_TARGET_DIR=$(target_directory)
export CARGO_TARGET_DIR

if [[ $profile == dev ]]; then
    # The same features as in the tests, so that nothing is compiled again.
    built="$CARGO_TARGET_DIR/debug"
    cargo build --locked --quiet --workspace --all-targets
    cargo build --locked --quiet --manifest-path bench/load/Cargo.toml
else
    built="$CARGO_TARGET_DIR/harness"
    cargo build --locked --quiet --workspace --profile harness --bin local --example store
    cargo build --locked --quiet --manifest-path bench/load/Cargo.toml --profile harness
fi
server="$built/local"
if [[ $profile == release ]]; then
    cargo build --locked --quiet --workspace --release --bin local
    server="$CARGO_TARGET_DIR/release/local"
fi

versions="$(rustc --version | cut -d ' ' -f 1,2), profile $profile"
if [[ -n $peers ]]; then
    python_tools load fastapi==0.165.0 uvicorn==0.54.0 uvloop==0.23.0 httptools==0.9.0 boto3==1.44.8 PyJWT==2.15.1 \
        argon2-cffi==25.1.0 mangum==0.22.0
    arguments+=(--peer bench/peers/fastapi)
    versions+=$'\n'"$(python3 --version), $(pip list 2>/dev/null | grep -iE '^(fastapi|uvicorn|uvloop|boto3) ' | tr -s ' ' | paste -sd, | sed 's/,/, /g')"
fi

run=("$built/load" --server "$server" --store "$built/examples/store" --seconds "$((minutes * 60))" --versions "$versions")
# With two cores, the server has one and everything else another.
if (($(nproc) > 1)) && have taskset util-linux; then
    run=(taskset --cpu-list 1 "${run[@]}" --core 0)
fi
"${run[@]}" "${arguments[@]}"
