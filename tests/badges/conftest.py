"""What the tests of badges share."""

from pathlib import Path

import pytest

from eventapp.badges.fonts import Fonts, load_fonts


@pytest.fixture(scope="session")
def fonts() -> Fonts:
    """The fonts that the installation fetched."""
    return load_fonts(Path(__file__).parents[2] / "static" / "vendor" / "fonts")
