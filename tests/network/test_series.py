"""Does the page of a series count right, and only what its organiser may know?"""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp import clock
from eventapp.accounts.models import Account, Role
from eventapp.accounts.service import grant_role
from eventapp.accounts.team import remove_from_team
from eventapp.contacts.own_contacts import decide_consent
from eventapp.database import write_session
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.registration.models import Purpose
from tests.desk import sign_in
from tests.factories import MadeAttendee, make_account, make_attendee, make_event, scan, today

ENGLISH = {"Accept-Language": "en"}
PEOPLE = {"Anna": "Werk <A>", "Ben": "Werk B", "Cleo": "Werk C", "Dora": "Werk D", "Emil": "Werk B"}


class Meetings:
    """A series in the making; its events begin one day after the other, and all are on."""

    def __init__(self, app: Flask, client: FlaskClient) -> None:
        """No event yet."""
        self.app, self.client = app, client
        self.series_id: int | None = None
        with app.app_context():
            self.organiser_id, self.other_id = make_account().id, make_account().id
        sign_in(app, client, self.organiser_id)

    def hold(self, title: str, names: str, *met: str, organised: bool = True, is_rehearsal: bool = False) -> str:
        """Holds an event, and returns its address.

        Args:
            title: Its title.
            names: Who comes, by first name.
            met: Pairs of them, as „Anna Ben“.
            organised: By the organiser who looks; otherwise by another.
            is_rehearsal: It is only played.
        """
        with self.app.app_context():
            now = clock.now()
            event = make_event(
                title=title,
                series_id=self.series_id,
                organiser=db.session.get_one(Account, self.organiser_id if organised else self.other_id),
                first_day=today() - timedelta(days=5 - (self.series_id is not None)),
                days=9,
                is_rehearsal=is_rehearsal,
            )
            self.series_id, event_id, slug = event.series_id, event.id, event.slug
            with write_session(db.session()) as session:
                session.get_one(Event, event_id).tracking_opens_at = now - timedelta(hours=100 - event_id)
            people = {name: self._come(event_id, name) for name in names.split()}
            for pair in met:
                one, other = pair.split()
                scan(people[one], people[other])
        return slug

    def _come(self, event_id: int, name: str) -> MadeAttendee:
        event = db.session.get_one(Event, event_id)
        return make_attendee(event, f"{name} Probe", organisation=PEOPLE[name], email=f"{name.lower()}@example.net")

    def page(self, slug: str) -> str:
        """The page of the series as it reads, in English."""
        response = self.client.get(f"/events/{slug}/series", headers=ENGLISH)
        assert response.status_code == 200
        return " ".join(re.sub(r"<[^>]*>", " ", response.text).split())

    def rows(self, slug: str) -> list[list[str]]:
        """The table of the page."""
        text = self.client.get(f"/events/{slug}/series", headers=ENGLISH).text
        body = text.partition("<tbody>")[2].partition("</tbody>")[0]
        rows = re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
        return [[cell.strip() for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)] for row in rows]


@pytest.fixture
def meetings(app: Flask, client: FlaskClient) -> Meetings:
    """A series whose organiser is signed in."""
    return Meetings(app, client)


def test_three_events(meetings: Meetings) -> None:
    """Numbers, sentences, and the connections that fell away by name of organisation, never of a person."""
    meetings.hold("Eins", "Anna Ben Cleo", "Anna Ben", "Anna Cleo")
    meetings.hold("Zwei", "Anna Ben Dora", "Anna Ben", "Ben Dora")
    slug = meetings.hold("Drei", "Anna Ben Cleo Emil", "Anna Emil", "Ben Cleo")
    assert meetings.rows(slug) == [
        ["Eins", "3", "0", "3", "2", "100%", "2", "2", "0", "–"],  # noqa: RUF001
        ["Zwei", "3", "2", "1", "2", "50%", "2", "1", "0", "1 of 1"],
        ["Drei", "4", "3", "1", "2", "100%", "2", "1", "1", "0 of 2"],
    ]
    page = meetings.page(slug)
    assert "5 different people came, 3 of them to more than one event: 1 at two, 2 at three." in page
    assert "At “Drei”: 1 for the first time, 3 who had come before." in page
    assert "At “Drei” 2 pairs of organisations met, 1 of them for the first time in this series." in page
    assert "Werk &lt;A&gt; – Werk C 1 contact at “Eins”" in page  # noqa: RUF001
    assert "1 more was out of reach" in page
    assert "Probe" not in page


def test_the_first_event_has_nothing_to_be_compared_with(meetings: Meetings) -> None:
    """Neither has one with a rehearsal beside it, or with an event that is still to come."""
    slug = meetings.hold("Eins", "Anna Ben", "Anna Ben")
    meetings.hold("Probe", "Anna Ben", "Anna Ben", is_rehearsal=True)
    coming = meetings.hold("Morgen", "")
    with meetings.app.app_context(), write_session(db.session()) as session:
        event = session.query(Event).filter_by(slug=coming).one()
        event.tracking_opens_at = clock.now() + timedelta(days=1)
    assert "Nothing to compare yet" in meetings.page(slug)


def test_events_without_contacts_are_said_to_have_none(meetings: Meetings) -> None:
    """Nothing is divided by nothing."""
    meetings.hold("Eins", "")
    slug = meetings.hold("Zwei", "")
    page = meetings.page(slug)
    assert "Nobody can be recognised from one event to the next." in page
    assert "At “Zwei” no two organisations have met yet." in page
    assert "no two people were both there who had met" in page


def test_events_of_others_are_not_counted(meetings: Meetings) -> None:
    """The page says only that there are such, and not even that of drafts."""
    meetings.hold("Eins", "Anna Ben", "Anna Ben")
    foreign = meetings.hold("Fremd", "Anna Ben Cleo Dora", "Anna Cleo", "Anna Dora", organised=False)
    slug = meetings.hold("Zwei", "Anna Ben Cleo", "Anna Cleo")
    assert [row[0] for row in meetings.rows(slug)] == ["Eins", "Zwei"]
    page = meetings.page(slug)
    assert "1 more event of this series is organised by others" in page
    assert "3 different people came, 2 of them to more than one event." in page
    assert "Fremd" not in page
    assert "Werk D" not in page
    with meetings.app.app_context(), write_session(db.session()) as session:
        session.query(Event).filter_by(slug=foreign).one().published_at = None
    assert "organised by others" not in meetings.page(slug)
    assert meetings.client.get(f"/events/{foreign}/series").status_code == 404


def test_a_host_of_an_event_does_not_see_it_counted(meetings: Meetings) -> None:
    """Who organises one event and helps at the door of another sees the numbers of one."""
    with meetings.app.app_context():
        helper_id = make_account().id
    meetings.hold("Eins", "Anna Ben", "Anna Ben")
    slug = meetings.hold("Zwei", "Anna Ben", "Anna Ben")
    with meetings.app.app_context():
        events = {event.slug: event.id for event in db.session.query(Event)}
        grant_role(helper_id, Role.HOST, event_id=events["eins"])
        grant_role(helper_id, Role.ORGANISER, event_id=events["zwei"])
    sign_in(meetings.app, meetings.client, helper_id)
    assert "Nothing to compare yet" in meetings.page(slug)
    assert meetings.client.get("/events/eins/series").status_code == 403


def test_who_left_the_team_does_not_see_it_counted(meetings: Meetings) -> None:
    """From the next look on."""
    meetings.hold("Eins", "Anna Ben", "Anna Ben")
    slug = meetings.hold("Zwei", "Anna Ben", "Anna Ben")
    assert len(meetings.rows(slug)) == 2
    with meetings.app.app_context():
        event_id = db.session.query(Event).filter_by(slug="eins").one().id
        grant_role(meetings.other_id, Role.OWNER, event_id=event_id)
        remove_from_team(meetings.organiser_id, event_id=event_id, by_account_id=meetings.other_id, now=clock.now())
    assert "Nothing to compare yet" in meetings.page(slug)


def test_who_leaves_contact_tracking_leaves_the_numbers(meetings: Meetings) -> None:
    """At that event, and with it their coming again."""
    meetings.hold("Eins", "Anna Ben", "Anna Ben")
    slug = meetings.hold("Zwei", "Anna Ben", "Anna Ben")
    assert "2 different people came, 2 of them to more than one event" in meetings.page(slug)
    with meetings.app.app_context():
        event = db.session.query(Event).filter_by(slug="eins").one()
        again = meetings._come(event.id, "Cleo")  # noqa: SLF001 our own
        decide_consent(again.id, Purpose.TRACKING, "Nein", given=False, now=clock.now())
    assert "2 different people came" in meetings.page(slug)
