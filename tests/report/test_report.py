"""Does the report say what came of an event, in numbers that tell nobody apart?"""

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import delete

from eventapp.accounts.models import Account
from eventapp.database import write_session
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.network.models import GraphPositions
from eventapp.report import typesetting
from tests.checkout import ROOT
from tests.desk import sign_in
from tests.factories import make_account, make_attendee, make_event
from tests.report.conftest import Filled, told

pytestmark = [pytest.mark.slow, pytest.mark.measured]


def page(client: FlaskClient, filled: Filled, language: str = "en") -> str:
    """The page's own part, its white space made one."""
    response = client.get(f"/events/{filled.slug}/report", headers={"Accept-Language": language})
    assert response.status_code == 200
    return " ".join(response.text.partition("<main")[2].partition("</main>")[0].split())


def pdf(client: FlaskClient, filled: Filled, language: str) -> PdfReader:
    """The report on paper."""
    response = client.get(f"/events/{filled.slug}/report.{language}.pdf")
    assert response.status_code == 200
    return PdfReader(io.BytesIO(response.data))


def text_of(reader: PdfReader) -> str:
    """What stands on all pages, however lines are broken."""
    return " ".join(" ".join(each.extract_text() for each in reader.pages).split())


@pytest.mark.one_database
@pytest.mark.parametrize("language", ["de", "en"])
def test_nobody_can_be_recognised(client: FlaskClient, filled: Filled, language: str) -> None:
    """No name, part of a name, address, id or code of anybody, and no words of a note: not even of the champion."""
    filled.announce()
    filled.measure()
    assert told(page(client, filled, language), filled.secrets) == set()
    reader = pdf(client, filled, language)
    assert told(text_of(reader), filled.secrets) == set()
    assert told(str(reader.metadata), filled.secrets) == set()
    svg = client.get(f"/events/{filled.slug}/report/press/picture.svg").text
    assert told(svg, filled.secrets) == set()
    assert "<circle" in svg


def test_the_search_for_secrets_finds_them() -> None:
    """A name counts as told in any case, and across the end of a line."""
    assert told("von Frau AHRENS\n feld", {"Ahrensfeld", "Brunnwald"}) == {"Ahrensfeld"}


def test_small_organisations_stay_unsaid(client: FlaskClient, filled: Filled) -> None:
    """Two of one and two of another are four others, on the page and on paper."""
    for text in (page(client, filled), text_of(pdf(client, filled, "en"))):
        assert "Großwerk" in text
        assert "Mittelwerk" in text
        assert "Kleinwerk" not in text
        assert "Einzelwerk" not in text
    assert re.search(r"Other organisations, and without one</th><td>.*?<span class=\"num\">4<", page(client, filled))


def test_numbers(client: FlaskClient, filled: Filled) -> None:
    """Who came, how many met, follow-ups, titles and the fingerprint, in the page's words and on paper."""
    filled.announce()
    filled.measure()
    markup = page(client, filled)
    assert "<dt>registered</dt><dd >12</dd>" in markup
    assert "<dt>contacts</dt><dd >21</dd>" in markup
    text = re.sub(r"<[^>]*>", "", markup).replace("\xa0", " ")
    for words in (
        "Of 4 contacts at least one of the two has noted what to do next.",
        "Vernetzungschampion: 7 contacts that count",
        "they come from different organisations",
        "Result 1, frozen on",
    ):
        assert words in text
        assert words in text_of(pdf(client, filled, "en")).replace("\xa0", " ")
    assert re.search(r"SHA-256\): [0-9a-f]{64}", text)


@pytest.mark.one_database
def test_the_pdf_is_tagged(client: FlaskClient, filled: Filled) -> None:
    """A screen reader gets language, title, headings, tables, and words for each picture."""
    for language in ("de", "en"):
        reader = pdf(client, filled, language)
        root: Any = reader.root_object
        assert root["/Lang"] == language
        assert root["/MarkInfo"]["/Marked"]
        assert reader.xmp_metadata is not None
        content = reader.xmp_metadata.stream.get_data()
        assert b"pdfuaid:part" in content


@pytest.mark.one_database
def test_without_positions_there_is_a_note_instead_of_a_picture(
    app: Flask, client: FlaskClient, filled: Filled
) -> None:
    """Nobody has opened the contact graph: the report says so, and there is no file."""
    with app.app_context(), write_session(db.session()) as session:
        session.execute(delete(GraphPositions))
    assert "There is no picture yet." in page(client, filled)
    assert client.get(f"/events/{filled.slug}/report/press/picture.svg").status_code == 404
    assert client.get(f"/events/{filled.slug}/report.de.pdf").status_code == 200


def test_events_of_the_series_stand_beside_each_other(app: Flask, client: FlaskClient, filled: Filled) -> None:
    """From the second event on: how many came, how many of them again, as numbers; later ones are left out."""
    assert "came before" not in page(client, filled)
    with app.app_context():
        event = db.session.get_one(Event, filled.event_id)
        organiser = db.session.get_one(Account, filled.organiser_id)
        series_id, opens_at = event.series_id, event.tracking_opens_at
        for title, later in (("Voriges", timedelta(days=-30)), ("Späteres", timedelta(seconds=1))):
            made = make_event(title=title, series_id=series_id, organiser=organiser)
            for name in ("Adalbert", "Berthild"):
                make_attendee(made, name, email=f"{name}@kontakt.example".lower())
            with write_session(db.session()) as session:
                session.get_one(Event, made.id).tracking_opens_at = opens_at + later
    for text in (re.sub(r"<[^>]*>", " ", page(client, filled)), text_of(pdf(client, filled, "en"))):
        assert re.search(r"Voriges +2 +0 +2 +0", text)
        assert re.search(r"Treffen +12 +2 +10 +21", text)
        assert "Späteres" not in text
        assert told(text, filled.secrets) == set()


def test_an_empty_event(app: Flask, client: FlaskClient) -> None:
    """Nobody has registered: a page that says what comes, and a PDF all the same."""
    with app.app_context():
        ola = make_account()
        ola_id = ola.id
        slug = make_event(title="Leer", organiser=ola).slug
    sign_in(app, client, ola_id)
    response = client.get(f"/events/{slug}/report", headers={"Accept-Language": "en"})
    assert "Nothing to report yet" in response.text
    assert client.get(f"/events/{slug}/report.en.pdf").status_code == 200
    assert client.get(f"/events/{slug}/report/press").status_code == 200
    assert client.get(f"/events/{slug}/report/press.zip").status_code == 200


@pytest.mark.one_database
def test_letters_of_other_scripts(app: Flask, client: FlaskClient) -> None:
    """A title in letters that no font has becomes signs, and no error; markup in it is printed as it is."""
    with app.app_context():
        ola = make_account()
        ola_id = ola.id
        slug = make_event(title='交流 #panic() *fett* "x" Ωραία 🙂', organiser=ola).slug
    sign_in(app, client, ola_id)
    response = client.get(f"/events/{slug}/report.de.pdf")
    text = text_of(PdfReader(io.BytesIO(response.data)))
    assert '#panic() *fett* "x" Ωραία' in text


def test_the_colours_are_those_of_the_pages() -> None:
    """Template and pictures use no colour that static/css/tokens.css does not name."""
    tokens = (ROOT / "static/css/tokens.css").read_text("utf-8")
    files = [*typesetting.TEMPLATE.iterdir(), *(ROOT / "templates/report").glob("*.svg")]
    used = {colour for file in files for colour in re.findall(r"#[0-9a-f]{6}\b", file.read_text("utf-8"))}
    assert len(used) > 15
    assert {colour for colour in used if colour not in tokens} == set()
