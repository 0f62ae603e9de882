#!/usr/bin/env bash
# What can be proved of the deployment without an AWS account: the template is valid, what SAM makes of it for several sets of parameters
# passes cfn-lint, checkov and a review that finds every defect it looks for, and every function builds as SAM builds it.
#
#     scripts/sam-check.sh [--no-build]
#
# What it built stays in the target directory's folder sam-build, for the bundle and the rehearsal.
#
# Needs Rust, a C compiler and Python 3; installs SAM, cfn-lint, checkov, cargo-lambda and zig from PyPI into virtual environments of its own.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
sam_version=1.170.0
tools="${XDG_CACHE_HOME:-$HOME/.cache}/todo-lambda-ci/sam-$sam_version"
checkov_version=3.3.30
checkov="${XDG_CACHE_HOME:-$HOME/.cache}/todo-lambda-ci/checkov-$checkov_version"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export SAM_CLI_TELEMETRY=0 AWS_DEFAULT_REGION="${AWS_DEFAULT_REGION:-eu-central-1}"

if [[ ! -x $tools/bin/sam ]]; then
    python3 -m venv "$tools"
    "$tools/bin/pip" install --quiet "aws-sam-cli==$sam_version" cfn-lint==1.58.0 cargo-lambda==1.9.2 ziglang==0.17.1
fi
if [[ ! -x $checkov/bin/checkov ]]; then # apart: its dependencies are not SAM's
    python3 -m venv "$checkov"
    "$checkov/bin/pip" install --quiet "checkov==$checkov_version"
fi
PATH="$tools/bin:$PATH"

sam validate --lint
PYTHONDONTWRITEBYTECODE=1 python3 -m unittest discover scripts -p sam_review_test.py
PYTHONDONTWRITEBYTECODE=1 python3 scripts/sam_review.py template.yaml "$work/translated.json"
cfn-lint --ignore-checks W --template "$work/translated.json"
"$checkov/bin/checkov" --config-file scripts/checkov.yaml --file "$work/translated.json"
if [[ ${1:-} == --no-build ]]; then exit 0; fi

# x86_64, so that what is built can run here.
build="${CARGO_TARGET_DIR:-target}/sam-build"
sam build --parameter-overrides Architecture=x86_64 --build-dir "$build"
printf '\n%-16s %10s %10s\n' function bytes zipped
for bootstrap in "$build"/*/bootstrap; do
    function=$(basename "$(dirname "$bootstrap")")
    python3 -m zipfile -c "$work/$function.zip" "$bootstrap"
    printf '%-16s %10d %10d\n' "$function" "$(wc -c <"$bootstrap")" "$(wc -c <"$work/$function.zip")"
done
