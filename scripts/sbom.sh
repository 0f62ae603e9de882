#!/usr/bin/env bash
# Writes a software bill of materials for each function, in the CycloneDX format, to FOLDER/FUNCTION.cdx.json.
#
#     scripts/sbom.sh FOLDER
#
# Needs Rust, a C compiler and Python 3; installs cargo-cyclonedx.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/tools.sh
folder=${1:?the folder for the files}
target=aarch64-unknown-linux-gnu # the same crates as on x86_64
cargo_tool cargo-cyclonedx 0.5.9

# cargo-cyclonedx describes every package of the workspace, next to its manifest.
at_exit() { find . -name draft-of-sbom.json -not -path './target/*' -delete; }
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct 2>/dev/null || date +%s) cargo cyclonedx --quiet --manifest-path functions/login/Cargo.toml --format json \
    --spec-version 1.5 --target "$target" --no-build-deps --override-filename draft-of-sbom

mkdir -p "$folder"
for function in "${functions[@]}"; do
    cargo tree --locked -p "$function" -e normal --target "$target" --prefix none --format '{p}' | cut -d ' ' -f 1,2 | sort -u >"$work/crates"
    # A draft lists the crates for the whole workspace's features. `cargo tree` lists those of this function alone.
    python3 - "functions/$function/draft-of-sbom.json" "$work/crates" "$PWD" >"$folder/$function.cdx.json" <<'PYTHON'
import json, sys

draft, crates, root = sys.argv[1:]
document = json.loads(open(draft, encoding="utf-8").read().replace(f"file://{root}/", "file:///"))
linked = set(open(crates, encoding="utf-8").read().splitlines())
document["components"] = [crate for crate in document["components"] if f"{crate['name']} v{crate['version']}" in linked]
kept = [*document["components"], document["metadata"]["component"]]
found = {f"{crate['name']} v{crate['version']}" for crate in kept}
assert found == linked, f"these crates are in one list only: {found ^ linked}"
references = {crate["bom-ref"] for crate in kept}
document["dependencies"] = [{**entry, "dependsOn": [name for name in entry.get("dependsOn", []) if name in references]}
                            for entry in document["dependencies"] if entry["ref"] in references]
print(json.dumps(document, indent=1))
PYTHON
    printf '%-10s %5d crates\n' "$function" "$(wc -l <"$work/crates")"
done
