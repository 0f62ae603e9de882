#!/usr/bin/env bash
# Builds the peers into FOLDER: each with everything that its function's zip would contain, and the zip.
#
#     bench/peers/build.sh FOLDER
#
# Needs Python 3 with pip, and Node.js with npm.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")"
folder=${1:?a folder for the built peers}
mkdir -p "$folder/fastapi" "$folder/hono-build" "$folder/hono/node_modules/@node-rs"
folder=$(cd "$folder" && pwd)

if [[ ! -d $folder/fastapi/fastapi ]]; then
    python3 -m pip install --quiet --no-warn-conflicts --target "$folder/fastapi" argon2-cffi awslambdaric boto3 fastapi mangum pyjwt
fi
cp fastapi/app.py "$folder/fastapi/"
python3 -m compileall -q "$folder/fastapi" || true # some packages contain files for other versions of Python

cp hono/* "$folder/hono-build/"
cd "$folder/hono-build"
[[ -d node_modules/hono ]] || npm install --no-audit --no-fund --silent
# The bundle's CommonJS parts need `require`. The hash is a native module, which stays outside.
node_modules/.bin/esbuild runtime.mjs --bundle --minify --platform=node --target=node20 --format=esm --log-level=warning \
    --banner:js="import{createRequire}from'module';const require=createRequire(import.meta.url);" \
    --external:@node-rs/argon2 --outfile="$folder/hono/index.mjs"
cp -r node_modules/@node-rs/argon2* "$folder/hono/node_modules/@node-rs/"

cd "$folder"
for peer in fastapi hono; do
    (cd "$peer" && find . -name __pycache__ -prune -o -name '*.log' -prune -o -type f -print | python3 -c '
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
    for line in sys.stdin:
        archive.write(line.rstrip("\n"))' "../$peer.zip")
done
