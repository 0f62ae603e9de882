#!/usr/bin/env python3
"""Checks the imports of the product's sources against the rules of ARCHITECTURE.md. Prints what breaks one, and ends with 1.

It reads `use` lines and the paths in code, without comments and unit tests. A module may always import its own parents and children.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# What each module of `shared` may import from the others.
SHARED = {
    "domain": "",
    "clock": "",
    "random": "",
    "config": "domain",
    "auth": "config domain random",
    "store": "config domain random",
    "http": "auth domain random",
    "http::error::conversions": "auth domain http store",
    "openapi": "domain http",
    "audit": "auth",
    "telemetry": "audit config",
    "access": "audit auth clock config domain http store",
    "layers": "access http store",
    "lambda": "access auth clock config domain http store telemetry",
}

# Which modules of `shared` may import these crates. All modules may import the others.
CRATES = {
    r"aws_sdk_\w+|aws_smithy_\w+|aws_credential_types|aws_config|serde_dynamo": "store lambda",
    r"lambda_http|lambda_runtime": "lambda",
    r"axum|http|http_body\w*|tower\w*": "http access layers lambda",
    r"utoipa": "http openapi",
    r"argon2|jsonwebtoken": "auth",
    r"tokio|tracing\w*|futures_util": "auth store http audit telemetry access layers lambda",
}

# Which crates of the project each crate may import.
PROJECT = {
    "shared": "",
    "reports": "shared",
    "testkit": "shared",
    "local": "shared cleanup login mailer refresh tasks users",
    "acceptance": "shared testkit local",
    "bench": "shared",
}
FUNCTIONS = ("cleanup", "login", "mailer", "refresh", "tasks", "users")
PROJECT |= dict.fromkeys(FUNCTIONS, "shared") | dict.fromkeys(("mailer", "tasks"), "shared reports")

USE = re.compile(r"^[ \t]*(pub(?:\([^)]*\))? )?use ([^;]+);", re.M)
PATH = re.compile(r"(?<![\w:.$])[a-z_]\w*(?:::\w+)+")


def expanded(tree):
    """The paths of a `use` tree: `a::{b, c::d as e}` is `a::b` and `a::c::d`."""
    tree = tree.strip()
    if "{" not in tree:
        return [tree.split(" as ")[0].removesuffix("::self").strip()] if tree else []
    prefix, rest = tree.split("{", 1)
    parts, depth, start = [], 0, 0
    body = rest[: rest.rindex("}")]
    for at, letter in enumerate(body + ","):
        depth += (letter == "{") - (letter == "}")
        if letter == "," and depth == 0:
            parts.append(body[start:at])
            start = at + 1
    return [prefix + path for part in parts for path in expanded(part)]


def modules(source):
    """The modules under a `src` directory: the path of each as a tuple, its file and its code."""
    for file in sorted(source.rglob("*.rs")):
        *parents, name = file.relative_to(source).with_suffix("").parts
        if name != "tests":
            module = tuple(parents) if name in ("lib", "mod") else (*parents, name)
            code = re.sub(r"(^|\s)//[^\n]*", r"\1", file.read_text())
            yield module, (file, code.split("#[cfg(test)]\nmod ")[0])


class Crate:
    def __init__(self, name, source):
        self.name = name
        self.code = dict(modules(source))
        self.reexports = {}
        for module, (_, code) in self.code.items():
            for public, tree in USE.findall(code):
                for path in expanded(tree) if public else []:
                    self.reexports[module, path.split("::")[-1]] = self.absolute(module, path.split("::"))
        self.imports = {module: set(self.paths(module, code)) for module, (_, code) in self.code.items()}

    def absolute(self, module, path):
        """A path as one from the root of the crate, or `None` and the path where it starts with another crate."""
        first, *rest = path
        if first == "crate":
            return (), rest
        if first == "self":
            return module, rest
        base = module
        while path and path[0] == "super":
            base, path = base[:-1], path[1:]
        if first == "super" or (*module, first) in self.code:
            return base, path
        return None, path

    def paths(self, module, code):
        """What a module imports: a module of its own crate as a tuple, or another crate as a name."""
        used = [path for _, tree in USE.findall(code) for path in expanded(tree)]
        in_scope = {path.split("::")[-1] for path in used}
        written = [path for path in PATH.findall(USE.sub("", code)) if path.split("::")[0] not in in_scope]
        for path in used + written:
            base, rest = self.absolute(module, path.split("::"))
            yield rest[0] if base is None else self.owner(base, rest)

    def owner(self, base, rest):
        """The module that declares what is at a path: the one that a `pub use` takes it from."""
        while rest and (*base, rest[0]) in self.code:
            base, rest = (*base, rest[0]), rest[1:]
        target = self.reexports.get((base, rest[0])) if rest else None
        return self.owner(*target) if target and target[0] is not None else base


def circles(crate):
    """Circles among the children of each module, each child with all that is below it."""
    for parent in {module[:-1] for module in crate.code if module}:
        depth, edges = len(parent) + 1, {}
        for module, imports in crate.imports.items():
            for target in imports:
                a, b = module[:depth], target[:depth]
                if isinstance(b, tuple) and a != b and len(a) == len(b) and a[:-1] == b[:-1] == parent:
                    edges.setdefault(a, set()).add(b)
                    edges.setdefault(b, set())
        # Takes away what no circle can hold: what imports nothing that is left, and what nothing that is left imports.
        while free := {a for a, to in edges.items() if not to or all(a not in other for other in edges.values())}:
            edges = {a: to - free for a, to in edges.items() if a not in free}
        if edges:
            yield sorted("::".join(a) for a in edges)


def is_allowed(crate, module, target):
    """Whether a module may import another crate, or another module of its crate."""
    top = module[0] if module else ""
    if isinstance(target, str):
        limits = [tops.split() for crates, tops in CRATES.items() if re.fullmatch(crates, target)]
        if target in PROJECT:
            return target in (crate.name, *PROJECT[crate.name].split())
        return crate.name != "shared" or all(top in tops for tops in limits)
    if crate.name != "shared" or not top or not target or target[0] == top:
        return True
    return target[0] in SHARED.get("::".join(module), SHARED.get(top, "")).split()


def broken(crate):
    for module, imports in crate.imports.items():
        for target in imports:
            if not is_allowed(crate, module, target):
                what = target if isinstance(target, str) else "::".join(target)
                yield f"{crate.code[module][0].relative_to(ROOT)} must not import {what}"
    for names in circles(crate):
        yield f"{crate.name}: {', '.join(names)} import each other in a circle"


def main():
    sources = {name: ROOT / ("functions" if name in FUNCTIONS else "") / name / "src" for name in PROJECT}
    crates = [Crate(name, source) for name, source in sources.items()]
    found = sorted(what for crate in crates for what in broken(crate))
    print("\n".join(found) or f"{sum(len(crate.code) for crate in crates)} modules keep the rules")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
