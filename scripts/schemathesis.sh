#!/usr/bin/env bash
# Requests that a generator makes of docs/openapi.json, good and bad ones, against the development server: what is answered must
# be what is described. All checks of schemathesis are on.
#
# Needs Rust, a C compiler and Python 3; installs schemathesis from PyPI into a virtual environment of its own.
# MAX_EXAMPLES (default 100) is the number of requests per operation and phase, SEED makes a run repeatable.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
schemathesis_version=4.32.5
tools="${XDG_CACHE_HOME:-$HOME/.cache}/todo-lambda-ci/schemathesis-$schemathesis_version"
work=$(mktemp -d)
server=

finish() {
    local status=$?
    if [[ -n $server ]]; then kill "$server" 2>/dev/null || true; wait "$server" || true; fi
    if ((status)) && [[ -f $work/local.log ]]; then grep -v INFO "$work/local.log" | tail -n 40 >&2 || true; fi
    rm -rf "$work"
    exit "$status"
}
trap finish EXIT

if [[ ! -x $tools/bin/schemathesis ]]; then
    python3 -m venv "$tools"
    "$tools/bin/pip" install --quiet "schemathesis==$schemathesis_version"
fi

cargo build --locked --bin local
target=$(cargo metadata --format-version 1 --no-deps | python3 -c 'import json, sys; print(json.load(sys.stdin)["target_directory"])')
# The generator finds its own session in the list of them and ends it: the token must go on working. It also tries many passwords.
SESSION_CHECK=off ARGON2_MEMORY_KIB=64 ARGON2_ITERATIONS=1 ACCESS_TOKEN_EXPIRE_MINUTES=600 LOGIN_MAX_FAILURES=1000000 LOGIN_MAX_FAILURES_PER_NETWORK=1000000 "$target/debug/local" \
    --in-memory --listen 127.0.0.1:0 --dynamodb 127.0.0.1:0 >"$work/local.log" 2>&1 &
server=$!
until grep -q 'is ready' "$work/local.log"; do
    kill -0 "$server"
    sleep 0.1
done
api=$(grep -o 'http://[^ ]*/api/v1' "$work/local.log" | head -n 1)

# Not the password of the document's examples, which would delete the account.
json='content-type: application/json'
curl -sSf -o "$work/user" "$api/users/" -H "$json" -d '{"email": "ada@example.com", "password": "eight calm egrets"}'
token=$(curl -sSf "$api/login" -d username=ada@example.com --data-urlencode 'password=eight calm egrets' |
    python3 -c 'import json, sys; print(json.load(sys.stdin)["access_token"])')

root=$PWD
cd "$work" # where it leaves what it remembers
"$tools/bin/schemathesis" --config-file "$root/scripts/schemathesis.toml" run "$root/docs/openapi.json" --url "$api" --header "Authorization: Bearer $token" \
    --checks all --max-examples "${MAX_EXAMPLES:-100}" --seed "${SEED:-1}" --max-failures 20 --no-color "$@"
if grep -E ' (ERROR|WARN) ' "$work/local.log"; then
    echo "the server has logged a fault" >&2
    exit 1
fi
