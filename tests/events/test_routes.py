"""How does an organiser make an event and bring it before the public?"""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp import clock
from eventapp.accounts.models import Role
from eventapp.accounts.queries import role_at
from eventapp.accounts.service import issue_setup_link
from eventapp.core.contact_rules import Confirmation, Rules
from eventapp.database import write_session
from eventapp.events.models import Address, Event
from eventapp.events.queries import event_by_slug, series_of
from eventapp.events.service import EventSettings, create_event, publish_event
from eventapp.extensions import db
from eventapp.mail.models import OutboxMail
from tests.factories import make_account, make_attendee, make_event, today
from tests.pages import sign_in

pytestmark = pytest.mark.one_database

SLUG = "netzwerktreffen"


def test_from_the_console_link_to_the_public_page(app: Flask, client: FlaskClient, typed: dict[str, str]) -> None:
    """Account, event, publication: then anybody finds the event on the start page and opens it."""
    visitor = app.test_client()
    assert "Hier hat noch niemand ein Konto" in visitor.get("/").text
    with app.app_context():
        token = issue_setup_link(now=clock.now())
    client.post(f"/setup/{token}", data={"name": "Ola", "email": "ola@example.org", "password": "drei graue"})
    assert "Noch keine Veranstaltung" in client.get("/").text
    created = client.post("/events/new", data=typed)
    assert (created.status_code, created.headers["Location"]) == (303, f"/events/{SLUG}/overview")
    assert "Veranstaltung veröffentlichen" in client.get(created.headers["Location"]).text
    assert visitor.get(f"/events/{SLUG}").status_code == 404
    assert client.get(f"/events/{SLUG}").status_code == 200
    assert "Netzwerktreffen" not in visitor.get("/").text

    client.post(f"/events/{SLUG}/publish")
    assert "Netzwerktreffen" in visitor.get("/").text
    page = visitor.get(f"/events/{SLUG}").text
    for words in (
        "12.–14. November 2031",  # noqa: RUF001 an en dash stands between days
        "Kongresshalle, Hannover",
        "MDZ Hannover",
        "Datenschutz, 0511 1234",
        f"/events/{SLUG}/register",
        "aus verschiedenen Organisationen",
    ):
        assert words in page
    assert "Overview" not in visitor.get(f"/events/{SLUG}", headers={"Accept-Language": "en"}).text


def test_an_event_is_stored_as_it_was_typed(app: Flask, organiser: FlaskClient, typed: dict[str, str]) -> None:
    """Every entry arrives: days in the event's zone, organisations once, rules as ticked."""
    typed |= {
        "time_zone": "america/new york",
        "organisations": "MDZ Hannover\n\n mdz  hannover \nIHK",
        "breaks": "10:30-11:00  Kaffee\n\n12:00-13:00 Mittag",
        "confirmation": "mutual",
        "address": "du",
    }
    del typed["require_check_in"]
    organiser.post("/events/new", data=typed)
    with app.app_context():
        event = event_by_slug(SLUG)
        assert event is not None
        assert [day.date for day in event.days] == [date(2031, 11, day) for day in (12, 13, 14)]
        assert event.time_zone == "America/New_York"
        assert event.tracking_opens_at == datetime(2031, 11, 12, 5, tzinfo=UTC)
        assert [organisation.name for organisation in event.organisations] == ["IHK", "MDZ Hannover"]
        assert event.breaks == ["10:30-11:00 Kaffee", "12:00-13:00 Mittag"]
        assert event.rules == Rules(confirmation=Confirmation.MUTUAL, require_check_in=False)
        assert (event.address, event.series.title) == (Address.DU, "Treffen im Norden")
        assert event.published_at is None


def test_a_second_event_joins_a_series(app: Flask, organiser: FlaskClient, typed: dict[str, str]) -> None:
    """The latest series is suggested; a title typed makes a new one, and a new one without is called as the event."""
    made = organiser.post("/series/new", data={"title": "Reihe Süd"})
    assert "Reihe Süd" in organiser.get(made.headers["Location"]).text
    series_id = made.headers["Location"].rpartition("=")[2]
    organiser.post("/events/new", data=typed | {"series": series_id, "new_series": ""})
    organiser.post("/events/new", data=typed | {"series": series_id, "title": "Anderes"})
    organiser.post("/events/new", data=typed | {"new_series": "", "title": "Einzeln"})
    with app.app_context():
        first, second, single = (event_by_slug(slug) for slug in (SLUG, "anderes", "einzeln"))
        assert single is not None
        assert single.series.title == "Einzeln"
        assert first is not None
        assert second is not None
        assert (first.series.title, second.series.title) == ("Reihe Süd", "Treffen im Norden")


def test_nobody_adds_events_to_a_series_of_others(app: Flask, organiser: FlaskClient, typed: dict[str, str]) -> None:
    """A series id that is not offered is refused: its past contacts would tell who met whom."""
    with app.app_context():
        foreign = make_event(organiser=make_account()).series_id
    answer = organiser.post("/events/new", data=typed | {"series": str(foreign), "new_series": ""})
    assert answer.status_code == 422
    assert "series-error" in answer.text


def test_two_events_of_one_title_have_two_addresses(organiser: FlaskClient, typed: dict[str, str]) -> None:
    """The second address gets a few signs more; neither is the address of the form."""
    addresses = {organiser.post("/events/new", data=typed).headers["Location"] for _ in range(2)}
    addresses.add(organiser.post("/events/new", data=typed | {"title": "New"}).headers["Location"])
    assert len(addresses) == 3
    assert "/events/new/overview" not in addresses


def test_settings_come_back_as_they_are(app: Flask, organiser: FlaskClient, typed: dict[str, str]) -> None:
    """The form shows what is stored; sending it changes what was changed, and the screens count anew."""
    organiser.post("/events/new", data=typed | {"confirmation": "mutual"})
    page = organiser.get(f"/events/{SLUG}/settings").text
    for words in ('value="2031-11-12"', 'value="3"', "MDZ Hannover", 'value="Datenschutz, 0511 1234"'):
        assert words in page
    del typed["require_new_in_series"]
    typed |= {"title": "Anders", "place": "Saal 7", "day_count": "1", "organisations": "mdz HANNOVER"}
    answer = organiser.post(f"/events/{SLUG}/settings", data=typed)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/events/{SLUG}/overview")
    with app.app_context():
        event = event_by_slug(SLUG)
        assert event is not None
        assert (event.title, len(event.days), event.change_no) == ("Anders", 1, 1)
        assert [organisation.name for organisation in event.organisations] == ["mdz HANNOVER"]
        assert event.rules == Rules(require_new_in_series=False)
    said = "Titel, Ort, Tage, Organisationen, Regeln · „Kongresshalle, Hannover“, jetzt „Saal 7“"
    assert said in organiser.get(f"/events/{SLUG}/history").text


def test_who_comes_is_to_be_told_of_another_place(organiser: FlaskClient, typed: dict[str, str]) -> None:
    """Once the event is public, a new place or day leads to a mail to everybody; nothing else does."""
    organiser.post("/events/new", data=typed)
    organiser.post(f"/events/{SLUG}/publish")
    for changed, is_told in (({"title": "Anders"}, False), ({"place": "Saal 7"}, True), ({"day_count": "1"}, True)):
        typed |= changed
        page = organiser.post(f"/events/{SLUG}/settings", data=typed, follow_redirects=True).text
        assert (f'href="/events/{SLUG}/mailings/new?from=change"' in page) is is_told, changed


def test_settings_keep_a_window_that_was_set_otherwise(
    app: Flask, organiser: FlaskClient, typed: dict[str, str]
) -> None:
    """A rehearsal that runs on past its last day, or lasts longer than the form allows, stays as it is."""
    first, closes = date(2031, 11, 12), datetime(2031, 12, 24, 3, tzinfo=UTC)
    with app.app_context():
        ola = series_owner("ola@example.org")
        days = [first + timedelta(days=number) for number in range(20)]
        settings = EventSettings("Probe", "Saal", "Europe/Berlin", days, is_rehearsal=True, tracking_closes_at=closes)
        create_event(settings, series_id=None, new_series="R", account_id=ola, now=clock.now())
    answer = organiser.post("/events/probe/settings", data=typed | {"day_count": "20"})
    assert answer.status_code == 303
    with app.app_context():
        event = event_by_slug("probe")
        assert event is not None
        assert event.is_rehearsal
        assert event.tracking_closes_at == closes
    organiser.post("/events/probe/settings", data=typed | {"day_count": "2"})
    with app.app_context():
        event = event_by_slug("probe")
        assert event is not None
        assert event.tracking_closes_at == datetime(2031, 11, 13, 23, tzinfo=UTC)
    assert "Das ist eine Probe" in organiser.get("/events/probe/overview").text


def test_the_end_is_typed_as_a_time_of_the_last_day(
    app: Flask, organiser: FlaskClient, typed: dict[str, str]
) -> None:
    """By the event's own clock; nothing typed, and midnight, are the end of that day; it comes back as typed."""

    def end(**more: str) -> datetime:
        organiser.post(f"/events/{SLUG}/settings", data=typed | {"day_count": "1"} | more)
        with app.app_context():
            event = event_by_slug(SLUG)
            assert event is not None
            return event.tracking_closes_at

    organiser.post("/events/new", data=typed | {"day_count": "1"})
    midnight = end()
    assert end(tracking_ends="17:30") == midnight - timedelta(hours=6, minutes=30)
    assert 'value="17:30"' in organiser.get(f"/events/{SLUG}/settings").text
    assert end(tracking_ends="00:00") == midnight
    assert end(tracking_ends="25:99") == midnight
    end(tracking_ends="17:30", grace_minutes="0", review_minutes="240")
    with app.app_context():
        event = event_by_slug(SLUG)
        assert event is not None
        assert (event.grace_minutes, event.review_minutes) == (0, 240)
    for wrong in ("-1", "121", "", "x", "1" * 30):
        answer = organiser.post(f"/events/{SLUG}/settings", data=typed | {"grace_minutes": wrong})
        assert answer.status_code == 422


def series_owner(email: str) -> int:
    """The id of the account with that address, which the fixture made."""
    account = db.session.execute(db.text("SELECT id FROM accounts WHERE email = :email"), {"email": email})
    return int(account.scalar_one())


def test_an_event_without_privacy_contact_is_not_published(
    app: Flask, organiser: FlaskClient, typed: dict[str, str]
) -> None:
    """The overview says what is missing and offers no button; a request without the button is refused, too."""
    organiser.post("/events/new", data=typed | {"privacy_contact": " "})
    page = organiser.get(f"/events/{SLUG}/overview").text
    assert "Geben Sie an, wer Fragen zum Datenschutz beantwortet." in page
    assert f"/events/{SLUG}/publish" not in page
    answer = organiser.post(f"/events/{SLUG}/publish")
    assert answer.headers["Location"] == f"/events/{SLUG}/settings#privacy_contact"
    with app.app_context():
        event = event_by_slug(SLUG)
        assert event is not None
        assert event.published_at is None


def test_the_overview_tells_that_no_mail_leaves_and_which_ones_fail(app: Flask, organiser: FlaskClient) -> None:
    """Without SMTP the folder is named; a mail that failed is shown with its reason."""
    with app.app_context():
        ola, now = series_owner("ola@example.org"), clock.now()
        settings = EventSettings("Abend", "Saal", "Europe/Berlin", [today()], privacy_contact="x")
        event = create_event(settings, series_id=None, new_series="R", account_id=ola, now=now)
        publish_event(event.id, account_id=ola, now=now)
        make_attendee(event, email="anna@example.org")
        with write_session(db.session()) as session:
            mail = session.scalars(db.select(OutboxMail)).one()
            mail.last_error = "SMTPConnectError: 421 <busy>"
    page = organiser.get("/events/abend/overview").text
    assert "instance/outbox" in page
    assert "anna@example.org: SMTPConnectError: 421 &lt;busy&gt;" in page


def test_pages_tell_before_during_and_after(app: Flask, client: FlaskClient) -> None:
    """Registration is offered until the end; past events leave the start page, rehearsals never stand there."""
    with app.app_context():
        make_event(title="Bald", first_day=today() + timedelta(days=9))
        make_event(title="Jetzt", first_day=today() - timedelta(days=1), days=3)
        make_event(title="Vorbei", first_day=today() - timedelta(days=9))
    start = client.get("/").text
    assert "Bald" in start
    assert "Läuft gerade" in start
    assert "Vorbei" not in start
    assert "Die Anmeldung ist offen." in client.get("/events/bald").text
    before, after = clock.now() - timedelta(hours=1), clock.now() + timedelta(hours=1)
    for opens, closes, said, button in (
        (after, None, "Die Anmeldung öffnet am ", "Zur Anmeldung"),
        (None, after, "Die Anmeldung ist offen bis ", "Jetzt anmelden"),
        (None, before, "Die Anmeldung ist seit ", "Zur Anmeldung"),
    ):
        with app.app_context(), write_session(db.session()) as session:
            bald = session.scalars(db.select(Event).where(Event.slug == "bald")).one()
            bald.registration_opens_at, bald.registration_closes_at = opens, closes
        page = client.get("/events/bald").text
        assert (said in page, f">{button}<" in page) == (True, True), said
    assert "Die Veranstaltung läuft gerade" in client.get("/events/jetzt").text
    over = client.get("/events/vorbei").text
    assert "Diese Veranstaltung ist vorbei" in over
    assert "/register" not in over


def test_a_closed_event_says_that_its_result_stays(app: Flask, organiser: FlaskClient, typed: dict[str, str]) -> None:
    """Settings after the freeze warn that they do not change the result."""
    organiser.post("/events/new", data=typed)
    with app.app_context(), write_session(db.session()):
        event = event_by_slug(SLUG)
        assert event is not None
        event.contacts_closed_at = event.recorded_at = clock.now()
    assert "Das Ergebnis steht fest" in organiser.get(f"/events/{SLUG}/settings").text
    assert "Das Kontaktesammeln ist beendet" in organiser.get(f"/events/{SLUG}/overview").text


def test_an_attendee_finds_the_way_to_their_own_page(app: Flask, client: FlaskClient) -> None:
    """Signed in by the personal link, one sees the own page instead of registration."""
    with app.app_context():
        anna = make_attendee(make_event())
    with client.session_transaction() as session:
        session["attendees"] = {anna.slug: anna.token}
    page = client.get(f"/events/{anna.slug}").text
    assert f"/events/{anna.slug}/me" in page
    assert f"/events/{anna.slug}/register" not in page


def test_only_those_who_may_create_events(app: Flask, client: FlaskClient) -> None:
    """A host has no button for it, and the address is refused; series are not made either."""
    with app.app_context():
        host = make_account(may_create_events=False)
        sign_in(client, host)
        make_event(host=host, title="Fremd")
        assert series_of(host.id) == []
        assert role_at(host.id, 1) is Role.HOST
    assert "/events/new" not in client.get("/").text
    for path in ("/events/new", "/series/new"):
        assert client.get(path).status_code == client.post(path, data={"title": "x"}).status_code == 403


def test_pages_speak_english(organiser: FlaskClient, typed: dict[str, str]) -> None:
    """The same pages, in the language that the browser asks for."""
    organiser.post("/events/new", data=typed)
    english = {"Accept-Language": "en-GB"}
    assert "Is everything ready?" in organiser.get(f"/events/{SLUG}/overview", headers=english).text
    assert "12–14 November 2031" in organiser.get(f"/events/{SLUG}", headers=english).text  # noqa: RUF001 an en dash
    assert "Please enter a title." in organiser.post("/events/new", data={}, headers=english).text
