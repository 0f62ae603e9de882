#!/usr/bin/env bash
# Rehearses a deployment: a template goes through SAM's translation to MiniStack, an emulator of AWS, with functions that run on
# this machine. scripts/rehearse.py then does with the stack what an operator and the clients do.
#
#     scripts/rehearse.sh [TEMPLATE]
#
# TEMPLATE is template.yaml, with debug builds of the functions, or the one in a build folder of `sam build`, with what SAM built there.
# It needs functions for x86_64 or for whatever this machine is.
#
# Needs Rust, a C compiler with binutils, curl and Python 3; installs MiniStack and SAM's translator from PyPI into a virtual
# environment of its own. What MiniStack does differently from AWS is in docs/operations.md.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/waiting.sh
ministack_version=1.5.33 translator_version=1.115.0
tools="${XDG_CACHE_HOME:-$HOME/.cache}/todo-lambda-ci/ministack-$ministack_version-$translator_version"
template=$(realpath "${1:-template.yaml}")
work=$(mktemp -d)
ministack=

finish() {
    local status=$?
    if [[ -n $ministack ]]; then kill "$ministack" 2>/dev/null || true; wait "$ministack" || true; fi
    if ((status)); then tail -n 40 "$work/ministack.log" >&2 || true; fi
    rm -rf "$work"
    exit "$status"
}
trap finish EXIT

if [[ ! -x $tools/bin/ministack ]]; then
    python3 -m venv "$tools"
    "$tools/bin/pip" install --quiet "ministack==$ministack_version" "aws-sam-translator==$translator_version" "boto3==1.43.106"
fi

mkdir "$work/binaries"
if [[ $template == "$PWD/template.yaml" ]]; then
    cargo build --locked --bin cleanup --bin login --bin refresh --bin users --bin tasks
    target=$(cargo metadata --format-version 1 --no-deps | python3 -c 'import json, sys; print(json.load(sys.stdin)["target_directory"])')
    for function in cleanup login refresh users tasks; do strip -o "$work/binaries/$function" "$target/debug/$function"; done
fi

# The functions inherit MiniStack's environment: nothing of this shell's. With AUTH a function may do what its role allows, and no more.
port=$(free_port)
mkdir "$work/home"
env -i PATH="$PATH" HOME="$work/home" TMPDIR="$work/home" AUTH=true GATEWAY_PORT="$port" BIND_HOST=127.0.0.1 \
    "$tools/bin/ministack" >"$work/ministack.log" 2>&1 &
ministack=$!
within 30 answers "http://127.0.0.1:$port/_ministack/health"

AWS_DEFAULT_REGION=us-east-1 "$tools/bin/python" scripts/rehearse.py "http://127.0.0.1:$port" "$template" "$work/binaries"
