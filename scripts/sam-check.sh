#!/usr/bin/env bash
# Checks the deployment as far as possible without an AWS account: the template is valid, its translation by SAM passes
# cfn-lint, checkov and scripts/sam_review.py, and every function builds as SAM builds it.
#
#     scripts/sam-check.sh [--no-build]
#
# The built functions stay in sam-build in the target directory, for the bundle and the rehearsal.
#
# Needs Rust, a C compiler and Python 3. Installs SAM, cfn-lint, checkov, cargo-lambda and zig from PyPI into virtual
# environments.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/tools.sh
python_tools checkov checkov==3.3.30 # separate: its dependencies conflict with SAM's
sam_tools
export SAM_CLI_TELEMETRY=0 AWS_DEFAULT_REGION="${AWS_DEFAULT_REGION:-eu-central-1}" PYTHONDONTWRITEBYTECODE=1

sam validate --lint
python3 -m unittest discover scripts -p sam_review_test.py
python3 scripts/sam_review.py template.yaml "$work/translated.json" "$work/evaluated.json"
cfn-lint --ignore-checks W --template "$work/translated.json"
checkov --config-file scripts/checkov.yaml --file "$work/evaluated.json"
if [[ ${1:-} == --no-build ]]; then exit 0; fi

# x86_64, so that the functions can run here.
build="${CARGO_TARGET_DIR:-target}/sam-build"
sam build --parameter-overrides Architecture=x86_64 --build-dir "$build"
printf '\nbytes of each function, and of its zip\n'
for bootstrap in "$build"/*/bootstrap; do
    function=$(basename "$(dirname "$bootstrap")")
    python3 -m zipfile -c "$work/$function.zip" "$bootstrap"
    echo "$function $(wc -c <"$bootstrap") $(wc -c <"$work/$function.zip")"
done | python3 scripts/limits.py bytes
