#!/usr/bin/env bash
# Tests scripts/end-sessions.py against a development server: it ends the sessions of one user or of all users, and no
# others.
#
# Needs Rust, a C compiler, curl and Python 3. Installs boto3 from PyPI into a virtual environment.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/tools.sh
python_tools boto3 boto3==1.43.106

port=$(free_port)
ARGON2_MEMORY_KIB=64 ARGON2_ITERATIONS=1 start_server --in-memory --dynamodb "127.0.0.1:$port"

post() { curl -sSf "$api$1" -H 'content-type: application/json' -d "$2"; }
member() { python3 -c 'import json, sys; print(json.load(sys.stdin)[sys.argv[1]])' "$1" <"$work/$2"; }
user() { printf '{"%s": "%s", "password": "nine quiet herons"}' "$1" "$2"; }
status() { curl -sS -o "$work/answer" -w '%{http_code}' "$@"; }

# expect STATUS NAME: of a request with NAME's access token and of a refresh with NAME's refresh token.
expect() {
    local bearer refresh
    bearer=$(status "$api/tasks/" -H "authorization: Bearer $(member access_token "$2")")
    refresh=$(status "$api/refresh" -H 'content-type: application/json' -d "{\"refresh_token\": \"$(member refresh_token "$2")\"}")
    if [[ "$bearer $refresh" != "$1 $1" ]]; then
        echo "FAILED: the tokens of $2 get $bearer and $refresh, not $1" >&2
        return 1
    fi
}

end_sessions() {
    AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local AWS_DEFAULT_REGION=us-east-1 \
        python3 scripts/end-sessions.py --endpoint-url "http://127.0.0.1:$port" "$@"
}

for email in Ádá.Weiß@example.com bob@example.com; do post /users/ "$(user email "$email")" >"$work/user"; done
post /login "$(user username Ádá.Weiß@example.com)" >"$work/ada"
post /login "$(user username Ádá.Weiß@example.com)" >"$work/ada-elsewhere"
post /login "$(user username bob@example.com)" >"$work/bob"

if end_sessions --email nobody@example.com 2>"$work/refusal"; then exit 1; fi
grep -qx 'no user has the email nobody@example.com' "$work/refusal"
expect 200 ada

[[ $(end_sessions --email ÁDÁ.weiẞ@EXAMPLE.com) == "2 sessions ended" ]]
expect 401 ada
expect 401 ada-elsewhere
expect 200 bob

[[ $(end_sessions --everybody) == "1 sessions ended" ]]
expect 401 bob
[[ $(end_sessions --everybody) == "0 sessions ended" ]]

# Only sessions end: the user can log in again.
post /login "$(user username bob@example.com)" >"$work/bob"
expect 200 bob
echo "sessions end for one user and for all users"
