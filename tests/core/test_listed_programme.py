"""Does a cell of a list mean the days and sessions that its writer meant, and nothing where that is not clear?"""

from dataclasses import dataclass
from datetime import date, datetime

import pytest

from eventapp.core.listed_programme import SessionNames, Unclear, days_named

THU, FRI, SAT = DAYS = [date(2026, 11, day) for day in (19, 20, 21)]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2026-11-19, 2026-11-20", {THU, FRI}),  # as our own files have it
        ("19.11.2026; 21.11.26", {THU, SAT}),
        ("19.11./20.11. und 21. 11.", {THU, FRI, SAT}),
        ("Do., 19.11.", {THU}),
        ("Fr + Samstag", {FRI, SAT}),
        ("tuesday", Unclear("tuesday")),
        ("20. November 2026 and Nov 21", {FRI, SAT}),
        ("Tag 1; 3", {THU, SAT}),
        ("2. Tag", {FRI}),
        ("alle Tage", {THU, FRI, SAT}),
        ("46346", {FRI}),  # as a workbook holds a date
        ("2026-11-20 00:00:00", {FRI}),
        ("", set()),
        (" ; ,", set()),
        ("4", Unclear("4")),
        ("0", Unclear("0")),
        ("Fr, 20.11.2025", Unclear("20.11.2025")),
        ("19./20.11.", Unclear("19.")),
        ("2026-13-45", Unclear("2026-13-45")),
        ("99999", Unclear("99999")),
        ("٤", Unclear("٤")),
        ("=1+1", Unclear("=1")),
    ],
)
def test_days(text: str, meant: set[date] | Unclear) -> None:
    """By date, weekday or number; what could be two days or none is no day."""
    assert days_named(text, DAYS) == meant


@dataclass(frozen=True)
class Session:
    """A session, as far as its name goes."""

    id: int
    title: str
    title_en: str = ""
    room: str = ""


def test_sessions_are_read_as_they_are_written() -> None:
    """Also with commas in their titles, in both languages, on a waiting list; of two of one name both say when."""
    sessions = [
        Session(1, "KI: Chancen, Risiken", "AI at work"),
        Session(2, "Recht"),
        Session(3, "Werkstatt", room="R1"),
        Session(4, "Werkstatt", room="R2"),
    ]
    names = SessionNames([(each, datetime(2026, 11, 19, 14, 30)) for each in sessions])  # noqa: DTZ001 a wall clock
    written = [names.written(each, each.title) for each in sessions]
    first, second = "Werkstatt (2026-11-19 14:30 R1)", "Werkstatt (2026-11-19 14:30 R2)"
    assert written == ["KI: Chancen, Risiken", "Recht", first, second]
    for text, meant in (
        ("; ".join(written), {1: "KI: Chancen, Risiken", 2: "Recht", 3: first, 4: second}),
        ("recht,KI: Chancen, Risiken,", {2: "recht", 1: "KI: Chancen, Risiken"}),
        ("ai-at-work ; Recht (Warteliste)", {1: "ai-at-work", 2: "Recht (Warteliste)"}),
        (" ,;", {}),
        ("Recht, KI: Chancen", Unclear("KI: Chancen")),
        ("Werkstatt", Unclear("Werkstatt", is_several=True)),
        ("???", Unclear("???")),
    ):
        assert names.named(text) == meant, text
