"""What the tests of rounds share."""

import pytest
from flask import Flask

from tests.rounds.lounge import Lounge, make_lounge


@pytest.fixture
def lounge(app: Flask) -> Lounge:
    """An event with two tables at which no round runs yet."""
    return make_lounge(app)
