"""Does `python -m benchmarks` measure what it says, and say so in both forms? Nothing here looks at the clock."""

import json
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from benchmarks import rehearsal
from benchmarks.__main__ import main
from benchmarks.figures import Bar

pytestmark = pytest.mark.slow

MEASURED = {"rate", "p50", "p99"}
LIST = "5 a b\n6 b c\n7 b a\n"


def run(*arguments: str | Path) -> Result:
    """Runs the command."""
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_a_rehearsal_is_shown_as_a_table(tmp_path: Path) -> None:
    """The list that is named is played; three rows hold two pairs."""
    file = tmp_path / "list.dat"
    file.write_text(LIST)
    result = run("rehearsal", "--data", file)
    assert result.exit_code == 0, result.output
    rows = [line.split() for line in result.stdout.splitlines()]
    assert rows[0] == ["benchmark", "figure", "value", "unit", "bar", "baseline"]
    assert [row[1] for row in rows[1:]] == ["wall", "scans", "rate"]
    assert rows[2][2] == "2"


def test_a_missed_bar_is_exit_code_1(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The figure is shown all the same."""
    file = tmp_path / "list.dat"
    file.write_text(LIST)
    monkeypatch.setattr(rehearsal, "_BAR", Bar(0))
    result = run("rehearsal", "--data", file)
    assert result.exit_code == 1
    assert "MISSED" in result.stdout


@pytest.mark.parametrize(
    ("content", "said"), [(None, "there is no file"), ("5 a\n", "list.dat, line 1: three values are expected")]
)
def test_what_cannot_be_run_is_said_in_one_sentence(tmp_path: Path, content: str | None, said: str) -> None:
    """Exit code 2, and no figure."""
    file = tmp_path / "list.dat"
    if content is not None:
        file.write_text(content)
    result = run("rehearsal", "--data", file, "--json")
    assert (result.exit_code, result.stdout.strip()) == (2, "")
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def figures_in_small(*names: str) -> list[dict[str, Any]]:
    """Runs benchmarks in small: their figures. Each line is an object with the agreed keys."""
    done = run("--small", "--json", *names)
    assert done.exit_code == 0, done.output
    figures = [json.loads(line) for line in done.stdout.splitlines()]
    for figure in figures:
        assert list(figure) == ["benchmark", "figure", "value", "unit", "bar", "baseline"]
    assert tuple(dict.fromkeys(figure["benchmark"] for figure in figures)) == names
    return figures


def in_small(*names: str) -> dict[str, dict[str, float]]:
    """The values of benchmarks that were run in small, by name."""
    values: dict[str, dict[str, float]] = defaultdict(dict)
    for figure in figures_in_small(*names):
        assert figure["baseline"] is not None or figure["benchmark"] not in {"scans", "growth"}
        values[figure["benchmark"]][figure["figure"]] = figure["value"]
    measured = [
        value for figures in values.values() for name, value in figures.items() if name.split()[0] in MEASURED
    ]
    assert min(measured, default=1) > 0
    return values


def errors_of(values: dict[str, dict[str, float]]) -> set[float]:
    """How many scans went wrong, in each benchmark that counts them."""
    return {value for figures in values.values() for name, value in figures.items() if name.startswith("errors")}


def test_scans_are_measured_in_small() -> None:
    """Every scan and registration is answered and stored, at a door too, among few contacts and among many."""
    values = in_small("scans", "doors", "registrations", "mails", "growth")
    assert errors_of(values) == {0}
    assert values["growth"]["contacts"] == 320
    assert set(values["scans"]) >= MEASURED


@pytest.mark.thorough
def test_scans_on_postgresql_are_measured_in_small() -> None:
    """The same scans; that a benchmark serves PostgreSQL, the one of doors shows each time."""
    assert errors_of(in_small("scans-postgresql")) == {0}


def test_what_is_made_is_measured_in_small() -> None:
    """A rehearsal, badges, certificates, registrations, a result, a trophy, and what a network is like."""
    values = in_small("rehearsal", "badges", "certificates", "imports", "freeze", "trophy", "measures")
    assert values["rehearsal"]["scans"] == 20
    assert values["badges"]["badges"] == 20
    assert values["certificates"]["certificates"] == values["imports"]["people"] == 20


def test_watching_is_measured_in_small() -> None:
    """Every edge arrives, before a restart and after it."""
    values = in_small("large", "live")
    assert values["large"]["graph.json"] > 0
    live = values["live"]
    assert live["errors"] == live["missing"] == live["missing after restart"] == 0
    assert live["idle pages held"] == live["idle pages that hear of a scan"] == 8
    assert live["edge p99"] >= live["edge p50"] > 0
    assert live["all pages back"] > live["restart"] > 0


@pytest.mark.browser
def test_pages_are_measured_in_small() -> None:
    """The scanner loads less than the decoder weighs and reads a badge held straight, as the decoder alone does.

    The picture's graph arrives, the page paints it, and each figure is a number.
    """
    with ThreadPoolExecutor(1) as thread:  # two drivers of Playwright in one thread stop each other
        measured = thread.submit(figures_in_small, "scanner", "picture").result()
    figures = {figure["figure"]: figure for figure in measured if figure["benchmark"] == "scanner"}
    assert list(figures) == ["weight", "weight with typeface", "opening", "slowest opening", "read, 20 cm"]
    assert 10 < figures["weight"]["value"] < figures["weight with typeface"]["value"] < figures["weight"]["baseline"]
    assert figures["opening"]["baseline"] > 0
    assert (figures["read, 20 cm"]["value"], figures["read, 20 cm"]["baseline"]) == (100, 100)
    picture = {figure["figure"]: figure["value"] for figure in measured if figure["benchmark"] == "picture"}
    assert len(picture) == 6
    assert min(picture.values()) > 0
    assert picture["first picture"] <= picture["slowest picture"]
