#!/usr/bin/env bash
# The end-to-end journey through the functions as SAM runs them: `sam build`, then `sam local start-api` in Docker with
# the template's routes and variables, over the DynamoDB of a development server.
#
# Exits with 3 without a usable Docker: a daemon that runs containers from which this machine can be reached.
#
# Needs Linux on x86_64, Rust, a C compiler, curl, Python 3, and Docker: a running daemon, or root and `dockerd`.
# Installs SAM, cfn-lint, cargo-lambda and zig from PyPI into a virtual environment.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/tools.sh
image="todo-lambda-sam-local-$$"
sam=()
export SAM_CLI_TELEMETRY=0 AWS_DEFAULT_REGION="${AWS_DEFAULT_REGION:-eu-central-1}"

# SAM itself removes only the last container that it started for a function.
remove_containers() {
    docker ps --all --quiet --filter "ancestor=$image:rapid-x86_64" | xargs --no-run-if-empty docker rm --force
    docker image rm "$image:rapid-x86_64" "$image" "$image-probe"
}

at_exit() {
    stop "${sam[@]}"
    remove_containers >"$work/docker-rm.log" 2>&1 || true
}

docker_answers() { docker info >"$work/docker.log" 2>&1; }
docker_answers_or_ended() { docker_answers || ! kill -0 "$daemon" 2>/dev/null; }

# A separate daemon, with its own socket, images and processes.
start_docker() {
    if ! command -v docker || ! command -v dockerd; then return 1; fi >"$work/which"
    export DOCKER_HOST="unix://$work/docker.sock"
    dockerd -H "$DOCKER_HOST" --pidfile "$work/docker.pid" --data-root "$work/docker" --exec-root "$work/docker-exec" \
        >"$work/dockerd.log" 2>&1 &
    daemon=$!
    started+=("$daemon")
    within 30 docker_answers_or_ended
    docker_answers
}

# make_image NAME COMMAND... [-- FILE...]: an image of the commands, with the libraries that they and the files need.
make_image() {
    local name=$1 root="$work/root-$1" file
    shift
    mkdir -p "$root/bin" "$root/tmp"
    while (($#)) && [[ $1 != -- ]]; do
        cp -L "$(command -v "$1")" "$root/bin"
        shift
    done
    ldd "$root"/bin/* "${@:2}" | awk '$2 == "=>" { print $3 } $1 ~ "^/.*/ld-linux" { print $1 }' | sort -u |
        while read -r file; do cp -L --parents "$file" "$root"; done
    tar -C "$root" -c . | docker import - "$name" >"$work/docker.log"
}

# in_docker COMMAND: a daemon that answers may still be unable to run containers, or to let them reach this machine.
in_docker() {
    [[ -d $work/root-$image-probe ]] || make_image "$image-probe" bash || return 1
    timeout 60 docker run --rm "$image-probe" /bin/bash -c "$1" >"$work/docker.log" 2>&1
}

not_run() {
    printf '\n%s\n' "NOT RUN: $1. sam local was not tested." >&2
    exit 3
}

# The image of Lambda, under a name that only this run uses.
pull_image() {
    local lambda=public.ecr.aws/lambda/provided:al2023-x86_64
    docker image inspect "$lambda" >"$work/docker.log" 2>&1 || timeout 60 docker pull --quiet "$lambda" || return 1
    docker tag "$lambda" "$image"
}

# For a machine that cannot pull it: an image with what SAM needs to add its Lambda emulator: a shell, mv and chmod.
stand_in() {
    make_image "$image" sh mv chmod -- "$work"/build/*/bootstrap
    echo "using a stand-in for Lambda's image, made from this machine's C library"
}

if ! { docker_answers || start_docker; } || ! in_docker :; then
    not_run "no Docker daemon can run a container, and none could be started"
fi

sam_tools

# DynamoDB listens on the address that this machine has for containers: they can reach it, and the network cannot.
host=$(docker network inspect bridge --format '{{(index .IPAM.Config 0).Gateway}}')
if [[ -z $host ]]; then
    # If the bridge existed before, Docker reports no gateway. The gateway is then the bridge's address.
    host=$(ip -4 -o address show docker0 | awk '{ sub("/.*", "", $4); print $4; exit }')
fi
# Not the default names: a function that gets no table name from the template uses the default, and finds no table.
for table in USERS SESSIONS TASKS LOGIN_ATTEMPTS IDEMPOTENCY_KEYS CLEANUPS MAIL_REQUESTS; do export "${table}_TABLE=sam-${table,,}"; done
start_server --dynamodb "$host:0" --data-dir "$work/data"
dynamodb=$(grep -oE 'DynamoDB on http://[0-9.:]+' "$server_log" | grep -oE '[0-9]+$')
in_docker ": </dev/tcp/$host/$dynamodb" || not_run "a container cannot reach this machine at $host:$dynamodb"

# SAM sets only the variables that the template declares for a function, and does not resolve references to secrets.
python3 - "$work/data/lambda.env" >"$work/variables.json" <<'PYTHON'
import json, shlex, sys

assignments = [token.split("=", 1) for token in shlex.split(open(sys.argv[1]).read())]
print(json.dumps({"Parameters": dict(assignments)}))
PYTHON

sam build --parameter-overrides Architecture=x86_64 --build-dir "$work/build"
pull_image || stand_in

port=$(free_port)
TMPDIR="$work" AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local sam local start-api \
    --template "$work/build/template.yaml" --parameter-overrides Architecture=x86_64 --env-vars "$work/variables.json" \
    --port "$port" --warm-containers EAGER --skip-pull-image --invoke-image "$image" >"$work/sam.log" 2>&1 &
sam=($!)
api="http://127.0.0.1:$port/api/v1"
within 120 answers "$api/health"

status=0
journey "$api" || status=$?
echo "SAM's responses:"
sed 's/\x1b\[[0-9;]*m//g' "$work/sam.log" | grep -oE '"[A-Z]+ /[^"]*" [0-9]{3}'
((status == 0))
echo "the journey passed through sam local"
