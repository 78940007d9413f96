"""Logos of organisations: a picture of our own making, on badges whose design shows it, and nowhere else."""

import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from eventapp import clock
from eventapp.accounts.models import Role
from eventapp.accounts.service import grant_role
from eventapp.badges.design import Design, Field, FieldKind, design_for
from eventapp.badges.logos import keep_logo, logo_of
from eventapp.badges.stock import SHEET
from eventapp.designs.service import add_design
from eventapp.events.models import Event, Organisation
from eventapp.extensions import db
from eventapp.registration.service import erase, merge_organisations
from tests.desk import Desk, make_desk

pytestmark = [pytest.mark.one_database, pytest.mark.slow, pytest.mark.measured]
CARD = design_for(SHEET.width, SHEET.height)
SHOWS = Design(CARD.width, CARD.height, (*CARD.fields, Field(FieldKind.ORGANISATION_LOGO, 40, 44, 20, 8)))


def picture(kind: str = "PNG", side: int = 40) -> bytes:
    """A file of somebody's."""
    file = io.BytesIO()
    Image.new("1" if side > 1000 else "RGB", (side, side)).save(file, kind)
    return file.getvalue()


def test_a_logo_stands_on_the_badges_of_its_people(app: Flask, client: FlaskClient) -> None:
    """Where the design shows it; whoever was printed without it has a changed one; it goes with its organisation."""
    desk: Desk = make_desk(app, client)
    anna = desk.attendee("Anna Schmidt", "TU Clausthal")
    desk.attendee("Berta Bauer", "Uni Kassel")
    with app.app_context():
        event = db.session.get_one(Event, desk.event_id)
        grant_role(desk.host_id, Role.ORGANISER, event_id=desk.event_id)
        design_id = add_design(event, "Mit Logo", SHOWS, account_id=None, now=clock.now())
        organisation_id = db.session.query(Organisation).filter_by(name="TU Clausthal").one().id
    address = f"{desk.path}/settings/organisations/{organisation_id}/logo"
    for content, said in (
        (b"", "zuerst eine Datei"),
        (b"<svg onload=alert(1)>", "kein lesbares Bild"),
        (picture("BMP"), "kein lesbares Bild"),
        (picture(side=20_000), "40 Megapixel"),
    ):
        answer = client.post(address, data={"file": (io.BytesIO(content), "../../logo.png")})
        assert answer.status_code == 422
        assert said in answer.text
    form = {"scope": "found", "stock": SHEET.key, "design": f"own-{design_id}"}
    plain = desk.get(client.post(f"{desk.path}/badges/print", data=form).location).data
    assert client.post(address, data={"file": (io.BytesIO(picture("JPEG")), "logo.jpg")}).status_code == 303
    assert "data:image/png;base64," in desk.get(address).text
    page = desk.get(f"{desk.path}/badges?stock={SHEET.key}&design=own-{design_id}").text
    assert "Eines hat sich seit dem letzten Druck geändert" in page
    with_logo = desk.get(client.post(f"{desk.path}/badges/print", data=form).location).data
    assert (b"/Subtype /Image" in plain, b"/Subtype /Image" in with_logo) == (False, True)
    with app.app_context():
        erase(anna.id, account_id=None, now=clock.now())
        db.session.expire_all()
        assert (db.session.get(Organisation, organisation_id), logo_of(organisation_id)) == (None, None)


def test_a_merged_organisation_hands_its_logo_on(app: Flask, client: FlaskClient) -> None:
    """To one that has none; a logo that is there stays."""
    desk: Desk = make_desk(app, client)
    for name in ("TU Clausthal", "TUC", "Uni Kassel"):
        desk.attendee(f"Person {name}", name)
    with app.app_context():
        ids = {each.name: each.id for each in db.session.query(Organisation)}
        event_id, host_id, now, stays = desk.event_id, desk.host_id, clock.now(), ids["TU Clausthal"]
        kept = []
        for name, side in (("TUC", 40), ("Uni Kassel", 50)):
            assert keep_logo(ids[name], picture(side=side), event_id=event_id, account_id=host_id, now=now) is None
            kept.append(logo_of(ids[name]))
            merge_organisations(event_id, ids[name], into_id=stays, account_id=host_id, now=now)
            assert logo_of(stays) == kept[0]
        assert None not in kept
        assert kept[0] != kept[1]
