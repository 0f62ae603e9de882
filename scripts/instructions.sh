#!/usr/bin/env bash
# Counts the instructions of the operations in bench/examples/instructions, and compares them with bench/limits. They
# hardly depend on the machine, unlike times.
#
# Needs valgrind, on x86_64. Exit status 3 means that it is missing.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/tools.sh
if [[ $(uname -m) != x86_64 ]] || ! have valgrind valgrind; then
    echo "NOT RUN: $0, which needs valgrind on x86_64." >&2
    exit 3
fi
cargo build --locked --quiet --profile harness --package bench --example instructions
program="$(target_directory)/harness/examples/instructions"

# instructions OPERATION COUNT: those of the whole process.
instructions() {
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$program" "$1" "$2" 2>"$work/$1.log"
    sed -n 's/.*Collected : //p' "$work/$1.log"
}

{
    for operation in verify sign judge decode list; do
        few=$(instructions "$operation" 5)
        many=$(instructions "$operation" 45)
        echo "$operation $(((many - few) / 40))"
    done
    # The first random number of a process, which its first TLS handshake needs.
    echo "first-random $(($(instructions random 1) - $(instructions random 0)))"
} | python3 scripts/limits.py instructions
