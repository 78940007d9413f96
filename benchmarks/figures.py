"""What did a benchmark measure, is it good enough, and how is it shown?"""

import json
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

COLUMNS = ("benchmark", "figure", "value", "unit", "bar", "baseline")


@dataclass(frozen=True, slots=True)
class Bar:
    """What a figure has to reach.

    Attributes:
        limit: In the unit of the figure.
        is_floor: The figure may not lie below; otherwise it may not lie above.
    """

    limit: float
    is_floor: bool = False

    def is_missed_by(self, value: float) -> bool:
        """Whether a value is not good enough; the limit itself is."""
        return value < self.limit if self.is_floor else value > self.limit


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number.

    Attributes:
        benchmark: Name of the benchmark.
        figure: What was measured, in one or two words.
        value: How much.
        unit: Of value, bar and baseline.
        bar: What it has to reach; None: it is only shown.
        baseline: The same figure of the reference measured in the same run; None where there is none.
    """

    benchmark: str
    figure: str
    value: float
    unit: str
    bar: Bar | None = None
    baseline: float | None = None

    @property
    def misses_bar(self) -> bool:
        """Whether it is not good enough."""
        return self.bar is not None and self.bar.is_missed_by(self.value)


def percentiles(times: Sequence[float]) -> tuple[float, float]:
    """The median, and what 99 of 100 stay below."""
    found = statistics.quantiles(times, n=100, method="inclusive")
    return found[49], found[98]


def as_json(figure: Figure) -> str:
    """A figure as one line of JSON."""
    bar = None if figure.bar is None else figure.bar.limit
    baseline = None if figure.baseline is None else _rounded(figure.baseline)
    values = (figure.benchmark, figure.figure, _rounded(figure.value), figure.unit, bar, baseline)
    return json.dumps(dict(zip(COLUMNS, values, strict=True)))


def as_table(figures: Iterable[Figure]) -> str:
    """Figures as a table; a missed bar is marked."""
    rows: list[Sequence[str]] = [COLUMNS]
    for figure in figures:
        bar = "" if figure.bar is None else f"{'≥' if figure.bar.is_floor else '≤'} {_shown(figure.bar.limit)}"
        baseline = "" if figure.baseline is None else _shown(figure.baseline)
        mark = "  MISSED" if figure.misses_bar else ""
        rows.append((figure.benchmark, figure.figure, _shown(figure.value), figure.unit, bar + mark, baseline))
    widths = [max(len(row[column]) for row in rows) for column in range(len(COLUMNS))]
    return "\n".join("  ".join(_aligned(row, widths)).rstrip() for row in rows)


def _aligned(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    """The cells of a row, numbers to the right."""
    numbers = {COLUMNS.index("value"), COLUMNS.index("baseline")}
    return [
        cell.rjust(width) if column in numbers else cell.ljust(width)
        for column, (cell, width) in enumerate(zip(row, widths, strict=True))
    ]


def _rounded(value: float) -> float:
    return round(value, 3)


def _shown(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.3g}"  # noqa: PLR2004 three digits tell enough
