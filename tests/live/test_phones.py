"""Does an attendee's phone hear at once that it has something to ask for, and nothing about anybody else?"""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import update

from eventapp import clock
from eventapp.accounts.models import SignIn
from eventapp.contacts.own_contacts import decide_consent
from eventapp.database import write_session
from eventapp.extensions import db
from eventapp.live import hub
from eventapp.registration.models import Purpose
from tests.contacts.phones import Phone
from tests.factories import MadeAttendee, make_attendee, make_event, scan
from tests.live.conftest import end_streams
from tests.live.listening import Listener, serving


class Hall:
    """Anna, Ben and Cleo, and the streams of their phones."""

    def __init__(self, app: Flask, address: str) -> None:
        """Makes the three; nobody has met."""
        self.app, self.address = app, address
        self.listeners: list[Listener] = []
        with app.app_context():
            event = make_event()
            self.anna, self.ben, self.cleo = (make_attendee(event, name) for name in ("Anna", "Ben", "Cleo"))

    def listen(self, owner: MadeAttendee | None) -> Listener:
        """Opens a stream in the phone of somebody, or of nobody."""
        cookie = Phone(self.app, owner).client.get_cookie("session")
        headers = {"Cookie": f"session={cookie.value}"} if cookie else {}
        self.listeners.append(Listener(self.address, f"/events/{self.anna.slug}/contacts/live", headers))
        return self.listeners[-1]

    def scan(self, scanner: MadeAttendee, target: MadeAttendee) -> None:
        """One scans the other."""
        with self.app.app_context():
            scan(scanner, target)


@pytest.fixture
def hall(app: Flask) -> Iterator[Hall]:
    """A served app with three attendees."""
    with serving(app) as address:
        hall = Hall(app, address)
        yield hall
        for listener in hall.listeners:
            listener.close()
        end_streams()


def test_both_phones_of_a_pair_are_told_and_no_other(hall: Hall) -> None:
    """Within a second; without a word about anybody."""
    anna, ben, cleo = (hall.listen(owner) for owner in (hall.anna, hall.ben, hall.cleo))
    for stream in (anna, ben, cleo):
        stream.next("ping")
    hall.scan(hall.anna, hall.ben)
    for stream in (anna, ben):
        assert stream.next("changes", seconds=1).data == {}
    hall.scan(hall.cleo, hall.anna)
    # It is the first that Cleo's phone hears.
    assert cleo.next("changes", seconds=1).id == anna.next("changes", seconds=1).id
    assert not ben.hears("changes", seconds=0.3)


def test_what_was_before_is_not_told(hall: Hall) -> None:
    """The page asks once when its stream begins."""
    hall.scan(hall.anna, hall.ben)
    stream = hall.listen(hall.ben)
    stream.next("ping")
    assert not stream.hears("changes", seconds=0.3)


def test_who_withdraws_leaves_the_other_phone(hall: Hall) -> None:
    """Ben's phone asks again, and finds nobody."""
    hall.scan(hall.anna, hall.ben)
    stream = hall.listen(hall.ben)
    stream.next("ping")
    with hall.app.app_context():
        decide_consent(hall.anna.id, Purpose.TRACKING, "Nein", given=False, now=clock.now())
    stream.next("changes", seconds=1)


def test_signing_out_ends_the_stream(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    """On every phone of the attendee, by itself."""
    assert hub.RIGHTS_EVERY <= 10
    monkeypatch.setattr(hub, "RIGHTS_EVERY", 0.1)
    his, hers = hall.listen(hall.ben), hall.listen(hall.anna)
    his.next("ping")
    with hall.app.app_context(), write_session(db.session()) as session:
        session.execute(update(SignIn).where(SignIn.registration_id == hall.ben.id).values(ended_at=clock.now()))
    his.next("end", seconds=2)
    assert not hers.hears("end", seconds=0.3)
    assert hall.listen(hall.ben).status == 401


def test_strangers_hear_nothing(hall: Hall) -> None:
    """The page with the way in, and no stream."""
    assert hall.listen(None).status == 401


def test_a_third_page_of_one_attendee_ends_the_first(hall: Hall) -> None:
    """One phone, or one script, cannot take the streams of all others."""
    assert hub.MOST_PHONES_OF_ONE == 2
    first, second = hall.listen(hall.ben), hall.listen(hall.ben)
    first.next("ping")
    second.next("ping")
    third = hall.listen(hall.ben)
    first.next("end", seconds=2)
    hall.scan(hall.anna, hall.ben)
    for stream in (second, third):
        stream.next("changes", seconds=1)


def test_phones_beyond_the_limit_are_refused_and_take_no_place_of_organisers(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """503 tells a page to ask every few seconds; a place that gets free is given again."""
    monkeypatch.setattr(hub, "MOST_PHONES", 2)
    first, second = hall.listen(hall.anna), hall.listen(hall.ben)
    first.next("ping")
    second.next("ping")
    assert hall.listen(hall.cleo).status == 503
    first.close()
    hall.scan(hall.anna, hall.ben)
    second.next("changes", seconds=1)
