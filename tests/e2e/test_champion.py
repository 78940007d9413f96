"""Does the end of an evening hold on three screens: race, end, late scans, a doubtful contact, ceremony, trophy?"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect

from eventapp.certificates.models import Kind
from eventapp.contacts.models import Contact
from eventapp.extensions import db
from tests.certificates.conftest import choose
from tests.champion.conftest import organiser_cookie
from tests.champion.evening import Evening, make_evening
from tests.champion.test_routes import change_event
from tests.contacts.scanner_browser import PHONE, expect_verdict, part, type_code
from tests.factories import zone_where_it_is
from tests.live.conftest import end_streams
from tests.live.listening import serving
from tests.projector.conftest import Wall, hang

pytestmark = pytest.mark.browser

FRIENDS = ("Ben", "Fee", "Flo", "Fred", "Frida")
"""They stand together and scan each other: Ben has four contacts by that."""


@dataclass
class Hall:
    """The evening, its screens, and what their pages complained about."""

    evening: Evening
    wall: Wall
    address: str
    browser: Browser
    contexts: list[BrowserContext] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str, cookie: str = "", **context: Any) -> Page:
        """A page on a device of its own."""
        opened = self.browser.new_context(**{"locale": "de-DE", "reduced_motion": "reduce", **context})
        self.contexts.append(opened)
        opened.on("weberror", lambda error: self.complaints.append(str(error.error)))
        if cookie:
            opened.add_cookies([{"name": "session", "value": cookie, "url": self.address}])
        page = opened.new_page()
        page.goto(self.address + path)
        return page

    def phone(self, name: str) -> Page:
        """Somebody's phone with the scanner open."""
        app, person = self.evening.app, self.evening.people[name]
        signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined] # Flask's own
        cookie = signer.dumps({"attendees": {person.slug: person.token}})
        page = self.open(f"/events/{person.slug}/scan", str(cookie), viewport=PHONE)
        expect(part(page, "waiting-count")).not_to_be_empty()
        return page

    def contacts(self) -> int:
        """How many there are."""
        with self.evening.app.app_context():
            return db.session.query(Contact).count()

    def scan_offline(self, phone: Page, name: str) -> None:
        """Somebody is scanned in the cellar."""
        phone.context.set_offline(True)
        type_code(phone, self.evening.people[name].short_code)
        expect(part(phone, "waiting")).to_be_visible()


@pytest.fixture
def hall(app: Flask, chromium: Browser) -> Iterator[Hall]:
    """Ben stands in a circle of five and has met two more; Anna has met three; certificates can be fetched."""
    people = {name: f"Werk {name}" for name in ("Anna", *FRIENDS, "Cleo", "Ida", "Ilja", "Imre", "Ines", "Iwo")}
    evening = make_evening(app, **people)
    change_event(evening, time_zone=zone_where_it_is(12))  # at night every contact stands out
    evening.meet(*combinations(FRIENDS, 2), *((name, other) for name in ("Ben", "Anna") for other in ("Ida", "Ilja")))
    evening.meet(("Anna", "Imre"))
    choose(evening, Kind.TITLE)
    wall = hang(app, evening)
    app.config["WTF_CSRF_ENABLED"] = True
    with serving(app) as address:
        opened = Hall(evening, wall, address, chromium)
        yield opened
        for context in opened.contexts:
            context.close()
        end_streams()
    assert opened.complaints == []


def test_the_end_of_an_evening(hall: Hall) -> None:
    """Ben leads by a circle of friends; what is found out turns the result; every screen learns it in its turn."""
    organiser = organiser_cookie(hall.evening)
    champion = f"/events/{hall.evening.slug}/champion"
    wall = hall.open(hall.wall.page)
    anna, cleo = hall.phone("Anna"), hall.phone("Cleo")
    desk = hall.open(champion, organiser)

    race_and_end(hall, wall, anna, cleo, desk)
    late_scans(hall, wall, anna, cleo, desk)
    doubts(hall, desk, champion)
    hall_is_told(hall, wall, anna, desk)
    take_home(hall, anna, desk)


def race_and_end(hall: Hall, wall: Page, anna: Page, cleo: Page, desk: Page) -> None:
    """A contact is on the wall at once; two phones lose their network and scan on; the organiser ends it."""
    wall.locator("[data-show=top]").click()
    expect(wall.locator("#wall-top li").first).to_contain_text("Ben Probe")
    type_code(anna, hall.evening.people["Ines"].short_code)
    expect_verdict(anna, "new", "Ines Probe")
    expect(wall.locator("#wall-top li", has_text="Anna Probe").locator(".wall__value")).to_have_text("4")
    hall.scan_offline(anna, "Iwo")
    hall.scan_offline(cleo, "Iwo")
    desk.get_by_role("button", name="Sofort schließen").click()
    expect(desk.locator("main")).to_contain_text("Handys liefern vorher Gescanntes nach bis")
    expect(wall.locator("h1")).to_have_text("Die Zeit ist um. Die letzten Kontakte kommen an")


def late_scans(hall: Hall, wall: Page, anna: Page, cleo: Page, desk: Page) -> None:
    """Inside the grace period the waiting scan counts; after it, it does not."""
    before = hall.contacts()
    anna.context.set_offline(False)
    expect_verdict(anna, "new", "Iwo Probe")
    assert hall.contacts() == before + 1
    change_event(hall.evening, grace_minutes=0)
    expect(wall.locator("h1")).to_have_text("Das Ergebnis wird geprüft")
    cleo.context.set_offline(False)
    expect(part(cleo, "waiting")).to_be_hidden()
    assert hall.contacts() == before + 1
    desk.reload()
    expect(desk.locator("main")).to_contain_text("Ein Kontakt kam nach dem Ende von einem Handy")


def doubts(hall: Hall, desk: Page, champion: str) -> None:
    """One contact ahead, and four of his stand out: the circle is void, and Anna leads."""
    expect(desk.locator("main")).to_contain_text("Ben Probe liegt einen Kontakt vor Anna Probe.")
    desk.get_by_role("link", name="Ansehen und entscheiden").click()
    fold = desk.locator("details", has_text="5 Personen, alle untereinander")
    fold.locator("summary").click()
    fold.get_by_label("Begründung (zum Streichen nötig)").fill("Sie haben einander zum Spaß gescannt")
    fold.get_by_role("button", name="Streichen").click()
    desk.goto(hall.address + champion)
    desk.get_by_role("button", name="Ergebnis festhalten").click()
    expect(desk.locator(".decision__name")).to_have_text("Anna Probe")


def hall_is_told(hall: Hall, wall: Page, anna: Page, desk: Page) -> None:
    """Nobody knows it before the host's last key; then wall and phone do."""
    desk.context.clock.install()
    with desk.expect_popup() as opening:
        desk.get_by_role("link", name="Siegerehrung öffnen").click()
    ceremony = opening.value
    steps = ceremony.locator("#progress")
    expect(steps).not_to_be_empty()
    beats = int(steps.inner_text().split("/")[1])
    for beat in range(2, beats + 1):
        assert "Anna" not in wall.content()
        ceremony.clock.fast_forward(400)  # a calm hand
        ceremony.keyboard.press("PageDown")
        expect(steps).to_have_text(f"{beat}/{beats}")
    expect(ceremony.locator(".step__name:visible")).to_have_text("Anna Probe")
    expect(ceremony.locator("#crowning")).to_have_text("Gekürt: Leinwände und Handys folgen")
    expect(wall.locator("h1")).to_contain_text("Anna Probe")
    anna.goto(f"{hall.address}/events/{hall.evening.slug}/result")
    expect(anna.locator(".figure", has_text="Platz").locator("dd")).to_have_text("1")


def take_home(hall: Hall, anna: Page, desk: Page) -> None:
    """The organiser comes to the trophy with her name; her certificate comes as a file."""
    desk.reload()
    desk.get_by_role("link", name="Pokal").click()
    expect(desk.locator("#name")).to_have_value("Anna Probe")
    anna.goto(f"{hall.address}/events/{hall.evening.slug}/me/certificates")
    with anna.expect_download(timeout=30_000) as downloading:
        anna.get_by_role("button", name="PDF").first.click()
    assert downloading.value.path().read_bytes().startswith(b"%PDF-")
