"""Attacks on the championship, played over HTTP: what stops each of them, and what shows it to the organiser?"""

import secrets
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import combinations
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from eventapp import clock
from eventapp.accounts.audit import entries
from eventapp.badges.service import replace_badge
from eventapp.core.codes import new_badge_code
from eventapp.core.contact_rules import MISS_LIMIT, SPEED_LIMIT, Rules
from eventapp.core.suspicion import Flag, Suspicion
from eventapp.events.models import Event
from eventapp.events.queries import event_by_slug
from eventapp.events.service import EventSettings, change_event
from eventapp.network import event_network
from eventapp.registration.service import issue_personal_link
from eventapp.review.queries import review
from tests.contacts.phones import Phone, contacts
from tests.desk import sign_in
from tests.factories import MadeAttendee, make_account, make_attendee, make_event, today, zone_where_it_is

pytestmark = pytest.mark.slow
SLUG = "treffen"


class Hall:
    """An event with its organiser, and whoever a test sends there."""

    def __init__(self, app: Flask, rules: Rules | None = None) -> None:
        """Is empty."""
        self.app = app
        with app.app_context():
            account = make_account()
            self.account_id = account.id
            self.event_id = make_event(title=SLUG, organiser=account, rules=rules, time_zone=zone_where_it_is(12)).id
        self.organiser = app.test_client()
        sign_in(app, self.organiser, self.account_id)

    def event(self) -> Event:
        """The event; inside an app context."""
        event = event_by_slug(SLUG)
        assert event is not None
        return event

    def people(self, *names: str, checked_in: bool = True) -> list[MadeAttendee]:
        """People, each of an organisation of their own."""
        with self.app.app_context():
            return [make_attendee(self.event(), name, checked_in=checked_in) for name in names]

    def phone(self, owner: MadeAttendee) -> Phone:
        """Whose owner is signed in."""
        return Phone(self.app, owner, language="de")

    def flags(self) -> dict[Suspicion, Flag]:
        """What the organiser is asked to look at, by what stands out; of each kind the one with most evidence."""
        with self.app.app_context():
            found = review(self.event()).open
        return {flag.suspicion: flag for flag in reversed(found)}

    def page(self) -> str:
        """What stands on the organiser's page."""
        response = self.organiser.get(f"/events/{SLUG}/review", headers={"Accept-Language": "de"})
        assert response.status_code == 200
        return response.text

    def decide(self, flag: Flag, decision: str, reason: str = "") -> None:
        """Presses a button of the page."""
        form = {"contact": [contact.id for contact in flag.contacts], "decision": decision, "reason": reason}
        assert self.organiser.post(f"/events/{SLUG}/review", data=form).status_code == 303

    def counted(self) -> dict[int, int]:
        """How many contacts count for everybody."""
        with self.app.app_context():
            return {row.person.id: row.counted for row in event_network.standings(self.event())}


@pytest.fixture
def hall(app: Flask) -> Hall:
    """An event with the usual rules."""
    return Hall(app)


def verdicts(answers: Sequence[TestResponse]) -> list[str]:
    """What came of scans."""
    return [answer.get_json()["verdict"] for answer in answers]


def numbered(word: str, count: int) -> list[str]:
    """Names."""
    return [f"{word} {number}" for number in range(count)]


def test_a_photographed_badge_in_a_group_chat(hall: Hall) -> None:
    """Anna's badge is scanned by fourteen who never met her: she is told and says so, and the organiser sees it."""
    anna, *chat = hall.people("Anna Schmidt", *numbered("Chat", 14))
    answers = [hall.phone(one).scan(anna.code) for one in chat]
    assert verdicts(answers) == ["NEW_CONTACT"] * 14
    flag = hall.flags()[Suspicion.PACE]
    assert (flag.people, len(flag.contacts)) == ((anna.id,), 14)
    assert "Anna Schmidt: 14 Kontakte" in hall.page()

    hers = hall.phone(anna)
    assert "Chat 0" in hers.get(hers.path("/contacts")).text
    [first, *_others] = contacts(hall.app)
    assert hers.post(hers.path(f"/contacts/{first.id}/reject")).status_code == 303
    assert hall.counted() == {anna.id: 13, chat[0].id: 0, **{one.id: 1 for one in chat[1:]}}
    assert hall.phone(chat[0]).scan(anna.code).get_json()["verdict"] == "ALREADY_MET"
    assert hall.counted()[chat[0].id] == 0  # what she rejected does not come back by scanning once more

    hall.decide(hall.flags()[Suspicion.PACE], "voided", "Foto im Gruppenchat")
    assert set(hall.counted().values()) == {0}


def test_a_photographed_badge_from_outside(hall: Hall) -> None:
    """Who is not signed in, not of this event, or has not arrived gets nothing that counts; a new badge ends it."""
    [anna] = hall.people("Anna Schmidt")
    [at_home] = hall.people("Zu Hause", checked_in=False)
    with hall.app.app_context():
        elsewhere = make_attendee(make_event(title="Anderswo"), "Fremd")
    stranger = Phone(hall.app, None)
    scan = {"code": anna.code, "nonce": secrets.token_hex(8)}
    assert stranger.client.post(f"/events/{SLUG}/scan", json=scan).status_code == 401
    assert hall.phone(elsewhere).scan(anna.code).status_code == 404
    assert verdicts([hall.phone(at_home).scan(anna.code)]) == ["NOT_CHECKED_IN"]
    assert set(hall.counted().values()) == {0}
    with hall.app.app_context():
        replace_badge(anna.id, hall.event_id, account_id=hall.account_id, now=clock.now())
    [late] = hall.people("Spät")
    assert hall.phone(late).scan(anna.code).status_code == 410
    assert len(contacts(hall.app)) == 1


def test_a_photographed_badge_at_night(hall: Hall) -> None:
    """A contact made at three in the morning is shown to the organiser as such."""
    now = clock.now()
    zones = [ZoneInfo(f"Etc/GMT{offset:+}") for offset in range(-12, 13)]
    zone = next(zone for zone in zones if now.astimezone(zone).hour == 3)
    move(hall, zone.key, now.astimezone(zone).date())
    anna, ben = hall.people("Anna Schmidt", "Ben Öztürk")
    assert verdicts([hall.phone(ben).scan(anna.code)]) == ["NEW_CONTACT"]
    flag = hall.flags()[Suspicion.OUTSIDE_HOURS]
    assert (flag.people, len(flag.contacts)) == ((ben.id,), 1)
    assert "Ben Öztürk: 1 Kontakt nachts oder an einem anderen Tag" in hall.page()


def move(hall: Hall, zone: str, day: date) -> None:
    """Lets the event take place on one day somewhere else."""
    settings = EventSettings(
        title=SLUG, place="Anderswo", time_zone=zone, days=[day], privacy_contact="datenschutz@example.org"
    )
    with hall.app.app_context():
        change_event(hall.event_id, settings, account_id=hall.account_id, now=clock.now())


def test_a_photographed_badge_on_another_day(hall: Hall) -> None:
    """Between the days of an event and after them nothing is collected."""
    anna, ben = hall.people("Anna Schmidt", "Ben Öztürk")
    for days in (timedelta(days=7), timedelta(days=-7)):
        move(hall, "Europe/Berlin", today() + days)
        assert verdicts([hall.phone(ben).scan(anna.code)]) == ["CLOSED"]
    assert contacts(hall.app) == []


def test_a_pile_of_badges_at_the_desk(hall: Hall) -> None:
    """Sixty badges that wait for their owners: none of the contacts counts, and all of them are shown."""
    [taker] = hall.people("Taker")
    pile = hall.people(*numbered("Noch nicht da", 60), checked_in=False)
    phone = hall.phone(taker)
    assert verdicts([phone.scan(badge.code) for badge in pile]) == ["NOT_CHECKED_IN"] * 60
    assert hall.counted()[taker.id] == 0
    flags = hall.flags()
    assert (flags[Suspicion.PACE].people, len(flags[Suspicion.PACE].contacts)) == ((taker.id,), 60)
    assert (flags[Suspicion.ONE_SIDED].people, len(flags[Suspicion.ONE_SIDED].contacts)) == ((taker.id,), 60)
    assert "Taker hat alle 60 Kontakte selbst gescannt" in hall.page()


def test_a_pile_of_badges_at_the_bar(hall: Hall) -> None:
    """Sixty badges of people who are there, in two minutes: they count until the organiser decides, at one stroke."""
    [taker] = hall.people("Taker")
    pile = hall.people(*numbered("Person", 60))
    phone = hall.phone(taker)
    assert verdicts([phone.scan(badge.code) for badge in pile]) == ["NEW_CONTACT"] * 60
    assert hall.counted()[taker.id] == 60
    hall.decide(hall.flags()[Suspicion.PACE], "voided", "Stapel von Badges")
    assert set(hall.counted().values()) == {0}
    assert not hall.flags()


def test_a_script_with_the_codes_of_everybody(app: Flask) -> None:
    """A list of good codes, scanned as fast as it goes: a hundred are let through, the others have to wait."""
    hall = Hall(app, Rules(require_check_in=False))
    [script] = hall.people("Script")
    crowd = hall.people(*numbered("Person", SPEED_LIMIT + 10), checked_in=False)
    answers = [hall.phone(script).scan(one.code) for one in crowd]
    assert [answer.status_code for answer in answers] == [200] * SPEED_LIMIT + [429] * 10
    assert {answer.headers.get("Retry-After") for answer in answers[SPEED_LIMIT:]} == {"60"}
    assert len(contacts(app)) == SPEED_LIMIT
    assert len(hall.flags()[Suspicion.PACE].contacts) == SPEED_LIMIT


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)  # the others are played on both
def test_a_script_with_hundreds_of_codes(hall: Hall) -> None:
    """Made-up codes, every tenth of them a good one: after thirty wrong ones even the good ones are refused."""
    [script] = hall.people("Script")
    crowd = hall.people(*numbered("Person", 10))
    phone = hall.phone(script)
    codes = [crowd[number // 10 % 10].code if number % 10 == 9 else new_badge_code() for number in range(300)]
    statuses = [phone.scan(code).status_code for code in codes]
    tried = statuses.index(429)
    assert statuses[:tried].count(404) == MISS_LIMIT
    assert statuses[:tried].count(200) == 3
    assert set(statuses[tried:]) == {429}
    assert len(contacts(hall.app)) == 3
    with hall.app.app_context():
        found = [(entry.action, entry.about) for entry in entries(hall.event_id) if entry.action == "scans.paused"]
    assert found == [("scans.paused", {"registration_id": script.id})]


def test_two_accounts_on_one_device(hall: Hall) -> None:
    """Somebody registers twice and collects with both on one phone: the organiser sees both, and what they have."""
    anna, second, ben, cleo = hall.people("Anna Schmidt", "Anna Zwei", "Ben Öztürk", "Cleo Maurer")
    with hall.app.app_context():
        links = [issue_personal_link(one.id, by_mail=False, now=clock.now()) for one in (anna, second)]
    browser = hall.app.test_client()
    for link, own, others in ((links[0], anna, [ben, second]), (links[1], second, [cleo])):
        assert browser.post(f"/p/{link}").status_code == 303
        for other in others:
            scan = {"code": other.code, "nonce": secrets.token_hex(8)}
            assert browser.post(f"/events/{SLUG}/scan", json=scan).get_json()["verdict"] == "NEW_CONTACT"
        assert "Anna" in browser.get(f"/events/{own.slug}/me").text
    hall.phone(ben).scan(cleo.code)
    flag = hall.flags()[Suspicion.SHARED_DEVICE]
    assert flag.people == (anna.id, second.id)
    assert len(flag.contacts) == 3
    assert "Anna Schmidt, Anna Zwei" in hall.page()
    hall.decide(flag, "voided", "Zweimal angemeldet")
    assert hall.counted() == {anna.id: 0, second.id: 0, ben.id: 1, cleo.id: 1}


def test_a_ring_of_friends(hall: Hall) -> None:
    """Six who scan each other in a minute: shown with all fifteen contacts; what is void can count again."""
    friends = hall.people(*numbered("Freundin", 6))
    answers = [hall.phone(one).scan(other.code) for one, other in combinations(friends, 2)]
    assert verdicts(answers) == ["NEW_CONTACT"] * 15
    flag = hall.flags()[Suspicion.CLIQUE]
    assert flag.people == tuple(friend.id for friend in friends)
    assert len(flag.contacts) == 15
    assert "6 Personen, alle untereinander" in hall.page()
    hall.decide(flag, "voided", "Abgesprochen")
    assert set(hall.counted().values()) == {0}
    hall.decide(flag, "restored")
    assert set(hall.counted().values()) == {5}


def test_friends_of_one_organisation(hall: Hall) -> None:
    """They meet each other all day; nothing of it counts."""
    with hall.app.app_context():
        friends = [make_attendee(hall.event(), name, organisation="MDZ Köln") for name in numbered("Kollegin", 6)]
    for one, other in combinations(friends, 2):
        assert hall.phone(one).scan(other.code).get_json()["verdict"] == "NEW_CONTACT"
    assert set(hall.counted().values()) == {0}


def test_accounts_that_know_only_each_other(hall: Hall) -> None:
    """Two made-up people who meet nobody else stand out as soon as there are others."""
    *crowd, one, other = hall.people(*numbered("Person", 8), "Schein", "Sein")
    for scanner, scanned in combinations(crowd, 2):
        hall.phone(scanner).scan(scanned.code)
    hall.phone(one).scan(other.code)
    flag = hall.flags()[Suspicion.CLOSED_PAIR]
    assert (flag.people, len(flag.contacts)) == ((one.id, other.id), 1)
