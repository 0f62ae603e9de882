#!/usr/bin/env bash
# Fuzzes untrusted input: tokens, logins, tasks, patches, emails and passwords. Each target of fuzz/ runs for SECONDS
# (default 20), starting from its seeds and from what earlier runs found. A crash fails the run, which then prints the
# folder of the input.
#
# Usage: scripts/fuzz.sh [SECONDS]
#
# Needs Rust and a C++ compiler; installs cargo-fuzz. TARGETS selects targets. SEED makes a run repeatable, as long as
# earlier runs found nothing.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/tools.sh
seconds=${1:-20}
[[ $seconds =~ ^[1-9][0-9]*$ ]] || { echo "usage: $0 [SECONDS]" >&2; exit 2; }
cargo_tool cargo-fuzz 0.13.2

# cargo-fuzz has no --locked: this fails if the lock file is out of date.
cargo fetch --locked --quiet --manifest-path fuzz/Cargo.toml
# Without a sanitizer the stable compiler is enough: the product has no unsafe code.
cargo fuzz build --sanitizer none

summary=""
for target in ${TARGETS:-$(cargo fuzz list)}; do
    corpus="$cache/fuzz/corpus/$target" crashes="$cache/fuzz/crashes/$target" log="$cache/fuzz/$target.log"
    mkdir -p "$corpus" "$crashes"
    # libFuzzer writes new inputs to the first folder, so the seeds stay unchanged.
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
