"""Does a borrowed phone let people in without network, and does the server learn of each entry once?"""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from eventapp import clock
from eventapp.checkin.models import DoorEntry
from eventapp.core.codes import badge_address
from eventapp.database import write_session
from eventapp.extensions import db
from eventapp.registration.models import Registration
from tests.browser import violations, violations_everywhere
from tests.checkin.doors import enter
from tests.conftest import BASE_URL
from tests.desk import Desk
from tests.door_phone.conftest import DoorPhone, change_device, pair_device
from tests.phone.lossy import Network

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("settings", ["sqlite"], indirect=True)]

PhoneMaker = Callable[..., DoorPhone]
HELD = """async () => {
    const found = [];
    for (const { name } of await indexedDB.databases()) {
        const db = await new Promise((resolve) => {
            indexedDB.open(name).onsuccess = ({ target }) => resolve(target.result);
        });
        for (const store of db.objectStoreNames) {
            const reading = db.transaction(store).objectStore(store).getAll();
            await new Promise((resolve) => { reading.onsuccess = resolve; });
            found.push(...reading.result);
        }
        db.close();
    }
    return found.map((each) => each instanceof CryptoKey
        ? `key ${each.extractable}`
        : JSON.stringify(each) + new TextDecoder().decode(each.data));
}"""


def part(page: Page, name: str) -> Any:
    """A part of the door."""
    return page.locator(f'[data-part="{name}"]')


def scan(page: Page, code: str) -> None:
    """A hand scanner types a badge."""
    page.keyboard.type(badge_address(BASE_URL, code))
    page.keyboard.press("Enter")


def expect_answer(page: Page, kind: str, *words: str) -> None:
    """Waits until the door answers in this colour and with these words."""
    answer = part(page, "verdict")
    expect(answer).to_have_class(re.compile(rf"verdict--{kind}\b"))
    for word in words:
        expect(answer).to_contain_text(word)


def expect_sent(page: Page) -> None:
    """Waits until nothing waits any more."""
    expect(part(page, "waiting")).to_be_hidden()


def entries(desk: Desk) -> list[DoorEntry]:
    """What is kept, in the order in which it came."""
    with desk.app.app_context():
        return list(db.session.scalars(select(DoorEntry).order_by(DoorEntry.id)))


def held(page: Page) -> list[str]:
    """Everything that the browser's databases hold, as far as it can be read from them."""
    return cast("list[str]", page.evaluate(HELD))


def test_door_works_by_scanner_short_code_and_name(desk: Desk, door_phone: PhoneMaker) -> None:
    """With network the server answers; a name is found with a typo, and the keyboard alone is enough."""
    anna, ben = desk.attendee("Anna Schmidt", organisation="IHK"), desk.attendee("Ben Öztürk")
    desk.attendee("Jörg Müller")
    phone, paired = door_phone(), pair_device(desk)
    phone.become(paired)
    page = phone.open_door(paired)
    scan(page, anna.code)
    expect_answer(page, "new", "Welcome", "Anna Schmidt", "IHK")
    page.keyboard.type(ben.short_code.lower())
    page.keyboard.press("Enter")
    expect_answer(page, "new", "Ben Öztürk")
    page.keyboard.type("muelelr")
    expect(part(page, "people").locator("li")).to_have_count(1)
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect_answer(page, "new", "Jörg Müller")
    page.keyboard.type("somebody was looked for")
    scan(page, anna.code)
    expect_answer(page, "hint", "Already in since", "Tür 1", "Anna Schmidt")
    scan(page, "A" * 26)
    expect_answer(page, "refused", "Unknown badge")
    assert [entry.verdict for entry in entries(desk)] == ["in", "in", "in", "already_in", "unknown_badge"]


def test_entries_without_network_survive_reload_and_restart(
    desk: Desk, network: Network, door_phone: PhoneMaker
) -> None:
    """Scanned offline, the page closed and opened offline, the browser restarted: each arrives once, in order."""
    people = [desk.attendee(name) for name in ("Anna Schmidt", "Ben Öztürk", "Carla Seidel", "David Kim")]
    with desk.app.app_context(), write_session(db.session()) as session:
        session.get_one(Registration, people[1].id).attention = "Frau Klein rufen"
    phone, paired = door_phone(), pair_device(desk)
    phone.become(paired)
    page = phone.open_door(paired)
    network.stop_server()
    for person in people[:2]:
        scan(page, person.code)
    expect(part(page, "waiting-count")).to_have_text("2")
    expect_answer(page, "new", "Welcome", "Ben Öztürk", "Note: Frau Klein rufen Kept on this device")
    expect(part(page, "offline")).to_be_visible()
    expect(part(page, "state")).to_contain_text("No network")
    page.close()
    page = phone.open(paired.path)
    expect(part(page, "waiting-count")).to_have_text("2")
    scan(page, people[0].code)
    expect_answer(page, "hint", "Already in since", "Tür 1", "Anna Schmidt")
    page.keyboard.type("seidl")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(part(page, "waiting-count")).to_have_text("3")
    phone.switch_off()
    phone.switch_on()
    page = phone.open(paired.path)
    expect(part(page, "waiting-count")).to_have_text("3")
    scan(page, people[3].code)
    expect(part(page, "waiting-count")).to_have_text("4")
    assert entries(desk) == []
    network.start_server()
    expect_sent(page)
    expect(part(page, "offline")).to_be_hidden()
    kept = entries(desk)
    assert [(entry.verdict, entry.despite, entry.registration_id) for entry in kept] == [
        ("in", "", person.id) for person in people
    ]
    assert [entry.happened_at for entry in kept] == sorted(entry.happened_at for entry in kept)


def test_what_lies_on_the_device_can_be_read_by_nobody(desk: Desk, network: Network, door_phone: PhoneMaker) -> None:
    """Neither names nor codes stand in the browser's databases, and no script gets the key out of it."""
    anna, paired, phone = desk.attendee("Anna Schmidt"), pair_device(desk), door_phone()
    phone.become(paired)
    page = phone.open_door(paired)
    network.stop_server()
    scan(page, anna.code)
    expect(part(page, "waiting-count")).to_have_text("1")
    found = held(page)
    assert "key false" in found
    assert len(found) == 3
    for secret in ("Anna", "Schmidt", anna.code, anna.short_code, desk.uid(anna)):
        assert not any(secret in each for each in found)
    network.start_server()
    expect_sent(page)


def test_answer_lost_on_the_way_counts_once(desk: Desk, network: Network, door_phone: PhoneMaker) -> None:
    """The server has let somebody in and its answer is cut off: the door does so by itself, and that is one entry."""
    anna, paired, phone = desk.attendee("Anna Schmidt"), pair_device(desk), door_phone()
    phone.become(paired)
    page = phone.open_door(paired)
    network.loses_answer = lambda method, path: method == "POST" and path == paired.path
    scan(page, anna.code)
    expect(part(page, "waiting-count")).to_have_text("1")
    expect_answer(page, "new", "Anna Schmidt", "Kept on this device")
    network.keep()
    expect_sent(page)
    assert [(entry.verdict, entry.despite) for entry in entries(desk)] == [("in", "")]


def test_what_happened_is_kept_although_the_server_had_refused_it(
    desk: Desk, network: Network, door_phone: PhoneMaker
) -> None:
    """Another door was quicker, the answer „already in“ is lost, the person walks in: a double that is flagged."""
    anna, paired, phone = desk.attendee("Anna Schmidt"), pair_device(desk), door_phone()
    phone.become(paired)
    page = phone.open_door(paired)
    with desk.app.app_context():
        enter(desk, anna, None)
    network.loses_answer = lambda method, path: method == "POST" and path == paired.path
    scan(page, anna.code)
    expect(part(page, "waiting-count")).to_have_text("1")
    network.keep()
    expect_sent(page)
    found = [(entry.verdict, entry.despite) for entry in entries(desk)]
    assert found == [("in", ""), ("already_in", ""), ("in", "already_in")]


def test_two_tabs_send_each_entry_once(desk: Desk, network: Network, door_phone: PhoneMaker) -> None:
    """Both see the network return; both say that nothing waits any more."""
    people = [desk.attendee(f"Person {number}") for number in range(6)]
    phone, paired = door_phone(), pair_device(desk)
    phone.become(paired)
    tabs = [phone.open_door(paired), phone.open_door(paired)]
    network.stop_server()
    for number, person in enumerate(people):
        scan(tabs[number % 2], person.code)
        expect(part(tabs[number % 2], "waiting-count")).to_have_text(str(number + 1))
    before = len(network.passed)
    network.start_server()
    for tab in tabs:
        expect_sent(tab)
    sent = [path for method, path in network.passed[before:] if method == "POST" and path == paired.path]
    assert len(sent) == 6
    assert [entry.registration_id for entry in entries(desk)] == [person.id for person in people]


@pytest.mark.parametrize(
    ("changed", "why"),
    [({"revoked_at": clock.now()}, "have ended this door"), ({"token_hash": "x"}, "not a door of this event")],
)
def test_revoked_while_offline_says_why_and_leaves_nothing(
    desk: Desk, network: Network, door_phone: PhoneMaker, changed: dict[str, object], why: str
) -> None:
    """It cannot sync, says why and how many entries are lost, and holds nothing any more; also in the second tab."""
    anna, paired, phone = desk.attendee("Anna Schmidt"), pair_device(desk), door_phone()
    phone.become(paired)
    page, other = phone.open_door(paired), phone.open_door(paired)
    network.stop_server()
    scan(page, anna.code)
    expect(part(page, "waiting-count")).to_have_text("1")
    change_device(desk, paired, **changed)
    network.start_server()
    for tab in (page, other):
        expect(part(tab, "gone")).to_be_visible()
        expect(part(tab, "gone-why")).to_contain_text(why)
        expect(part(tab, "gone-count")).to_have_text("1")
        expect(part(tab, "work")).to_be_hidden()
    assert held(page) == []
    assert page.evaluate("async (shell) => await caches.match(shell) ?? null", f"{paired.path}/shell") is None
    assert entries(desk) == []
    assert violations(page) == []


def test_the_end_of_the_event_wipes_the_device_by_itself(
    desk: Desk, network: Network, door_phone: PhoneMaker
) -> None:
    """Without network: what waits is delivered when it is back, and only then the device forgets everything."""
    anna, phone = desk.attendee("Anna Schmidt"), door_phone()
    paired = pair_device(desk, expires_at=clock.now() + timedelta(seconds=12))
    phone.become(paired)
    page = phone.open_door(paired)
    network.stop_server()
    scan(page, anna.code)
    expect(part(page, "waiting-count")).to_have_text("1")
    expect(page.locator("[data-phone-door]")).to_have_attribute("data-ready", "no")
    expect(part(page, "waiting-count")).to_have_text("1")
    network.start_server()
    expect(part(page, "gone")).to_be_visible()
    expect(part(page, "gone-why")).to_contain_text("The event is over")
    expect(part(page, "gone-lost")).to_be_hidden()
    assert held(page) == []
    assert [entry.verdict for entry in entries(desk)] == ["in"]


def test_axe_finds_nothing(desk: Desk, network: Network, door_phone: PhoneMaker) -> None:
    """With an answer, a list of people and without network; and nothing is wider than the window."""
    anna = desk.attendee("Maximiliane-Theodora von Hohenlohe-Waldenburg", organisation="Mittelstand-Digital Zentrum")
    paired, phone = pair_device(desk, "Haupteingang Nord"), door_phone()
    phone.become(paired)
    page = phone.open_door(paired)
    page.emulate_media(reduced_motion="reduce")
    network.stop_server()
    scan(page, anna.code)
    expect(part(page, "waiting-count")).to_have_text("1")
    page.keyboard.type("max")
    expect(part(page, "people").locator("li")).to_have_count(1)
    assert violations_everywhere(page, (1280, 844), (390, 844), (320, 844)) == []
    network.start_server()
    expect_sent(page)
