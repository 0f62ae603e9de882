#!/usr/bin/env bash
# After a deployment: every route of an API, with and without a slash at its end, reaches its function.
#
#     scripts/smoke.sh https://abc123.execute-api.eu-central-1.amazonaws.com/api/v1
#
# Needs curl. It creates nothing: it asks without a token, and with bodies that are wrong.
set -euo pipefail

api=${1:?the URL of the API, such as the output Url of the stack}
api=${api%/}
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

json='content-type: application/json'
expect 200 GET /health
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

if ((failures)); then exit 1; fi
echo "every route is there"
