#!/usr/bin/env bash
# Unpacks a bundle of scripts/bundle.py and tries what an operator relies on: its sums, its zips, and its template, which is validated
# and translated. With a second argument the unpacked folder stays there.
#
#     scripts/bundle-check.sh target/bundle/todo-lambda-VERSION-ARCHITECTURE.tar.gz [FOLDER]
#
# Needs what scripts/sam-check.sh has installed.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
bundle=${1:?a bundle}
tools="${XDG_CACHE_HOME:-$HOME/.cache}/todo-lambda-ci/sam-1.170.0"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export SAM_CLI_TELEMETRY=0 AWS_DEFAULT_REGION="${AWS_DEFAULT_REGION:-eu-central-1}"
PATH="$tools/bin:$PATH"

tar -xzf "$bundle" -C "$work"
folder="$work/$(basename "$bundle" .tar.gz)"
(cd "$folder" && sha256sum --check --quiet SHA256SUMS)

# A function starts from an executable file `bootstrap` for the architecture of the bundle.
python3 - "$folder" <<'PYTHON'
import pathlib, sys, zipfile

folder = pathlib.Path(sys.argv[1])
machine = {"arm64": 183, "x86_64": 62}[folder.name.rsplit("-", 1)[1]]
zips = list(folder.glob("*.zip"))
assert len(zips) == 5, zips
for path in zips:
    (member,) = zipfile.ZipFile(path).infolist()
    start = zipfile.ZipFile(path).read(member)[:20]
    assert member.filename == "bootstrap" and member.external_attr >> 16 & 0o111 == 0o111, member
    assert start[:4] == b"\x7fELF" and start[18] == machine, f"{path.name} is for another machine than the bundle"
PYTHON

# The same stack as from the sources, but for the architecture that one may choose, and ready to be deployed without a build.
sam validate --lint --template "$folder/template.yaml"
PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=scripts python3 - "$folder/template.yaml" "${folder##*-}" <<'PYTHON'
import pathlib, sys
from cloudformation import translate, yaml_parse

path, architecture = pathlib.Path(sys.argv[1]), sys.argv[2]
text = path.read_text(encoding="utf-8")
translated = [translate(source, {"Architecture": architecture}) for source in (text, pathlib.Path("template.yaml").read_text(encoding="utf-8"))]
choices = [template["Parameters"].pop("Architecture") for template in translated]
for resource in translated[1]["Resources"].values():
    if resource["Type"] == "AWS::Lambda::Function":
        del resource["Metadata"] # how SAM builds it
assert choices[0] == {"Type": "String", "Default": architecture, "AllowedValues": [architecture]}, choices[0]
assert translated[0] == translated[1], "the bundle's template makes another stack than template.yaml"
for name, resource in yaml_parse(text)["Resources"].items():
    if resource["Type"] == "AWS::Serverless::Function":
        assert (path.parent / resource["Properties"]["CodeUri"]).suffix == ".zip" and "Metadata" not in resource, name
        assert (path.parent / resource["Properties"]["CodeUri"]).is_file(), name
PYTHON
if [[ -n ${2:-} ]]; then rm -rf "$2"; mv "$folder" "$2"; fi
echo "the bundle holds what it needs"
