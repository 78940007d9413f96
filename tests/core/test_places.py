"""Who gets a place, who waits, and until when may somebody answer?"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from eventapp.core.admission import WITHOUT_PLACE
from eventapp.core.places import (
    ANSWERING,
    ATTENDING,
    CONFIRM_WITHIN,
    HOLDING,
    LEAVABLE,
    RETURNABLE,
    SHORTEST_OFFER,
    Given,
    PlaceRules,
    Status,
    next_in_line,
    place_for,
)

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
UNLIMITED, TEN = PlaceRules(), PlaceRules(places=10)
NO_LIST, CHOOSY = replace(TEN, has_waiting_list=False), replace(TEN, requires_approval=True)
CONFIRMED, WAITING, REQUESTED = Given(Status.CONFIRMED), Given(Status.WAITING), Given(Status.REQUESTED)
KEPT = Given(Status.PROVISIONAL, NOW + CONFIRM_WITHIN)

KNOWN, APPROVED = {"is_known": True, "is_approved": False}, {"is_known": True, "is_approved": True}
STRANGER = {"is_known": False, "is_approved": False}
CASES = [
    (UNLIMITED, 9_999, STRANGER, CONFIRMED),
    (TEN, 9, STRANGER, KEPT),
    (TEN, 9, KNOWN, CONFIRMED),
    (TEN, 10, KNOWN, WAITING),
    (TEN, 12, STRANGER, WAITING),  # hosts let two people in past the number
    (NO_LIST, 9, STRANGER, KEPT),
    (NO_LIST, 10, STRANGER, None),
    (NO_LIST, 10, APPROVED, WAITING),  # approved by hand: never lost
    (CHOOSY, 0, KNOWN, REQUESTED),
    (CHOOSY, 10, KNOWN, REQUESTED),
    (CHOOSY, 9, APPROVED, CONFIRMED),
    (CHOOSY, 10, APPROVED, WAITING),
    (replace(UNLIMITED, requires_approval=True), 0, STRANGER, REQUESTED),
    (replace(UNLIMITED, requires_approval=True), 0, APPROVED, CONFIRMED),
]


@pytest.mark.parametrize(("rules", "held", "who", "expected"), CASES)
def test_what_somebody_gets(rules: PlaceRules, held: int, who: dict[str, bool], expected: Given | None) -> None:
    """By how many places are held, whether the address is confirmed, and whether the organisers said yes."""
    assert place_for(rules, held, **who, now=NOW) == expected


@pytest.mark.parametrize(
    ("rules", "begins_in", "expected"),
    [
        (TEN, timedelta(days=30), Given(Status.OFFERED, NOW + timedelta(hours=48))),
        (TEN, timedelta(hours=12), Given(Status.OFFERED, NOW + timedelta(hours=12))),  # settled when it begins
        (TEN, timedelta(minutes=5), Given(Status.OFFERED, NOW + SHORTEST_OFFER)),
        (TEN, timedelta(days=-1), Given(Status.OFFERED, NOW + SHORTEST_OFFER)),
        (replace(TEN, offer_lasts=timedelta(0)), timedelta(days=30), CONFIRMED),
        (UNLIMITED, timedelta(days=30), CONFIRMED),  # there is nobody after them who waits
    ],
)
def test_whoever_is_next(rules: PlaceRules, begins_in: timedelta, expected: Given) -> None:
    """It is settled by the time when the event begins, with two hours at least to answer."""
    assert next_in_line(rules, begins_at=NOW + begins_in, now=NOW) == expected


def test_every_status_is_said_what_it_allows() -> None:
    """Each has a place or a refusal at the door, and a way on: out, or back in; a no is the organisers' alone."""
    for status in Status:
        assert status.has_place == (status in ATTENDING) == (status not in WITHOUT_PLACE)
        assert (status in LEAVABLE) != (status in RETURNABLE) or status is Status.DECLINED
    assert {*ATTENDING, *ANSWERING} == {*HOLDING}
