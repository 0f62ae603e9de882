#!/usr/bin/env bash
# The journey of the tests through the functions as SAM runs them: `sam build`, then `sam local start-api` in Docker with the
# template's routes and variables, over the DynamoDB of a development server.
#
# Ends with 3 where there is no Docker: no daemon runs a container that reaches this machine, and none that does can be started.
#
# Needs Linux on x86_64, Rust, a C compiler, curl, Python 3, and Docker: a daemon that answers, or root and a `dockerd` to start.
# Installs SAM, cfn-lint, cargo-lambda and zig from PyPI into a virtual environment of its own.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/waiting.sh
sam_version=1.170.0
tools="${XDG_CACHE_HOME:-$HOME/.cache}/todo-lambda-ci/sam-$sam_version"
work=$(mktemp -d)
image="todo-lambda-sam-local-$$"
daemon="" server="" sam=""
export SAM_CLI_TELEMETRY=0 AWS_DEFAULT_REGION="${AWS_DEFAULT_REGION:-eu-central-1}"

stop() {
    [[ -n $1 ]] || return 0
    kill "$1" 2>/dev/null || true
    wait "$1" || true
}

# Of the containers that SAM starts for a function it forgets all but the last.
remove_containers() {
    docker ps --all --quiet --filter "ancestor=$image:rapid-x86_64" | xargs --no-run-if-empty docker rm --force
    docker image rm "$image:rapid-x86_64" "$image" "$image-probe"
}

finish() {
    local status=$?
    trap '' INT TERM
    stop "$sam"
    remove_containers >"$work/docker-rm.log" 2>&1 || true
    stop "$server"
    stop "$daemon"
    if ((status)); then tail -n 40 "$work"/*.log >&2 || true; fi
    rm -rf --one-file-system "$work"
    exit "$status"
}
trap finish EXIT

docker_answers() { docker info >"$work/docker.log" 2>&1; }
docker_answers_or_ended() { docker_answers || ! kill -0 "$daemon" 2>/dev/null; }

# A daemon with its own socket, images and processes, which leaves another one's alone.
start_docker() {
    if ! command -v docker || ! command -v dockerd; then return 1; fi >"$work/which"
    export DOCKER_HOST="unix://$work/docker.sock"
    dockerd -H "$DOCKER_HOST" --pidfile "$work/docker.pid" --data-root "$work/docker" --exec-root "$work/docker-exec" \
        >"$work/dockerd.log" 2>&1 &
    daemon=$!
    within 30 docker_answers_or_ended
    docker_answers
}

# An image with these files and this machine's C library for them and for what else is named after "--".
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

# A daemon that answers may still lack the right to run anything, or to let it out to this machine.
in_docker() {
    [[ -d $work/root-$image-probe ]] || make_image "$image-probe" bash || return 1
    timeout 60 docker run --rm "$image-probe" /bin/bash -c "$1" >"$work/docker.log" 2>&1
}

not_run() {
    printf '\n%s\n' "NOT RUN: $1. Nothing was proved of sam local." >&2
    exit 3
}

# The image of Lambda, under a name of this run's own.
pull_image() {
    local lambda=public.ecr.aws/lambda/provided:al2023-x86_64
    docker image inspect "$lambda" >"$work/docker.log" 2>&1 || timeout 60 docker pull --quiet "$lambda" || return 1
    docker tag "$lambda" "$image"
}

# For a machine that cannot pull it: a shell with mv and chmod for SAM, which adds its emulator of Lambda to the image.
stand_in() {
    make_image "$image" sh mv chmod -- "$work"/build/*/bootstrap
    echo "a stand-in for the image of Lambda, made of this machine's C library"
}

if ! { docker_answers || start_docker; } || ! in_docker :; then
    not_run "no Docker daemon runs a container, and none that does could be started"
fi

if [[ ! -x $tools/bin/sam ]]; then
    python3 -m venv "$tools"
    "$tools/bin/pip" install --quiet "aws-sam-cli==$sam_version" cfn-lint==1.58.0 cargo-lambda==1.9.2 ziglang==0.17.1
fi
PATH="$tools/bin:$PATH"

# Bound to the address of this machine that containers see, so that they reach the DynamoDB and the network does not.
host=$(docker network inspect bridge --format '{{(index .IPAM.Config 0).Gateway}}')
if [[ -z $host ]]; then
    # Docker names no gateway where the bridge was there before: it is the bridge's own address.
    host=$(ip -4 -o address show docker0 | awk '{ sub("/.*", "", $4); print $4; exit }')
fi
cargo build --locked --bin local
target=$(cargo metadata --format-version 1 --no-deps | python3 -c 'import json, sys; print(json.load(sys.stdin)["target_directory"])')
# Names that are no function's default: a function for which the template declares no table finds none.
for table in USERS SESSIONS TASKS LOGIN_ATTEMPTS IDEMPOTENCY_KEYS CLEANUPS; do export "${table}_TABLE=sam-${table,,}"; done
"$target/debug/local" \
    --listen 127.0.0.1:0 --dynamodb "$host:0" --data-dir "$work/data" >"$work/local.log" 2>&1 &
server=$!
within 30 grep -q 'is ready' "$work/local.log"
dynamodb=$(grep -oE 'DynamoDB on http://[0-9.:]+' "$work/local.log" | grep -oE '[0-9]+$')
in_docker ": </dev/tcp/$host/$dynamodb" || not_run "a container does not reach this machine at $host:$dynamodb"

# SAM gives a function the variables that the template declares for it, and does not resolve the references to secrets.
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
sam=$!
api="http://127.0.0.1:$port/api/v1"
within 120 answers "$api/health"

status=0
journey "$api" ||
    status=$?
echo "what SAM answered:"
sed 's/\x1b\[[0-9;]*m//g' "$work/sam.log" | grep -oE '"[A-Z]+ /[^"]*" [0-9]{3}'
((status == 0))
echo "the journey passed through sam local"
