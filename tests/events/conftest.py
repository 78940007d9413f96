"""An organiser's browser, and what is typed into the form of an event."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories import make_account
from tests.pages import sign_in


@pytest.fixture
def organiser(app: Flask) -> FlaskClient:
    """A browser in which ola@example.org, who may create events, is signed in."""
    client = app.test_client()
    with app.app_context():
        sign_in(client, make_account("ola@example.org"))
    return client


@pytest.fixture
def typed() -> dict[str, str]:
    """A valid new event; the four conditions are ticked."""
    return {
        "title": "Netzwerktreffen",
        "place": "Kongresshalle, Hannover",
        "time_zone": "Europe/Berlin",
        "first_day": "2031-11-12",
        "day_count": "3",
        "new_series": "Treffen im Norden",
        "organisations": "MDZ Hannover\r\nIHK Köln\r\n",
        "address": "sie",
        "privacy_contact": "Datenschutz, 0511 1234",
        "confirmation": "objection",
        "require_check_in": "y",
        "require_other_organisation": "y",
        "require_new_in_series": "y",
        "require_not_known_before": "y",
    }
