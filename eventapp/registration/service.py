"""How does somebody register, decide on consents, and get in by the personal link?"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from eventapp.accounts import attempts
from eventapp.accounts.models import SignIn
from eventapp.core.codes import new_badge_code, new_secret, secret_hash
from eventapp.core.text import clean_line
from eventapp.database import write_session
from eventapp.events.changes import lock_event, next_change_no
from eventapp.events.models import Event
from eventapp.events.service import organisation_named
from eventapp.extensions import db
from eventapp.mail.service import enqueue
from eventapp.registration.models import (
    ConsentRecord,
    Person,
    PersonalLink,
    Purpose,
    Registration,
    TrackingConsent,
)

LINK_OUTLIVES_EVENT = timedelta(days=30)
TICKET = "ticket"
"""Kind of the mail with personal link and QR ticket."""


class Registering(StrEnum):
    """What came of registering."""

    REGISTERED = "registered"
    ALREADY_REGISTERED = "already_registered"
    """Told to nobody but the owner of the address, by mail."""
    NOT_OPEN = "not_open"


@dataclass(frozen=True)
class Entry:
    """What a person enters to register.

    Attributes:
        name: As it stands on the badge.
        organisation: Name of the organisation, or "".
        email: Address, or None for people without one (walk-ins, rehearsals).
        consents: What the person agreed to, with the words that were shown. Missing: not agreed.
        declined: What was asked and not agreed to, with the words that were shown.
        locale: Language of mails to this person.
        is_staff: Helps to run the event.
    """

    name: str
    organisation: str = ""
    email: str | None = None
    consents: Mapping[Purpose, str] = field(default_factory=dict)
    declined: Mapping[Purpose, str] = field(default_factory=dict)
    locale: str = "de"
    is_staff: bool = False


@dataclass(frozen=True)
class RegisteringOutcome:
    """A verdict, and the registration's id when it is REGISTERED."""

    verdict: Registering
    registration_id: int | None = None


@dataclass(frozen=True)
class SignedIn:
    """What a browser needs after a personal link was used."""

    event_id: int
    slug: str
    token: str


def register(entry: Entry, *, event_id: int, now: datetime) -> RegisteringOutcome:
    """Registers a person and puts the ticket mail into the outbox, in one transaction.

    A second registration with an address changes nothing: its owner gets the ticket again (at most every ten
    minutes), and the browser learns nothing that it would not learn about a new address.
    """
    key = entry.email.casefold() if entry.email else None
    mail_again = key is not None and attempts.is_allowed(attempts.REGISTRATION_MAIL, f"{event_id} {key}", now=now)
    with write_session(db.session()) as session:
        lock_event(session, event_id)
        event = session.get_one(Event, event_id)
        if event.published_at is None or now >= event.tracking_closes_at:
            return RegisteringOutcome(Registering.NOT_OPEN)
        known = _by_email(session, event_id, key)
        if known is None:
            row = _add(session, event, entry, key, now)
        elif mail_again:
            _enqueue_ticket(session, known, now)
    if known is None:
        outcome = RegisteringOutcome(Registering.REGISTERED, row.id)
    else:
        outcome = RegisteringOutcome(Registering.ALREADY_REGISTERED)
    if key is not None and mail_again:
        attempts.note(attempts.REGISTRATION_MAIL, f"{event_id} {key}", now=now)
    return outcome


def issue_personal_link(registration_id: int, *, by_mail: bool, now: datetime) -> str:
    """A new secret for signing in; the earlier ones go on working until they are revoked.

    Args:
        registration_id: Whose link.
        by_mail: It goes to the person's address only, so that using it confirms the address.
        now: The present moment.
    """
    token = new_secret()
    with write_session(db.session()) as session:
        closes_at = session.execute(
            select(Event.tracking_closes_at).join(Registration).where(Registration.id == registration_id)
        ).scalar_one()
        session.add(
            PersonalLink(
                registration_id=registration_id,
                token_hash=secret_hash(token),
                by_mail=by_mail,
                created_at=now,
                expires_at=max(closes_at, now) + LINK_OUTLIVES_EVENT,
            )
        )
    return token


def use_personal_link(token: str, *, now: datetime) -> SignedIn | None:
    """Signs the owner of a personal link in; None when the link is not usable.

    The link stays usable: phones lose cookies, and the mail is what people find again.
    """
    with write_session(db.session()) as session:
        row = session.execute(
            select(PersonalLink, Registration, Event)
            .join(Registration, Registration.id == PersonalLink.registration_id)
            .join(Event, Event.id == Registration.event_id)
            .where(
                PersonalLink.token_hash == secret_hash(token),
                PersonalLink.revoked_at.is_(None),
                PersonalLink.expires_at > now,
            )
        ).first()
        if row is None:
            return None
        link, registration, event = row
        if link.by_mail:
            _confirm_email(session, registration, event)
        sign_in = new_secret()
        session.add(
            SignIn(
                token_hash=secret_hash(sign_in),
                registration_id=registration.id,
                created_at=now,
                expires_at=link.expires_at,
            )
        )
        return SignedIn(event.id, event.slug, sign_in)


def end_all_sign_ins(registration_id: int, *, now: datetime) -> None:
    """Signs a person out on every phone and makes their links worthless."""
    with write_session(db.session()) as session:
        session.execute(
            update(SignIn)
            .where(SignIn.registration_id == registration_id, SignIn.ended_at.is_(None))
            .values(ended_at=now)
        )
        session.execute(
            update(PersonalLink)
            .where(PersonalLink.registration_id == registration_id, PersonalLink.revoked_at.is_(None))
            .values(revoked_at=now)
        )


def mail_ticket_again(registration_id: int, *, now: datetime) -> bool:
    """Puts the ticket mail into the outbox once more; False for a person without an address."""
    with write_session(db.session()) as session:
        registration = session.get_one(Registration, registration_id)
        if registration.email is None:
            return False
        _enqueue_ticket(session, registration, now)
    return True


def record_consent(  # noqa: PLR0913 a proof has these parts
    session: Session, registration: Registration, purpose: Purpose, text: str, *, given: bool, now: datetime
) -> None:
    """Keeps the proof of a decision, and makes it the standing one, inside the caller's transaction.

    Withdrawing TRACKING fails in the database while contacts of the person stand: contacts.service removes them.
    """
    session.add(
        ConsentRecord(
            registration_id=registration.id, purpose=purpose, given=given, text=text[:1000], happened_at=now
        )
    )
    if purpose is Purpose.PROJECTOR:
        registration.shows_name = given
    elif purpose is Purpose.EMAIL:
        registration.shares_email = given
    elif given:
        session.merge(TrackingConsent(registration_id=registration.id, event_id=registration.event_id, given_at=now))
    else:
        standing = session.get(TrackingConsent, registration.id)
        if standing is not None:
            session.delete(standing)


def _by_email(session: Session, event_id: int, key: str | None) -> Registration | None:
    if key is None:
        return None
    return session.scalar(
        select(Registration).where(Registration.event_id == event_id, Registration.email_key == key)
    )


def _add(session: Session, event: Event, entry: Entry, key: str | None, now: datetime) -> Registration:
    organisation = organisation_named(session, event.series_id, entry.organisation)
    registration = Registration(
        event_id=event.id,
        uid=new_badge_code(),
        number=_free_number(session, event.id),
        name=clean_line(entry.name),
        organisation_id=organisation.id if organisation else None,
        email=entry.email,
        email_key=key,
        locale=entry.locale,
        is_staff=entry.is_staff,
        created_at=now,
        change_no=next_change_no(session, event.id),
    )
    session.add(registration)
    session.flush()
    for purpose, text in entry.consents.items():
        record_consent(session, registration, purpose, text, given=True, now=now)
    for purpose, text in entry.declined.items():
        record_consent(session, registration, purpose, text, given=False, now=now)
    if registration.email is not None:
        _enqueue_ticket(session, registration, now)
    return registration


def _enqueue_ticket(session: Session, registration: Registration, now: datetime) -> None:
    enqueue(
        session,
        TICKET,
        recipient=registration.email or "",
        locale=registration.locale,
        now=now,
        event_id=registration.event_id,
        registration_id=registration.id,
    )


def _confirm_email(session: Session, registration: Registration, event: Event) -> None:
    """Links the registration to the human of the series, once."""
    if registration.person_id is not None or registration.email_key is None:
        return
    person = session.scalar(
        select(Person).where(Person.series_id == event.series_id, Person.email_key == registration.email_key)
    )
    if person is None:
        person = Person(series_id=event.series_id, email_key=registration.email_key)
        session.add(person)
        session.flush()
    registration.person_id = person.id


def _free_number(session: Session, event_id: int) -> int:
    """Draws a pseudonym; random, so that it does not tell who registered when."""
    taken = session.scalar(select(func.count()).where(Registration.event_id == event_id)) or 0
    highest = 999 if taken < 400 else 9999 if taken < 4000 else 999_999  # noqa: PLR2004 stays short, stays sparse
    while True:
        number = 100 + secrets.randbelow(highest - 99)
        if not session.scalar(
            select(Registration.id).where(Registration.event_id == event_id, Registration.number == number)
        ):
            return number
