"""What is said to be missing?"""

from pathlib import Path

import pytest
from flask import Flask

from eventapp.events.readiness import Point, readiness
from tests.conftest import make_settings
from tests.factories import make_event


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
