"""Do invitation codes let in whom they are for, and nobody else; and does a colleague enter colleagues, no more?"""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from eventapp import background, clock
from eventapp.accounts.models import Role
from eventapp.accounts.service import grant_role
from eventapp.core.places import Status
from eventapp.events.models import Organisation
from eventapp.extensions import db
from eventapp.registration import service
from eventapp.registration.models import Colleague, InvitationCode, Registration
from eventapp.registration.place_queries import place_numbers, room_of
from eventapp.registration.service import CodeEntry, Entry, Registering, add_code, register
from tests.contacts.phones import at_once
from tests.factories import make_account
from tests.mail.smtp_server import Mailbox
from tests.pages import sign_in
from tests.registration.placing import DAY, PATH, come, limited, stands
from tests.registration.test_place_pages import link_in, text_of

pytestmark = pytest.mark.one_database


def code_for(event_id: int, most: int | None = None, *, keeps: bool = False, **more: bool | datetime) -> str:
    """A code for some people; what can be typed."""
    entry = CodeEntry("Vortragende", most_uses=most, keeps_places=keeps, **more)  # type: ignore[arg-type]  # by name
    return add_code(event_id, entry, account_id=make_account().id, now=clock.now())


def come_with(event_id: int, code: str, *, now: datetime | None = None) -> Registering | Status:
    """Somebody without an address registers; where they stand, or why not."""
    outcome = register(Entry("Anna", code=code), event_id=event_id, now=now or clock.now())
    return outcome.verdict if outcome.registration_id is None else stands(outcome.registration_id)


def test_what_a_code_does(app: Flask) -> None:
    """It opens what is closed and spares the approval, for so many people, until it ends; no other code does."""
    with app.app_context():
        now = clock.now()
        event_id = limited(None, requires_approval=True, opens_at=now + DAY)
        other = code_for(limited(None), opens_registration=True)
        good = code_for(event_id, 2, opens_registration=True, skips_approval=True, valid_until=now + DAY)
        late = code_for(event_id)
        for code, expected in (
            ("", Registering.NOT_OPEN),
            ("nonsense\0", Registering.BAD_CODE),
            (other, Registering.BAD_CODE),
            (late, Registering.NOT_OPEN),
            (f" {good[:5]}-{good[5:].lower()} ", Status.CONFIRMED),
            (good, Status.CONFIRMED),
            (good, Registering.BAD_CODE),
        ):
            assert come_with(event_id, code, now=now) == expected
        assert come_with(event_id, late, now=now + 2 * DAY) == Status.REQUESTED
        service.cancel(db.session.scalars(select(Registration.id)).first() or 0, now=now)
        assert come_with(event_id, good, now=now + 2 * DAY) is Registering.BAD_CODE  # by the clock alone
        assert come_with(event_id, good, now=now) == Status.CONFIRMED  # who cancelled made room
        assert service.end_overdue_codes(now + 2 * DAY) == 1
        assert service.end_overdue_codes(now + 2 * DAY) == 0


def test_kept_places(app: Flask) -> None:
    """Nobody else gets them; whoever waits has them as soon as the code ends, and those with it before all others."""
    with app.app_context():
        now, event_id = clock.now(), limited(4, offer_hours=0)
        code = code_for(event_id, 2, keeps=True, valid_until=now + DAY)
        assert [come_with(event_id, "") for _ in range(4)] == [Status.CONFIRMED] * 2 + [Status.WAITING] * 2
        assert come_with(event_id, code) is Status.CONFIRMED
        service.end_overdue_codes(now + 2 * DAY)
        assert place_numbers(event_id).by_status == {Status.CONFIRMED: 4, Status.WAITING: 1}
        full = limited(1, offer_hours=0)
        first, waits = come(full), come(full)
        kept = code_for(full, 1, keeps=True)
        assert come_with(full, kept) is Status.WAITING
        service.cancel(first, now=now)
        assert place_numbers(full).by_status == {Status.CONFIRMED: 1, Status.WAITING: 1, Status.CANCELLED: 1}
        assert stands(waits) is Status.WAITING


def test_the_last_use_taken_by_twelve_at_once(app: Flask) -> None:
    """As many as the code is for, and no place is given twice."""
    with app.app_context():
        event_id = limited(6)
        code = code_for(event_id, 3, keeps=True)

    def call() -> str:
        with app.app_context():
            return str(come_with(event_id, code))

    everybody = at_once([call for _ in range(12)])
    assert sorted(everybody) == ["bad_code"] * 9 + ["confirmed"] * 3


MOVES = st.lists(
    st.tuples(st.sampled_from(["come", "come with", "cancel", "code", "end", "wait"]), st.integers(0, 5)),
    min_size=5,
    max_size=14,
)


@pytest.mark.slow
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=MOVES)
def test_in_any_order(app: Flask, moves: list[tuple[str, int]]) -> None:
    """No place is held twice, and nobody waits while one is free that nobody keeps for others."""
    with app.app_context():
        now, event_id, people, codes = clock.now(), limited(5, offer_hours=0), list[int](), list[str]()
        for move, number in moves:
            now += timedelta(minutes=1)
            if move == "code":
                until = now + DAY if number % 2 else None
                entry = CodeEntry("X", most_uses=1 + number % 3, keeps_places=True, valid_until=until)
                codes.append(add_code(event_id, entry, account_id=make_account().id, now=now))
            elif move == "wait":
                now += 2 * DAY
                service.end_overdue_codes(now)
            elif move == "end" and codes:
                ids = db.session.scalars(select(InvitationCode.id).order_by(InvitationCode.id)).all()
                service.end_code(event_id, ids[-1 - number % len(codes)], account_id=make_account().id, now=now)
            elif move == "cancel" and people:
                service.cancel(people[number % len(people)], now=now)
            elif move == "come" or (move == "come with" and codes):
                code = codes[number % len(codes)] if move == "come with" else ""
                room = room_of(db.session(), event_id, now=now)
                db.session.rollback()
                outcome = register(Entry("Anna", code=code), event_id=event_id, now=now)
                people += [outcome.registration_id] if outcome.registration_id else []
                kept = room.kept.get(ids_of(event_id).get(code, 0), 0)
                if kept and room.held < 5 and outcome.registration_id:
                    assert stands(outcome.registration_id) is Status.CONFIRMED
            db.session.rollback()
            room = room_of(db.session(), event_id, now=now)
            waiting = place_numbers(event_id).by_status.get(Status.WAITING, 0)
            assert room.held <= 5
            assert not waiting or room.held_for(None) >= 5


def ids_of(event_id: int) -> dict[str, int]:
    """The codes of an event, and their ids."""
    found = db.session.scalars(select(InvitationCode).where(InvitationCode.event_id == event_id)).all()
    return {code.code: code.id for code in found}


def test_by_the_pages(app: Flask, client: FlaskClient) -> None:
    """An organiser makes a code; its link opens the form, with the organisation in it; a wrong one loses nothing."""
    with app.app_context():
        account = make_account("ola@example.org")
        event_id = limited(None, opens_at=clock.now() + DAY)
        grant_role(account.id, Role.ORGANISER, event_id=event_id)
        sign_in(client, account)
    here = f"{PATH}/settings/invitation-codes"
    refused = client.post(here, data={"label": "IHK", "keeps_places": "y"})
    assert refused.status_code == 422
    assert 'value="IHK"' in refused.text
    assert "Bitte oben eintragen, für wie viele Personen." in refused.text
    made = {"label": "IHK", "organisation": "IHK Kassel", "most_uses": "1", "opens_registration": "y"}
    client.post(here, data=made)
    with app.app_context():
        code = db.session.scalars(select(InvitationCode.code)).one()
    assert code in client.get(here).text
    guest = app.test_client()
    assert "Sie haben einen Einladungscode?" in guest.get(f"{PATH}/register").text
    assert "Diesen Code gibt es hier nicht" in guest.get(f"{PATH}/register?code=WRONG").text
    form = guest.get(f"{PATH}/register?code={code}").text
    assert 'value="IHK Kassel"' in form
    assert f'value="{code}"' in form
    entered = {"name": "Gerda Neu", "email": "g@example.org", "organisation": "", "code": code}
    assert guest.post(f"{PATH}/register?code={code}", data=entered).status_code == 303
    assert "1 von 1 sind angemeldet" in client.get(here).text
    again = guest.post(f"{PATH}/register", data=entered | {"email": "h@example.org"})
    assert again.status_code == 409
    assert "so viele haben sich schon angemeldet" in again.text
    with app.app_context():
        id_ = db.session.scalars(select(InvitationCode.id)).one()
    client.post(f"{here}/{id_}/end")
    with app.app_context():  # its organisation is nobody's any more
        assert db.session.scalars(select(Organisation.name)).all() == []


def test_colleagues(app: Flask, mailbox: Mailbox, deliver: Callable[[], int]) -> None:
    """Each gets a link of their own and no consent; known addresses are told to nobody; ten, and no more."""
    with app.app_context():
        event_id = limited(3)
        come(event_id, "Anna Schmidt", email="anna@example.org")
        come(event_id, "Ben", email="ben@example.org")
    deliver()
    anna = app.test_client()
    anna.post(link_in(text_of(mailbox.deliveries[0])))
    here = f"{PATH}/me/colleagues"
    rows = {"organisation": "IHK", "name_1": "Cleo", "email_1": "cleo@example.org", "name_2": "Ben"}
    refused = anna.post(here, data=rows)
    assert refused.status_code == 422
    assert "Bitte tragen Sie auch die E-Mail-Adresse ein." in refused.text
    assert 'value="cleo@example.org"' in refused.text
    assert anna.post(here, data=rows | {"email_2": "CLEO@example.org"}).status_code == 422
    assert anna.post(here, data={"organisation": "IHK"}).status_code == 422
    assert anna.post(here, data=rows | {"email_2": "ben@example.org"}).status_code == 303
    mailbox.deliveries.clear()
    deliver()
    texts = {delivery.recipients[0]: text_of(delivery) for delivery in mailbox.deliveries}
    assert set(texts) == {"cleo@example.org"}  # Ben had a mail just now
    assert "Anna Schmidt hat Sie für Netzwerktreffen angemeldet." in texts["cleo@example.org"]
    with app.app_context():
        cleo = db.session.scalars(select(Registration).where(Registration.name == "Cleo")).one()
        assert (cleo.status, cleo.tracking_consent) == (Status.PROVISIONAL, None)
        assert cleo.organisation is not None
        assert cleo.organisation.name == "IHK"
    assert "Person 8" in anna.get(here).text
    assert "Person 9" not in anna.get(here).text
    many = {f"name_{row}": f"P{row}" for row in range(1, 9)} | {
        f"email_{row}": f"p{row}@x.org" for row in range(1, 9)
    }
    assert anna.post(here, data=many).status_code == 303
    assert anna.post(here, data=many).status_code == 422
    assert "mehr sind nicht möglich" in anna.get(here).text
    with app.app_context():
        anna_id = db.session.scalars(select(Registration.id).where(Registration.name == "Anna Schmidt")).one()
        service.erase(anna_id, account_id=None, now=clock.now())
        assert db.session.scalars(select(Colleague)).all() == []


def test_colleagues_without_a_place(app: Flask) -> None:
    """Whoever found no place stays in the form; whoever comes with a code brings others with it."""
    with app.app_context():
        now = clock.now()
        event_id = limited(3, has_waiting_list=False)
        code = code_for(event_id, 2, keeps=True)
        outcome = register(Entry("Anna", code=code), event_id=event_id, now=now)
        come(event_id)
        assert outcome.registration_id is not None
        people = [service.NewColleague(f"P{n}", f"p{n}@example.org") for n in range(2)]
        done = service.enter_colleagues(people, organisation="", by_id=outcome.registration_id, now=now)
        assert done == service.EnteringOutcome(service.Entering.FULL, 1)
        service.cancel(outcome.registration_id, now=now)
        done = service.enter_colleagues(people, organisation="", by_id=outcome.registration_id, now=now)
        assert done == service.EnteringOutcome(service.Entering.NO_PLACE)


def test_the_clock(app: Flask) -> None:
    """What goes on beside the requests ends codes, too."""
    with app.app_context():
        event_id = limited(1, offer_hours=0)
        code_for(event_id, 1, keeps=True, valid_until=clock.now() - timedelta(minutes=1))
        waits = come(event_id)
        assert stands(waits) is Status.CONFIRMED  # also before the clock came by
        assert background.enqueue_due(app) == 1
