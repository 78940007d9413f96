"""Do all scans arrive exactly once when the network loses a third and the tab dies again and again?

The suite sends 150 of them; `pytest --thorough -m "" tests/phone/test_loss.py` five hundred, with twenty dead tabs.
"""

import random
import time
from collections import Counter
from contextlib import suppress

import pytest
from flask import Flask
from playwright.sync_api import Error, Page, expect
from sqlalchemy import select

from eventapp import clock
from eventapp.badges.queries import current_badge
from eventapp.contacts.models import Scan
from eventapp.core import contact_rules
from eventapp.core.contact_rules import Rules
from eventapp.extensions import db
from eventapp.registration.models import Purpose
from eventapp.registration.service import Entry, register
from tests.contacts.phones import contacts
from tests.contacts.scanner_browser import part
from tests.factories import CONSENT_TEXT, MadeAttendee, make_attendee, make_event
from tests.phone.conftest import Handset, kept_scans
from tests.phone.lossy import Network

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LOSS = 0.3
PATIENCE = 120  # seconds for all of it, on a machine with much else to do
# Types short codes one after another, faster than the phone keeps them.
TYPE_ALL = """(codes) => {
    const field = document.querySelector('[data-part="code"]');
    for (const code of codes) {
        field.value = code;
        field.form.requestSubmit();
    }
}"""
# The network comes and goes: each time it comes, the phone tries.
FLICKER = "() => { setInterval(() => window.dispatchEvent(new Event('online')), 30); }"


@pytest.fixture
def crowd(app: Flask, monkeypatch: pytest.MonkeyPatch, pytestconfig: pytest.Config) -> tuple[MadeAttendee, list[str]]:
    """Anna, and the short codes of a crowd; nobody is stopped for being fast."""
    scans = 500 if pytestconfig.getoption("thorough") else 150
    monkeypatch.setattr(contact_rules, "SPEED_LIMIT", scans + 1)
    with app.app_context():
        event = make_event(rules=Rules(require_check_in=False))
        event_id, now = event.id, clock.now()
        anna = make_attendee(event)
        codes = []
        for number in range(scans):
            entry = Entry(f"Person {number}", consents={Purpose.TRACKING: CONSENT_TEXT})
            registration_id = register(entry, event_id=event_id, now=now).registration_id
            assert registration_id is not None
            codes.append(current_badge(registration_id).short_code)
    return anna, codes


def reopen(handset: Handset, path: str) -> Page:
    """Opens the scanner, from the phone where the network does not give it."""
    assert handset.context is not None
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with suppress(Error, AssertionError):  # the page, or a script of it, was lost on the way
            page = handset.open(path)
            if part(page, "waiting-count").count():
                expect(part(page, "waiting-count")).not_to_be_empty()  # it has begun to work
                return page
        for left in handset.context.pages:
            left.close()
    pytest.fail("the scanner does not open any more")


def test_nothing_is_lost_or_doubled(
    app: Flask,
    network: Network,
    handset: Handset,
    crowd: tuple[MadeAttendee, list[str]],
    pytestconfig: pytest.Config,
) -> None:
    """Made without network, sent over one that loses 30 % each way, with tabs that die: each scan is one contact."""
    anna, codes = crowd
    scans, kills = len(codes), 20 if pytestconfig.getoption("thorough") else 8
    path = f"/events/{anna.slug}/scan"
    handset.sign_in(anna)
    page = handset.open_scanner(anna)
    chance = random.Random(2026)  # noqa: S311 losses that come again, no secret
    network.lose(1.0, chance)
    batches = kills // 2
    typed = 0
    for number in range(1, batches + 1):
        page.evaluate(TYPE_ALL, codes[typed : (typed := number * scans // batches)])
        expect(part(page, "waiting-count")).to_have_text(str(typed))  # all are on the phone's disk
        handset.lose_tab(page)
        page = reopen(handset, path)
    assert len(kept_scans(page)) == scans

    network.lose(LOSS, chance)
    losing = network.loses_request
    # The pages ask for news whenever the network is back, which here is all the time, and not what this is about.
    network.loses_request = lambda method, path: path.endswith("/contacts/news") or losing(method, path)
    deadline, killed = time.monotonic() + PATIENCE, 0
    page.evaluate(FLICKER)
    while left := len(kept_scans(page)):
        assert time.monotonic() < deadline, f"{left} scans still wait"
        if killed < kills - batches and scans - left > (killed + 1) * scans // (kills - batches + 1):
            handset.lose_tab(page)
            killed += 1
            page = reopen(handset, path)
            page.evaluate(FLICKER)
        page.wait_for_timeout(100)
    assert killed == kills - batches

    found = contacts(app)
    assert len(found) == scans
    assert len({(one.low_id, one.high_id) for one in found}) == scans
    with app.app_context():
        times = Counter(db.session.scalars(select(Scan.nonce)))
    assert len(times) == scans
    assert set(times.values()) == {1}
    assert network.scans() > scans  # answers were lost, and asked for again
