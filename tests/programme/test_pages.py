"""Do people and organisers see to days and sessions by their pages, mails and calendars alone?"""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import select

from eventapp import background, clock
from eventapp.accounts.models import Role
from eventapp.accounts.service import grant_role
from eventapp.database import write_session
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.mail.models import OutboxMail
from eventapp.programme.days import ask_days
from eventapp.programme.models import ChosenDay, ProgrammeSession
from eventapp.programme.notices import PROGRAMME
from eventapp.registration.models import Registration
from tests.factories import make_account, make_attendee, make_event, today
from tests.mail.smtp_server import Delivery, Mailbox
from tests.pages import sign_in
from tests.programme.planned import booked, session, stands
from tests.registration.placing import PATH, come, limited
from tests.registration.test_place_pages import link_in, text_of

pytestmark = [pytest.mark.one_database, pytest.mark.slow, pytest.mark.measured]


def entries(delivery: Delivery) -> dict[str, tuple[str, int, str]]:
    """What a mail brings for the calendar: status and version and beginning, by the end of each entry's name."""
    [file] = [part for part in delivery.message.walk() if part.get_filename() == "event.ics"]
    content = file.get_payload(decode=True)
    assert isinstance(content, bytes)
    read = Calendar.from_ical(content)
    return {
        str(entry["uid"]).partition("@")[0][27:]: (
            str(entry["status"]),
            int(str(entry["sequence"])),
            str(entry.decoded("dtstart")),
        )
        for entry in read.walk("VEVENT")
    }


def html_of(delivery: Delivery) -> str:
    """The page of a mail."""
    body = delivery.message.get_body(("html",))
    assert body is not None
    return str(body.get_content())


def test_from_the_form_to_the_calendar(
    app: Flask, mailbox: Mailbox, deliver: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Chosen while registering, changed on the own page, moved and cancelled by the organisers."""
    with app.app_context():
        event_id = limited(None)
        ask_days(event_id, asks=True, account_id=make_account().id, now=clock.now())
        ki, law, talk = (
            session(event_id, "KI <b>im</b> Betrieb", title_en="AI at work", room="Raum 2", capacity=1),
            session(event_id, "Recht", after=9, hours=2),
            session(event_id, "Ausklang", after=20, is_bookable=False),
        )
        days = [day.date.isoformat() for day in db.session.get_one(Event, event_id).days]
    client = app.test_client()
    _look_at_the_form(client, days, ki, law, talk)
    who = {"name": "Anna", "email": "anna@example.org", "coming_days": days[:1], "wished_sessions": str(ki)}
    assert client.post(f"{PATH}/register", data=who).status_code == 303
    assert deliver() == 1
    first = mailbox.deliveries[-1]
    assert "KI <b>im</b> Betrieb: " in text_of(first)
    assert "<b>" not in html_of(first)
    assert f"session-{ki}" in entries(first)
    client.post(link_in(text_of(first)))
    own = f"{PATH}/me/programme"
    assert ">Mein Programm</a>" in client.get(f"{PATH}/me").text
    clash = client.post(f"{own}/sessions/{law}/book")
    assert (clash.status_code, "zur selben Zeit wie „KI &lt;b&gt;im&lt;/b&gt; Betrieb“" in clash.text) == (409, True)
    assert client.post(f"{own}/days", data={"coming_days": days[1]}).status_code == 409
    assert client.post(f"{own}/sessions/{ki}/give-back").status_code == 303
    assert client.post(f"{own}/sessions/{law}/book").status_code == 303
    assert deliver() == 0  # one mail follows a few minutes after the first change
    start = clock.now()
    monkeypatch.setattr(clock, "now", lambda: start + timedelta(minutes=4))
    assert deliver() == 1
    later = mailbox.deliveries[-1]
    assert "Ihr Programm" in str(later.message["Subject"])
    assert [entries(later)[f"session-{id_}"][0] for id_ in (ki, law)] == ["CANCELLED", "CONFIRMED"]
    before, after = entries(first)[f"session-{ki}"], entries(later)[f"session-{ki}"]
    assert before[2] == after[2]
    assert before[1] < after[1]
    _move_and_cancel(app, deliver, mailbox, law, monkeypatch)
    page = client.get(own, headers={"Accept-Language": "en"}).text
    assert "does not take place" in page
    assert "AI at work" in page


def _look_at_the_form(client: FlaskClient, days: list[str], ki: int, law: int, talk: int) -> None:
    """It names what is wrong beside the field, and loses nothing."""
    who = {"name": "Anna", "email": "anna@example.org"}
    form = f"{PATH}/register"
    page = client.get(form).text
    assert "1 Platz frei" in page
    assert "Ausklang" not in page
    not_here = "Bitte wählen Sie aus den Sessions, die hier stehen."
    refused: tuple[tuple[str, dict[str, list[str]]], ...] = (
        ("Bitte wählen Sie mindestens einen Tag.", {}),
        ("sind zur selben Zeit", {"coming_days": days, "wished_sessions": [str(ki), str(law)]}),
        (not_here, {"coming_days": days, "wished_sessions": [str(talk)]}),
        (not_here, {"coming_days": days, "wished_sessions": ["", "x"]}),
        ("Bitte wählen Sie aus den Tagen der Veranstaltung.", {"coming_days": ["2001-01-01", "x"]}),
    )
    for sentence, chosen in refused:
        answer = client.post(form, data={**who, **chosen})
        assert (answer.status_code, sentence in answer.text, 'value="Anna"' in answer.text) == (422, True, True)


def _move_and_cancel(
    app: Flask, deliver: Callable[[], int], mailbox: Mailbox, law: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The organisers move a session, and cancel it then: each time the calendar gets the same entry anew."""
    before = entries(mailbox.deliveries[-1])[f"session-{law}"]
    organiser = app.test_client()
    with app.app_context():
        account = make_account()
        sign_in(organiser, account)
        row = db.session.get_one(ProgrammeSession, law)
        day, event_id = row.starts_at.date(), row.event_id
        grant_role(account.id, Role.ORGANISER, event_id=event_id)
    moved = {"title": "Recht <i>", "day": day.isoformat(), "starts": "15:00", "ends": "16:00", "is_bookable": "y"}
    assert organiser.post(f"{PATH}/programme/sessions/{law}/change", data=moved).status_code == 303
    assert "Titel, Zeit, Plätze" in organiser.get(f"{PATH}/history").text
    later = clock.now() + timedelta(minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert deliver() == 1
    assert "etwas geändert" in text_of(mailbox.deliveries[-1])
    newest = entries(mailbox.deliveries[-1])[f"session-{law}"]
    assert newest[1] > before[1]
    assert newest[2] != before[2]
    assert organiser.post(f"{PATH}/programme/sessions/{law}/cancel", data={"confirmed": "yes"}).status_code == 303
    assert deliver() == 1
    assert "leider findet „Recht <i>“ nicht statt" in text_of(mailbox.deliveries[-1])
    assert "<i>" not in html_of(mailbox.deliveries[-1])
    assert entries(mailbox.deliveries[-1])[f"session-{law}"][0] == "CANCELLED"


def test_what_an_organiser_types_and_takes_along(app: Flask, client: FlaskClient) -> None:
    """Mistakes are named beside their field; the list, its file and its door know who booked."""
    with app.app_context():
        account = make_account()
        event = make_event(organiser=account, first_day=today() + timedelta(days=10))
        sign_in(client, account)
        day, slug = event.days[0].date, event.slug
        anna = make_attendee(event, "=Anna", email="anna@example.org", checked_in=False)
    programme = f"/events/{slug}/programme"
    good = {"title": "KI", "day": day.isoformat(), "starts": "09:00", "ends": "10:30", "is_bookable": "y"}
    wrong = {
        "Bitte geben Sie den Titel ein.": {"title": " "},
        "Bitte wählen Sie einen Tag der Veranstaltung.": {"day": (day - timedelta(days=1)).isoformat()},
        "Das Ende muss nach dem Beginn liegen": {"ends": "09:00"},
        "Von 1 bis 100000 Plätze": {"capacity": "0"},
        "Bitte geben Sie ein, wann sie beginnt.": {"starts": ""},
    }
    for sentence, typed in wrong.items():
        answer = client.post(f"{programme}/sessions/new", data={**good, **typed})
        assert (answer.status_code, sentence in answer.text) == (422, True), sentence
    assert (
        client.post(f"{programme}/sessions/new", data={**good, "room": "Saal", "capacity": "20"}).status_code == 303
    )
    with app.app_context():
        id_ = db.session.scalars(select(ProgrammeSession.id)).one()
    _in_one_room(client, programme, good)
    phone = app.test_client()
    with phone.session_transaction() as kept:
        kept["attendees"] = {slug: anna.token}
    assert phone.post(f"/events/{slug}/me/programme/sessions/{id_}/book").status_code == 303
    assert "1 von 20" in client.get(programme).text
    assert "09:00\N{EN DASH}10:30 · Saal" in client.get(f"/events/{slug}").text
    file = client.post(f"{programme}/sessions/{id_}/export")
    assert '"\'=Anna"' in file.data.decode("utf-8-sig")
    lists = client.post(f"/events/{slug}/door/lists/for-session/{id_}", follow_redirects=True).text
    assert "Saal" in lists
    again = client.post(f"/events/{slug}/door/lists/for-session/{id_}", follow_redirects=True).text
    assert again.count("Saal") == lists.count("Saal")
    people = client.post(f"/events/{slug}/registrations/export", data={"file": "csv"}).data.decode("utf-8-sig")
    assert '"KI"' in people
    with app.app_context():
        uid = db.session.get_one(Registration, anna.id).uid
    assert ">KI</a>" in client.get(f"/events/{slug}/registrations/{uid}/history").text
    client.post(f"{programme}/sessions/{id_}/people/{uid}", data={"wish": "cancel"})
    history = client.get(f"/events/{slug}/registrations/{uid}/history").text
    assert "Aus einer Session ausgetragen" in history
    assert "Mail zum Programm: ausgetragen" in history
    with app.app_context():
        assert len(db.session.scalars(select(OutboxMail).where(OutboxMail.kind == PROGRAMME)).all()) == 2


def _in_one_room(client: FlaskClient, programme: str, good: dict[str, str]) -> None:
    """Another session in the same room is kept, with a hint; none where the first one ends, nor without a room."""
    hint = "„KI“ ist zur selben Zeit im selben Raum."
    for starts, ends, room, is_told in (
        ("10:30", "11:00", "Saal", False),
        ("10:00", "10:15", "", False),
        ("10:00", "10:15", "  saal ", True),
    ):
        typed = {**good, "title": "Recht", "starts": starts, "ends": ends, "room": room}
        page = client.post(f"{programme}/sessions/new", data=typed, follow_redirects=True).text
        assert (hint in page, "in einem Raum mit „KI“" in page) == (is_told, is_told), (starts, room)
    assert "in einem Raum mit „Recht“" in client.get(programme).text


def test_a_day_less_and_a_place_given_at_the_door(app: Flask) -> None:
    """A day that goes takes its choices along; a wish of somebody who was let in takes effect by the clock."""
    with app.app_context():
        event_id = limited(1)
        ki = session(event_id)
        anna, ben = come(event_id, "Anna"), come(event_id, "Ben")
        booked(ben, ki)
        with write_session(db.session()) as writing:
            writing.get_one(Registration, ben).status = "confirmed"
            event = writing.get_one(Event, event_id)
            for day in event.days:
                writing.add(ChosenDay(event_id=event_id, registration_id=anna, day=day.date))
            writing.flush()
            event.days.pop()
        assert len(db.session.scalars(select(ChosenDay)).all()) == 1
        assert stands(ben, ki) == "requested"
    background.enqueue_due(app)
    with app.app_context():
        assert stands(ben, ki) == "confirmed"
