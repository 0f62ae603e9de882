#!/usr/bin/env bash
# Checks a deployed API: every route reaches its function with and without a trailing slash, the login reaches DynamoDB,
# and preflights succeed.
#
#     scripts/smoke.sh https://abc123.execute-api.eu-central-1.amazonaws.com/api/v1 [https://app.example.com]
#
# The second argument is one of the stack's AllowedOrigins; the API must accept requests from pages there.
#
# Needs curl. It sends no tokens, and only invalid bodies, except for one login with an email that has no account. That
# leaves one failed login behind, counted for this network.
set -euo pipefail

api=${1:?the URL of the API, such as the output Url of the stack}
api=${api%/}
origin=${2:-}
failures=0

# expect STATUS METHOD PATH [HEADER [BODY]]: the path with and without a slash gets STATUS from a function. STATUS may be
# a pattern of two, such as 422|503.
expect() {
    local status=$1 method=$2 path slash response
    path=${3%/}
    for slash in "" /; do
        response=$(curl -sS -o /dev/null -D - -X "$method" "$api$path$slash" -H "${4:-accept: */*}" ${5:+-d "$5"} | tr -d '\r')
        if ! [[ $(head -n 1 <<<"$response") =~ \ ($status) ]] || ! grep -qi '^x-content-type-options: nosniff' <<<"$response"; then
            echo "FAILED: $method $path$slash does not get $status from a function: $(head -n 1 <<<"$response")" >&2
            failures=$((failures + 1))
        elif [[ $status == 401 ]] && ! grep -qi '^www-authenticate: bearer' <<<"$response"; then
            echo "FAILED: $method $path$slash lacks WWW-Authenticate" >&2
            failures=$((failures + 1))
        fi
    done
}

# preflight PATH: OPTIONS succeeds, either by the gateway alone or by the function, with the path's methods in Allow.
preflight() {
    local response
    response=$(curl -sS -o /dev/null -D - -X OPTIONS "$api$1" -H 'access-control-request-method: POST' ${origin:+-H "origin: $origin"} | tr -d '\r')
    if [[ $(head -n 1 <<<"$response") != *" 20"[04]* ]]; then
        echo "FAILED: OPTIONS $1 fails: $(head -n 1 <<<"$response")" >&2
        failures=$((failures + 1))
    elif [[ -n $origin ]] && ! grep -qixF "access-control-allow-origin: $origin" <<<"$response"; then
        echo "FAILED: OPTIONS $1 does not allow $origin" >&2
        failures=$((failures + 1))
    elif grep -qi '^x-content-type-options: nosniff' <<<"$response" && ! grep -qi '^allow: .*OPTIONS' <<<"$response"; then
        echo "FAILED: OPTIONS $1 gets a function's response without Allow" >&2
        failures=$((failures + 1))
    fi
}

json='content-type: application/json'
expect 200 GET /health
# The one request here that needs DynamoDB: without DynamoDB it gets 503.
expect 401 POST /login "$json" "{\"username\": \"smoke-$(date +%s)-$RANDOM@example.com\", \"password\": \"no such account\"}"
expect 422 POST /login "$json" '{}'
expect 422 POST /refresh "$json" '{}'
expect 422 POST /logout "$json" '{}'
expect 422 POST /users "$json" '{}'
# Without mail, a 503 says so.
expect '422|503' POST /users/password-reset "$json" '{}'
expect '422|503' POST /users/email-verification "$json" '{}'
expect '422|503' POST /users/email-verification/confirm "$json" '{}'
expect '422|503' POST /users/password-reset/confirm "$json" '{}'
expect '422|503' POST /users/email-change/confirm "$json" '{}'
expect 405 PATCH /login
expect 405 DELETE /users
for route in "GET /users/me" "GET /users/get_user_data" "GET /tasks" "POST /tasks" "GET /tasks/1" "PUT /tasks/1" "PATCH /tasks/1" \
    "DELETE /tasks/1" "PUT /tasks/complete/1" "GET /reports" "POST /reports" "DELETE /users/me" "PUT /users/me/password" "POST /users/me/email-change" "GET /users/me/sessions" \
    "DELETE /users/me/sessions" "DELETE /users/me/sessions/1"; do
    read -r method path <<<"$route"
    expect 401 "$method" "$path" "$json" ""
done
expect 404 GET /tasks/1/2
expect 404 GET /users/nobody
for path in /health /login /refresh /logout /users /users/me /tasks /tasks/1 /reports; do preflight "$path"; done

if ((failures)); then exit 1; fi
echo "every route works, and the login reaches its tables"
