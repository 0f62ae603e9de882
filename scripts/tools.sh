# Sourced by other scripts, in the project's root: installs tools, starts services, waits for them and stops them.

cache="${XDG_CACHE_HOME:-$HOME/.cache}/todo-lambda-ci"
functions=(cleanup login mailer refresh tasks users)
work=$(mktemp -d)
started=()

# stop PID...: stops processes that this script started, and waits for them.
stop() {
    (($#)) || return 0
    kill "$@" 2>/dev/null || true
    wait "$@" || true
}

# A script may redefine this to clean up before its services stop.
at_exit() { :; }

# Exit status 3 means "not run", for a reason that the script has printed.
finish() {
    local status=$?
    trap '' INT TERM
    at_exit
    stop "${started[@]}"
    if ((status && status != 3)); then find "$work" -maxdepth 1 -name '*.log' -exec tail -v -n 40 {} + >&2; fi
    rm -rf "$work"
    exit "$status"
}
trap finish EXIT

# python_tools NAME PACKAGE...: puts PyPI packages into the virtual environment NAME, and its commands first in PATH.
python_tools() {
    local folder="$cache/$1" packages="${*:2}"
    if [[ $(cat "$folder/packages" 2>/dev/null) != "$packages" ]]; then
        python3 -m venv --clear "$folder"
        "$folder/bin/pip" install --quiet "${@:2}"
        echo "$packages" >"$folder/packages"
    fi
    PATH="$folder/bin:$PATH"
}
sam_tools() { python_tools sam aws-sam-cli==1.170.0 cfn-lint==1.58.0 cargo-lambda==1.9.2 ziglang==0.17.1; }

# have COMMAND PACKAGE: whether the command is there, possibly after installing its package.
have() {
    command -v "$1" >"$work/which" && return
    ((EUID == 0)) || return 1
    { apt-get update && apt-get install --yes --no-install-recommends "$2"; } >"$work/apt.log" 2>&1 || return 1
    command -v "$1" >"$work/which"
}

# web_packages: installs what web/package-lock.json names. Fails if Node.js is missing, too old or cannot be installed.
web_packages() {
    have npm npm && node -e 'const [a, b] = process.versions.node.split("."); process.exit(a * 100 + +b < 2019 ? 1 : 0)' || {
        printf '\n%s\n' "NOT RUN: $0, which needs Node.js 20.19 or later with npm." >&2
        return 3
    }
    local installed=web/node_modules/.installed-lock.json
    cmp -s web/package-lock.json "$installed" && return
    npm --prefix web ci --no-progress
    cp web/package-lock.json "$installed"
}

# cargo_tool CRATE VERSION: installs a cargo command. Cargo skips a version that is already there.
cargo_tool() {
    PATH="$cache/tools/bin:$PATH"
    env -u CARGO_TARGET_DIR cargo install --quiet --locked --root "$cache/tools" --version "$2" "$1"
}

target_directory() {
    cargo metadata --format-version 1 --no-deps | python3 -c 'import json, sys; print(json.load(sys.stdin)["target_directory"])'
}

# within SECONDS COMMAND...: repeats the command until it succeeds.
within() {
    local end=$((SECONDS + $1))
    shift
    until "$@"; do
        ((SECONDS < end)) || { echo "timed out: $*" >&2; return 1; }
        sleep 0.2
    done
}

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>"$work/connect.log"; }
answers() { curl -sSf -o "$work/answer" "$1" 2>"$work/curl.log"; }

# start_server ARGUMENT...: a development server. $api is its API's URL, and $server_log its log file.
start_server() {
    cargo build --locked --bin local
    server_log="$work/server-${#started[@]}.log"
    "$(target_directory)/debug/local" --listen 127.0.0.1:0 "$@" >"$server_log" 2>&1 &
    started+=($!)
    within 30 grep -qs 'is ready' "$server_log"
    api=$(grep -o 'http://[^ ]*/api/v1' "$server_log" | head -n 1)
}

# journey URL [TEST]: runs a journey test against the API at URL.
journey() {
    API_URL="${1:?the URL of an API}" cargo test --locked --workspace --test journeys -- --exact \
        "journey::${2:-a_person_signs_up_keeps_tasks_refreshes_and_logs_out}"
}
