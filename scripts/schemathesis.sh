#!/usr/bin/env bash
# Sends generated requests, valid and invalid, to the development server, and checks its responses against
# docs/openapi.json. The arguments, such as --seed 1, go to schemathesis.
#
# Needs Rust, a C compiler, curl and Python 3. Installs schemathesis from PyPI into a virtual environment.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/tools.sh
python_tools schemathesis schemathesis==4.32.5

# The generator finds its own session in the list and ends it, but its token must keep working. It also tries many
# passwords, and asks for many resets.
export SESSION_CHECK=off ACCESS_TOKEN_EXPIRE_MINUTES=600 LOGIN_MAX_FAILURES=1000000 LOGIN_MAX_FAILURES_PER_NETWORK=1000000
export MAIL_MAX_PER_EMAIL=1000000 MAIL_MAX_PER_NETWORK=1000000
ARGON2_MEMORY_KIB=64 ARGON2_ITERATIONS=1 start_server --in-memory --dynamodb 127.0.0.1:0

# Not the password of the document's examples: a generated request would delete the account with it.
json='content-type: application/json'
curl -sSf -o "$work/user" "$api/users/" -H "$json" -d '{"email": "ada@example.com", "password": "eight calm egrets"}'
token=$(curl -sSf "$api/login" -d username=ada@example.com --data-urlencode 'password=eight calm egrets' |
    python3 -c 'import json, sys; print(json.load(sys.stdin)["access_token"])')

root=$PWD status=0
cd "$work" # schemathesis stores its state in the current folder
schemathesis --config-file "$root/scripts/schemathesis.toml" run "$root/docs/openapi.json" --url "$api" --header "Authorization: Bearer $token" \
    --max-examples 100 --max-failures 20 --no-color "$@" || status=$?
if grep -E ' (ERROR|WARN) ' "$server_log"; then
    echo "the server has logged an error" >&2
    status=1
fi
exit "$status"
