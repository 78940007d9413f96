"""Is a measured figure good enough, and how is it shown?"""

import json

import pytest

from benchmarks.figures import Bar, Figure, as_json, as_table

FIGURES = [
    Figure("scans", "rate", 1234.5678, "1/s", Bar(600, is_floor=True), 3456.7),
    Figure("scans", "p99", 61.25, "ms", Bar(60), 12.3),
    Figure("live", "missing", 0, ""),
]


@pytest.mark.parametrize(
    ("value", "bar", "is_missed"),
    [
        (599.9, Bar(600, is_floor=True), True),
        (600, Bar(600, is_floor=True), False),
        (60, Bar(60), False),
        (60.1, Bar(60), True),
        (60.1, None, False),
    ],
)
def test_a_bar_is_a_floor_or_a_ceiling(value: float, bar: Bar | None, *, is_missed: bool) -> None:
    """What lies exactly on it is good enough; without a bar everything is."""
    assert Figure("scans", "rate", value, "1/s", bar).misses_bar is is_missed


def test_a_line_of_json_has_the_agreed_keys() -> None:
    """A missing bar or baseline is null."""
    assert [json.loads(as_json(figure)) for figure in FIGURES] == [
        {"benchmark": "scans", "figure": "rate", "value": 1234.568, "unit": "1/s", "bar": 600, "baseline": 3456.7},
        {"benchmark": "scans", "figure": "p99", "value": 61.25, "unit": "ms", "bar": 60, "baseline": 12.3},
        {"benchmark": "live", "figure": "missing", "value": 0, "unit": "", "bar": None, "baseline": None},
    ]


def test_the_table_marks_a_missed_bar() -> None:
    """One line for each figure under the names of the columns, in few digits."""
    lines = as_table(FIGURES).splitlines()
    assert [line.split() for line in lines] == [
        ["benchmark", "figure", "value", "unit", "bar", "baseline"],
        ["scans", "rate", "1,235", "1/s", "≥", "600", "3,457"],
        ["scans", "p99", "61.2", "ms", "≤", "60", "MISSED", "12.3"],
        ["live", "missing", "0"],
    ]
    assert len({line.index(word) for line, word in zip(lines[:3], ("unit", "1/s", "ms"), strict=True)}) == 1
