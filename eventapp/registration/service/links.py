"""How does somebody get in by the personal link, and how are all links ended?"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from eventapp.accounts.audit import record
from eventapp.accounts.models import SignIn
from eventapp.core.codes import new_secret, secret_hash
from eventapp.database import insert_once, write_session
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.hot_path import hot_connection
from eventapp.registration.models import Person, PersonalLink, Registration
from eventapp.registration.service.places import confirm_place

LINK_OUTLIVES_EVENT = timedelta(days=30)
DESK_LINK_LASTS = timedelta(minutes=10)
"""How long the code on the desk's screen signs its owner's phone in; it works once."""


@dataclass(frozen=True)
class SignedIn:
    """What a browser needs after a personal link was used."""

    event_id: int
    slug: str
    token: str


_CLOSES_AT = select(Event.tracking_closes_at).join(Registration).where(Registration.id == bindparam("of"))
_KEEP_LINK = insert(PersonalLink)


def issue_personal_link(registration_id: int, *, by_mail: bool, now: datetime) -> str:
    """A new secret for signing in; the earlier ones go on working until they are revoked.

    Args:
        registration_id: Whose link.
        by_mail: It goes to the person's address only, so that using it confirms the address.
        now: The present moment.
    """
    token = new_secret()
    with hot_connection(db.engine) as connection, connection.write():
        link = {
            "registration_id": registration_id,
            "token_hash": secret_hash(token),
            "by_mail": by_mail,
            "created_at": now,
            "expires_at": _last_moment(connection.execute(_CLOSES_AT, {"of": registration_id}).one()[0], now),
        }
        connection.execute(_KEEP_LINK, link)
    return token


def issue_desk_link(registration_id: int, *, event_id: int, account_id: int, now: datetime) -> str:
    """A secret for the screen of the desk: for people who have neither their mail nor an address.

    Args:
        registration_id: Whose link; must be of the event.
        event_id: The event.
        account_id: Who shows it; it is logged.
        now: The present moment.
    """
    token = new_secret()
    with write_session(db.session()) as session:
        session.add(
            PersonalLink(
                registration_id=registration_id,
                token_hash=secret_hash(token),
                by_mail=False,
                created_at=now,
                expires_at=now + DESK_LINK_LASTS,
            )
        )
        record(
            session,
            "personal_link.shown",
            now=now,
            event_id=event_id,
            account_id=account_id,
            registration_id=registration_id,
        )
    return token


def use_personal_link(token: str, *, now: datetime, device: str | None = None) -> SignedIn | None:
    """Signs the owner of a personal link in; None when the link is not usable.

    The link stays usable: phones lose cookies, and the mail is what people find again. That of the desk's screen,
    which others see too, does not.

    Args:
        token: The secret of the link.
        now: The present moment.
        device: The word that names the browser; only its hash is kept.
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
            .with_for_update(of=Registration, read=True, key_share=True)  # nobody erases it meanwhile
        ).first()
        if row is None:
            return None
        link, registration, event = row
        if link.by_mail:
            _confirm_email(session, registration, event)
            confirm_place(session, registration, now=now)
        if link.expires_at - link.created_at <= DESK_LINK_LASTS:
            link.revoked_at = now
        sign_in = new_secret()
        session.add(
            SignIn(
                token_hash=secret_hash(sign_in),
                registration_id=registration.id,
                created_at=now,
                expires_at=_last_moment(event.tracking_closes_at, link.created_at),
                device_hash=None if device is None else secret_hash(device),
            )
        )
        return SignedIn(event.id, event.slug, sign_in)


def _last_moment(tracking_closes_at: datetime, made_at: datetime) -> datetime:
    """Until when links, and whoever signed in by them, are let in."""
    return max(tracking_closes_at, made_at) + LINK_OUTLIVES_EVENT


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


def _confirm_email(session: Session, registration: Registration, event: Event) -> None:
    """Links the registration to the human of the series, once."""
    if registration.person_id is not None or registration.email_key is None:
        return
    key = {"series_id": event.series_id, "email_key": registration.email_key}
    person_id = None
    while person_id is None:
        person_id = insert_once(session.connection(), Person, **key)
        if person_id is None:  # known from an earlier event, or by another phone at this very moment
            # Held, so that the last other registration of theirs may be erased, but not they.
            known = select(Person.id).filter_by(**key).with_for_update(read=True, key_share=True)
            person_id = session.scalar(known)
    registration.person_id = person_id
