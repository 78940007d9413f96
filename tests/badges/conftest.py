"""What the tests of badges share."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp.badges.fonts import Fonts, load_fonts
from tests.desk import Desk, make_desk


@pytest.fixture(scope="session")
def fonts() -> Fonts:
    """The fonts that the installation fetched."""
    return load_fonts(Path(__file__).parents[2] / "static" / "vendor" / "fonts")


@pytest.fixture
def desk(app: Flask, client: FlaskClient) -> Desk:
    """An event whose host is signed in."""
    return make_desk(app, client)
