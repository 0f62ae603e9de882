#!/usr/bin/env python3
"""Compares the CPU time of the password hash with other implementations, and prints the table of docs/benchmarks.md.

Usage: compare.py PROGRAM PEERS [--rounds N] [--write FILE]

PROGRAM is the built example `hash`, PEERS the folder that bench/peers/build.sh made. Each round starts every
implementation in a process of its own, takes its first hash, and then alternates blocks of hashes between them. A ratio
is the median of the ratios of neighbours, with its quartiles.
"""

import argparse
import pathlib
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).parent
WARM_UP, BLOCKS, BLOCK = 3, 4, 10


def commands(program, peers):
    c = [sys.executable, str(HERE / "libargon2.py")]
    return {
        "libargon2 of Debian": c,
        "libargon2 of argon2-cffi": [*c, f"{peers}/fastapi"],
        "@node-rs/argon2": ["node", str(HERE / "node.mjs"), f"{peers}/hono"],
        "todo-lambda": [program],
    }


def milliseconds(process, hashes):
    process.stdin.write(f"{hashes}\n")
    process.stdin.flush()
    return int(process.stdout.readline()) / hashes / 1e6


def measure(programs, rounds):
    """The milliseconds of first hashes and of warm ones, by name."""
    first, warm = {name: [] for name in programs}, {name: [] for name in programs}
    pipe = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    for number in range(rounds):
        names = list(programs)[:: 1 if number % 2 else -1]
        running = {name: subprocess.Popen(programs[name], **pipe) for name in names}
        for name in names:
            first[name].append(milliseconds(running[name], 1))
            milliseconds(running[name], WARM_UP)
        for block in range(BLOCKS):
            for name in names[:: 1 if block % 2 else -1]:
                warm[name].append(milliseconds(running[name], BLOCK))
        for process in running.values():
            process.communicate()
    return first, warm


def ratio(samples, neighbours):
    ratios = [sample / neighbour for sample, neighbour in zip(samples, neighbours)]
    lower, median, upper = statistics.quantiles(ratios, method="inclusive")
    return f"**{median:.2f}** ({lower:.2f} to {upper:.2f})"


def table(first, warm):
    lines = ["|  | warm, CPU ms | ratio to the first row | first of a process, CPU ms | ratio |", "|---|--:|--:|--:|--:|"]
    base = next(iter(warm))
    for name in warm:
        cells = []
        for samples in (warm, first):
            cells += [f"{statistics.median(samples[name]):.1f}", ratio(samples[name], samples[base])]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def write(file, text):
    document = file.read_text(encoding="utf-8")
    begin, end = "<!-- measured: hash -->\n", "<!-- end: hash -->"
    before, rest = document.split(begin)
    after = rest.split(end)[1]
    file.write_text(f"{before}{begin}\n{text}\n\n{end}{after}", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("peers", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--write", type=pathlib.Path)
    arguments = parser.parse_args()
    text = table(*measure(commands(arguments.program, arguments.peers.resolve()), arguments.rounds))
    print(text)
    if arguments.write:
        write(arguments.write, text)


main()
