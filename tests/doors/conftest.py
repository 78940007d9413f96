"""What the tests of doors share."""

import pytest
from flask import Flask

from tests.doors.phones import Phone, make_phone


@pytest.fixture
def phone(app: Flask) -> Phone:
    """A phone that is a door of an event."""
    return make_phone(app)
