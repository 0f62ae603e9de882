#!/usr/bin/env bash
# Checks a bundle of scripts/bundle.py: its checksums, its zips and its template. With FOLDER, moves the unpacked bundle
# there.
#
#     scripts/bundle-check.sh target/bundle/todo-lambda-VERSION-ARCHITECTURE.tar.gz [FOLDER]
#
# Needs Python 3. Installs SAM and cfn-lint from PyPI into a virtual environment.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/tools.sh
bundle=${1:?the path of a bundle}
sam_tools
export SAM_CLI_TELEMETRY=0 AWS_DEFAULT_REGION="${AWS_DEFAULT_REGION:-eu-central-1}"

tar -xzf "$bundle" -C "$work"
folder="$work/$(basename "$bundle" .tar.gz)"
(cd "$folder" && sha256sum --check --quiet SHA256SUMS)
sam validate --lint --template "$folder/template.yaml"

PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=scripts python3 - "$folder" <<'PYTHON'
import pathlib, sys, zipfile
from cloudformation import translate, yaml_parse

folder = pathlib.Path(sys.argv[1])
architecture = folder.name.rsplit("-", 1)[1]

# Lambda starts a function from an executable file `bootstrap`.
zips = list(folder.glob("*.zip"))
assert len(zips) == 6, zips
for path in zips:
    (member,) = zipfile.ZipFile(path).infolist()
    start = zipfile.ZipFile(path).read(member)[:20]
    assert member.filename == "bootstrap" and member.external_attr >> 16 & 0o111 == 0o111, member
    machine = {"arm64": 183, "x86_64": 62}[architecture]
    assert start[:4] == b"\x7fELF" and start[18] == machine, f"{path.name} is not built for {architecture}"

# The bundle has the page as it is committed, and what deploys it.
pages = [{path.relative_to(root): path.read_bytes() for path in (root / "web/app/dist").rglob("*") if path.is_file()}
         for root in (folder, pathlib.Path())]
assert pages[0] == pages[1] and pathlib.Path("web/app/dist/index.html") in pages[0], "the bundle's page is not that of the sources"
assert (folder / "scripts/deploy-web.sh").stat().st_mode & 0o111 == 0o111, "deploy-web.sh is not executable"

# The template deploys the same stack as template.yaml, but without a build and for one architecture only.
text = (folder / "template.yaml").read_text(encoding="utf-8")
sources = pathlib.Path("template.yaml").read_text(encoding="utf-8")
bundled, expected = (translate(template, {"Architecture": architecture}) for template in (text, sources))
allowed = bundled["Parameters"].pop("Architecture")
assert allowed == {"Type": "String", "Default": architecture, "AllowedValues": [architecture]}, allowed
del expected["Parameters"]["Architecture"]
for resource in expected["Resources"].values():
    if resource["Type"] == "AWS::Lambda::Function":
        del resource["Metadata"] # how SAM builds it
assert bundled == expected, "the bundle's template deploys a different stack than template.yaml"
for name, resource in yaml_parse(text)["Resources"].items():
    if resource["Type"] == "AWS::Serverless::Function":
        assert folder / resource["Properties"]["CodeUri"] in zips and "Metadata" not in resource, name
PYTHON
if [[ -n ${2:-} ]]; then rm -rf "$2"; mv "$folder" "$2"; fi
echo "the bundle is complete"
