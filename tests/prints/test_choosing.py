"""Whom a host means by a filter, and whose badges are new or have changed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from eventapp.badges.design import design_for
from eventapp.badges.design.badge import Badge
from eventapp.badges.queries import Holder, Order
from eventapp.prints.choosing import Arrival, Filter, Freshness, Printed, Role, choose
from eventapp.prints.fingerprints import fingerprint, is_same
from eventapp.prints.queries import Candidate, LastPrint

NOON = datetime(2036, 3, 9, 12, tzinfo=UTC)
LATE = datetime(2036, 3, 9, 23, 30, tzinfo=UTC)
"""In Berlin it is the next day."""


def person(  # noqa: PLR0913 what the cases vary
    number: int,
    name: str,
    organisation: str = "",
    *,
    is_staff: bool = False,
    arrived_at: datetime | None = None,
    printed: str | None = None,
) -> Candidate:
    """Somebody, with what stood on their badge when it was printed last."""
    holder = Holder(
        number,
        f"{number:026}",
        name,
        organisation,
        is_staff=is_staff,
        code="B" * 26,
        short_code="WXYZ6789",
        code_drawn_at=NOON,
        registered_at=NOON + timedelta(minutes=number),
    )
    return Candidate(holder, arrived_at, None if printed is None else LastPrint(NOON, printed))


PEOPLE = [
    person(1, "Zoë Adler", "TU Clausthal", arrived_at=NOON, printed="Zoë Adler"),
    person(2, "Jörg Müller", "Öko-Institut", arrived_at=LATE, printed="Jörg Maier"),
    person(3, "Anna Schmidt", "TU Clausthal", is_staff=True),
]


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        (Filter(), ["Zoë Adler", "Jörg Müller", "Anna Schmidt"]),
        (Filter(search="mueller"), ["Jörg Müller"]),
        (Filter(search="clausthal anna"), ["Anna Schmidt"]),
        (Filter(organisation="TU Clausthal"), ["Zoë Adler", "Anna Schmidt"]),
        (Filter(organisation="TU"), []),
        (Filter(role=Role.TEAM), ["Anna Schmidt"]),
        (Filter(role=Role.ATTENDEE), ["Zoë Adler", "Jörg Müller"]),
        (Filter(arrival=Arrival.ARRIVED), ["Zoë Adler", "Jörg Müller"]),
        (Filter(arrival=Arrival.MISSING), ["Anna Schmidt"]),
        (Filter(day=date(2036, 3, 9)), ["Zoë Adler"]),
        (Filter(day=date(2036, 3, 10)), ["Jörg Müller"]),
        (Filter(printed=Printed.PENDING), ["Jörg Müller", "Anna Schmidt"]),
        (Filter(printed=Printed.NEVER), ["Anna Schmidt"]),
        (Filter(printed=Printed.BEFORE), ["Zoë Adler", "Jörg Müller"]),
        (Filter(organisation="TU Clausthal", printed=Printed.PENDING), ["Anna Schmidt"]),
    ],
)
def test_a_filter_means_those_who_fit_all_of_it(wanted: Filter, names: list[str]) -> None:
    """Each condition alone, and two together; days are those of the event's clocks."""
    found = choose(PEOPLE, wanted, Order.FAMILY_NAME, lambda holder: holder.name, "Europe/Berlin")
    assert [row.holder.name for row in found] == names


def test_everybody_is_new_changed_or_printed() -> None:
    """By what stands on the badge now, beside what stood there."""
    found = choose(PEOPLE, Filter(), Order.REGISTERED, lambda holder: holder.name, "Europe/Berlin")
    assert [row.freshness for row in found] == [Freshness.PRINTED, Freshness.CHANGED, Freshness.NEW]


CARD, LABEL = design_for(90, 54), design_for(100, 62)
BADGE = Badge("Anna", "TU", "Treffen", "HTTPS://X/B/1", "WXYZ6789")


@pytest.mark.parametrize(
    "other",
    [
        Badge("Anne", "TU", "Treffen", "HTTPS://X/B/1", "WXYZ6789"),
        Badge("Anna", "", "Treffen", "HTTPS://X/B/1", "WXYZ6789"),
        Badge("Anna", "TU", "Treffen 2", "HTTPS://X/B/1", "WXYZ6789"),
        Badge("Anna", "TU", "Treffen", "HTTPS://X/B/2", "WXYZ6789"),
        Badge("Anna", "TU", "Treffen", "HTTPS://X/B/1", "WXYZ6780"),
        Badge("Anna", "TU", "Treffen", "HTTPS://X/B/1", "WXYZ6789", role="Team"),
        Badge("AnnaTU", "", "Treffen", "HTTPS://X/B/1", "WXYZ6789"),
    ],
)
def test_each_value_on_a_badge_counts(other: Badge) -> None:
    """One changed letter is another badge; nothing runs together. The same badge is the same."""
    assert not is_same(fingerprint(BADGE, CARD, "a"), fingerprint(other, CARD, "a"))
    assert not is_same(fingerprint(BADGE, CARD, "a"), fingerprint(other, LABEL, "a"))
    assert is_same(fingerprint(BADGE, CARD, "a"), fingerprint(BADGE, CARD, "a"))
    assert len(fingerprint(BADGE, CARD, "a")) == 32


def test_the_design_counts_on_the_same_size() -> None:
    """Another design is another badge; on another size, where nothing can look alike, the person counts alone."""
    assert not is_same(fingerprint(BADGE, CARD, "a"), fingerprint(BADGE, CARD, "b"))
    assert is_same(fingerprint(BADGE, CARD, "a"), fingerprint(BADGE, LABEL, "b"))


def test_what_a_design_does_not_show_does_not_count() -> None:
    """Topics that no badge carries may change."""
    talkative = replace(BADGE, topic="KI", icebreaker="Und Sie?")
    assert is_same(fingerprint(BADGE, CARD, "a"), fingerprint(talkative, CARD, "a"))
