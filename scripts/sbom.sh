#!/usr/bin/env bash
# What is in each function: a software bill of materials in CycloneDX's form, as FOLDER/FUNCTION.cdx.json.
#
#     scripts/sbom.sh FOLDER
#
# Needs Rust, a C compiler and Python 3; installs cargo-cyclonedx beside the other tools.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
folder=${1:?where the files go}
functions=(cleanup login refresh tasks users)
target=aarch64-unknown-linux-gnu # the same crates as on x86_64
version=0.5.9
tools="${XDG_CACHE_HOME:-$HOME/.cache}/todo-lambda-ci/tools"
PATH="$tools/bin:$PATH"
if [[ $(cargo cyclonedx --version 2>/dev/null) != "cargo-cyclonedx-cyclonedx $version" ]]; then
    cargo install cargo-cyclonedx --locked --version "$version" --root "$tools" --target-dir "$tools/target"
    rm -rf "$tools/target"
fi

# It describes every package of the workspace, beside its manifest.
remove_drafts() { find functions shared local testkit -name 'draft-of-sbom.json' -not -path '*/target/*' -delete; }
trap remove_drafts EXIT
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct 2>/dev/null || date +%s) cargo cyclonedx --quiet --manifest-path functions/login/Cargo.toml --format json \
    --spec-version 1.5 --target "$target" --no-build-deps --override-filename draft-of-sbom

mkdir -p "$folder"
for function in "${functions[@]}"; do
    cargo tree --locked -p "$function" -e normal --target "$target" --prefix none --format '{p}' | cut -d ' ' -f 1,2 | sort -u >"$folder/crates"
    # Its dependencies are those of the whole workspace's features. What the function alone is built from, `cargo tree` knows.
    python3 - "functions/$function/draft-of-sbom.json" "$folder/crates" "$PWD" >"$folder/$function.cdx.json" <<'PYTHON'
import json, sys

draft, crates, root = sys.argv[1:]
document = json.loads(open(draft, encoding="utf-8").read().replace(f"file://{root}/", "file:///"))
linked = set(open(crates, encoding="utf-8").read().split("\n"))
document["components"] = [crate for crate in document["components"] if f"{crate['name']} v{crate['version']}" in linked]
found = {f"{crate['name']} v{crate['version']}" for crate in [*document["components"], document["metadata"]["component"]]}
assert found == linked - {""}, f"these crates are in one list only: {found ^ linked}"
references = {crate["bom-ref"] for crate in [*document["components"], document["metadata"]["component"]]}
document["dependencies"] = [{**entry, "dependsOn": [name for name in entry.get("dependsOn", []) if name in references]}
                            for entry in document["dependencies"] if entry["ref"] in references]
print(json.dumps(document, indent=1))
PYTHON
    printf '%-10s %5d crates\n' "$function" "$(wc -l <"$folder/crates")"
    rm "$folder/crates"
done
