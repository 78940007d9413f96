"""Whatever changes a badge is noticed on the list of badges, however often the list was looked at before."""

import io
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import text

from eventapp import clock
from eventapp.badges.design import Field, FieldKind, design_for
from eventapp.badges.design.badge import Badge
from eventapp.badges.logos import keep_logo
from eventapp.badges.roles import give_role, keep_role, roles_of
from eventapp.badges.stock import SHEET
from eventapp.core.asking import Kind
from eventapp.designs.service import add_design
from eventapp.events.models import Event, Organisation
from eventapp.events.queries import event_by_id
from eventapp.extensions import db
from eventapp.prints.choosing import Freshness, freshness_of
from eventapp.prints.fingerprints import fingerprint
from eventapp.prints.looks import look
from eventapp.prints.orders import PrintOrder
from eventapp.prints.queries import candidates
from eventapp.prints.service import place
from eventapp.prints.words import edition_of
from eventapp.registration.models import Purpose
from tests.factories import make_account, make_attendee, make_event, make_question

CARD = design_for(SHEET.width, SHEET.height)
TALKATIVE = (FieldKind.TOPIC, FieldKind.ICEBREAKER, FieldKind.ANSWER, FieldKind.ORGANISATION_LOGO, FieldKind.DAY)
SHOWS_ALL = type(CARD)(
    CARD.width, CARD.height, (*CARD.fields, *(Field(kind, 6, 2, 40, 6, size=7) for kind in TALKATIVE))
)
CHANGES = {
    "UPDATE registrations SET name = 'Anna Schmitt'": True,
    "UPDATE registrations SET is_staff = NOT is_staff": False,  # a role of one's own stands in its place
    "UPDATE registrations SET phone = '030 123'": False,
    "UPDATE registrations SET organisation_id = (SELECT id FROM organisations WHERE name = 'TUC')": True,
    "UPDATE organisations SET name = 'TUC 2' WHERE name = 'TU Clausthal'": True,
    "UPDATE organisation_logos SET content = (SELECT max(content) FROM organisation_logos)": True,
    "DELETE FROM organisation_logos": True,
    "UPDATE badge_codes SET code = lower(code)": True,
    "UPDATE badge_codes SET short_code = lower(short_code)": True,
    "UPDATE badge_roles SET name = 'Presse'": True,
    "UPDATE badge_roles SET colour = '#123456'": True,
    "DELETE FROM given_roles": True,
    "UPDATE topics SET name = 'Robotik'": True,
    "DELETE FROM registration_topics": True,
    "UPDATE registrations SET is_suggested = 0": True,
    "UPDATE answers SET value = 'Robotern'": True,
    "UPDATE questions SET badge_label = 'Kennt sich aus mit'": True,
    "UPDATE questions SET is_on_badge = 0": True,
    "UPDATE events SET title = 'Treffen'": True,
    "UPDATE events SET icebreakers = '[\"Und Sie?\"]'": True,
    "UPDATE event_days SET date = date(date, '+3 days')": True,
}
"""What may happen to what is kept, and whether it shows on the badge."""


@pytest.mark.slow
@pytest.mark.one_database
def test_each_change_is_noticed_and_each_change_back(app: Flask) -> None:
    """Of names, organisations, logos, codes, roles, topics, answers and the event: looked at, changed, put back."""
    with app.test_request_context():
        event_id, design_key = printed_event()
        assert freshness(event_id, design_key) is Freshness.PRINTED
        for change, shows in CHANGES.items():
            db.session.execute(text(change))
            db.session.expire_all()
            assert (freshness(event_id, design_key) is Freshness.CHANGED) is shows, change
            db.session.rollback()
            assert freshness(event_id, design_key) is Freshness.PRINTED, f"not after: {change}"


def printed_event() -> tuple[int, str]:
    """An event at which the badge of one person, about whom all is known, was printed in a design that shows it."""
    host = make_account()
    event = make_event(topics=["KI"], icebreakers=["Was führt Sie her?"])
    talk = make_question(event.id, Kind.TEXT, "Worüber?", is_on_badge=True, badge_label="Fragt mich nach")
    event = db.session.get_one(Event, event.id)
    make_attendee(event, "Ben Bauer", organisation="TUC")
    anna = make_attendee(
        event,
        organisation="TU Clausthal",
        offers=["KI"],
        consents=(Purpose.TRACKING, Purpose.SUGGESTIONS),
        answers={talk: "KI"},
    )
    about: dict[str, Any] = {"event_id": event.id, "account_id": host.id, "now": clock.now()}
    keep_role(event.id, "Sprecherin", "#ffd400", account_id=host.id, now=clock.now())
    give_role([anna.id], roles_of(event.id)[0].id, **about)
    for organisation, colour in zip(
        db.session.query(Organisation).order_by(Organisation.id), ("red", "blue"), strict=False
    ):
        keep_logo(organisation.id, picture(colour), **about)
    design_id = add_design(event_by_id(event.id), "Alles", SHOWS_ALL, account_id=host.id, now=clock.now())
    shown = look(edition_of(event_by_id(event.id)), SHEET, f"own-{design_id}")
    assert shown.design.fields == SHOWS_ALL.fields
    place([anna.id], PrintOrder(SHEET, shown.design_key), shown.press(), **about)
    return event.id, shown.design_key


def freshness(event_id: int, design_key: str) -> Freshness:
    """Of the badge that was printed, as the list of badges tells it."""
    shown = look(edition_of(event_by_id(event_id)), SHEET, design_key)
    (anna,) = (person for person in candidates(event_id) if person.last is not None)
    return freshness_of(anna, shown.fingerprint)


def picture(colour: str) -> bytes:
    """A logo."""
    file = io.BytesIO()
    Image.new("RGB", (20, 20), colour).save(file, "PNG")
    return file.getvalue()


def test_badges_that_were_printed_before_stay_printed() -> None:
    """The marks that are kept with printings are worked out as ever: an update of eventapp makes no badge old."""
    badge = Badge("Zoë \udce4", "TU", "Treffen", "HTTPS://X/B/1", "WXYZ6789", day="21. März", topic="KI")
    assert fingerprint(badge, CARD, "thread 1") == "62879503a2cf7d297f870b7e964c710d"
