"""What is said to be missing?"""

import shutil
from pathlib import Path

import pytest
from flask import Flask

from eventapp.events.readiness import Point, readiness
from eventapp.extensions import db
from tests.conftest import make_app, make_settings
from tests.factories import make_account, make_event
from tests.pages import sign_in

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("base_url", "reachable", "secure"),
    [
        ("http://127.0.0.1:8000", False, False),
        ("http://localhost:8000", False, False),
        ("http://[::1]:8000", False, False),
        ("http://192.168.1.20:8000", True, False),
        ("http://events.example.org", True, False),
        ("https://events.example.org", True, True),
    ],
)
def test_the_address_must_reach_phones_and_cameras(
    app: Flask, tmp_path: Path, base_url: str, *, reachable: bool, secure: bool
) -> None:
    """An address of this machine only is no address for phones; cameras in the page need https."""
    config = make_settings(tmp_path / "other", EVENTAPP_BASE_URL=base_url)
    with app.app_context():
        done = {item.point: item.done for item in readiness(make_event(), config)}
    assert (done[Point.ADDRESS], done[Point.SECURE]) == (reachable, secure)


def test_only_the_privacy_contact_is_required(app: Flask, tmp_path: Path) -> None:
    """Everything else is advice: an event can be published without it."""
    config = make_settings(tmp_path / "other", EVENTAPP_SMTP_URL="smtp://mail.example.org")
    with app.app_context():
        points = {item.point: item for item in readiness(make_event(published=False), config)}
    assert [point for point, item in points.items() if item.required] == [Point.PRIVACY_CONTACT]
    assert points[Point.PRIVACY_CONTACT].done
    assert points[Point.MAIL].done
    assert not points[Point.PUBLISHED].done


@pytest.mark.parametrize(
    ("base_url", "mail_from", "answered"),
    [
        ("http://127.0.0.1:8000", "", False),
        ("http://localhost:8000", "", False),
        ("http://[::1]:8000", "", False),
        ("http://192.168.1.20:8000", "", False),
        ("http://laptop:8000", "", False),
        ("http://laptop.local:8000", "", False),
        ("https://events.example.org", "", True),
        ("http://127.0.0.1:8000", "Netzwerktreffen <treffen@example.org>", True),
        ("https://events.example.org", "Treffen <treffen@LOCALHOST>", False),
    ],
)
def test_the_sender_must_take_replies(
    app: Flask, tmp_path: Path, base_url: str, mail_from: str, *, answered: bool
) -> None:
    """Where mails leave, their sender's domain must be one that the rest of the world can write to."""
    config = make_settings(
        tmp_path / "other",
        EVENTAPP_SMTP_URL="smtp://mail.example.org",
        EVENTAPP_BASE_URL=base_url,
        EVENTAPP_MAIL_FROM=mail_from,
    )
    with app.app_context():
        done = {item.point: item.done for item in readiness(make_event(), config)}
    assert done[Point.SENDER] == answered


def test_the_sender_is_no_point_where_no_mail_leaves(app: Flask, tmp_path: Path) -> None:
    """One hint is enough there: no mail leaves this machine."""
    with app.app_context():
        points = [item.point for item in readiness(make_event(), make_settings(tmp_path / "other"))]
    assert Point.MAIL in points
    assert Point.SENDER not in points


@pytest.mark.parametrize(
    ("mail_from", "hint"),
    [("", "Ihr Absender ist eventapp@localhost"), ("t@example.org", "Absender der E-Mails ist t@example.org.")],
)
def test_the_overview_tells_the_sender(tmp_path: Path, migrated_sqlite: Path, mail_from: str, hint: str) -> None:
    """An organiser reads from which address the mails come."""
    instance = tmp_path / "instance"
    instance.mkdir()
    shutil.copyfile(migrated_sqlite, instance / "eventapp.sqlite3")
    app = make_app(make_settings(instance, EVENTAPP_SMTP_URL="smtp://127.0.0.1:9", EVENTAPP_MAIL_FROM=mail_from))
    client = app.test_client()
    with app.app_context():
        organiser = make_account()
        event = make_event(organiser=organiser)
        sign_in(client, organiser)
        slug = event.slug
    page = client.get(f"/events/{slug}/overview").text
    assert hint in page
    with app.app_context():
        db.engine.dispose()
