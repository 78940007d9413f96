"""Do the numbers of registrations add up, whatever the days, the organisations and the time zone?"""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp.registration.service import Entry, register
from eventapp.report.registration_numbers import periods
from tests.factories import make_account, make_event, today
from tests.pages import sign_in

MONDAY = date(2026, 11, 2)


def test_periods() -> None:
    """Without gaps, by day or by weeks from Monday; the last one ends with everybody."""
    days = Counter({MONDAY: 4, MONDAY + timedelta(days=2): 1, MONDAY + timedelta(days=13): 5})
    by_day = periods(days, by_week=False)
    assert [period.people for period in by_day[:4]] == [4, 0, 1, 0]
    assert (len(by_day), by_day[-1].so_far, by_day[0].share) == (14, 10, 80.0)
    weeks = [(period.begins, period.people, period.so_far) for period in periods(days, by_week=True)]
    assert weeks == [(MONDAY, 5, 5), (MONDAY + timedelta(days=7), 5, 10)]
    assert periods(Counter(), by_week=True) == []


@pytest.mark.one_database
def test_the_page(app: Flask, client: FlaskClient) -> None:
    """It counts everybody once; an organisation's name is text, and late evenings belong to the day there."""
    now = datetime.combine(today("UTC"), time(23, 30), UTC)  # in Berlin the next day has begun
    with app.app_context():
        account = make_account()
        event = make_event(organiser=account, first_day=today() + timedelta(days=60))
        slug, event_id = event.slug, event.id
        sign_in(client, account)
        assert "Sobald sich Menschen anmelden" in client.get(f"/events/{slug}/registrations/numbers").text
        for number in range(18):
            house = "" if number == 17 else f"<b>Haus {number // 2 if number < 4 else number}</b>"
            register(Entry(f"P{number}", house), event_id=event_id, now=now - timedelta(days=49 * (number % 2)))
    page = client.get(f"/events/{slug}/registrations/numbers").text
    assert "Nach Wochen" in page
    assert "&lt;b&gt;Haus 0&lt;/b&gt;" in page
    assert "<b>Haus" not in page
    assert page.count('class="numbers__bar"') == 8 + 15
