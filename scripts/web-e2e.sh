#!/usr/bin/env bash
# Tests the client and the page in Chromium, and cookies in Firefox, against the development server. The arguments, such
# as journeys/tasks, go to Vitest.
#
# Exits with 3 if Node.js, Chromium or Firefox is missing; as root, installs a missing one through apt. Needs Rust, a C
# compiler and Python 3. CHROMIUM and FIREFOX name other browsers.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/tools.sh
web_packages

# The names of the tests that failed, below all that Vitest says of them.
at_exit() {
    if [[ -e $work/results.txt ]]; then grep ' FAIL ' "$work/results.txt" || true; fi
}

# browser VARIABLE PACKAGE: prints the variable's value, or else the path of the package's browser.
browser() {
    if [[ -n ${!1:-} ]]; then
        echo "${!1}"
    elif have "$2" "$2"; then
        command -v "$2"
    else
        printf '\n%s\n' "NOT RUN: $0, which needs the package $2, or the path of such a browser in $1." >&2
        return 3
    fi
}
CHROMIUM=$(browser CHROMIUM chromium)
FIREFOX=$(browser FIREFOX firefox-esr)
export CHROMIUM FIREFOX

cargo build --locked --bin local
TODO_LAMBDA_SERVER="$(target_directory)/debug/local"
export TODO_LAMBDA_SERVER

cd web
npm run --silent build -w client
npm run --silent e2e -w e2e -- "$@" | tee "$work/results.txt"
