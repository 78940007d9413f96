"""What the tests of designs share."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.desk import Desk, make_desk
from tests.desk_pages import address, open_page

__all__ = ["address", "open_page"]  # fixtures; pytest finds them by their names


@pytest.fixture
def desk(app: Flask, client: FlaskClient) -> Desk:
    """An event whose host is signed in."""
    return make_desk(app, client)
