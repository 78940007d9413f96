"""Who gets which certificate, and what does it state?"""

import secrets
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import update

from eventapp import clock
from eventapp.accounts.audit import entries
from eventapp.certificates import entitlement, queries
from eventapp.certificates.entitlement import Statement, title_key
from eventapp.certificates.models import Kind
from eventapp.certificates.service import (
    Chosen,
    Fetching,
    fetch_own,
    is_same_name,
    save_choice,
)
from eventapp.certificates.words import deed_of
from eventapp.checkin.models import CheckIn
from eventapp.checkin.service import undo_check_in
from eventapp.core.titles import Title
from eventapp.database import write_session
from eventapp.events.models import Event
from eventapp.events.service import create_series
from eventapp.extensions import db
from eventapp.registration.service import erase
from tests.certificates.conftest import (
    announce,
    certificates,
    choose,
    correct_result,
    end_event,
    make,
    open_again,
    record_result,
)
from tests.champion.evening import Evening, make_evening
from tests.factories import MadeAttendee, make_account, make_attendee, make_event, today

BERLIN = ZoneInfo("Europe/Berlin")
CHAMPION = title_key(Title.CHAMPION, None)


def statements(event_id: int, kind: Kind) -> dict[int, list[Statement]]:
    """What may be certified of whom."""
    found = entitlement.entitled(db.session.get_one(Event, event_id), kind)
    return {registration_id: list(each) for registration_id, each in found.items()}


def arrive(person: MadeAttendee, moment: datetime) -> None:
    """Moves an arrival in time."""
    with write_session(db.session()) as session:
        session.execute(update(CheckIn).where(CheckIn.registration_id == person.id).values(happened_at=moment))


@pytest.mark.parametrize(
    ("day", "wall", "days", "hours"),
    [
        (0, time(9), 3, 10.5),
        (0, time(23, 59), 3, 10.5),
        (1, time(0, 1), 2, 4),  # in UTC still the first day
        (2, time(9), 1, 0),
        (4, time(9), 1, 0),  # checked in by hand after the event
        (-1, time(9), 3, 10.5),  # the evening before
    ],
)
def test_attendance_counts_from_the_day_of_arrival(app: Flask, day: int, wall: time, days: int, hours: float) -> None:
    """Days in the event's own time zone, with the hours that the organisers entered."""
    with app.app_context():
        organiser = make_account()
        first_day = today()
        event = make_event(organiser=organiser, first_day=first_day, days=3)
        known = {first_day: 6.5, first_day + timedelta(days=1): 4}
        event_id = event.id
        person = make_attendee(event)
        chosen = Chosen([Kind.ATTENDANCE], known, "", "", 3)
        save_choice(event_id, chosen, account_id=organiser.id, now=clock.now())
        arrive(person, datetime.combine(first_day + timedelta(days=day), wall, BERLIN))
        [statement] = statements(event_id, Kind.ATTENDANCE)[person.id]
        assert (len(statement.days), sum(number for _day, number in statement.hours)) == (days, hours)


def test_whoever_never_arrived_has_no_certificate(evening: Evening) -> None:
    """Nor does anybody whose arrival was undone."""
    with evening.app.app_context():
        event = db.session.get_one(Event, evening.event_id)
        absent = make_attendee(event, "Dora", checked_in=False)
        undo_check_in(
            evening.people["Ben"].id, event_id=evening.event_id, account_id=evening.organiser_id, now=clock.now()
        )
        assert set(statements(evening.event_id, Kind.ATTENDANCE)) == {
            evening.people["Anna"].id,
            evening.people["Cleo"].id,
        }
        assert absent.id not in statements(evening.event_id, Kind.ATTENDANCE)


def champions(evening: Evening) -> dict[str, Statement]:
    """Who has the champion's title, by first name."""
    names = {person.id: name for name, person in evening.people.items()}
    with evening.app.app_context():
        found = statements(evening.event_id, Kind.TITLE)
    return {names[id_]: held for id_, titles in found.items() for held in titles if held.title == CHAMPION}


def test_the_champion_has_a_title_once_crowned(evening: Evening) -> None:
    """Not before, and not while a correction is being checked or people scan again."""
    assert champions(evening) == {}
    record_result(evening)
    assert champions(evening) == {}
    announce(evening)
    assert set(champions(evening)) == {"Anna"}
    correct_result(evening)
    assert champions(evening) == {}
    announce(evening)
    assert set(champions(evening)) == {"Anna"}
    open_again(evening)
    assert champions(evening) == {}


def test_a_title_says_what_it_is_for_and_who_shares_it(evening: Evening) -> None:
    """Three people who all met each other at the same moment."""
    evening.meet(("Ben", "Cleo"), at=1)
    record_result(evening)
    announce(evening)
    found = champions(evening)
    assert set(found) == {"Anna", "Ben", "Cleo"}
    assert {(int(each.held.value), len(each.held.numbers)) for each in found.values() if each.held} == {(2, 3)}


def test_an_organisations_title_is_certified_to_all_of_its_people_who_came(app: Flask) -> None:
    """With its name, whether they agreed to be named or met anybody; not to who stayed away."""
    house = make_evening(app, Ada="Haus", Bea="Haus", Cem="Haus", Dan="Werk D", Eva="Werk E", Flo="Werk E")
    house.meet(("Ada", "Dan"), ("Bea", "Dan"), ("Ada", "Eva"), at=1)
    with app.app_context():
        undo_check_in(house.people["Cem"].id, event_id=house.event_id, account_id=house.organiser_id, now=clock.now())
        event = db.session.get_one(Event, house.event_id)
        more = [make_attendee(event, name, organisation="Haus").id for name in ("Gil", "Hal")]
        make_attendee(event, "Ira", organisation="Haus", checked_in=False)
    record_result(house)
    announce(house)
    with app.app_context():
        found = statements(house.event_id, Kind.TITLE)
        held = {who: each for who, all_ in found.items() for each in all_ if each.title == Title.ORGANISATION}
        assert set(held) == {house.people["Ada"].id, house.people["Bea"].id, *more}
        assert {each.organisation for each in held.values()} == {"Haus"}
        with force_locale("de"):
            [statement] = {deed_of(each) for each in held.values()}
    assert statement == "hat diesen Titel verdient, gemeinsam mit Haus, bei"


def test_each_title_has_a_certificate_of_its_own(evening: Evening) -> None:
    """The champion of a day is another one than the champion, and is of that day."""
    record_result(evening)
    announce(evening)
    assert make(evening, Kind.TITLE) == len(certificates(evening))
    with evening.app.app_context():
        today = db.session.get_one(Event, evening.event_id).days[0].date
        held = statements(evening.event_id, Kind.TITLE)[evening.people["Anna"].id]
    of_day = title_key(Title.CHAMPION_OF_DAY, today)
    assert {CHAMPION, of_day} <= {each.title for each in held}
    assert {CHAMPION, of_day} <= {row.title for row in certificates(evening)}
    assert [each.days for each in held if each.title == of_day] == [[today]]


class Season:
    """Four events of one series, the last one of today, run by one account."""

    def __init__(self) -> None:
        """Makes the events."""
        self.organiser_id = make_account().id
        self.series_id = create_series(title="Reihe", account_id=self.organiser_id, now=clock.now()).id
        self.event_ids = [self.event(weeks=weeks) for weeks in (3, 2, 1, 0)]

    def event(self, *, weeks: int, is_rehearsal: bool = False) -> int:
        """An event of the series that began some weeks ago, and still takes registrations."""
        event_id = make_event(series_id=self.series_id, is_rehearsal=is_rehearsal).id
        with write_session(db.session()) as session:
            session.get_one(Event, event_id).tracking_opens_at -= timedelta(weeks=weeks)
        return event_id

    def come(self, name: str, *numbers: int, email: str | None = "", checked_in: bool = True) -> int:
        """Somebody comes to these events; the registration for the last of them."""
        address = f"{name.lower()}@example.org" if email == "" else email
        made = [
            make_attendee(
                db.session.get_one(Event, self.event_ids[number]), name, email=address, checked_in=checked_in
            )
            for number in numbers
        ]
        return made[-1].id

    def choose(self, least: int) -> None:
        """Sets how many events it takes."""
        chosen = Chosen([Kind.SERIES], {}, "", "", least)
        save_choice(self.event_ids[-1], chosen, account_id=self.organiser_id, now=clock.now())


@pytest.fixture
def season(app: Flask) -> Season:
    """A series of four events."""
    with app.app_context():
        return Season()


def test_three_of_four(app: Flask, season: Season) -> None:
    """Who came to enough events and to this one, by the confirmed e-mail address."""
    with app.app_context():
        often = season.come("Often", 0, 2, 3)
        always = season.come("Always", 0, 1, 2, 3)
        season.come("Seldom", 1, 3)
        season.come("Earlier", 0, 1, 2)
        season.come("Unknown", 0, 1, 2, 3, email=None)
        season.come("Absent", 0, 1, 2, 3, checked_in=False)
        found = statements(season.event_ids[-1], Kind.SERIES)
        assert set(found) == {often, always}
        [statement] = found[often]
        assert [event.id for event in statement.events] == [season.event_ids[number] for number in (0, 2, 3)]
        assert statement.of_events == 4


def test_how_many_events_it_takes_is_a_setting_of_the_series(app: Flask, season: Season) -> None:
    """Chosen at one event, it holds for the others."""
    with app.app_context():
        twice = season.come("Twice", 1, 2)
        season.choose(2)
        assert set(statements(season.event_ids[2], Kind.SERIES)) == {twice}
        season.choose(4)
        assert statements(season.event_ids[2], Kind.SERIES) == {}


def test_rehearsals_drafts_and_later_events_do_not_count(app: Flask, season: Season) -> None:
    """Neither to what somebody came to, nor to how many there were."""
    with app.app_context():
        season.event_ids[0:0] = [season.event(weeks=5, is_rehearsal=True), season.event(weeks=4)]
        season.come("Anna", 0, 1, 2, 3, 5)
        with write_session(db.session()) as session:
            session.get_one(Event, season.event_ids[1]).published_at = None
        season.choose(3)
        [[statement]] = statements(season.event_ids[-1], Kind.SERIES).values()
        assert (len(statement.events), statement.of_events) == (3, 4)
        assert statements(season.event_ids[3], Kind.SERIES) == {}
        assert statements(season.event_ids[0], Kind.SERIES) == {}


def test_who_may_print_the_certificates_of_a_series(app: Flask, season: Season) -> None:
    """Only who organises all of its events up to this one: nobody learns of the guests of others."""
    with app.app_context():
        event = db.session.get_one(Event, season.event_ids[-1])
        stranger = make_account()
        organiser = make_account()
        other = make_event(organiser=organiser)
        assert not entitlement.may_certify_series(event, stranger.id)
        assert entitlement.may_certify_series(other, organiser.id)
        assert not entitlement.may_certify_series(other, stranger.id)


def test_making_all_twice_makes_none_anew(evening: Evening) -> None:
    """Codes that are on paper stay good; who arrives later gets one at the next printing."""
    assert make(evening, Kind.ATTENDANCE) == 3
    before = {row.code for row in certificates(evening)}
    with evening.app.app_context():
        make_attendee(db.session.get_one(Event, evening.event_id), "Zoe")
    assert make(evening, Kind.ATTENDANCE) == 4
    after = {row.code for row in certificates(evening)}
    assert before < after
    assert len(after) == 4
    with evening.app.app_context():
        log = [entry.about for entry in entries(evening.event_id) if entry.action == "certificates.made"]
    assert [about["count"] for about in log] == [1, 3]


def test_what_was_printed_comes_in_the_order_of_the_badges(evening: Evening) -> None:
    """By family name; a certificate that does not hold any more is left out."""
    with evening.app.app_context():
        event = db.session.get_one(Event, evening.event_id)
        for name in ("Zoe Abel", "Ada Zorn"):
            make_attendee(event, name)
        make(evening, Kind.ATTENDANCE)
        undo_check_in(
            evening.people["Ben"].id, event_id=evening.event_id, account_id=evening.organiser_id, now=clock.now()
        )
        names = [issued.name for issued in queries.issued(event, Kind.ATTENDANCE)]
        assert names == ["Zoe Abel", "Anna Probe", "Cleo Probe", "Ada Zorn"]


def fetch(evening: Evening, name: str, kind: Kind = Kind.ATTENDANCE, title: str = "") -> Fetching:
    """Somebody fetches their own certificate."""
    with evening.app.app_context():
        return fetch_own(evening.people[name].id, event_id=evening.event_id, kind=kind, title=title, now=clock.now())


def test_fetching_ones_own(evening: Evening) -> None:
    """When it is offered, when the event is over, and only what one may have."""
    assert fetch(evening, "Anna") is Fetching.NOT_OFFERED
    choose(evening, Kind.ATTENDANCE, Kind.TITLE)
    assert fetch(evening, "Anna") is Fetching.TOO_EARLY
    end_event(evening)
    assert fetch(evening, "Anna", Kind.SERIES) is Fetching.NOT_OFFERED
    assert fetch(evening, "Anna", Kind.TITLE, CHAMPION) is Fetching.NOT_ENTITLED
    assert fetch(evening, "Anna", Kind.ATTENDANCE, "king") is Fetching.NOT_ENTITLED
    assert fetch(evening, "Anna") is Fetching.MADE
    assert fetch(evening, "Anna") is Fetching.MADE
    assert len(certificates(evening)) == 1


def test_a_certificate_that_was_printed_can_be_fetched_at_once(evening: Evening) -> None:
    """Whoever has it on paper need not wait for the end of the event."""
    choose(evening, Kind.ATTENDANCE)
    make(evening, Kind.ATTENDANCE)
    assert fetch(evening, "Ben") is Fetching.MADE


def test_erasing_somebody_erases_their_certificates(evening: Evening) -> None:
    """Nobody else's."""
    with evening.app.app_context():
        make(evening, Kind.ATTENDANCE)
        erase(evening.people["Ben"].id, account_id=None, now=clock.now())
    left = {row.registration_id for row in certificates(evening)}
    assert left == {evening.people["Anna"].id, evening.people["Cleo"].id}


@pytest.mark.parametrize(
    ("typed", "is_same"),
    [
        ("Anna Müller", True),
        ("  anna   MÜLLER ", True),
        ("Anna Mu\u0308ller", True),
        ("Anna Mueller", False),
        ("Anna", False),
        ("", False),
        ("\ud800", False),
        (secrets.token_hex(1000), False),
    ],
)
def test_comparing_a_name(typed: str, *, is_same: bool) -> None:
    """Case and blanks do not matter, letters do."""
    assert is_same_name("Anna Müller", typed) is is_same
