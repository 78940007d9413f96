"""What the tests of stations share."""

import pytest
from flask import Flask

from tests.stations.tablet import Foyer, make_foyer


@pytest.fixture
def foyer(app: Flask) -> Foyer:
    """An event with a station that waits for its tablet."""
    return make_foyer(app)
