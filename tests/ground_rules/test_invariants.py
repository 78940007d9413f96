"""Does the database itself hold what must never be, even when code forgets it?"""

from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from eventapp import clock
from eventapp.accounts.models import SignIn
from eventapp.badges.models import BadgeCode
from eventapp.champion.models import FrozenResult
from eventapp.checkin.models import CheckIn
from eventapp.contacts.models import Contact, Scan
from eventapp.core.codes import new_badge_code, new_short_code
from eventapp.database import write_session
from eventapp.extensions import db
from eventapp.registration.models import TrackingConsent
from tests.ground_rules.hall import FOREIGN, OVER, OWN, Place
from tests.ground_rules.house import House


def refused(table: type[Any], **values: Any) -> None:
    """Fails unless the database refuses this row for one of its constraints."""
    with pytest.raises(IntegrityError), write_session(db.session()) as session:
        session.execute(insert(table).values(**values))


def accepted(table: type[Any], **values: Any) -> None:
    """Fails unless the same kind of row is taken: what is refused is refused for its reason only."""
    with write_session(db.session()) as session:
        session.execute(insert(table).values(**values))


def contact(place: Place, low: int, high: int, **values: Any) -> dict[str, Any]:
    """A contact of two people."""
    return {
        "event_id": place.event_id,
        "low_id": low,
        "high_id": high,
        "scanner_id": low,
        "made_at": clock.now(),
        "met_before": False,
        "known_by_low": False,
        "known_by_high": False,
        "change_no": 1,
        **values,
    }


def test_one_contact_for_a_pair(house: House) -> None:
    """Invariant 1: not the same pair again, not the other way round, nobody with themselves, no third scanner."""
    own, foreign = house.hall.places[OWN], house.hall.places[FOREIGN]
    anna, ben, cleo = own.scanner.id, own.met.id, own.unmet.id
    with house.app.app_context():
        refused(Contact, **contact(own, anna, ben))
        refused(Contact, **contact(own, ben, anna))
        refused(Contact, **contact(own, anna, anna))
        refused(Contact, **contact(own, cleo, anna))
        refused(Contact, **contact(own, anna, cleo, scanner_id=ben))
        refused(Contact, **contact(own, anna, foreign.scanner.id))
        refused(Contact, **contact(foreign, anna, cleo))
        accepted(Contact, **contact(own, anna, cleo))


def test_one_scan_for_a_nonce(house: House) -> None:
    """Invariant 2: one phone's nonce is kept once; another phone may use the same."""
    own = house.hall.places[OWN]

    def scan(scanner_id: int) -> dict[str, Any]:
        return {
            "event_id": own.event_id,
            "scanner_id": scanner_id,
            "nonce": "nonce-0001",
            "verdict": "unknown_badge",
            "reason": "",
            "received_at": clock.now(),
        }

    with house.app.app_context():
        accepted(Scan, **scan(own.scanner.id))
        refused(Scan, **scan(own.scanner.id))
        accepted(Scan, **scan(own.met.id))
        refused(Scan, **{**scan(own.unmet.id), "verdict": "perhaps"})


def take_consent_away(registration_id: int) -> None:
    """The row goes, and nothing else."""
    with write_session(db.session()) as session:
        session.execute(delete(TrackingConsent).where(TrackingConsent.registration_id == registration_id))


def test_no_contact_without_consent(house: House) -> None:
    """Invariant 6: none can be made, and the consent of somebody with contacts cannot go before the contacts."""
    own = house.hall.places[OWN]
    with house.app.app_context():
        with pytest.raises(IntegrityError):
            take_consent_away(own.met.id)
        take_consent_away(own.unmet.id)
        refused(Contact, **contact(own, own.scanner.id, own.unmet.id))


def test_one_good_badge_and_one_arrival(house: House) -> None:
    """Nobody holds two good badges or has arrived twice; no code names two people."""
    own, now = house.hall.places[OWN], clock.now()
    badge = {"event_id": own.event_id, "registration_id": own.unmet.id, "created_at": now}
    arrival = {"event_id": own.event_id, "happened_at": now}
    with house.app.app_context():
        refused(BadgeCode, **badge, code=new_badge_code(), short_code=new_short_code())
        with write_session(db.session()) as session:
            session.execute(update(BadgeCode).where(BadgeCode.code == own.unmet.code).values(replaced_at=now))
        refused(BadgeCode, **badge, code=own.met.code, short_code=new_short_code())
        refused(BadgeCode, **badge, code=new_badge_code(), short_code=own.met.short_code)
        refused(BadgeCode, **{**badge, "event_id": 3}, code=new_badge_code(), short_code=new_short_code())
        accepted(BadgeCode, **badge, code=new_badge_code(), short_code=new_short_code())
        refused(CheckIn, **arrival, registration_id=own.met.id, nonce="nonce-0002")
        accepted(CheckIn, **arrival, registration_id=own.unmet.id, nonce="nonce-0002")


def test_a_correction_names_its_reason(house: House) -> None:
    """Invariant 9: a second result without a reason is refused, and no version is given twice."""
    over = house.hall.places[OVER]
    result = {"event_id": over.event_id, "frozen_at": clock.now(), "record": {}, "sha256": "0" * 64}
    with house.app.app_context():
        refused(FrozenResult, **result, version=1, reason="Noch einmal")
        refused(FrozenResult, **result, version=2, reason="")
        accepted(FrozenResult, **result, version=2, reason="Ein Kontakt war falsch")


def test_a_sign_in_is_of_somebody(house: House) -> None:
    """Of an account or of an attendee, never of both or nobody."""
    own, now = house.hall.places[OWN], clock.now()
    times = {"created_at": now, "expires_at": now}
    with house.app.app_context():
        refused(SignIn, **times, token_hash="a" * 64)
        refused(SignIn, **times, token_hash="a" * 64, account_id=own.host_id, registration_id=own.met.id)
        accepted(SignIn, **times, token_hash="a" * 64, account_id=own.host_id)


def test_no_secret_lies_in_the_database(house: House) -> None:
    """Invariant 4: links and sign-ins are kept as hashes; whoever reads a backup signs in nowhere."""
    secrets = {token for tokens in house.hall.links.values() for token in tokens.values()}
    for session in house.hall.sessions.values():
        secrets |= {str(session.get("account")), *session.get("attendees", {}).values()} - {"None"}
    stored = repr(house.contents())
    assert len(secrets) > 30
    assert [secret for secret in secrets if secret in stored] == []
    with house.app.app_context():
        code = db.session.scalars(select(BadgeCode.code)).first()
    assert str(code) in stored  # what is no secret is found by the same search
