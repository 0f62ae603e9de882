#!/usr/bin/env bash
# After a deployment: every route of an API, with and without a slash at its end, reaches its function, the login reaches DynamoDB,
# and preflights are answered.
#
#     scripts/smoke.sh https://abc123.execute-api.eu-central-1.amazonaws.com/api/v1 [https://app.example.com]
#
# The second argument is one of the stack's AllowedOrigins: a page there must be allowed to ask.
#
# Needs curl. It asks without a token, with bodies that are wrong, and once with an e-mail that has no account: that login is counted
# as a failed one of this network, which is all that it leaves behind.
set -euo pipefail

api=${1:?the URL of the API, such as the output Url of the stack}
api=${api%/}
origin=${2:-}
failures=0

# expect STATUS METHOD PATH [HEADER [BODY]]: for the path and the path with a slash, by a problem or a JSON answer of ours.
expect() {
    local status=$1 method=$2 path slash answer
    path=${3%/}
    for slash in "" /; do
        answer=$(curl -sS -o /dev/null -D - -X "$method" "$api$path$slash" -H "${4:-accept: */*}" ${5:+-d "$5"} | tr -d '\r')
        if [[ $(head -n 1 <<<"$answer") != *" $status"* ]] || ! grep -qi '^x-content-type-options: nosniff' <<<"$answer"; then
            echo "FAILED: $method $path$slash is not $status by a function: $(head -n 1 <<<"$answer")" >&2
            failures=$((failures + 1))
        elif [[ $status == 401 ]] && ! grep -qi '^www-authenticate: bearer' <<<"$answer"; then
            echo "FAILED: $method $path$slash lacks WWW-Authenticate" >&2
            failures=$((failures + 1))
        fi
    done
}

# preflight PATH: by the gateway, which needs no function for it, or by the function, which names the methods of the path.
preflight() {
    local answer
    answer=$(curl -sS -o /dev/null -D - -X OPTIONS "$api$1" -H 'access-control-request-method: POST' ${origin:+-H "origin: $origin"} | tr -d '\r')
    if [[ $(head -n 1 <<<"$answer") != *" 20"[04]* ]]; then
        echo "FAILED: OPTIONS $1 is refused: $(head -n 1 <<<"$answer")" >&2
        failures=$((failures + 1))
    elif [[ -n $origin ]] && ! grep -qixF "access-control-allow-origin: $origin" <<<"$answer"; then
        echo "FAILED: OPTIONS $1 does not allow $origin" >&2
        failures=$((failures + 1))
    elif grep -qi '^x-content-type-options: nosniff' <<<"$answer" && ! grep -qi '^allow: .*OPTIONS' <<<"$answer"; then
        echo "FAILED: OPTIONS $1 is answered by a function without Allow" >&2
        failures=$((failures + 1))
    fi
}

json='content-type: application/json'
expect 200 GET /health
# The one request here that needs DynamoDB: without it the answer is 503.
expect 401 POST /login "$json" "{\"username\": \"smoke-$(date +%s)-$RANDOM@example.com\", \"password\": \"no such account\"}"
expect 422 POST /login "$json" '{}'
expect 422 POST /refresh "$json" '{}'
expect 422 POST /logout "$json" '{}'
expect 422 POST /users "$json" '{}'
expect 405 PATCH /login
expect 405 DELETE /users
for route in "GET /users/me" "GET /users/get_user_data" "GET /tasks" "POST /tasks" "GET /tasks/1" "PUT /tasks/1" "PATCH /tasks/1" \
    "DELETE /tasks/1" "PUT /tasks/complete/1" "GET /reports" "DELETE /users/me" "PUT /users/me/password" "GET /users/me/sessions" \
    "DELETE /users/me/sessions" "DELETE /users/me/sessions/1"; do
    read -r method path <<<"$route"
    expect 401 "$method" "$path" "$json" ""
done
expect 404 GET /tasks/1/2
expect 404 GET /users/nobody
for path in /health /login /refresh /logout /users /users/me /tasks /tasks/1 /reports; do preflight "$path"; done

if ((failures)); then exit 1; fi
echo "every route is there, and the login reaches its tables"
