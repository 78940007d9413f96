"""What do organisers and attendees see of certificates, and what do they get?"""

import io
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from pypdf import PdfReader
from werkzeug.test import TestResponse

from eventapp import clock, pictures
from eventapp.certificates import routes
from eventapp.certificates.choices import choice_of, of_series
from eventapp.certificates.models import Kind
from eventapp.checkin.service import undo_check_in
from eventapp.database import write_session
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.registration.models import Registration
from tests.certificates.conftest import announce, certificates, choose, end_event, make, record_result
from tests.champion.evening import Evening
from tests.conftest import SignIn
from tests.factories import make_event
from tests.pages import database_contents

pytestmark = [pytest.mark.one_database, pytest.mark.slow, pytest.mark.measured]

SAID = {
    "de": {Kind.ATTENDANCE: "hat teilgenommen", Kind.TITLE: "hat diesen Titel verdient bei", Kind.SERIES: "war bei"},
    "en": {Kind.ATTENDANCE: "took part", Kind.TITLE: "earned this title at", Kind.SERIES: "came to"},
}
CHAMPION = "champion"
ENGLISH = {"Accept-Language": "en"}


def get(client: FlaskClient, evening: Evening, rest: str = "", **query: Any) -> TestResponse:
    """A page below the certificates of the event."""
    return client.get(f"/events/{evening.slug}/certificates{rest}", query_string=query, headers=ENGLISH)


def post(client: FlaskClient, evening: Evening, rest: str = "", **form: Any) -> TestResponse:
    """Sends a form below the certificates of the event."""
    return client.post(f"/events/{evening.slug}/certificates{rest}", data=form, headers=ENGLISH)


def fetch(client: FlaskClient, evening: Evening, **form: str) -> TestResponse:
    """An attendee presses the button of a certificate and follows it."""
    path = f"/events/{evening.slug}/me/certificates"
    return client.post(path, data=form, headers=ENGLISH, follow_redirects=True)


def pages_of(response: TestResponse) -> list[str]:
    """The text of each page of a PDF."""
    assert (response.status_code, response.mimetype) == (200, "application/pdf")
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(response.data)).pages]


def picture() -> io.BytesIO:
    """A red picture as somebody uploads it."""
    file = io.BytesIO()
    Image.new("RGB", (300, 100), "red").save(file, "PNG")
    file.seek(0)
    return file


def crown_anna(evening: Evening) -> None:
    """Records and announces the result."""
    record_result(evening)
    announce(evening)


def test_the_page_shows_how_many_can_have_each_kind(client: FlaskClient, evening: Evening) -> None:
    """Everybody who arrived; nobody has a title yet."""
    page = get(client, evening).text
    assert "3 people can have it." in page
    assert page.count("Nobody can have it yet.") == 2
    assert "Attendees see no certificates yet." in page
    crown_anna(evening)
    assert "1 person can have it." in get(client, evening).text


def test_what_is_chosen_is_kept(client: FlaskClient, evening: Evening) -> None:
    """Kinds, hours with comma or point, who signs, and how many events of the series it takes."""
    with evening.app.app_context():
        first, second = [day.date for day in db.session.get_one(Event, evening.event_id).days]
    sent = {f"hours_{first:%Y%m%d}": "6,5", f"hours_{second:%Y%m%d}": "4", "least_events": "2"}
    assert post(client, evening, attendance="y", signer_name=" Ola  Nowak ", **sent).status_code == 303
    with evening.app.app_context():
        choice = choice_of(evening.event_id)
        assert choice is not None
        assert (choice.offers_attendance, choice.offers_titles, choice.offers_series) == (True, False, False)
        assert choice.hours == {first.isoformat(): 6.5, second.isoformat(): 4}
        assert choice.signer_name == "Ola Nowak"
        assert of_series(db.session.get_one(Event, evening.event_id).series_id).least_events == 2
    page = client.get(f"/events/{evening.slug}/certificates", headers={"Accept-Language": "de"}).text
    assert 'value="6,5"' in page
    assert 'value="Ola Nowak"' in page


@pytest.mark.parametrize("hours", ["viel", "-1", "0", "25", "nan", "inf", "1e99", "6 Stunden"])
def test_hours_that_cannot_be(client: FlaskClient, evening: Evening, hours: str) -> None:
    """The form comes back with what is wrong; nothing is kept."""
    with evening.app.app_context():
        day = db.session.get_one(Event, evening.event_id).days[0].date
    response = post(client, evening, least_events="3", **{f"hours_{day:%Y%m%d}": hours})
    assert response.status_code == 422
    assert "Please enter a number of hours, such as 6.5." in response.text
    with evening.app.app_context():
        assert choice_of(evening.event_id) is None


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("language", ["de", "en"])
def test_the_preview(client: FlaskClient, evening: Evening, kind: Kind, language: str) -> None:
    """Each kind in both languages, as picture and as PDF; nothing is made by looking."""
    before = database_contents(evening.app)
    response = get(client, evening, "/preview.png", kind=kind, language=language)
    assert Image.open(io.BytesIO(response.data)).size == (1123, 794)
    [text] = pages_of(get(client, evening, "/preview.pdf", kind=kind, language=language))
    assert "Kim Sample" in text
    assert SAID[language][kind] in text
    assert database_contents(evening.app) == before


def test_printing_all(client: FlaskClient, evening: Evening) -> None:
    """The button leads to a page from which the download begins by itself, without a script."""
    response = post(client, evening, "/print", kind="attendance", language="de")
    assert response.status_code == 303
    page = client.get(response.location, headers=ENGLISH)
    assert "The PDF with 3 certificates is being made." in page.text
    seconds, _, address = page.headers["Refresh"].partition("; url=")
    assert seconds == "1"
    sheets = client.get(address)
    texts = pages_of(sheets)
    assert [name for text in texts for name in evening.people if name in text] == ["Anna", "Ben", "Cleo"]
    assert all("hat teilgenommen an Netzwerktreffen" in text for text in texts)
    assert "attachment" in sheets.headers["Content-Disposition"]
    codes = {f"{row.code[:4]}-{row.code[4:8]}-{row.code[8:12]}-{row.code[12:]}" for row in certificates(evening)}
    assert {code for text in texts for code in codes if code in text} == codes


def test_a_large_event_gets_several_files(
    client: FlaskClient, evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that setting them never takes much memory."""
    monkeypatch.setattr(routes, "LARGEST", 2)
    post(client, evening, "/print", kind="attendance", language="en")
    page = get(client, evening, "/print", kind="attendance", language="en")
    assert "3 certificates in 2 files." in page.text
    assert "Refresh" not in page.headers
    sizes = [
        len(pages_of(client.get(f"/events/{evening.slug}/certificates.pdf?kind=attendance&part={part}")))
        for part in (1, 2)
    ]
    assert sizes == [2, 1]
    for part in ("0", "3", "-1", "99999999999999999999"):
        assert client.get(f"/events/{evening.slug}/certificates.pdf?part={part}").status_code == 404


def test_there_is_nothing_to_print_yet(client: FlaskClient, evening: Evening) -> None:
    """The way back with a word, and pages that say so."""
    response = post(client, evening, "/print", kind="title", language="de")
    assert response.location.endswith("/certificates")
    assert "Nobody can have this certificate yet." in client.get(response.location, headers=ENGLISH).text
    assert "No certificates of this kind" in get(client, evening, "/print", kind="title").text


def test_the_series_of_others_is_not_mine_to_print(client: FlaskClient, evening: Evening) -> None:
    """Its attendees fetch these certificates themselves; who came to events of others is not told."""
    with evening.app.app_context():
        series_id = db.session.get_one(Event, evening.event_id).series_id
        assert make_event(series_id=series_id).tracking_opens_at is not None
    assert "Some events of the series are organised by others." in get(client, evening).text
    assert post(client, evening, "/print", kind="series", language="de").status_code == 403
    assert get(client, evening, "/print", kind="series").status_code == 403
    assert client.get(f"/events/{evening.slug}/certificates.pdf?kind=series").status_code == 403


def test_pictures(client: FlaskClient, evening: Evening) -> None:
    """A logo for the series and a signature for the event: on the certificates at once, and off again."""
    for which in ("logo", "signature"):
        response = post(client, evening, "/picture", picture=which, file=(picture(), "a.png"))
        assert response.status_code == 303
    red = get(client, evening, "/preview.png").data
    colours = Image.open(io.BytesIO(red)).convert("RGB").getcolors(2**24) or []
    assert sum(count for count, colour in colours if colour == (255, 0, 0)) > 2000
    assert get(client, evening).text.count("Replace") == 4
    for which in ("logo", "signature"):
        post(client, evening, "/picture/remove", picture=which)
    colours = Image.open(io.BytesIO(get(client, evening, "/preview.png").data)).convert("RGB").getcolors(2**24) or []
    assert (255, 0, 0) not in {colour for _count, colour in colours}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Please choose a file first."),
        (b"<svg/>", "This file is no picture that can be read"),
        (bytes(2_001), "This picture is too large"),
    ],
)
def test_pictures_that_are_not_taken(
    client: FlaskClient, evening: Evening, monkeypatch: pytest.MonkeyPatch, content: bytes, sentence: str
) -> None:
    """With a sentence that says why."""
    monkeypatch.setattr(pictures, "MOST_BYTES", 2_000)  # larger files leave the test client's open
    response = post(client, evening, "/picture", picture="logo", file=(io.BytesIO(content), "a.png"))
    assert sentence in client.get(response.location, headers=ENGLISH).text


def test_an_attendee_fetches_certificates(app: Flask, evening: Evening, sign_in_attendee: SignIn) -> None:
    """In German or English, when the event is over; the title as soon as it is announced."""
    client = app.test_client()
    sign_in_attendee(client, evening.people["Anna"])
    address = f"/events/{evening.slug}/me/certificates"
    home = address.removesuffix("/certificates")
    assert "The organisers offer no certificates." in client.get(address, headers=ENGLISH).text
    assert f'href="{address}"' not in client.get(home).text
    choose(evening, Kind.ATTENDANCE, Kind.TITLE)
    assert f'href="{address}"' in client.get(home).text
    assert "can be fetched here when the event is over" in client.get(address, headers=ENGLISH).text
    assert "when the event is over" in fetch(client, evening, kind="attendance", language="de").text
    crown_anna(evening)
    page = client.get(address, headers=ENGLISH).text
    assert ("Vernetzungschampion" in page, "Certificate of attendance" in page) == (True, True)
    [text] = pages_of(fetch(client, evening, kind="attendance", language="de"))
    assert "Teilnahmebestätigung Anna Probe hat teilgenommen an Netzwerktreffen" in text
    [text] = pages_of(fetch(client, evening, kind="title", title=CHAMPION, language="en"))
    assert "Vernetzungschampion Anna Probe earned this title at Netzwerktreffen" in text
    assert "2 contacts that count" in text


def test_nobody_else_gets_it(app: Flask, evening: Evening, sign_in_attendee: SignIn) -> None:
    """Who has no title has no page of one, and who is not signed in gets nothing."""
    choose(evening, Kind.ATTENDANCE, Kind.TITLE)
    crown_anna(evening)
    address = f"/events/{evening.slug}/me/certificates"
    ben = app.test_client()
    sign_in_attendee(ben, evening.people["Ben"])
    assert "no such certificate" in fetch(ben, evening, kind="title", title=CHAMPION, language="de").text
    for rest in ("attendance.de.pdf", "title.de.pdf?title=champion", "king.de.pdf", "attendance.fr.pdf"):
        assert ben.get(f"{address}/{rest}").status_code == 404
    assert app.test_client().get(f"{address}/attendance.de.pdf").status_code == 401
    for form in ({"kind": "king", "language": "de"}, {"kind": "title", "language": "fr"}, {}):
        assert ben.post(address, data=form).status_code == 400


def test_an_arrival_undone_takes_the_certificate_back(app: Flask, evening: Evening, sign_in_attendee: SignIn) -> None:
    """What a certificate states is looked up anew each time."""
    choose(evening, Kind.ATTENDANCE)
    end_event(evening)
    client = app.test_client()
    sign_in_attendee(client, evening.people["Anna"])
    assert pages_of(fetch(client, evening, kind="attendance", language="de"))
    [row] = certificates(evening)
    assert client.get(f"/c/{row.code}").status_code == 200
    with app.app_context():
        undo_check_in(
            evening.people["Anna"].id, event_id=evening.event_id, account_id=evening.organiser_id, now=clock.now()
        )
    assert client.get(f"/events/{evening.slug}/me/certificates/attendance.de.pdf").status_code == 404
    assert client.get(f"/c/{row.code}").status_code == 404
    assert (
        "Certificates are for people who were checked in"
        in client.get(f"/events/{evening.slug}/me/certificates", headers=ENGLISH).text
    )


def test_names_that_no_font_has_all_letters_of(client: FlaskClient, evening: Evening) -> None:
    """A sign stands in the place of each, as on badges; the file is made all the same."""
    make(evening, Kind.ATTENDANCE)
    with evening.app.app_context(), write_session(db.session()) as session:
        session.get_one(Registration, evening.people["Anna"].id).name = "王 Probe 😀"
        event = session.get_one(Event, evening.event_id)
        event.title, event.place = "大会", "東京"
    texts = pages_of(client.get(f"/events/{evening.slug}/certificates.pdf?kind=attendance"))
    assert sum("\ufffd Probe" in text for text in texts) == 1
