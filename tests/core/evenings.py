"""Evenings in values: any people and contacts, for what is counted without a database."""

from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from eventapp.core.contact_rules import Attendee, Confirmation, MadeContact, Rules
from eventapp.core.result import Corrected, RecordedDecision, RecordedPerson, ResultFacts
from eventapp.core.titles import Title

NINE = datetime(2026, 3, 4, 9, tzinfo=UTC)
DAYS = (date(2026, 3, 4), date(2026, 3, 5))
BERLIN = ZoneInfo("Europe/Berlin")
PEOPLE = 9


def minutes(number: int) -> datetime:
    """So many minutes after nine o'clock, in UTC."""
    return NINE + timedelta(minutes=number)


def facts(
    people: list[RecordedPerson],
    contacts: list[MadeContact],
    *,
    rules: Rules | None = None,
    chosen: tuple[Title, ...] = tuple(Title),
    **others: Any,
) -> ResultFacts:
    """The facts of an evening of two days in Berlin."""
    values: dict[str, Any] = {
        "code_version": "0.1.0",
        "event": "abend",
        "title": "Ein Abend",
        "zone": BERLIN,
        "days": DAYS,
        "ended_at": minutes(2000),
        "recorded_at": minutes(2020),
        "change_no": 77,
        "version": 2,
        "corrects": Corrected(1, "ab" * 32),
        "decisions": [
            RecordedDecision(contact.id, "voided", minutes(1990), "organiser")
            for contact in contacts
            if contact.voided
        ],
    } | others
    return ResultFacts(rules=rules or Rules(), chosen=chosen, people=people, contacts=contacts, **values)


def person(number: int, organisation: int | None = None, **others: Any) -> RecordedPerson:
    """Somebody who takes part, came at nine, and is of an organisation of their own unless said otherwise."""
    values = {"is_newcomer": False, "is_tracked": True} | others
    attendee = Attendee(
        number,
        100 + number if organisation is None else organisation,
        values.pop("checked_in_at", NINE),
        is_staff=values.pop("is_staff", False),
    )
    return RecordedPerson(attendee, **values)


def contact(one: int, other: int, at: int = 1, **others: Any) -> MadeContact:
    """Two people met, so many minutes after nine."""
    low, high = sorted((one, other))
    return MadeContact(id=low * 100 + high, low_id=low, high_id=high, made_at=minutes(at), **others)


_MOMENTS = st.integers(0, 2000).map(minutes)
_RULES = st.builds(
    Rules,
    confirmation=st.sampled_from(Confirmation),
    require_check_in=st.booleans(),
    require_other_organisation=st.booleans(),
    require_new_in_series=st.booleans(),
    require_not_known_before=st.booleans(),
)


@st.composite
def evenings(draw: st.DrawFn) -> ResultFacts:
    """Any evening of up to nine people of up to three organisations."""
    numbers = range(1, draw(st.integers(0, PEOPLE)) + 1)
    people = [
        RecordedPerson(
            Attendee(
                number,
                draw(st.none() | st.integers(1, 3)),
                draw(st.just(NINE) | st.none() | _MOMENTS),
                draw(st.sampled_from([False, False, False, True])),
            ),
            is_tracked=draw(st.booleans()),
            is_newcomer=draw(st.booleans()),
        )
        for number in numbers
    ]
    flag = st.sampled_from([False, False, False, True])
    contacts = [
        MadeContact(
            id=low * 100 + high,
            low_id=low,
            high_id=high,
            made_at=draw(_MOMENTS),
            confirmed_at=draw(st.none() | _MOMENTS),
            met_before=draw(flag),
            known_before=draw(flag),
            rejected=draw(flag),
            voided=draw(flag),
        )
        for low, high in combinations(numbers, 2)
        if draw(st.booleans())
    ]
    chosen = draw(st.lists(st.sampled_from(Title), unique=True))
    corrects = draw(st.none() | st.just(Corrected(1, "cd" * 32)))
    return facts(people, contacts, rules=draw(_RULES), chosen=tuple(chosen), corrects=corrects)
