"""Does the closing verdict of `.ci/run` see a failure, an unexplained skip and a gap in coverage?"""

import importlib.util
import json
import xml.etree.ElementTree as ET
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.checkout import ROOT


@pytest.fixture
def verdict() -> ModuleType:
    """The script, as a module."""
    spec = importlib.util.spec_from_file_location("verdict", ROOT / ".ci/verdict.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def junit(*, failures: int = 0, skips: tuple[str, ...] = ()) -> str:
    """A report of ten tests as pytest writes it."""
    cases = "".join(
        f'<testcase classname="tests.x" name="t{number}"><skipped type="pytest.skip" message="{why}"/></testcase>'
        for number, why in enumerate(skips)
    )
    numbers = f'tests="10" failures="{failures}" errors="0" skipped="{len(skips)}"'
    return f"<testsuites><testsuite {numbers}>{cases}</testsuite></testsuites>"


def coverage(**percent: int) -> dict[str, Any]:
    """A report over files of a hundred lines each."""
    return {
        "files": {
            name: {
                "summary": {
                    "percent_covered": covered,
                    "num_statements": 100,
                    "covered_lines": covered,
                    "num_branches": 0,
                    "covered_branches": 0,
                }
            }
            for name, covered in percent.items()
        }
    }


def write(folder: Path, tests: str, report: dict[str, Any]) -> tuple[str, str]:
    """Writes both reports and returns their paths."""
    (folder / "tests.xml").write_text(tests, "utf-8")
    (folder / "coverage.json").write_text(json.dumps(report), "utf-8")
    return str(folder / "tests.xml"), str(folder / "coverage.json")


def test_good_run_passes(verdict: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing failed, nothing skipped, everything covered: 0, and the closing line says so."""
    reports = write(tmp_path, junit(), coverage(**{"eventapp/a.py": 95}))

    assert verdict.main(*reports, "") == 0
    assert capsys.readouterr().out.splitlines()[-1] == "10 passed, 0 failed, 0 skipped"


def test_failed_test_or_check_fails(verdict: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each failed check counts beside the failed tests and is named."""
    reports = write(tmp_path, junit(failures=2), coverage(**{"eventapp/a.py": 100}))

    assert verdict.main(*reports, "ruff check ., mypy") == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[-3:] == ["failed: ruff check .", "failed: mypy", "8 passed, 4 failed, 0 skipped"]


def test_run_without_reports_fails(verdict: ModuleType, tmp_path: Path) -> None:
    """Tests that did not even begin are no success."""
    assert verdict.main(str(tmp_path / "none.xml"), str(tmp_path / "none.json"), "") == 1


def test_skip_is_accepted_only_for_missing_contact_data(verdict: ModuleType) -> None:
    """A test may be skipped where the recorded contact lists are not there, and for nothing else."""
    tests = ET.fromstring(junit(skips=("no contact data: tij_SFHH.dat", "no browser")))  # noqa: S314 made above

    assert verdict.unexplained_skips(tests, data_is_there=False) == ["tests.x.t1: no browser"]
    assert len(verdict.unexplained_skips(tests, data_is_there=True)) == 2


def test_contact_data_is_where_the_environment_says(
    verdict: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """EVENTAPP_CONTACT_DATA goes before the folder beside the checkout."""
    monkeypatch.setenv("EVENTAPP_CONTACT_DATA", str(tmp_path))
    assert verdict.contact_data_is_there()
    monkeypatch.setenv("EVENTAPP_CONTACT_DATA", str(tmp_path / "nowhere"))
    assert not verdict.contact_data_is_there()


def test_coverage_has_a_floor_for_each_file_and_for_the_package(verdict: ModuleType) -> None:
    """A file under 85 % and a package under 95 % are named; the tests' own files count for neither."""
    report = coverage(**{"eventapp/a.py": 100, "eventapp/b.py": 84, "tests/test_a.py": 1})

    assert verdict.coverage_gaps(report) == [
        "eventapp/b.py: 84.0 % is under 85 %",
        "eventapp/: 92.0 % is under 95 %",
    ]
    assert verdict.coverage_gaps(coverage(**{"eventapp/a.py": 100, "eventapp/b.py": 90})) == []
