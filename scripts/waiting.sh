# Sourced by scripts that start services: how they wait for them. Needs curl, Python 3 and a folder in $work.

# within SECONDS COMMAND...: repeats the command until it succeeds.
within() {
    local end=$((SECONDS + $1))
    shift
    until "$@"; do
        ((SECONDS < end)) || { echo "not within the time: $*" >&2; return 1; }
        sleep 0.2
    done
}

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
answers() { curl -sSf -o "$work/answer" "$1" 2>"$work/curl.log"; }

# The journey of the tests, against the API at this URL. A second argument is the name of another journey.
journey() {
    API_URL="${1:?the URL of an API}" cargo test --locked --workspace --test http -- --exact \
        "journey::${2:-a_person_signs_up_keeps_tasks_refreshes_and_logs_out}"
}
