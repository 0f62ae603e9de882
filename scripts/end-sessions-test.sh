#!/usr/bin/env bash
# scripts/end-sessions.py against a development server: it ends the sessions of one user, then everybody's, and no others.
#
# Needs Rust, a C compiler, curl and Python 3; installs boto3 from PyPI into a virtual environment of its own.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/waiting.sh
boto3_version=1.43.106
tools="${XDG_CACHE_HOME:-$HOME/.cache}/todo-lambda-ci/boto3-$boto3_version"
work=$(mktemp -d)
server=

finish() {
    local status=$?
    if [[ -n $server ]]; then kill "$server" 2>/dev/null || true; wait "$server" || true; fi
    if ((status)); then tail -n 40 "$work"/*.log >&2; fi
    rm -rf "$work"
    exit "$status"
}
trap finish EXIT

if [[ ! -x $tools/bin/python ]] || ! "$tools/bin/python" -c 'import boto3' 2>"$work/import.log"; then
    python3 -m venv "$tools"
    "$tools/bin/pip" install --quiet "boto3==$boto3_version"
fi

cargo build --locked --bin local
target=$(cargo metadata --format-version 1 --no-deps | python3 -c 'import json, sys; print(json.load(sys.stdin)["target_directory"])')
port=$(free_port)
ARGON2_MEMORY_KIB=64 ARGON2_ITERATIONS=1 "$target/debug/local" --in-memory --listen 127.0.0.1:0 --dynamodb "127.0.0.1:$port" >"$work/local.log" 2>&1 &
server=$!
within 30 grep -q 'is ready' "$work/local.log"
api=$(grep -o 'http://[^ ]*/api/v1' "$work/local.log" | head -n 1)

post() { curl -sSf "$api$1" -H 'content-type: application/json' -d "$2"; }
member() { python3 -c 'import json, sys; print(json.load(sys.stdin)[sys.argv[1]])' "$1"; }
user() { printf '{"%s": "%s", "password": "nine quiet herons"}' "$1" "$2"; }
status() { curl -sS -o "$work/answer" -w '%{http_code}' "$@"; }

# expect STATUS NAME: of a request with the access token, and of one with the refresh token, that this person got.
expect() {
    local bearer refresh
    bearer=$(status "$api/tasks/" -H "authorization: Bearer $(member access_token <"$work/$2")")
    refresh=$(status "$api/refresh" -H 'content-type: application/json' -d "{\"refresh_token\": \"$(member refresh_token <"$work/$2")\"}")
    if [[ "$bearer $refresh" != "$1 $1" ]]; then
        echo "FAILED: the tokens of $2 are answered $bearer and $refresh, not $1" >&2
        return 1
    fi
}

end_sessions() {
    AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local AWS_DEFAULT_REGION=us-east-1 \
        "$tools/bin/python" scripts/end-sessions.py --endpoint-url "http://127.0.0.1:$port" "$@"
}

for email in Ádá.Weiß@example.com bob@example.com; do post /users/ "$(user email "$email")" >"$work/user"; done
post /login "$(user username Ádá.Weiß@example.com)" >"$work/ada"
post /login "$(user username Ádá.Weiß@example.com)" >"$work/ada-elsewhere"
post /login "$(user username bob@example.com)" >"$work/bob"

if end_sessions --email nobody@example.com 2>"$work/refusal"; then exit 1; fi
grep -qx 'no user has the e-mail nobody@example.com' "$work/refusal"
expect 200 ada

[[ $(end_sessions --email ÁDÁ.weiẞ@EXAMPLE.com) == "2 sessions ended" ]]
expect 401 ada
expect 401 ada-elsewhere
expect 200 bob

[[ $(end_sessions --everybody) == "1 sessions ended" ]]
expect 401 bob
[[ $(end_sessions --everybody) == "0 sessions ended" ]]

# The end is that of sessions, not of accounts.
post /login "$(user username bob@example.com)" >"$work/bob"
expect 200 bob
echo "sessions end for one user and for everybody"
