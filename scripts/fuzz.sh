#!/usr/bin/env bash
# Fuzzes what strangers send: tokens, logins, tasks, patches, e-mails and passwords. Each target of fuzz/ runs for SECONDS (default 20), from its
# seeds and from what earlier runs have found. A crash fails the run and leaves its input in the folder that is printed.
#
# Usage: scripts/fuzz.sh [SECONDS]
#
# Needs Rust and a C++ compiler; installs cargo-fuzz beside the other tools of .ci/run. TARGETS names the targets, SEED makes a run
# repeatable as long as nothing was found before it.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
seconds=${1:-20}
[[ $seconds =~ ^[1-9][0-9]*$ ]] || { echo "usage: $0 [SECONDS]" >&2; exit 2; }
cargo_fuzz_version=0.13.2
cache="${XDG_CACHE_HOME:-$HOME/.cache}/todo-lambda-ci"
tools="$cache/tools"
found="$cache/fuzz"

PATH="$tools/bin:$PATH"
if [[ $(cargo fuzz --version 2>/dev/null) != "cargo-fuzz $cargo_fuzz_version" ]]; then
    cargo install cargo-fuzz --locked --version "$cargo_fuzz_version" --root "$tools" --target-dir "$tools/target"
    rm -rf "$tools/target"
fi

# cargo-fuzz knows no --locked: a lock file that is not up to date is refused here.
cargo fetch --locked --quiet --manifest-path fuzz/Cargo.toml
# Without a sanitizer the stable compiler will do: the product has no unsafe code.
cargo fuzz build --sanitizer none

summary=""
for target in ${TARGETS:-$(cargo fuzz list)}; do
    corpus="$found/corpus/$target" crashes="$found/crashes/$target" log="$found/$target.log"
    mkdir -p "$corpus" "$crashes"
    # The first folder takes what is found; what the repository holds stays as it is.
    if ! cargo fuzz run --sanitizer none "$target" "$corpus" "fuzz/seeds/$target" -- -artifact_prefix="$crashes/" \
        -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=16384 -print_final_stats=1 -seed="${SEED:-0}" >"$log" 2>&1; then
        grep -A 8 -E 'panicked at|libFuzzer: ' "$log" >&2 || tail -n 40 "$log" >&2
        echo "FAILED: $target; its input is in $crashes" >&2
        exit 1
    fi
    summary+=$(awk -v target="$target" '
        /number_of_executed_units/ { runs = $2 }
        /stat::new_units_added/ { units = $2 }
        /DONE/ { for (field = 1; field < NF; field++) if ($field == "cov:") coverage = $(field + 1) }
        END { printf "%-15s %12s %9s %10s", target, runs, coverage, units }' "$log")$'\n'
done
printf '%-15s %12s %9s %10s\n%s' target executions coverage "new inputs" "$summary"
