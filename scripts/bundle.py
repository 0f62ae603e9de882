#!/usr/bin/env python3
"""Makes the bundle from which an operator deploys without a Rust toolchain.

Usage: bundle.py ARCHITECTURE BUILT [SBOMS]

BUILT holds the functions, as built by scripts/build-arm64.sh (login/bootstrap.zip) or `sam build`
(LoginFunction/bootstrap). SBOMS holds the files of scripts/sbom.sh. Writes todo-lambda-VERSION-ARCHITECTURE.tar.gz to
target/bundle and prints its path. The bundle is one folder, in which `sam deploy` uploads the zips and deploys the
template. The same input makes the same bytes.
"""

import gzip
import hashlib
import io
import os
import pathlib
import re
import sys
import tarfile
import zipfile

ROOT = pathlib.Path(__file__).parent.parent
FUNCTIONS = ["cleanup", "login", "mailer", "refresh", "tasks", "users"]
PAGE = "web/app/dist"
COPIED = ["samconfig.toml", "scripts/smoke.sh", "scripts/end-sessions.py", "scripts/deploy-web.sh", "docs/operations.md", "docs/deployer-policy.json", "SECURITY.md",
          "CHANGELOG.md", "LICENSE-APACHE", "LICENSE-MIT",
          "shared/src/domain/password/README.md"]  # the licences of the passwords that are compiled into the functions
README = """# todo-lambda {version} for {architecture}

This folder holds the built functions and the template that deploys them. You need the AWS SAM CLI and AWS credentials, but
no Rust:

    sam deploy --region eu-central-1 --parameter-overrides "AllowedOrigins=https://app.example.com AlarmEmail=ada@example.com"

- `samconfig.toml` names the stack. `--config-env prod` deploys to production.
- `docs/operations.md` explains the parameters, production, rollback, secrets, alarms and costs. Skip each `sam build`:
  there is nothing to build.
- `scripts/smoke.sh URL` requests every route of the deployed API. `URL` is the stack's output `Url`.
- `scripts/deploy-web.sh STACK` uploads the page in `web/app/dist`, if you deployed the stack with `Page=on`.
- `sha256sum --check SHA256SUMS` verifies the files.
- `sbom/`, if it is included, lists the crates in each function (CycloneDX).
"""


def packaged(template, architecture):
    """The template with zips instead of sources, for one architecture only."""
    template = replaced(template, r"CodeUri: functions/(\w+)\b", r"CodeUri: \1.zip", len(FUNCTIONS))
    template = replaced(template, r"\n +Metadata: \{ BuildMethod: rust-cargolambda \}", "", len(FUNCTIONS))
    allowed = r"(  Architecture:\n    Type: String\n)    Default: arm64\n    AllowedValues: \[arm64, x86_64\]"
    return replaced(template, allowed, rf"\g<1>    Default: {architecture}\n    AllowedValues: [{architecture}]", 1)


def replaced(text, pattern, replacement, expected):
    text, count = re.subn(pattern, replacement, text)
    if count != expected:
        raise SystemExit(f"template.yaml matches {pattern!r} {count} times instead of {expected}")
    return text


def function_zip(built, name):
    path = built / name / "bootstrap.zip"
    return path.read_bytes() if path.exists() else zipped(built / f"{name.capitalize()}Function" / "bootstrap")


def zipped(binary):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        member = zipfile.ZipInfo("bootstrap")
        member.external_attr = 0o100755 << 16
        archive.writestr(member, binary.read_bytes(), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def files(version, architecture, built, sboms):
    """The contents of the bundle's files, by name."""
    found = {"template.yaml": packaged((ROOT / "template.yaml").read_text(encoding="utf-8"), architecture).encode(),
             "README.md": README.format(version=version, architecture=architecture).encode()}
    found |= {f"{name}.zip": function_zip(built, name) for name in FUNCTIONS}
    found |= {name: (ROOT / name).read_bytes() for name in COPIED}
    found |= {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in (ROOT / PAGE).rglob("*") if path.is_file()}
    if f"{PAGE}/index.html" not in found:
        raise SystemExit(f"there is no page in {PAGE}")
    if sboms:
        found |= {f"sbom/{path.name}": path.read_bytes() for path in sboms.glob("*.json")}
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(found.items()))
    return found | {"SHA256SUMS": sums.encode()}


def archived(folder, contents):
    buffer = io.BytesIO()
    with gzip.GzipFile(fileobj=buffer, mode="wb", mtime=0) as compressed, tarfile.open(fileobj=compressed, mode="w") as archive:
        for name, content in sorted(contents.items()):
            member = tarfile.TarInfo(f"{folder}/{name}")
            member.size, member.mode = len(content), 0o755 if name.startswith("scripts/") else 0o644
            archive.addfile(member, io.BytesIO(content))
    return buffer.getvalue()


def main(architecture, built, sboms=None):
    version = re.search(r'^version = "(.+)"', (ROOT / "Cargo.toml").read_text(encoding="utf-8"), re.MULTILINE)[1]
    folder = f"todo-lambda-{version}-{architecture}"
    contents = files(version, architecture, pathlib.Path(built), sboms and pathlib.Path(sboms))
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "bundle" / f"{folder}.tar.gz"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(archived(folder, contents))
    print(target)


if __name__ == "__main__":
    main(*sys.argv[1:])
