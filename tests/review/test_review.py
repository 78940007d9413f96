"""Does an organiser see what is unusual, and do decisions hold?"""

from datetime import timedelta
from itertools import combinations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp import clock
from eventapp.accounts.audit import entries
from eventapp.accounts.models import Role
from eventapp.accounts.service import grant_role, sign_in
from eventapp.contacts.models import Contact
from eventapp.contacts.own_contacts import reject_contact
from eventapp.contacts.scan_facts import ScanRequest
from eventapp.contacts.service import record_scan
from eventapp.core.codes import BadgeCode
from eventapp.core.contact_rules import Reason
from eventapp.core.suspicion import Suspicion
from eventapp.events.queries import event_by_slug
from eventapp.extensions import db
from eventapp.network import event_network
from eventapp.registration.service import issue_personal_link
from eventapp.review import queries, service
from eventapp.review.service import Deciding, Decision
from tests.factories import PASSWORD, MadeAttendee, make_account, make_attendee, make_event, scan, zone_where_it_is


@pytest.fixture
def slug(app: Flask) -> str:
    """An event in the middle of the day, whose organiser can sign in."""
    with app.app_context():
        account = make_account("ola@example.org")
        event = make_event(title="Treffen", organiser=account, time_zone=zone_where_it_is(12))
        grant_role(account.id, Role.ORGANISER, event_id=event.id)
        return event.slug


@pytest.fixture
def ring(app: Flask, slug: str) -> list[MadeAttendee]:
    """Five friends who scan each other within a minute."""
    with app.app_context():
        event = event_by_slug(slug)
        assert event is not None
        friends = [make_attendee(event, f"Freundin {number}") for number in range(5)]
        for one, other in combinations(friends, 2):
            scan(one, other)
        return friends


@pytest.fixture
def organiser(app: Flask, slug: str, client: FlaskClient) -> FlaskClient:
    """The organiser's browser."""
    assert slug
    with app.app_context():
        token = sign_in("ola@example.org", PASSWORD, now=clock.now()).token
    with client.session_transaction() as session:
        session["account"] = token
    return client


def look(app: Flask, slug: str) -> queries.Review:
    """The event's review, read anew."""
    with app.app_context():
        event = event_by_slug(slug)
        assert event is not None
        return queries.review(event)


def counted(app: Flask, slug: str) -> list[int]:
    """The counted contacts of everybody, best first."""
    with app.app_context():
        event = event_by_slug(slug)
        assert event is not None
        return [row.counted for row in event_network.standings(event)]


def decide(app: Flask, slug: str, contact_ids: list[int], decision: Decision, reason: str = "") -> Deciding:
    """Decides as the first account."""
    with app.app_context():
        event = event_by_slug(slug)
        assert event is not None
        return service.decide(event.id, contact_ids, decision, reason=reason, account_id=1, now=clock.now())


def test_a_ring_of_friends_is_shown_with_its_contacts(app: Flask, slug: str, ring: list[MadeAttendee]) -> None:
    """A closed circle made within minutes stands on the page, whole, with the names."""
    (flag,) = look(app, slug).open
    assert flag.suspicion is Suspicion.CLIQUE
    assert flag.people == tuple(friend.id for friend in ring)
    assert len(flag.contacts) == 10
    assert look(app, slug).names[ring[0].id] == "Freundin 0"


def test_voiding_takes_a_contact_out_of_the_standings_and_restoring_brings_it_back(
    app: Flask, slug: str, ring: list[MadeAttendee]
) -> None:
    """The standings follow each decision at once; the contact itself stays in both lists, with the reason."""
    (flag,) = look(app, slug).open
    ids = [contact.id for contact in flag.contacts]
    assert counted(app, slug) == [4] * len(ring)
    assert decide(app, slug, ids, Decision.VOIDED, "Abgesprochen") is Deciding.DECIDED
    assert counted(app, slug) == [0] * len(ring)
    with app.app_context():
        event = event_by_slug(slug)
        assert event is not None
        assert event_network.uncounted(event) == {Reason.VOIDED: 10}
    after = look(app, slug)
    assert (list(after.open), len(after.done), after.voided) == ([], 1, frozenset(ids))
    assert after.decisions[ids[0]].reason == "Abgesprochen"
    assert decide(app, slug, ids[:1], Decision.RESTORED) is Deciding.DECIDED
    assert counted(app, slug) == [1, 1, 0, 0, 0]


def test_what_was_kept_is_not_asked_again(app: Flask, slug: str, ring: list[MadeAttendee]) -> None:
    """A flag is open until somebody has decided about all of its contacts; keeping changes no standing."""
    assert ring
    ids = [contact.id for contact in look(app, slug).open[0].contacts]
    before = counted(app, slug)
    decide(app, slug, ids[:-1], Decision.KEPT)
    assert len(look(app, slug).open) == 1
    decide(app, slug, ids[-1:], Decision.KEPT)
    assert not look(app, slug).open
    assert counted(app, slug) == before


def test_every_decision_is_logged(app: Flask, slug: str, ring: list[MadeAttendee]) -> None:
    """Who decided what, about how many, and why; no name."""
    assert ring
    ids = [contact.id for contact in look(app, slug).open[0].contacts]
    decide(app, slug, ids, Decision.VOIDED, "Abgesprochen")
    with app.app_context():
        event = event_by_slug(slug)
        assert event is not None
        entry = entries(event.id)[0]
        assert (entry.action, entry.account_id, entry.about) == (
            "contacts.voided",
            1,
            {"contacts": 10, "reason": "Abgesprochen"},
        )


@pytest.mark.parametrize(
    ("decision", "reason", "ids", "expected"),
    [
        (Decision.VOIDED, "", [1], Deciding.REASON_MISSING),
        (Decision.VOIDED, " \u200b\n ", [1], Deciding.REASON_MISSING),
        (Decision.VOIDED, "Grund", [1, 999], Deciding.NO_SUCH_CONTACT),
        (Decision.KEPT, "", [], Deciding.NO_SUCH_CONTACT),
    ],
)
def test_what_cannot_be_decided_changes_nothing(  # noqa: PLR0913, PLR0917 a table of cases with its fixtures
    app: Flask,
    slug: str,
    ring: list[MadeAttendee],
    decision: Decision,
    reason: str,
    ids: list[int],
    expected: Deciding,
) -> None:
    """Without a reason nothing is void, and a list with one wrong contact is refused as a whole."""
    assert decide(app, slug, ids, decision, reason) is expected
    assert counted(app, slug) == [4] * len(ring)
    assert not look(app, slug).decisions


def test_contacts_of_another_event_are_out_of_reach(app: Flask, slug: str, ring: list[MadeAttendee]) -> None:
    """An organiser decides about the own event only."""
    assert ring
    with app.app_context():
        foreign = make_event(title="Fremd")
        one, other = make_attendee(foreign, "Ina"), make_attendee(foreign, "Udo")
        scan(one, other)
        foreign_id = db.session.query(Contact.id).filter_by(event_id=foreign.id).scalar()
    assert decide(app, slug, [foreign_id], Decision.VOIDED, "Grund") is Deciding.NO_SUCH_CONTACT
    with app.app_context():
        contact = db.session.get(Contact, foreign_id)
        assert contact is not None
        assert contact.voided_at is None


def test_two_accounts_on_one_phone_are_seen(app: Flask, slug: str) -> None:
    """Whoever signs in as two people in one browser, also after signing out, is shown to the organiser."""
    with app.app_context():
        event = event_by_slug(slug)
        assert event is not None
        anna, ben, carla = (make_attendee(event, name) for name in ("Anna", "Ben", "Carla"))
        links = [issue_personal_link(person.id, by_mail=False, now=clock.now()) for person in (anna, ben, carla)]
        scan(anna, ben)
    phone, other_phone = app.test_client(), app.test_client()
    assert phone.post(f"/p/{links[0]}").status_code == 303
    phone.post("/sign-out")
    assert phone.post(f"/p/{links[1]}").status_code == 303
    assert other_phone.post(f"/p/{links[2]}").status_code == 303
    (flag,) = look(app, slug).open
    assert (flag.suspicion, flag.people) == (Suspicion.SHARED_DEVICE, (anna.id, ben.id))


def test_a_pile_of_badges_is_flagged(app: Flask, slug: str) -> None:
    """Twenty badges scanned within two minutes are let through, and looked at."""
    with app.app_context():
        event = event_by_slug(slug)
        assert event is not None
        taker, *others = (make_attendee(event, f"Person {number}") for number in range(21))
        now = clock.now()
        for number, other in enumerate(others):
            at = now + timedelta(seconds=5 * number)
            code = BadgeCode(other.code)
            record_scan(ScanRequest(event.id, taker.id, code, f"nonce-{number:04}", None, at))
    found = {flag.suspicion: flag.people for flag in look(app, slug).open}
    assert found[Suspicion.PACE] == (taker.id,)


def test_the_page_takes_a_decision(app: Flask, slug: str, ring: list[MadeAttendee], organiser: FlaskClient) -> None:
    """From the evidence on the page to the void contact, by a plain form."""
    assert ring
    page = organiser.get(f"/events/{slug}/review")
    assert page.status_code == 200
    assert "Freundin 0" in page.text
    ids = [contact.id for contact in look(app, slug).open[0].contacts]
    answer = organiser.post(
        f"/events/{slug}/review", data={"contact": ids, "decision": "voided", "reason": "Abgesprochen"}
    )
    assert answer.status_code == 303
    assert "Abgesprochen" in organiser.get(f"/events/{slug}/review").text
    assert counted(app, slug) == [0] * 5


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"decision": "kept"}, 303),
        ({"decision": "voided", "contact": "1", "reason": ""}, 303),
        ({"decision": "kept", "contact": "999999"}, 303),
        ({"decision": "erased", "contact": "1"}, 400),
        ({"decision": "kept", "contact": "x"}, 400),
        ({"decision": "kept", "contact": "99999999999999999999"}, 400),
        ({"decision": "kept", "contact": "-1"}, 400),
        ({"decision": "kept", "contact": "1", "reason": "x" * 501}, 400),
        ({}, 303),
    ],
)
def test_what_the_page_does_not_take(
    app: Flask, slug: str, organiser: FlaskClient, form: dict[str, str], status: int
) -> None:
    """Whatever is sent: a sentence or a 400, and no decision."""
    assert organiser.post(f"/events/{slug}/review", data=form).status_code == status
    assert not look(app, slug).decisions


def test_an_event_without_anything_unusual_says_so(slug: str, organiser: FlaskClient) -> None:
    """The empty page tells what would stand there."""
    assert "Nichts zu entscheiden" in organiser.get(f"/events/{slug}/review", headers={"Accept-Language": "de"}).text


@pytest.mark.parametrize(
    ("hour", "is_rehearsal", "stands_out"), [(3, False, True), (3, True, False), (12, False, False)]
)
def test_contacts_at_night_stand_out_unless_one_rehearses(
    app: Flask, *, hour: int, is_rehearsal: bool, stands_out: bool
) -> None:
    """Three o'clock in the event's own time zone."""
    with app.app_context():
        event = make_event(time_zone=zone_where_it_is(hour), is_rehearsal=is_rehearsal)
        scan(make_attendee(event, "Anna"), make_attendee(event, "Ben"))
        found = [flag.suspicion for flag in queries.review(event).open]
    assert (Suspicion.OUTSIDE_HOURS in found) is stands_out


def test_rejected_contacts_raise_no_suspicion(app: Flask, slug: str, ring: list[MadeAttendee]) -> None:
    """What one of the two took back counts for nobody, and need not be looked at."""
    with app.app_context():
        contact = db.session.query(Contact).first()
        assert contact is not None
        reject_contact(contact.id, registration_id=contact.high_id, now=clock.now())
    assert not [flag for flag in look(app, slug).open if len(flag.people) == len(ring)]
