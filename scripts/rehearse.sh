#!/usr/bin/env bash
# Rehearses a deployment: deploys a bundle's template, as SAM translates it, to MiniStack, an emulator of AWS that runs
# the functions as processes on this machine. Then scripts/rehearse.py uses the stack as operators and clients do.
#
#     scripts/rehearse.sh [TEMPLATE]
#
# TEMPLATE is the template of an unpacked bundle for this machine. By default a bundle of debug builds is made.
#
# Needs Rust, a C compiler with binutils, curl, Python 3, and Node for CloudFront's functions. Installs MiniStack, SAM's
# translator and the AWS CLI from PyPI into virtual environments. docs/operations.md lists what MiniStack does
# differently from AWS.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/tools.sh
python_tools awscli awscli==1.46.3 # separate: it demands a version of botocore
python_tools ministack ministack==1.5.33 aws-sam-translator==1.115.0 boto3==1.43.106

template=${1:-}
if [[ -z $template ]]; then
    cargo build --locked "${functions[@]/#/--bin=}"
    target=$(target_directory)
    for function in "${functions[@]}"; do
        mkdir -p "$work/built/${function^}Function"
        strip -o "$work/built/${function^}Function/bootstrap" "$target/debug/$function"
    done
    bundle=$(CARGO_TARGET_DIR=$work scripts/bundle.py x86_64 "$work/built")
    tar -xzf "$bundle" -C "$work"
    template="$work/$(basename "$bundle" .tar.gz)/template.yaml"
fi

# A clean environment, because the functions inherit it. With AUTH a function may only do what its role allows.
port=$(free_port)
mkdir "$work/home"
env -i PATH="$PATH" HOME="$work/home" TMPDIR="$work/home" AUTH=true GATEWAY_PORT="$port" BIND_HOST=127.0.0.1 \
    ministack >"$work/ministack.log" 2>&1 &
started+=($!)
within 30 answers "http://127.0.0.1:$port/_ministack/health"

AWS_DEFAULT_REGION=us-east-1 python3 scripts/rehearse.py "http://127.0.0.1:$port" "$template"
