#!/usr/bin/env python3
"""Compares figures with their limits in bench/limits, and fails if one is above its limit or has none.

Usage: limits.py KIND < FIGURES

Each line of FIGURES has a name and one figure for each limit.
"""

import pathlib
import sys


def main(kind):
    limits = {}
    for line in (pathlib.Path(__file__).parent.parent / "bench/limits").read_text(encoding="utf-8").splitlines():
        words = line.split("#")[0].split()
        if words and words[0] == kind:
            limits[words[1]] = [int(word) for word in words[2:]]
    failed = False
    for line in sys.stdin:
        name, *figures = line.split()
        figures = [int(figure) for figure in figures]
        allowed = limits.pop(name, [])
        above = len(allowed) != len(figures) or any(figure > limit for figure, limit in zip(figures, allowed))
        parts = [f"{figure:>12,} of {limit:>12,}" for figure, limit in zip(figures, allowed)] or [str(figures)]
        print(f"{name:<16} {'   '.join(parts)}{'   TOO MUCH' if above else ''}")
        failed |= above
    if limits:
        print(f"without a figure: {', '.join(limits)}")
    if failed or limits:
        print("bench/limits allows less. If the change is worth it, raise the limit in the same commit.", file=sys.stderr)
    return 1 if failed or limits else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
