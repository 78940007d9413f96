"""Did the run meet the house's bars: no failed check or test, no unexplained skip, enough coverage?"""

import json
import os
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

PACKAGE = "eventapp/"
PACKAGE_FLOOR = 95.0
FILE_FLOOR = 85.0
"""Lowest coverage of lines and branches in percent, of the package as a whole and of each of its files."""

NO_DATA = "no contact data"
"""How the reason of a skip begins, where a test wants the recorded contact lists and they are not there."""


def contact_data_is_there() -> bool:
    """Whether the recorded contact lists lie where the tests look for them."""
    beside = Path(__file__).resolve().parent.parent.parent / "shared/data"
    return Path(os.environ.get("EVENTAPP_CONTACT_DATA") or beside).is_dir()


def unexplained_skips(tests: ET.Element, *, data_is_there: bool) -> list[str]:
    """The skipped tests that should have run.

    Args:
        tests: The root of pytest's JUnit report.
        data_is_there: Whether the recorded contact lists are there, so that no test may miss them.
    """
    found = []
    for test in tests.iter("testcase"):
        skipped = test.find("skipped")
        if skipped is None or skipped.get("type") == "pytest.xfail":
            continue
        why = skipped.get("message", "")
        if data_is_there or not why.startswith(NO_DATA):
            found.append(f"{test.get('classname')}.{test.get('name')}: {why}")
    return found


def coverage_gaps(report: dict[str, Any]) -> list[str]:
    """What lies under its floor: files of the package, and the package itself.

    Args:
        report: What `coverage json` writes.
    """
    files = {name: file["summary"] for name, file in report["files"].items() if name.startswith(PACKAGE)}
    gaps = [
        f"{name}: {summary['percent_covered']:.1f} % is under {FILE_FLOOR:g} %"
        for name, summary in sorted(files.items())
        if summary["percent_covered"] < FILE_FLOOR
    ]
    wanted = sum(summary["num_statements"] + summary["num_branches"] for summary in files.values())
    reached = sum(summary["covered_lines"] + summary["covered_branches"] for summary in files.values())
    whole = 100 * reached / wanted if wanted else 0.0
    if whole < PACKAGE_FLOOR:
        gaps.append(f"{PACKAGE}: {whole:.1f} % is under {PACKAGE_FLOOR:g} %")
    return gaps


def main(tests_file: str, coverage_file: str, failed_checks: str) -> int:
    """Prints what is wrong and the closing line.

    Args:
        tests_file: Path of pytest's JUnit report.
        coverage_file: Path of the report of `coverage json`.
        failed_checks: The names of the other checks that failed, with commas; or nothing.

    Returns:
        The exit code: 0 if all is well.
    """
    wrong = [f"failed: {name}" for name in failed_checks.split(", ") if name]
    count = dict.fromkeys(("tests", "failures", "errors", "skipped"), 0)
    if Path(tests_file).is_file():
        tests = ET.parse(tests_file).getroot()  # noqa: S314 pytest wrote it a moment ago
        for suite in tests.iter("testsuite"):
            count = {name: number + int(suite.get(name, 0)) for name, number in count.items()}
        skips = unexplained_skips(tests, data_is_there=contact_data_is_there())
        wrong += [f"skipped without leave: {skip}" for skip in skips]
    else:
        wrong.append("no report of the tests")
    if Path(coverage_file).is_file():
        wrong += [f"coverage: {gap}" for gap in coverage_gaps(json.loads(Path(coverage_file).read_text("utf-8")))]
    else:
        wrong.append("no report of the coverage")

    failed = count["failures"] + count["errors"]
    passed = count["tests"] - failed - count["skipped"]
    print("\n".join(["", *wrong]))
    print(f"{passed} passed, {failed + len(wrong)} failed, {count['skipped']} skipped")
    return 1 if failed or wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
