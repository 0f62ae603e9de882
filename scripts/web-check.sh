#!/usr/bin/env bash
# Checks the client and the page without a browser: generated types, types, lint, format, unit tests, sizes, the package
# as npm would get it, and that web/app/dist is what the sources build to.
#
# Exits with 3 if Node.js is missing. Needs Node.js 20.19 or later; as root, installs a missing one through apt.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/tools.sh
web_packages
cd web
npm run --silent check
npm test --silent -w client -w app
npm run --silent lint:package -w client
npm run --silent size -w client -w app

committed=$work/dist
cp -r app/dist "$committed"
npm run --silent build -w app
if ! diff -rq "$committed" app/dist; then
    echo 'web/app/dist is not what its sources build to. Run `npm --prefix web run build`, and commit it.' >&2
    exit 1
fi
