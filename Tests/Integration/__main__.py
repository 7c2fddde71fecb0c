"""Holds earshot against the outside world; see scripts/integration.

    python Tests/Integration [--earshot FILE] [--esc10 DIR] [--only WORD]
"""

import argparse
import pathlib
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Last, because a script there bears the name of a module of Python's own.
sys.path.append(str(ROOT / "Tests/ReferenceImplementations"))

import faults  # noqa: E402
import fetching  # noqa: E402
import golden_files  # noqa: E402
import hot_tile  # noqa: E402
import listening  # noqa: E402
import old_processor  # noqa: E402
import pages  # noqa: E402
import recognition  # noqa: E402
import report_names  # noqa: E402
import reports  # noqa: E402
import schemas  # noqa: E402
import slurm_sweeps  # noqa: E402
import trained_runs  # noqa: E402
import web_api  # noqa: E402
import web_browser  # noqa: E402
import web_security  # noqa: E402
from checklist import Checklist  # noqa: E402


def main():
    parser = argparse.ArgumentParser(description="Holds earshot against the outside world.")
    parser.add_argument("--earshot", type=pathlib.Path, default=ROOT / ".build/release/earshot")
    parser.add_argument("--esc10", type=pathlib.Path, default=ROOT.parent / "shared/data/esc10")
    parser.add_argument("--only", default="", metavar="WORD", help="only checks whose title has this word")
    arguments = parser.parse_args()
    earshot, esc10 = arguments.earshot.resolve(), arguments.esc10.resolve()
    checklist = Checklist(only=arguments.only)
    with tempfile.TemporaryDirectory(prefix="earshot-integration-") as folder:
        folder = pathlib.Path(folder)
        golden_files.add_checks(checklist, ROOT, earshot, folder / "golden", esc10)
        schemas.add_checks(checklist, ROOT, earshot, folder / "schemas")
        old_processor.add_checks(checklist, earshot)
        hot_tile.add_checks(checklist, earshot)
        trained_runs.add_checks(checklist, ROOT, earshot, folder / "runs", esc10)
        listening.add_checks(checklist, ROOT, earshot, folder / "listening", esc10)
        faults.add_checks(checklist, earshot, folder / "faults")
        fetching.add_checks(checklist, ROOT, earshot, folder / "fetching")
        recognition.add_checks(checklist, ROOT, earshot, folder / "recognition")
        reports.add_checks(checklist, ROOT, earshot, folder / "reports")
        report_names.add_checks(checklist, earshot, folder / "report names")
        pages.add_checks(checklist, ROOT, earshot, folder / "reports/Runs", folder / "pages")
        ends = [
            part.add_checks(checklist, ROOT, earshot, folder / part.__name__)
            for part in [web_security, web_browser, web_api]]
        ends.append(slurm_sweeps.add_checks(checklist, earshot, folder / "slurm"))
        try:
            return checklist.perform()
        finally:
            for end in ends:
                end()


sys.exit(main())
