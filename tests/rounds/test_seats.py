"""What happens when somebody says „I sit here“, and what is a contact that a table has made?"""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from eventapp import clock
from eventapp.contacts.own_contacts import decide_consent, reject_contact
from eventapp.contacts.queries import contact_counts, own_contacts
from eventapp.core.contact_rules import Confirmation, Reason, Rules, Way
from eventapp.database import write_session
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.registration.models import Purpose
from eventapp.rounds import queries, seats
from eventapp.rounds.models import Round
from eventapp.rounds.seats import MOST_SEATS, Joining, join_table
from eventapp.rounds.service import end_round, make_tables, remove_table
from tests.contacts.phones import contacts
from tests.factories import make_attendee, make_event, scan, today
from tests.rounds.lounge import Lounge, make_lounge, pairs
from tests.rounds.lounge import seats as seats_taken


def somebody_is_there(lounge: Lounge) -> None:
    """Ben sits at the table."""
    lounge.start()
    lounge.sit(lounge.people[1])


def twice(lounge: Lounge) -> None:
    """Anna has scanned it a moment ago."""
    lounge.start()
    lounge.sit(lounge.people[0])


def at_the_other_table(lounge: Lounge) -> None:
    """Anna sits at the other table in this round."""
    lounge.start()
    lounge.sit(lounge.people[0], 1)


def other_table_before(lounge: Lounge) -> None:
    """Anna sat at the other table in the round before."""
    at_the_other_table(lounge)
    lounge.wait(minutes=10)
    lounge.start()


def no_round(_lounge: Lounge) -> None:
    """Nobody has started one."""


def round_over(lounge: Lounge) -> None:
    """Its last minute has passed."""
    somebody_is_there(lounge)
    lounge.wait(minutes=10)


def round_ended(lounge: Lounge) -> None:
    """The organiser has ended it early."""
    somebody_is_there(lounge)
    assert end_round(lounge.event_id, account_id=lounge.account_id, now=lounge.now)


def last_moment(lounge: Lounge) -> None:
    """The round ends in a second."""
    somebody_is_there(lounge)
    lounge.wait(minutes=9, seconds=59)


def left_tracking(lounge: Lounge) -> None:
    """Anna takes no part in contact tracking."""
    somebody_is_there(lounge)
    decide_consent(lounge.people[0].id, Purpose.TRACKING, "Nein", given=False, now=lounge.now)


def closed_by_hand(lounge: Lounge) -> None:
    """The organiser has closed contact tracking while the round ran."""
    somebody_is_there(lounge)
    _change_event(lounge, contacts_closed_at=lounge.now)


def event_over(lounge: Lounge) -> None:
    """The event ends within the round."""
    somebody_is_there(lounge)
    _change_event(lounge, tracking_closes_at=lounge.now)


def too_early(lounge: Lounge) -> None:
    """The times of the event were changed."""
    somebody_is_there(lounge)
    _change_event(lounge, tracking_opens_at=lounge.now + timedelta(seconds=1))


def removed(lounge: Lounge) -> None:
    """The table was taken away."""
    somebody_is_there(lounge)
    assert remove_table(lounge.tables[0][0], event_id=lounge.event_id, now=lounge.now)


def _change_event(lounge: Lounge, **values: object) -> None:
    with write_session(db.session()) as session:
        session.execute(update(Event).where(Event.id == lounge.event_id).values(**values))


CASES: list[tuple[Callable[[Lounge], None], Joining, int]] = [
    (somebody_is_there, Joining.JOINED, 1),
    (last_moment, Joining.JOINED, 1),
    (other_table_before, Joining.JOINED, 0),
    (twice, Joining.ALREADY_HERE, 0),
    (at_the_other_table, Joining.ELSEWHERE, 0),
    (no_round, Joining.NO_ROUND, 0),
    (round_over, Joining.NO_ROUND, 0),
    (round_ended, Joining.NO_ROUND, 0),
    (left_tracking, Joining.NO_CONSENT, 0),
    (closed_by_hand, Joining.CLOSED, 0),
    (event_over, Joining.CLOSED, 0),
    (too_early, Joining.CLOSED, 0),
    (removed, Joining.NO_TABLE, 0),
]


@pytest.mark.parametrize(("arrange", "joining", "met"), CASES)
def test_every_outcome(lounge: Lounge, arrange: Callable[[Lounge], None], joining: Joining, met: int) -> None:
    """What Anna hears when she says that she sits there, and how many people she has met by it."""
    with lounge.app.app_context():
        arrange(lounge)
        before = seats_taken()
        assert lounge.sit(lounge.people[0]) is joining
        assert len(seats_taken() - before) == (joining is Joining.JOINED)
    assert len(pairs(lounge.app)) == met


def test_no_outcome_is_forgotten() -> None:
    """The table above has all of them, the full table aside, which has a test of its own."""
    assert {joining for _, joining, _ in CASES} | {Joining.FULL} == set(Joining)
    assert [joining for joining in Joining if joining.sits] == [Joining.JOINED, Joining.ALREADY_HERE]


def test_a_table_has_so_many_seats(lounge: Lounge, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who comes too late meets nobody there, and finds room at another table."""
    assert MOST_SEATS >= 20
    monkeypatch.setattr(seats, "MOST_SEATS", 2)
    anna, ben, cleo, *_ = lounge.people
    with lounge.app.app_context():
        lounge.start()
        assert [lounge.sit(person) for person in (anna, ben, cleo, ben)] == [
            Joining.JOINED,
            Joining.JOINED,
            Joining.FULL,
            Joining.ALREADY_HERE,
        ]
        assert lounge.sit(cleo, 1) is Joining.JOINED
    assert pairs(lounge.app) == [(anna.id, ben.id)]


def test_a_table_of_another_event_is_none(lounge: Lounge) -> None:
    """Neither with my event's id nor with that of the table's event does it seat me."""
    anna = lounge.people[0]
    with lounge.app.app_context():
        other = make_event(title="Anderes")
        make_tables(other.id, ["Theke"], now=lounge.now)
        [table] = queries.tables(other.id)
        table_id, other_id = table.id, other.id
        lounge.start()
        for event_id, expected in ((lounge.event_id, Joining.NO_TABLE), (other_id, Joining.NO_CONSENT)):
            joining = join_table(table_id, event_id=event_id, registration_id=anna.id, now=lounge.now)
            assert joining is expected
        assert seats_taken() == set()


def test_what_a_contact_of_a_table_is(lounge: Lounge) -> None:
    """Made at the moment of sitting down, by whoever came second, in the way of rounds, and confirmed."""
    anna, ben, *_ = lounge.people
    with lounge.app.app_context():
        lounge.start()
        lounge.sit(ben)
        lounge.wait(minutes=1)
        lounge.sit(anna)
        [own] = own_contacts(ben.id)
        assert own.reason is Reason.COUNTS
        assert contact_counts(own_contacts(anna.id)).counted == 1
    [contact] = contacts(lounge.app)
    assert (contact.low_id, contact.high_id, contact.scanner_id) == (anna.id, ben.id, anna.id)
    assert (contact.way, contact.made_at, contact.confirmed_at) == (Way.ROUND, lounge.now, lounge.now)


@pytest.mark.parametrize("earlier", [None, "anna", "ben"])
def test_where_both_have_to_agree_both_have_agreed(app: Flask, earlier: str | None) -> None:
    """In a mutual event the contact counts at once, also one that waited for either side's yes."""
    lounge = make_lounge(app, Rules(confirmation=Confirmation.MUTUAL))
    anna, ben, *_ = lounge.people
    with app.app_context():
        if earlier:
            scan(*((anna, ben) if earlier == "anna" else (ben, anna)))
            lounge.now = clock.now()
        lounge.start()
        lounge.sit(anna)
        if earlier:
            [waiting] = own_contacts(anna.id)
            assert waiting.reason is Reason.NOT_CONFIRMED
            change_no = db.session.get_one(Event, lounge.event_id).change_no
        lounge.sit(ben)
        [own] = own_contacts(anna.id)
        assert own.reason is Reason.COUNTS
    [contact] = contacts(app)
    assert contact.confirmed_at == lounge.now
    assert contact.way == (Way.CAMERA if earlier else Way.ROUND)
    assert not earlier or contact.change_no == change_no + 1, "open screens have to hear of it"


def test_who_has_met_stays_as_they_were(lounge: Lounge) -> None:
    """Neither the way nor the moment of an earlier contact changes, nor that somebody objected to it."""
    anna, ben, *_ = lounge.people
    with lounge.app.app_context():
        scan(anna, ben)
        [own] = own_contacts(anna.id)
        reject_contact(own.id, registration_id=ben.id, now=clock.now())
    before = [{key: value for key, value in vars(row).items() if key[0] != "_"} for row in contacts(lounge.app)]
    with lounge.app.app_context():
        lounge.now = clock.now()
        lounge.start()
        assert [lounge.sit(anna), lounge.sit(ben)] == [Joining.JOINED, Joining.JOINED]
    assert [
        {key: value for key, value in vars(row).items() if key[0] != "_"} for row in contacts(lounge.app)
    ] == before
    assert before[0]["rejected_at"] is not None


def test_why_it_does_not_count(app: Flask) -> None:
    """Colleagues, staff, somebody who has not arrived, and whom one met at an earlier event of the series."""
    with app.app_context():
        yesterday = today() - timedelta(days=1)
        earlier = make_event(title="Vorabend", first_day=yesterday, days=3)
        old = [make_attendee(earlier, name, email=f"{name}@example.org") for name in ("Anna", "Ben")]
        scan(*old)
        event = make_event(series_id=earlier.series_id)
        anna = make_attendee(event, "Anna", email="anna@example.org", organisation="Werk")
        others = [
            make_attendee(event, "Ben", email="ben@example.org"),
            make_attendee(event, "Cleo", organisation="Werk"),
            make_attendee(event, "Dora", is_staff=True),
            make_attendee(event, "Emil", checked_in=False),
            make_attendee(event, "Fritz"),
        ]
        make_tables(event.id, ["Insel"], now=clock.now())
        [table] = queries.tables(event.id)
        lounge = Lounge(app, app.test_client(), event.id, 0, (), [(table.id, table.code)])
        with write_session(db.session()) as session:
            session.add(
                Round(event_id=event.id, number=1, opened_at=lounge.now, closes_at=lounge.now + timedelta(minutes=5))
            )
        for person in (*others, anna):
            assert lounge.sit(person) is Joining.JOINED
        reasons = {own.name: own.reason for own in own_contacts(anna.id)}
    assert reasons == {
        "Ben": Reason.MET_BEFORE,
        "Cleo": Reason.SAME_ORGANISATION,
        "Dora": Reason.STAFF,
        "Emil": Reason.NOT_CHECKED_IN,
        "Fritz": Reason.COUNTS,
    }
