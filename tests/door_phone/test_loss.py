"""Does each entry at several doors arrive exactly once, over a network that loses a third, with tabs that die?

The suite lets 90 people in; `pytest --thorough -m "" tests/door_phone/test_loss.py` five hundred,
with twenty dead tabs.
"""

import random
import time
from collections import Counter
from contextlib import suppress
from datetime import timedelta

import pytest
from playwright.sync_api import Error, Page, expect
from sqlalchemy import select

from eventapp import clock
from eventapp.badges.queries import current_badge
from eventapp.checkin.models import CheckIn, DoorEntry
from eventapp.extensions import db
from eventapp.registration.models import Purpose
from eventapp.registration.service import Entry, register
from tests.desk import Desk
from tests.door_phone.conftest import DoorPhone, Paired, pair_device
from tests.door_phone.test_offline import PhoneMaker, part
from tests.factories import CONSENT_TEXT
from tests.phone.lossy import Network

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.parametrize("settings", ["sqlite"], indirect=True),
]

LOSS = 0.3
DOORS = 3
PATIENCE = 240  # seconds for all of it, on a machine with much else to do
TYPE_ALL = """(codes) => {
    const field = document.querySelector('#door-code');
    for (const code of codes) {
        field.value = code;
        field.form.requestSubmit();
    }
}"""
# The network comes and goes: each time it comes, the phone tries.
FLICKER = "() => { setInterval(() => window.dispatchEvent(new Event('online')), 60); }"
WAITING = """(url) => new Promise((resolve, reject) => {
    const opening = indexedDB.open("eventapp-door " + url);
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
        const db = opening.result;
        const counting = db.transaction("entries").objectStore("entries").count();
        counting.onsuccess = () => { db.close(); resolve(counting.result); };
    };
})"""
# A clock that is off by so many milliseconds, from the first script of every page.
WRONG_CLOCK = """(() => {
    const Right = Date, off = %d;
    window.Date = class extends Right {
        constructor(...given) { given.length ? super(...given) : super(Right.now() + off); }
        static now() { return Right.now() + off; }
    };
})()"""
DAY = 86_400_000


@pytest.fixture
def codes(desk: Desk, pytestconfig: pytest.Config) -> list[str]:
    """The badge codes of a crowd."""
    people, now, found = 500 if pytestconfig.getoption("thorough") else 90, clock.now(), []
    with desk.app.app_context():
        for number in range(people):
            entry = Entry(f"Person {number}", consents={Purpose.TRACKING: CONSENT_TEXT})
            registration_id = register(entry, event_id=desk.event_id, now=now).registration_id
            assert registration_id is not None
            found.append(current_badge(registration_id).code)
    return found


def reopen(phone: DoorPhone, paired: Paired) -> Page:
    """Opens the door again, from the device where the network does not give it."""
    assert phone.context is not None
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with suppress(Error, AssertionError):  # the page, or a script of it, was lost on the way
            page = phone.open(paired.path)
            expect(page.locator("[data-phone-door]")).to_have_attribute("data-ready", "yes")
            return page
        for left in phone.context.pages:
            left.close()
    pytest.fail("the door does not open any more")


def die(phone: DoorPhone, page: Page, paired: Paired) -> Page:
    """The tab dies, and somebody opens the door again."""
    phone.lose_tab(page)
    return reopen(phone, paired)


def test_nothing_is_lost_or_doubled(
    desk: Desk, network: Network, door_phone: PhoneMaker, codes: list[str], pytestconfig: pytest.Config
) -> None:
    """Three doors without network, one clock a day ahead and one behind; a tenth of the people pass two of them."""
    kills = 20 if pytestconfig.getoption("thorough") else 4
    chance = random.Random(2026)  # noqa: S311 losses that come again, no secret
    phones, doors, pages = [], [pair_device(desk, f"Tür {number}") for number in range(DOORS)], []
    for number, paired in enumerate(doors):
        phone = door_phone(f"phone-{number}")
        assert phone.context is not None
        phone.context.add_init_script(WRONG_CLOCK % (DAY * (number - 1)))
        phone.become(paired)
        phones.append(phone)
        pages.append(phone.open_door(paired))
    shares = [codes[number::DOORS] for number in range(DOORS)]
    twice = codes[: len(codes) // 10 * DOORS : DOORS]  # of the first door's people
    shares[1] = shares[1] + twice
    total = len(codes) + len(twice)

    network.lose(1.0, chance)
    killed = 0
    for number in range(DOORS):
        half = len(shares[number]) // 2
        for batch, known in ((shares[number][:half], half), (shares[number][half:], len(shares[number]))):
            pages[number].evaluate(TYPE_ALL, batch)
            expect(part(pages[number], "waiting-count")).to_have_text(str(known), timeout=60_000)
            if killed < kills // 2:
                pages[number] = die(phones[number], pages[number], doors[number])
                killed += 1

    network.lose(LOSS, chance)
    for page in pages:
        page.evaluate(FLICKER)
    deadline = time.monotonic() + PATIENCE
    while left := [page.evaluate(WAITING, doors[0].path) for page in pages]:
        if not any(left):
            break
        assert time.monotonic() < deadline, f"{left} entries still wait"
        fullest = left.index(max(left))
        if killed < kills and sum(left) < total * (kills - killed) // (kills // 2 + 1):
            pages[fullest] = die(phones[fullest], pages[fullest], doors[fullest])
            pages[fullest].evaluate(FLICKER)
            killed += 1
        pages[fullest].wait_for_timeout(100)

    assert killed == kills
    check_kept(desk, doors, shares, twice)


def check_kept(desk: Desk, doors: list[Paired], shares: list[list[str]], twice: list[str]) -> None:
    """As many entries as people passed, the doubles flagged, in order, at the right time by the server's clock."""
    people = sum(map(len, shares)) - len(twice)
    with desk.app.app_context():
        kept = db.session.scalars(select(DoorEntry).order_by(DoorEntry.id)).all()
        arrived = db.session.scalars(select(CheckIn.registration_id)).all()
        now = clock.now()
    assert len(kept) == people + len(twice)
    assert {entry.verdict for entry in kept} == {"in"}
    assert Counter(entry.despite for entry in kept) == {"": people, "already_in": len(twice)}
    assert len(arrived) == len(set(arrived)) == people
    for number, paired in enumerate(doors):
        own = [entry for entry in kept if entry.device_id == paired.id]
        assert len(own) == len(shares[number])
        assert [entry.device_time for entry in own] == sorted(entry.device_time for entry in own if entry.device_time)
        for entry in own:
            assert abs(now - entry.happened_at) < timedelta(minutes=20)
            assert entry.device_time is not None
            assert abs(entry.device_time - entry.happened_at - timedelta(days=number - 1)) < timedelta(minutes=20)
