"""What a host is told before paper is spent: a place beyond the sheet, a back that does not fit, tickets that end."""

import io
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import select
from werkzeug.test import TestResponse

from eventapp.accounts.models import EventRole, Role
from eventapp.badges.queries import current_codes
from eventapp.badges.stock import SHEET
from eventapp.database import write_session
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.mail.models import OutboxMail
from eventapp.prints.models import PrintJob
from eventapp.registration.models import Registration
from tests.badges.sheet.reading import codes_on
from tests.desk import Desk, make_desk
from tests.factories import make_attendee

pytestmark = [pytest.mark.one_database, pytest.mark.slow, pytest.mark.measured]
USUAL = {"scope": "found", "stock": SHEET.key, "start": "1", "back": "none", "again": "other", "codes": "keep"}
LONG = "WLAN\n" + "Saal 3\n" * 40


@pytest.fixture
def desk(app: Flask, client: FlaskClient) -> Desk:
    """An event with two people, of whom one has an address."""
    desk = make_desk(app, client)
    desk.attendee("Anna Schmidt")
    with app.app_context():
        make_attendee(db.session.get_one(Event, desk.event_id), "Berta Bauer", email="berta@example.org")
        db.session.query(OutboxMail).delete()
        db.session.commit()
    return desk


def post(desk: Desk, **form: str) -> TestResponse:
    """What comes of printing everybody's badge."""
    return desk.client.post(f"{desk.path}/badges/print", data={**USUAL, **form})


def jobs(desk: Desk) -> int:
    """How many printings there were."""
    with desk.app.app_context():
        return len(db.session.scalars(select(PrintJob)).all())


def codes_of(desk: Desk) -> list[str]:
    """Everybody's code."""
    with desk.app.app_context():
        return sorted(code.code for code in current_codes([1, 2]).values())


def text_of(desk: Desk, response: TestResponse) -> list[str]:
    """The text of each page of a sheet that was ordered."""
    assert response.status_code == 303, response.text
    return [page.extract_text() for page in PdfReader(io.BytesIO(desk.get(response.location).data)).pages]


def test_a_place_beyond_the_sheet_is_told_and_loses_nothing(desk: Desk) -> None:
    """The field says how many places there are; whom I ticked and what I typed is still there."""
    anna = re.search(r'name="person" value="(\w+)" id="person-1"', desk.get(f"{desk.path}/badges").text)
    assert anna is not None
    ticked = anna.group(1)
    for start, said in (("11", "Dieser Bogen hat nur 10 Plätze."), ("0", "Diesen Platz"), ("501", "Diesen Platz")):
        answer = post(desk, scope="ticked", person=ticked, start=start, back="text", back_text="WLAN: gast")
        assert answer.status_code == 400
        assert said in answer.text
        assert "WLAN: gast</textarea>" in answer.text
        assert f'value="{ticked}" checked' in answer.text
    assert jobs(desk) == 0
    assert post(desk, start="10").status_code == 303
    assert post(desk, start="").status_code == 303


def test_one_badge_is_reprinted_on_its_paper_at_a_free_place(desk: Desk) -> None:
    """The page offers the paper of the last time, and a place on a half-used sheet; one that is none is told."""
    assert post(desk, stock="avery-l4785").status_code == 303
    uid = re.search(r"registrations/(\w+)/badge", desk.get(f"{desk.path}/badges").text)
    assert uid is not None
    path = f"{desk.path}/registrations/{uid.group(1)}/badge"
    assert '<option value="avery-l4785" selected>' in desk.get(path).text
    form = {"stock": "avery-l4785", "start": "10", "again": "damaged", "codes": "keep"}
    sheet = PdfReader(io.BytesIO(desk.get(desk.client.post(f"{path}/print", data=form).location).data))
    (code,) = codes_on(sheet.pages[0])
    assert (code.left > 105, code.top > 230) == (True, True)
    refused = desk.client.post(f"{path}/print", data=form | {"start": "11", "again": "misprint"})
    assert refused.status_code == 400
    assert "Dieser Bogen hat nur 10 Plätze." in refused.text
    assert '<option selected value="misprint">' in refused.text
    assert desk.client.post(f"{path}/print", data=form | {"stock": "a6"}).status_code == 303


def test_a_back_that_does_not_fit_stops_once(desk: Desk) -> None:
    """It is shown with what is wrong; whoever prints once more wants it so, and any change is looked at again."""
    looked = post(desk, scope="look", back="text", back_text="WLAN\ngast & <geheim>")
    assert (looked.status_code, jobs(desk)) == (200, 0)
    assert "Rückseite des Namensschilds" in looked.text
    assert "gast &amp; &lt;geheim&gt;</text>" in looked.text
    stopped = post(desk, back="text", back_text=LONG)
    assert (stopped.status_code, jobs(desk)) == (422, 0)
    assert "Der Text für die Rückseite ist zu lang" in stopped.text
    seen = re.search(r'name="back_seen"[^>]*value="(\w+)"', stopped.text)
    assert seen is not None
    assert post(desk, back="text", back_text=LONG + "Ende", back_seen=seen.group(1)).status_code == 422
    pages = text_of(desk, post(desk, back="text", back_text=LONG, back_seen=seen.group(1)))
    assert ["Anna" in page for page in pages] == [True, False]


def test_the_back_can_be_another_design(desk: Desk) -> None:
    """With the person's own values, also when the design is none of ours."""
    looked = post(desk, scope="look", back="design", back_design="large")
    assert looked.text.count('<svg class="badge-picture"') == 2
    for design in ("large", "own-999", ""):
        pages = text_of(desk, post(desk, back="design", back_design=design))
        assert ["Anna" in page for page in pages] == [True, True]


def test_new_codes_come_with_new_tickets(desk: Desk) -> None:
    """By mail to whoever has an address; the host is told how many have none, and who gets nothing."""
    for codes, mails, said in (
        ("keep", 0, ()),
        ("mail", 1, ("Ein neues Ticket geht per Mail hinaus.", "Eine Person bekommt keine Mail")),
        ("void", 1, ("2 Personen bekommen keine Mail",)),
    ):
        before = codes_of(desk)
        assert post(desk, codes=codes).status_code == 303
        assert (codes_of(desk) == before) is (codes == "keep")
        page = desk.get(f"{desk.path}/badges").text
        assert [sentence for sentence in said if sentence not in page] == []
        assert ("bekommt keine Mail" in page or "bekommen keine Mail" in page) is bool(said)
        with desk.app.app_context():
            sent = db.session.scalars(select(OutboxMail)).all()
            assert len(sent) == mails
            assert {(mail.recipient, mail.about["occasion"]) for mail in sent} <= {("berta@example.org", "new_code")}


def test_a_lost_badge_takes_its_ticket_along(desk: Desk) -> None:
    """The box is ticked from the start; without it, or without an address, the host is told."""
    links = re.findall(r'href="(/events/[^"]+/badge)"', desk.get(f"{desk.path}/badges").text)
    berta, anna = dict.fromkeys(links)  # by family name
    assert "Es ist keine Mail-Adresse bekannt" in desk.get(anna).text
    assert 'name="mail" value="y" id="mail" checked' in desk.get(berta).text
    for badge, form, said in (
        (anna, {"mail": "y"}, "Anna Schmidt bekommt keine Mail"),
        (berta, {}, "Berta Bauer bekommt keine Mail"),
        (berta, {"mail": "y"}, "Das neue Ticket geht per Mail an Berta Bauer."),
    ):
        answer = desk.client.post(f"{badge}/replace", data=form, follow_redirects=True)
        assert said in answer.text
    with desk.app.app_context():
        assert [mail.recipient for mail in db.session.scalars(select(OutboxMail))] == ["berta@example.org"]


def test_those_chosen_on_the_list_of_registrations(desk: Desk) -> None:
    """The organisers' list leads there by way of the page that says with whom, and just these are printed."""
    with desk.app.app_context():
        session = db.session()
        with write_session(session):
            session.get_one(EventRole, (desk.host_id, desk.event_id)).role = Role.ORGANISER
        uids = {person.name: person.uid for person in session.scalars(select(Registration))}
    chosen = {"action": "print", "uid": uids["Berta Bauer"]}
    page = desk.client.post(f"{desk.path}/registrations/selected", data=chosen).text
    assert "Berta Bauer" in page
    assert "Anna Schmidt" not in page
    form = re.findall(r'<input type="hidden" name="(\w+)" value="(\w*)"', page)
    [text] = text_of(desk, desk.client.post(f"{desk.path}/badges/print", data=dict(form)))
    assert "Berta" in text
    assert "Anna" not in text
