"""Who stands where? The same whether counted change by change or from the start."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from eventapp.core.contact_rules import Attendee, Confirmation, MadeContact, Rules
from eventapp.core.standings import Score, Tally

NINE = datetime(2026, 3, 4, 9, tzinfo=UTC)
PEOPLE = 7


def minutes(number: int) -> datetime:
    """So many minutes after nine o'clock."""
    return NINE + timedelta(minutes=number)


def tally_of(attendees: list[Attendee], contacts: list[MadeContact], rules: Rules) -> Tally:
    """A tally that sees everything once."""
    tally = Tally(rules)
    for attendee in attendees:
        tally.put_attendee(attendee)
    for contact in contacts:
        tally.put_contact(contact)
    return tally


def test_order_is_counted_then_organisations_then_earlier_then_shared() -> None:
    """The published order: more counted contacts; more organisations; reached earlier; else the place is shared."""
    organisations = {1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 5, 7: 6}
    attendees = [Attendee(number, organisation, NINE) for number, organisation in organisations.items()]
    pairs = [(1, 5, 1), (1, 7, 9), (2, 5, 2), (2, 6, 3), (3, 5, 4), (3, 7, 8), (4, 6, 5), (4, 7, 8)]
    contacts = [
        MadeContact(number, low, high, minutes(minute)) for number, (low, high, minute) in enumerate(pairs, start=1)
    ]
    places = {row.attendee_id: row.rank for row in tally_of(attendees, contacts, Rules()).standings()}
    # 5 and 7 have three contacts each: 5 met 1, 2, 3 and 7 met 1, 3, 4, three organisations each; 5 was there first.
    assert [places[number] for number in (5, 7)] == [1, 2]
    # 1, 3, 4 and 6 met two organisations with two contacts: 6 by minute 5, 3 and 4 by minute 8, 1 by minute 9.
    assert [places[number] for number in (6, 3, 4, 1)] == [3, 4, 4, 6]
    # 2 met two people of one organisation.
    assert places[2] == 7


def test_a_contact_that_does_not_count_stays_a_contact() -> None:
    """Both numbers stand side by side."""
    attendees = [Attendee(1, 9, NINE), Attendee(2, 9, NINE), Attendee(3, 8, NINE)]
    contacts = [MadeContact(1, 1, 2, minutes(1)), MadeContact(2, 1, 3, minutes(2))]
    assert tally_of(attendees, contacts, Rules()).score(1) == Score(1, 2, 1, minutes(2))


def test_other_rules_are_a_look_that_nothing_reaches() -> None:
    """Counted by them as if from the start; what happens to one afterwards does not happen to the other."""
    attendees = [Attendee(1, 9, NINE), Attendee(2, 9, NINE), Attendee(3, 8)]
    contacts = [MadeContact(1, 1, 2, minutes(1)), MadeContact(2, 1, 3, minutes(2))]
    tally = tally_of(attendees, contacts, Rules())
    before = tally.standings()
    others = [tally.under(each) for each in (Rules(require_other_organisation=False), Rules(require_check_in=False))]
    assert [other.score(1).counted for other in others] == [1, 1]
    others[0].remove_contact(1)
    others[1].put_attendee(Attendee(4, 7, NINE))
    others[1].put_contact(MadeContact(3, 1, 4, minutes(3)))
    assert tally.standings() == before
    same = tally.under(Rules())
    assert same.standings() == before
    tally.put_attendee(Attendee(3, 8, NINE))
    assert (tally.score(1).counted, same.score(1).counted, others[0].score(1).counted) == (1, 0, 0)


def test_a_contact_counts_from_the_later_arrival() -> None:
    """Who scans before the door counts when both have passed it."""
    early, late = Attendee(1, 1, NINE), Attendee(2, 2)
    tally = tally_of([early, late], [MadeContact(1, 1, 2, minutes(1))], Rules())
    assert tally.score(1) == Score(0, 1, 0, None)
    assert tally.put_attendee(replace(late, checked_in_at=minutes(30))) == {1, 2}
    assert tally.score(1) == Score(1, 1, 1, minutes(30))


rules = st.builds(
    Rules,
    confirmation=st.sampled_from(Confirmation),
    require_check_in=st.booleans(),
    require_other_organisation=st.booleans(),
    require_new_in_series=st.booleans(),
    require_not_known_before=st.booleans(),
)
moments = st.integers(0, 50).map(minutes)
attendees = st.builds(
    Attendee,
    id=st.integers(1, PEOPLE),
    organisation=st.none() | st.integers(1, 3),
    checked_in_at=st.none() | moments,
    is_staff=st.booleans(),
)
pairs = st.tuples(st.integers(1, PEOPLE), st.integers(1, PEOPLE)).filter(lambda pair: pair[0] < pair[1])
contacts = st.builds(
    lambda pair, **facts: MadeContact(id=pair[0] * 10 + pair[1], low_id=pair[0], high_id=pair[1], **facts),
    pair=pairs,
    made_at=moments,
    confirmed_at=st.none() | moments,
    met_before=st.booleans(),
    known_before=st.booleans(),
    rejected=st.booleans(),
)
changes = st.lists(attendees | contacts | pairs.map(lambda pair: pair[0] * 10 + pair[1]), max_size=60)


@given(rules, changes)
def test_counting_by_change_equals_counting_from_the_start(
    rules: Rules, changes: list[Attendee | MadeContact | int]
) -> None:
    """Whatever changes, in whatever order, looked at in between or not: the standings are those of the end."""
    tally = tally_of([Attendee(number) for number in range(1, PEOPLE + 1)], [], rules)
    for number, change in enumerate(changes):
        if isinstance(change, Attendee):
            tally.put_attendee(change)
        elif isinstance(change, MadeContact):
            tally.put_contact(change)
        else:
            tally.remove_contact(change)
        if number % 3 == 0:
            tally.standings()
    anew = tally_of(list(tally.attendees.values()), list(tally.contacts.values()), rules)
    assert tally.standings() == anew.standings()


@given(rules, changes)
def test_every_counted_contact_counts_for_both(rules: Rules, changes: list[Attendee | MadeContact | int]) -> None:
    """The sum of all counted contacts is even, nobody counts more than they have, and ranks fit the scores."""
    tally = tally_of(
        [Attendee(number, number, NINE) for number in range(1, PEOPLE + 1)],
        [change for change in changes if isinstance(change, MadeContact)],
        rules,
    )
    standings = tally.standings()
    assert sum(row.score.counted for row in standings) % 2 == 0
    assert all(row.score.counted <= row.score.contacts for row in standings)
    for row in standings:
        better = sum(1 for other in standings if other.score.order < row.score.order)
        assert row.rank == better + 1
