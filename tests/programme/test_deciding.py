"""Do organisers put people into sessions by the rules of the house, and is it told and noted?"""

from collections.abc import Callable
from datetime import timedelta

import pytest
from babel.dates import format_date
from flask import Flask
from sqlalchemy import select

from eventapp import clock
from eventapp.accounts.models import AuditEntry, Role
from eventapp.accounts.service import grant_role
from eventapp.core.places import Status
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.mail.models import OutboxMail
from eventapp.programme.booking import Finding
from eventapp.programme.days import ask_days
from eventapp.programme.deciding import Entering, enter, take_out
from eventapp.programme.models import ProgrammeSession
from eventapp.programme.queries import chosen_days
from eventapp.registration.models import Registration
from eventapp.registration.service import Decision, cancel, decide
from tests.factories import make_account
from tests.mail.smtp_server import Mailbox
from tests.pages import sign_in
from tests.programme.planned import booked, session, stands
from tests.programme.test_pages import entries
from tests.registration.placing import PATH, come, limited
from tests.registration.test_place_pages import text_of

pytestmark = pytest.mark.one_database
CONFIRMED, WAITING = Status.CONFIRMED, Status.WAITING


def test_what_organisers_want_where_a_session_is_full(app: Flask) -> None:
    """They say each time; a place beyond those that there are frees none when it goes."""
    with app.app_context():
        account = make_account().id
        event_id = limited(4)
        ki, law, talk = (
            session(event_id, capacity=1),
            session(event_id, "Recht", after=9),
            session(event_id, "Ausklang", after=20, is_bookable=False),
        )
        names = ("anna", "ben", "cem", "dora", "ohne")
        anna, ben, cem, dora, without = (come(event_id, name, email=f"{name}@example.org") for name in names)
        begun = db.session.get_one(ProgrammeSession, ki).starts_at
        db.session.rollback()
        found = [
            enter(who, where, how, account_id=account, now=now).finding
            for who, where, how, now in (
                (anna, ki, Entering.IF_FREE, clock.now()),
                (anna, ki, Entering.BEYOND, clock.now()),  # twice is once
                (anna, law, Entering.BEYOND, clock.now()),  # at the same time
                (ben, ki, Entering.IF_FREE, clock.now()),
                (ben, ki, Entering.WAIT, clock.now()),
                (cem, ki, Entering.BEYOND, clock.now()),
                (without, ki, Entering.BEYOND, clock.now()),
                (dora, talk, Entering.BEYOND, clock.now()),
                (dora, ki, Entering.BEYOND, begun),
            )
        ]
        assert found == [
            Finding.BOOKED,
            Finding.BOOKED,
            Finding.CLASHES,
            Finding.FULL,
            Finding.WAITING,
            Finding.BOOKED,
            Finding.KEPT,
            Finding.OVER,
            Finding.OVER,
        ]
        assert [stands(who, ki) for who in (anna, ben, cem, dora)] == [CONFIRMED, WAITING, CONFIRMED, None]
        assert take_out(cem, ki, account_id=account, now=clock.now())
        assert stands(ben, ki) is WAITING
        assert take_out(anna, ki, account_id=account, now=clock.now())
        assert stands(ben, ki) is CONFIRMED
        told = db.session.execute(
            select(OutboxMail.recipient, OutboxMail.about["occasion"].as_string())
            .where(OutboxMail.kind == "programme")
            .order_by(OutboxMail.id)
        )
        assert [f"{recipient.partition('@')[0]} {occasion}" for recipient, occasion in told] == [
            "anna placed",
            "ben listed",
            "cem placed",
            "ohne noted",
            "cem taken_out",
            "anna taken_out",
            "ben moved_up",
        ]
        log = select(AuditEntry.action, AuditEntry.account_id, AuditEntry.about).order_by(AuditEntry.id)
        of_people = [row for row in db.session.execute(log) if {"session_id", "registration_id"} <= row.about.keys()]
        assert [(action, by, about["registration_id"]) for action, by, about in of_people] == [
            ("session.entered", account, anna),
            ("session.listed", account, ben),
            ("session.overbooked", account, cem),
            ("session.noted", account, without),
            ("session.taken_out", account, cem),
            ("session.taken_out", account, anna),
            ("session.moved_up", None, ben),
        ]


def test_nobody_moves_up_who_is_cancelled_with_the_others(app: Flask) -> None:
    """Neither at the event nor in a session: what becomes free goes to who is left, and only they hear of it."""
    with app.app_context():
        account = make_account().id
        event_id = limited(4)
        ki = session(event_id, capacity=1)
        anna, ben, cem, dora, emil, fee, gus = (
            come(event_id, name) for name in ["Anna", "Ben", "Cem", "Dora", "Emil", "Fee", "Gus"]
        )
        for person in (anna, ben, cem):
            booked(person, ki)
        cancel(dora, now=clock.now())  # Emil is offered the place, and does not answer
        late = clock.now() + timedelta(hours=49)
        done = decide(event_id, [anna, ben, fee], Decision.CANCEL, account_id=account, now=late)
        assert (done.done, done.left) == (3, 0)
        assert [stands(person, ki) for person in (anna, ben, cem)] == [Status.CANCELLED, Status.CANCELLED, CONFIRMED]
        log = select(AuditEntry.action, AuditEntry.about["registration_id"].as_integer()).order_by(AuditEntry.id)
        moved = db.session.execute(log.where(AuditEntry.action.endswith(".moved_up")))
        assert [tuple(row) for row in moved] == [
            ("registration.moved_up", emil),
            ("session.moved_up", cem),
            ("registration.moved_up", gus),
        ]


@pytest.mark.slow
@pytest.mark.measured
def test_on_which_days_somebody_comes(app: Flask, mailbox: Mailbox, deliver: Callable[[], int]) -> None:
    """Organisers change them by the people's own rules; one mail and one entry of the log tell of each change."""
    client = app.test_client()
    with app.app_context():
        event_id, account = limited(None), make_account()
        grant_role(account.id, Role.ORGANISER, event_id=event_id)
        sign_in(client, account)
        ki, anna = session(event_id, "KI <b>"), come(event_id, "Anna", email="anna@example.org")
        gone = come(event_id, "Fort", email="fort@example.org")
        cancel(gone, now=clock.now())
        event = db.session.get_one(Event, event_id)
        first, second = [day.date for day in event.days]
        uid, gone_uid = (db.session.get_one(Registration, who).uid for who in (anna, gone))
        account_id, by = account.id, account.name
    deliver()
    page, absent = (f"{PATH}/registrations/{each}/sessions" for each in (uid, gone_uid))
    assert client.post(f"{page}/days", data={"coming_days": str(first)}).status_code == 404  # not asked for
    with app.app_context():
        ask_days(event_id, asks=True, account_id=account_id, now=clock.now())
    assert "Noch nichts gesagt" in client.get(page).text
    for _twice_is_once in range(2):
        assert client.post(f"{page}/days", data={"coming_days": str(second)}).status_code == 303
    assert deliver() == 1
    assert f"Sie kommen am: {format_date(second, 'EEEE, d. MMMM y', 'de')}" in text_of(mailbox.deliveries[-1])
    with app.app_context():
        booked(anna, ki)  # brings the first day along
    refused = {
        "hat an einem anderen Tag „KI &lt;b&gt;“ gebucht": (page, {"coming_days": [str(second)]}, 409),
        "Bitte wählen Sie mindestens einen Tag.": (page, {}, 422),
        "Das geht nicht mehr": (absent, {"coming_days": [str(first)]}, 409),
    }
    for sentence, (address, sent, status) in refused.items():
        answer = client.post(f"{address}/days", data=sent)
        assert (answer.status_code, sentence in answer.text) == (status, True), sentence
    with app.app_context():
        assert (list(chosen_days(anna)), list(chosen_days(gone))) == ([first, second], [])
    log = client.get(f"{PATH}/registrations/{uid}/history").text
    assert log.count("Geändert, an welchen Tagen jemand kommt") == 1
    assert f"{by} · {format_date(second, 'EEEE, d. MMMM y', 'de')}" in log


@pytest.mark.slow
@pytest.mark.measured
def test_a_full_session_on_the_page_of_a_person(app: Flask, mailbox: Mailbox, deliver: Callable[[], int]) -> None:
    """The page asks; what filled up meanwhile changes nothing; the mail brings the entry for the calendar."""
    client = app.test_client()
    with app.app_context():
        event_id = limited(None)
        account = make_account()
        grant_role(account.id, Role.ORGANISER, event_id=event_id)
        sign_in(client, account)
        ki = session(event_id, "KI <b>", capacity=1)
        law = session(event_id, "Recht", after=9)
        first, anna = come(event_id, "Erster"), come(event_id, "Anna <i>", email="anna@example.org")

        uid, account_name = db.session.get_one(Registration, anna).uid, account.name
    deliver()
    page = f"{PATH}/registrations/{uid}/sessions"
    assert f'href="{page}"' in client.get(f"{PATH}/registrations/{uid}/history").text
    before = client.get(page).text
    assert ('value="book"' in before, 'value="beyond"' in before) == (True, False)
    with app.app_context():
        booked(first, ki)
    late = client.post(f"{page}/{ki}", data={"wish": "book"})
    assert (late.status_code, "„KI &lt;b&gt;“ ist voll." in late.text, "1 von 1" in late.text) == (409, True, True)
    assert "Über die Plätze hinaus eintragen: KI &lt;b&gt;" in late.text
    put_in = client.post(f"{page}/{ki}", data={"wish": "beyond"}, follow_redirects=True).text
    assert ("Anna &lt;i&gt; hat einen Platz in" in put_in, "2 von 1" in put_in) == (True, True)
    clash = client.post(f"{page}/{law}", data={"wish": "book"})
    assert (clash.status_code, "ist zur selben Zeit wie „KI &lt;b&gt;“" in clash.text) == (409, True)
    assert client.post(f"{page}/{ki}", data={"wish": "approve"}).status_code == 400
    assert deliver() == 1
    assert "einen Platz in „KI <b>“ gegeben" in text_of(mailbox.deliveries[-1])
    assert entries(mailbox.deliveries[-1])[f"session-{ki}"][0] == "CONFIRMED"
    assert client.post(f"{page}/{ki}", data={"wish": "cancel"}).status_code == 303
    assert deliver() == 1
    assert entries(mailbox.deliveries[-1])[f"session-{ki}"][0] == "CANCELLED"
    history = client.get(f"{PATH}/registrations/{uid}/history").text
    assert ("Über die Plätze hinaus in eine Session eingetragen" in history, account_name in history) == (True, True)
