"""What stands out to an organiser, and what does not?"""

from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.core.contact_rules import Way
from eventapp.core.suspicion import Flag, ObservedContact, Suspicion, flags

BERLIN = ZoneInfo("Europe/Berlin")
DAY = date(2026, 3, 4)
NINE = datetime(2026, 3, 4, 8, 0, tzinfo=UTC)  # nine o'clock in Berlin


def met(  # noqa: PLR0913 what the cases vary
    number: int, low: int, high: int, after: timedelta, *, by: int | None = None, way: Way = Way.CAMERA
) -> ObservedContact:
    """A contact that two people made some time after nine; the smaller id scans unless said otherwise."""
    return ObservedContact(number, low, high, by or low, NINE + after, way)


def look(*contacts: ObservedContact, devices: tuple[frozenset[int], ...] = ()) -> list[Flag]:
    """What stands out at an event of one day in Berlin."""
    return flags(contacts, devices, {DAY}, BERLIN)


def kinds(*contacts: ObservedContact, devices: tuple[frozenset[int], ...] = ()) -> list[Suspicion]:
    """The kinds of what stands out."""
    return [flag.suspicion for flag in look(*contacts, devices=devices)]


def row(people: int, apart: timedelta, way: Way = Way.CAMERA) -> list[ObservedContact]:
    """Person 1 meets one after the other; every second one scans."""
    return [
        met(number, 1, number + 1, apart * number, by=1 if number % 2 else number + 1, way=way)
        for number in range(1, people + 1)
    ]


@pytest.mark.parametrize(
    ("contacts", "expected"),
    [
        pytest.param(row(12, timedelta(seconds=40)), [], id="twelve in ten minutes are honest"),
        pytest.param(row(13, timedelta(seconds=40)), [Suspicion.PACE], id="thirteen are looked at"),
        pytest.param(row(35, timedelta(seconds=100)), [], id="thirty-five in an hour are honest"),
        pytest.param(row(36, timedelta(seconds=99)), [Suspicion.PACE], id="thirty-six are looked at"),
        pytest.param(row(36, timedelta(minutes=2)), [], id="a busy day is no haste"),
        pytest.param(row(30, timedelta(seconds=5), Way.ROUND), [], id="a round is meant to be quick"),
    ],
)
def test_pace(contacts: list[ObservedContact], expected: list[Suspicion]) -> None:
    """Many contacts in little time are looked at, and only those within that time are the evidence."""
    assert kinds(*contacts) == expected


def test_the_evidence_of_pace_is_the_haste_alone() -> None:
    """A quiet morning before a pile of badges is not held against anybody."""
    quiet = [met(100 + number, 1, 100 + number, timedelta(minutes=20) * number) for number in range(3)]
    pile = [met(number, 1, number, timedelta(hours=2, seconds=number)) for number in range(2, 22)]
    (flag,) = [flag for flag in look(*quiet, *pile) if flag.suspicion is Suspicion.PACE]
    assert flag.people == (1,)
    assert {contact.id for contact in flag.contacts} == {contact.id for contact in pile}
    assert flag.within == timedelta(minutes=10)


def everybody(people: range, minutes: float, way: Way = Way.CAMERA) -> list[ObservedContact]:
    """All pairs of a group, evenly over some minutes."""
    pairs = list(combinations(people, 2))
    step = timedelta(minutes=minutes) / len(pairs)
    return [met(number, low, high, step * number, way=way) for number, (low, high) in enumerate(pairs)]


@pytest.mark.parametrize(
    ("contacts", "expected"),
    [
        pytest.param(everybody(range(1, 5), 2), [], id="four who stand together"),
        pytest.param(everybody(range(1, 6), 4), [Suspicion.CLIQUE], id="a ring of five within minutes"),
        pytest.param(everybody(range(1, 6), 60), [], id="five who know each other by the end of an hour"),
        pytest.param(everybody(range(1, 6), 4, Way.ROUND), [], id="five at a table in a round"),
        pytest.param(everybody(range(1, 6), 4)[1:], [], id="one pair is missing"),
    ],
)
def test_cliques(contacts: list[ObservedContact], expected: list[Suspicion]) -> None:
    """A group in which everybody met everybody within five minutes is looked at, as one and whole."""
    assert kinds(*contacts) == expected


def test_a_large_ring_is_one_flag() -> None:
    """Eight friends are told as eight, not as all the fives among them."""
    found = [flag for flag in look(*everybody(range(1, 9), 4)) if flag.suspicion is Suspicion.CLIQUE]
    assert [flag.people for flag in found] == [tuple(range(1, 9))]
    assert len(found[0].contacts) == 28


def test_a_pair_that_knows_nobody_else() -> None:
    """Two who met only each other stand out among many, and not while the event begins."""
    others = [met(number, number, number + 1, timedelta(minutes=3 * number)) for number in range(10, 31)]
    pair = met(1, 1, 2, timedelta(hours=1))
    assert Suspicion.CLOSED_PAIR not in kinds(pair)
    (flag,) = [flag for flag in look(pair, *others) if flag.suspicion is Suspicion.CLOSED_PAIR]
    assert flag.people == (1, 2)


@pytest.mark.parametrize(("scanned_back", "expected"), [(0, [Suspicion.ONE_SIDED]), (1, [])])
def test_one_sidedness(scanned_back: int, expected: list[Suspicion]) -> None:
    """Twenty contacts that one person scanned alone are looked at; once scanned by another, it is a conversation."""
    contacts = [
        met(number, 1, number, timedelta(minutes=10) * number, by=number if number < 2 + scanned_back else 1)
        for number in range(2, 22)
    ]
    assert kinds(*contacts) == expected


def test_two_people_on_one_device() -> None:
    """Whoever signs in as two people on one phone is seen, and the contacts of both are the evidence."""
    contacts = [met(1, 1, 2, timedelta(0)), met(2, 3, 4, timedelta(0))]
    (flag,) = look(*contacts, devices=(frozenset({1, 2}), frozenset({3}), frozenset({7, 8})))
    assert (flag.suspicion, flag.people, [contact.id for contact in flag.contacts]) == (
        Suspicion.SHARED_DEVICE,
        (1, 2),
        [1],
    )


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (0, []),
        (14.9, []),
        (15.5, [Suspicion.OUTSIDE_HOURS]),
        (-4, [Suspicion.OUTSIDE_HOURS]),
        (24, [Suspicion.OUTSIDE_HOURS]),
    ],
)
def test_outside_of_the_event(hours: float, expected: list[Suspicion]) -> None:
    """Contacts at night, by the event's own clock, or on a day that is none of the event's are looked at."""
    assert kinds(met(1, 1, 2, timedelta(hours=hours))) == expected


@given(
    st.lists(
        st.tuples(st.integers(1, 12), st.integers(1, 12), st.integers(0, 3600), st.sampled_from(Way)),
        max_size=60,
    )
)
def test_every_flag_stands_on_evidence(drawn: list[tuple[int, int, int, Way]]) -> None:
    """Whatever was scanned: a flag names people and contacts of the event, those of its people, once and in order."""
    pairs = {(min(a, b), max(a, b)): (seconds, way) for a, b, seconds, way in drawn if a != b}
    contacts = [
        met(number, low, high, timedelta(seconds=seconds), way=way)
        for number, ((low, high), (seconds, way)) in enumerate(pairs.items())
    ]
    for flag in look(*contacts):
        assert flag.contacts
        assert set(flag.contacts) <= set(contacts)
        assert len(set(flag.contacts)) == len(flag.contacts)
        assert list(flag.contacts) == sorted(flag.contacts, key=lambda contact: (contact.made_at, contact.id))
        assert all(set(flag.people) & set(contact.people) for contact in flag.contacts)
