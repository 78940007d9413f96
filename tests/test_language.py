"""How are days written, and to whom in which language?"""

from datetime import date

import pytest
from flask import Flask

from eventapp.language import full_date


@pytest.mark.parametrize(
    ("accepted", "written"),
    [
        ("de-DE,de;q=0.9,en;q=0.8", "Donnerstag, 19. November 2026"),
        ("en-US,en;q=0.9", "Thursday 19 November 2026"),
        ("fr", "Donnerstag, 19. November 2026"),
    ],
)
def test_days_are_written_in_the_language_of_the_reader(app: Flask, accepted: str, written: str) -> None:
    """German where neither of the two is asked for; in English in the order of the pages of events."""
    with app.test_request_context(headers={"Accept-Language": accepted}):
        assert full_date(date(2026, 11, 19)) == written
