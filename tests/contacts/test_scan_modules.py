"""Do the scanner's small parts keep their promises, each on its own, in a real browser?"""

import json
from typing import Any

import pytest
from playwright.sync_api import Page

from eventapp.core.codes import BadgeCode, ShortCode, badge_address, read_code
from tests.contacts.scanner_browser import PhoneMaker, browsers, phone, scanner_server, site
from tests.contacts.scanner_site import BADGE_BASE, ScannerSite, answer, status

__all__ = ["browsers", "phone", "scanner_server", "site"]  # pytest finds fixtures by their names

pytestmark = pytest.mark.browser

CODE = "ABCDEFGHJKMNPQRSTUVWXYZ234"

OURS = [
    badge_address(BADGE_BASE, CODE),
    f"https://treffen.example/b/{CODE.lower()}",
    f"http://treffen.example/B/{CODE}",
    f"https://TREFFEN.example:443/B/{CODE}/",
    f"  https://treffen.example/b/{CODE}?utm=flyer#top\r\n",
    f"HTTPSÖ--TREFFEN.EXAMPLE-B-{CODE.translate(str.maketrans('YZ', 'ZY'))}",
    CODE,
    CODE.lower(),
    "ABCD2345",
    "abcd 2345",
    "ABCD-2345",
    " ab cd\u00a023\u201145 ",
]
FOREIGN = [
    "",
    "   ",
    "Hello",
    "ABCO2345",
    "ABCD234",
    "ABCD23456",
    CODE[:-1],
    "WIFI:S:Guests;T:WPA;P:secret;;",
    f"https://treffen.example.evil.example/b/{CODE}",
    f"https://treffen.example@evil.example/b/{CODE}",
    f"https://evil@treffen.example/b/{CODE}",
    f"https://treffen.example:8443/b/{CODE}",
    f"https://treffen.example/other/b/{CODE}",
    f"https://treffen.example/c/{CODE}",
    f"https://treffen.example/b/{CODE}A",
    f"ftp://treffen.example/b/{CODE}",
    f"javascript:alert('https://treffen.example/b/{CODE}')",
    "\u212aBCD2345",  # the Kelvin sign is no K
]


def call(page: Page, module: str, expression: str, **names: Any) -> Any:
    """Evaluate an expression with a module of ours as `m`."""
    return page.evaluate(
        f"async (given) => {{ const m = await import('/static/js/scan/{module}'); return {expression}; }}", names
    )


@pytest.fixture
def page(site: ScannerSite, phone: PhoneMaker) -> Page:
    """Open a page from which modules can be imported; its own scanner is not used."""
    return phone().open(f"{site.address}/scan")


def test_our_codes_are_read_as_the_server_reads_them(page: Page) -> None:
    """Every spelling of a code of ours gives the code that the server would find in it."""
    found = call(
        page, "code.js", "given.texts.map((text) => m.readCode(text, given.base))", texts=OURS, base=BADGE_BASE
    )
    for text, reading in zip(OURS, found, strict=True):
        known = read_code(text)
        assert isinstance(known, BadgeCode | ShortCode), text
        assert reading == {"type": "badge" if isinstance(known, BadgeCode) else "short", "code": known.text}, text


def test_anything_else_is_foreign(page: Page) -> None:
    """Another host, port or path, a lookalike, or plain nonsense is never taken for a badge."""
    found = call(
        page, "code.js", "given.texts.map((text) => m.readCode(text, given.base))", texts=FOREIGN, base=BADGE_BASE
    )
    assert {text: reading["type"] for text, reading in zip(FOREIGN, found, strict=True)} == dict.fromkeys(
        FOREIGN, "foreign"
    )


def test_installation_below_a_path_accepts_its_own_badges_only(page: Page) -> None:
    """With a path in the base, a badge of the site at the root is foreign, and the path's case does not matter."""
    base = "https://house.example/Events/"
    texts = [badge_address(base, CODE), f"https://house.example/events/B/{CODE}", f"https://house.example/B/{CODE}"]
    found = call(
        page, "code.js", "given.texts.map((text) => m.readCode(text, given.base).type)", texts=texts, base=base
    )
    assert found == ["badge", "badge", "foreign"]


def test_foreign_text_is_shown_short_and_harmless(page: Page) -> None:
    """Line breaks, signs that turn the writing round, and megabytes do not reach the screen."""
    texts = ["one\n\ttwo\u202e\u200bthree\x00", "x" * 70, "\U0001f600" * 70, "a" * 1_000_000]
    shown = call(
        page, "code.js", "given.texts.map((text) => m.readCode(text, 'https://x.example').shown)", texts=texts
    )
    assert shown == ["one two three", "x" * 59 + "…", "\U0001f600" * 59 + "…", "a" * 59 + "…"]


def test_held_badge_counts_once_until_it_was_away_for_three_seconds(page: Page) -> None:
    """Each sighting prolongs the rest; another badge in between does not end it."""
    sightings = [("a", 0), ("a", 2900), ("b", 3000), ("a", 5800), ("b", 5999), ("a", 8800), ("b", 8999)]
    fresh = call(
        page,
        "repeat.js",
        "(() => { const seen = new m.RecentReadings(3000); return given.all.map((one) => seen.isNew(...one)); })()",
        all=sightings,
    )
    assert fresh == [True, False, True, False, False, True, True]


def test_what_is_decoded_is_what_is_seen(page: Page) -> None:
    """The crop is the part that `object-fit: cover` leaves, and the whole frame while nothing is shown."""
    expression = "given.all.map((sizes) => m.visiblePart(...sizes))"
    sizes = [(1920, 1080, 390, 456), (1080, 1920, 390, 456), (640, 480, 640, 480), (640, 480, 0, 0)]
    assert call(page, "frames.js", expression, all=sizes) == [
        {"x": 498, "y": 0, "width": 924, "height": 1080},
        {"x": 0, "y": 329, "width": 1080, "height": 1263},
        {"x": 0, "y": 0, "width": 640, "height": 480},
        {"x": 0, "y": 0, "width": 640, "height": 480},
    ]


def test_looks_take_turns(page: Page) -> None:
    """The whole part, its middle half, the whole, its middle third: all in one size, as large as is decoded."""
    found = page.evaluate(
        """async () => {
            const { Looks } = await import("/static/js/scan/frames.js");
            const source = document.createElement("canvas");
            Object.assign(source, { width: 3600, height: 2400 });
            const context = source.getContext("2d");
            for (const [share, colour] of [[1, "#ff0000"], [1 / 2, "#00ff00"], [1 / 3, "#0000ff"]]) {
                context.fillStyle = colour;
                context.fillRect(1800 - 900 * share, 1200 - 1200 * share, 1800 * share, 2400 * share);
            }
            const looks = new Looks();
            return Array.from({ length: 5 }, () => {
                const look = looks.take(source, { x: 900, y: 0, width: 1800, height: 2400 });
                const inside = 4 * (20 * look.width + 20);
                return [look.width, look.height, ...look.data.slice(inside, inside + 3)];
            });
        }"""
    )
    whole, half, third = ([960, 1280, *colour] for colour in ((255, 0, 0), (0, 255, 0), (0, 0, 255)))
    assert found == [whole, half, whole, third, whole]


def test_nonce_is_a_random_uuid_without_the_browsers_help(page: Page) -> None:
    """Plain http has no `crypto.randomUUID`: the stand-in makes version 4 UUIDs, all different."""
    nonces = call(
        page, "submit.js", "(crypto.randomUUID = undefined, Array.from({ length: 500 }, () => m.newNonce()))"
    )
    assert len(set(nonces)) == 500
    assert all(len(nonce) == 36 and nonce[14] == "4" and nonce[19] in "89ab" for nonce in nonces)


def test_outcome_of_every_kind_of_response(site: ScannerSite, page: Page) -> None:
    """Verdicts count, refusals end it, and the rest says when to try again."""
    later = {"state": "later", "wait": 0}
    expected = [
        (status(200, answer()), {"state": "answered", "answer": answer()}),
        (
            status(422, {**answer(), "kind": "refused"}),
            {"state": "answered", "answer": {**answer(), "kind": "refused"}},
        ),
        (status(200, {"kind": "strange", "title": "?"}), {**later, "reason": "offline"}),
        (status(200, None), {**later, "reason": "offline"}),
        (status(401), {"state": "rejected", "reason": "signed-out"}),
        (status(303, Location="/sign-in"), {"state": "rejected", "reason": "signed-out"}),
        (status(403), {"state": "rejected", "reason": "forbidden"}),
        (status(404), {"state": "rejected", "reason": "missing"}),
        (status(400, {"error": "csrf"}), {"state": "rejected", "reason": "outdated"}),
        (status(429, Retry_After="7"), {**later, "reason": "busy", "wait": 7000}),
        (status(503, Retry_After="999999"), {**later, "reason": "busy", "wait": 300_000}),
        (status(429, Retry_After="Wed, 21 Oct 2026 07:28:00 GMT"), {**later, "reason": "busy"}),
        (status(429, answer(), Retry_After="60"), {**later, "reason": "pause", "answer": answer(), "wait": 60_000}),
        (status(500), {**later, "reason": "server"}),
    ]
    for reply, outcome in expected:
        site.replies.append(reply)
        assert send(page, "/scan") == outcome
    assert len(site.received) == len(expected)


def test_forged_token_is_refused_by_the_server(site: ScannerSite, page: Page) -> None:
    """The scan is protected by the token that the page holds; without it nothing is recorded."""
    assert send(page, "/scan", token="forged") == {"state": "rejected", "reason": "outdated"}
    assert site.received == []


def test_no_connection_is_no_exception(page: Page) -> None:
    """A closed port and a server that says nothing are outcomes like any other."""
    page.route("**/gone", lambda route: route.abort())
    assert send(page, "/gone") == {"state": "later", "reason": "offline", "wait": 0}
    page.route("**/silent", lambda _route: None)
    assert send(page, "/silent", timeout=150) == {"state": "later", "reason": "slow", "wait": 0}


def test_queue_backs_off_and_keeps_the_order(page: Page) -> None:
    """What stops one scan stops all: the oldest is tried first, the others follow once it went through."""
    tries = page.evaluate(
        """async () => {
            const { ScanQueue } = await import("/static/js/scan/queue.js");
            const { FleetingScans } = await import("/static/js/scan/kept.js");
            const tries = [], told = [];
            let broken = true;
            const send = async (scan) => {
                tries.push(scan.code);
                return broken ? { state: "later", reason: "offline", wait: 0 } : { state: "answered" };
            };
            const tell = (scan, outcome) => told.push(scan.code + " " + outcome.state);
            const queue = new ScanQueue(new FleetingScans(), send, tell);
            await queue.add({ code: "a", nonce: "a" });
            await queue.add({ code: "b", nonce: "b" });
            const before = [queue.waiting, queue.holds("a"), queue.holds("c")];
            await queue.retry();
            broken = false;
            await queue.add({ code: "c", nonce: "c" });
            await new Promise((done) => setTimeout(done, 50));
            return { tries, told, before, after: queue.waiting };
        }"""
    )
    assert tries == {
        "tries": ["a", "b", "a", "c", "a", "b"],
        "told": ["a later", "b later", "c answered", "a answered", "b answered"],
        "before": [2, True, False],
        "after": 0,
    }


def test_queue_leaves_the_server_alone_as_long_as_it_asked(page: Page) -> None:
    """During a pause nothing but a new scan goes out; it is told once, and an answer ends it for all that wait."""
    found = page.evaluate(
        """async () => {
            const { ScanQueue } = await import("/static/js/scan/queue.js");
            const { FleetingScans } = await import("/static/js/scan/kept.js");
            const tries = [], told = [];
            let outcome = { state: "later", reason: "offline", wait: 0 };
            const send = async (scan) => { tries.push(scan.code); return outcome; };
            const tell = (scan, outcome) => told.push(scan.code + " " + (outcome.reason ?? outcome.state));
            const queue = new ScanQueue(new FleetingScans(), send, tell);
            await queue.add({ code: "a", nonce: "a" });
            outcome = { state: "later", reason: "pause", wait: 60000 };
            await queue.retry();
            const before = tries.length;
            await queue.retry();
            window.dispatchEvent(new Event("online"));
            document.dispatchEvent(new Event("visibilitychange"));
            await new Promise((done) => setTimeout(done, 50));
            const during = tries.length - before;
            await queue.add({ code: "b", nonce: "b" });
            outcome = { state: "answered" };
            await queue.add({ code: "c", nonce: "c" });
            await new Promise((done) => setTimeout(done, 50));
            return { during, tries, told, after: queue.waiting };
        }"""
    )
    assert found == {
        "during": 0,
        "tries": ["a", "a", "b", "c", "a", "b"],
        "told": ["a offline", "a pause", "b pause", "c answered", "a answered", "b answered"],
        "after": 0,
    }


def test_queue_tries_at_once_when_there_is_hope(page: Page) -> None:
    """The network's return and the page's return to sight do not wait for the back-off, which is a second or more."""
    tries = page.evaluate(
        """async () => {
            const { ScanQueue } = await import("/static/js/scan/queue.js");
            const { FleetingScans } = await import("/static/js/scan/kept.js");
            const tries = [];
            let moment = "scan";
            const send = async () => { tries.push(moment); return { state: "later", reason: "offline", wait: 0 }; };
            const queue = new ScanQueue(new FleetingScans(), send, () => {});
            await queue.add({ code: "a", nonce: "a" });
            for (const [name, target] of [["online", window], ["visibilitychange", document]]) {
                moment = name;
                target.dispatchEvent(new Event(name));
                await new Promise((done) => setTimeout(done, 20));
            }
            return tries;
        }"""
    )
    assert tries == ["scan", "online", "visibilitychange"]


def test_initials_of_many_names(page: Page) -> None:
    """First letters of the first and the last word, whatever the script; none for none."""
    names = ["Anna Schmidt", "Anna von der Schmidt", "Cher", "", "  ", "Person 1599", "Élodie Ångström", "李 小龍"]
    found = call(page, "panel.js", "given.names.map(m.initials)", names=names)
    assert found == ["AS", "AS", "C", "", "", "P", "ÉÅ", "李小"]


def send(page: Page, url: str, token: str | None = None, timeout: int = 5000) -> Any:
    """Send one scan by `sendScan`, with the page's own token unless another is given."""
    given = json.dumps({"url": url, "csrfToken": token, "timeout": timeout})
    return page.evaluate(
        f"""async () => {{
            const {{ newScan, sendScan }} = await import("/static/js/scan/submit.js");
            const given = {given};
            given.csrfToken ??= document.querySelector("[name=csrf_token]").value;
            return sendScan(newScan("ABCD2345"), given);
        }}"""
    )
