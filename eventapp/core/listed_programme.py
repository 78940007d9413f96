"""Which days and which sessions does a cell of a list mean? Lists come from whoever kept one."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from eventapp.core.name_search import folded

_MONTHS = """januar jan january|februar feb february|märz mrz mar march|april apr|mai may|juni jun june|juli jul july
    |august aug|september sep sept|oktober okt oct october|november nov|dezember dez dec december"""
_WEEKDAYS = """montag mo monday mon|dienstag di tuesday tue tues|mittwoch mi wednesday wed
    |donnerstag do thursday thu thur thurs|freitag fr friday fri|samstag sonnabend sa saturday sat
    |sonntag so sunday sun"""
_ALL = frozenset(map(folded, ("alle", "alle Tage", "beide", "beide Tage", "all", "all days", "both", "both days")))


def _numbered(words: str, first: int) -> dict[str, int]:
    return {folded(word): place for place, alike in enumerate(words.split("|"), first) for word in alike.split()}


_MONTH, _WEEKDAY = _numbered(_MONTHS, 1), _numbered(_WEEKDAYS, 0)
_BETWEEN_DAYS = re.compile(r"[,;/&+]|\bund\b|\band\b")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ t]\d{1,2}:\d{2}(?::\d{2})?)?")
_GERMAN = re.compile(r"(\d{1,2})\. ?(\d{1,2})(?:\. ?(\d{4}|\d{2})?)?(?: \d{1,2}:\d{2}(?::\d{2})?)?")
_IN_WORDS = re.compile(r"(\d{1,2})\.? ([a-z]+)\.?(?: (\d{4}))?")
_MONTH_FIRST = re.compile(r"([a-z]+)\.? (\d{1,2})(?: (\d{4}))?")
_BY_NUMBER = re.compile(r"(?:tag |day )?(\d{1,2})\.?(?: ?tag)?")
_OF_SPREADSHEETS = re.compile(r"\d{5}")
_DAY_NOUGHT = date(1899, 12, 30)
"""From it spreadsheets count days: a cell that holds a date holds their number."""
_WAITING = re.compile(r"\s*\((?:warteliste|waiting list)\)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Unclear:
    """What of a cell means no day or session of the event, or several sessions."""

    text: str
    is_several: bool = False


def days_named(text: str, days: Sequence[date]) -> frozenset[date] | Unclear:
    """The days of an event that a cell names: by date, number, weekday, or all of them.

    Args:
        text: „2026-11-19, 2026-11-20“, „19.11.; 20.11.“, „Do, Fr“, „Tag 1 und 2“, „alle“.
        days: Those of the event, in order.
    """
    found: set[date] = set()
    for piece in _BETWEEN_DAYS.split(text):
        plain = " ".join(folded(piece).strip(" .:").split())
        if plain:
            meant = _days(plain, days)
            if not meant:
                return Unclear(piece.strip())
            found.update(meant)
    return frozenset(found)


def _days(plain: str, days: Sequence[date]) -> Sequence[date]:
    if plain in _ALL:
        return days
    if plain in _WEEKDAY:
        meant = [day for day in days if day.weekday() == _WEEKDAY[plain]]
        return meant if len(meant) == 1 else ()
    first, _, rest = plain.partition(" ")
    if rest and first.strip(".") in _WEEKDAY:
        return _days(rest, days)
    by_number = _BY_NUMBER.fullmatch(plain)
    if by_number:
        return days[int(by_number[1]) - 1 : int(by_number[1])] if int(by_number[1]) else ()
    return [day for day in days if any(_is(day, *meant) for meant in _dates(plain))]


def _dates(plain: str) -> Iterator[tuple[int, int, int | None]]:
    """Which dates a text can be: day, month, and the year if it says so."""
    if found := _ISO.fullmatch(plain):
        yield int(found[3]), int(found[2]), int(found[1])
    elif found := _GERMAN.fullmatch(plain):
        yield int(found[1]), int(found[2]), _year(found[3])
    elif (found := _IN_WORDS.fullmatch(plain)) and found[2] in _MONTH:
        yield int(found[1]), _MONTH[found[2]], _year(found[3])
    elif (found := _MONTH_FIRST.fullmatch(plain)) and found[1] in _MONTH:
        yield int(found[2]), _MONTH[found[1]], _year(found[3])
    elif _OF_SPREADSHEETS.fullmatch(plain):
        meant = _DAY_NOUGHT + timedelta(int(plain))
        yield meant.day, meant.month, meant.year


def _is(day: date, number: int, month: int, year: int | None) -> bool:
    return (day.day, day.month) == (number, month) and year in {None, day.year, day.year % 100}


def _year(text: str | None) -> int | None:
    return int(text) if text else None


class Titled(Protocol):
    """A session, as far as its name goes."""

    @property
    def id(self) -> int:
        """By what it is known."""

    @property
    def title(self) -> str:
        """In German."""

    @property
    def title_en(self) -> str:
        """In English, or nothing."""

    @property
    def room(self) -> str:
        """Where it is, or nothing."""


class SessionNames:
    """How the sessions of an event are called in lists: what is written there is what is read."""

    def __init__(self, sessions: Iterable[tuple[Titled, datetime]]) -> None:
        """Takes the sessions, each with its beginning by the clock at the event."""
        self._known: defaultdict[str, set[int]] = defaultdict(set)
        self._longer: dict[int, str] = {}
        texts: list[str] = []
        for each, begins in sessions:
            self._longer[each.id] = f" ({begins:%Y-%m-%d %H:%M}{' ' if each.room else ''}{each.room})"
            titles = [title for title in (each.title, each.title_en) if title]
            texts += [*titles, *(title + self._longer[each.id] for title in titles)]
            for text in texts[-2 * len(titles) :]:
                self._known[_key(text)].add(each.id)
        self._most = 1 + max((text.count(",") + text.count(";") for text in texts), default=0)

    def written(self, session: Titled, title: str) -> str:
        """One session by its title, with time and room where others are called the same."""
        return title if self._known[_key(title)] == {session.id} else title + self._longer[session.id]

    def named(self, text: str) -> Mapping[int, str] | Unclear:
        """The sessions that a cell names, separated by commas or semicolons, each as it is written there."""
        pieces = re.split("([,;])", text)
        found: dict[int, str] = {}
        first = 0
        while first < len(pieces):
            written, meant, first = self._longest(pieces, first)
            if written and len(meant) != 1:
                return Unclear(written, is_several=bool(meant))
            found.update(dict.fromkeys(meant, written))
        return found

    def _longest(self, pieces: Sequence[str], first: int) -> tuple[str, frozenset[int], int]:
        """The longest name that begins at a piece, whom it means, and where the next one begins."""
        for last in range(min(len(pieces), first + 2 * self._most - 1), first, -2):
            written = "".join(pieces[first:last]).strip()
            for name in (written, _WAITING.sub("", written)):
                if self._known.get(_key(name)):
                    return written, frozenset(self._known[_key(name)]), last + 1
        return pieces[first].strip(), frozenset(), first + 2


def _key(text: str) -> str:
    """By what names are compared: no matter how they are spelled, hyphened or bracketed."""
    return "".join(filter(str.isalnum, folded(text))) or text
