"""Measures earshot beside other systems and writes Benchmarks/results; see Benchmarks/README.md."""

import argparse
import pathlib
import sys
import tempfile

import machine
import report
from chapters import CHAPTERS
from measurement import Bench

ROOT = pathlib.Path(__file__).resolve().parents[2]


def main():
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("--earshot", type=pathlib.Path, default=ROOT / ".build/release/earshot")
    parser.add_argument("--esc10", type=pathlib.Path, default=ROOT.parent / "shared/data/esc10")
    parser.add_argument("--results", type=pathlib.Path, default=ROOT / "Benchmarks/results")
    parser.add_argument("--chapters", default=",".join(CHAPTERS), help="which to measure, by commas")
    parser.add_argument("--rounds", type=int, default=5, help="turns of each system; more, and longer (default 5)")
    arguments = parser.parse_args()
    unknown = set(arguments.chapters.split(",")) - CHAPTERS.keys()
    if unknown or arguments.rounds < 1:
        parser.error(f"found chapters {arguments.chapters}, {arguments.rounds} rounds; "
                     f"expected some of {', '.join(CHAPTERS)}, and at least 1 round")
    earshot = arguments.earshot.resolve()
    with tempfile.TemporaryDirectory(prefix="earshot-bench-") as scratch:
        measure(Bench(ROOT, earshot, earshot.with_name("earshot-bench"), arguments.esc10.resolve(), arguments.rounds,
                      pathlib.Path(scratch)), arguments)


def measure(bench, arguments):
    for file in [bench.earshot, bench.worker]:
        if not file.is_file():
            sys.exit(f"bench: {file} is not there; build it with: swift build -c release")

    context = machine.context(ROOT, bench.earshot)
    for name in arguments.chapters.split(","):
        CHAPTERS[name](bench)
    context["load at end"] = machine.load()
    files = report.write(arguments.results, context, bench.measurements)
    print(files["markdown"].read_text())
    print("written:", *(file.name for file in files.values()), file=sys.stderr)


main()
