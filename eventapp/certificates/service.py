"""How are certificates offered and made, and what becomes of them with a registration?"""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from eventapp.accounts.audit import record
from eventapp.certificates import choices, entitlement, queries
from eventapp.certificates.models import Certificate, CertificateChoice, Kind, SeriesCertificates
from eventapp.certificates.pictures import as_kept
from eventapp.core.codes import new_certificate_code
from eventapp.core.text import clean_line, comparison_key
from eventapp.database import insert_once, write_session
from eventapp.events.changes import lock_event
from eventapp.events.models import Event, Series
from eventapp.extensions import db
from eventapp.pictures import PictureFlaw
from eventapp.registration.models import Registration
from eventapp.registration.service import at_erasure

LONGEST_NAME = 200


class Picture(StrEnum):
    """A picture on certificates."""

    LOGO = "logo"
    SIGNATURE = "signature"


class Fetching(StrEnum):
    """What came of fetching one's own certificate."""

    MADE = "made"
    NOT_OFFERED = "not_offered"
    TOO_EARLY = "too_early"
    """The event is not over."""
    NOT_ENTITLED = "not_entitled"


@dataclass(frozen=True)
class Chosen:
    """What an organiser chooses for the certificates of an event.

    Attributes:
        kinds: What is offered.
        hours: How long the programme of a day was.
        signer_name: Who signs.
        signer_role: As what.
        least_events: Of the series: to how many events one must have come.
    """

    kinds: Sequence[Kind]
    hours: Mapping[date, float]
    signer_name: str
    signer_role: str
    least_events: int


def save_choice(event_id: int, chosen: Chosen, *, account_id: int, now: datetime) -> None:
    """Keeps what an organiser chose; certificates that exist follow it when they are next printed or checked."""
    with write_session(db.session()) as session:
        lock_event(session, event_id)
        choice = _choice(session, event_id)
        choice.offers_attendance = Kind.ATTENDANCE in chosen.kinds
        choice.offers_titles = Kind.TITLE in chosen.kinds
        choice.offers_series = Kind.SERIES in chosen.kinds
        choice.hours = {day.isoformat(): hours for day, hours in chosen.hours.items()}
        choice.signer_name = clean_line(chosen.signer_name)[:LONGEST_NAME]
        choice.signer_role = clean_line(chosen.signer_role)[:LONGEST_NAME]
        _of_series(session, event_id).least_events = chosen.least_events
        record(session, "certificates.chosen", event_id=event_id, account_id=account_id, now=now)


def set_picture(
    event_id: int, picture: Picture, content: bytes, *, account_id: int, now: datetime
) -> PictureFlaw | None:
    """Takes an uploaded logo of the series or signature of the event.

    Returns:
        What is wrong with the picture; None: it is kept.
    """
    kept = as_kept(content)
    if isinstance(kept, PictureFlaw):
        return kept
    _keep_picture(event_id, picture, kept, account_id, now)
    return None


def remove_picture(event_id: int, picture: Picture, *, account_id: int, now: datetime) -> None:
    """Takes a picture off the certificates."""
    _keep_picture(event_id, picture, None, account_id, now)


def make_all(event_id: int, kind: Kind, *, account_id: int, now: datetime) -> int:
    """Makes a certificate for everybody who may have one and has none.

    Returns:
        How many people have a certificate of this kind now that holds.
    """
    with write_session(db.session()) as session:
        lock_event(session, event_id)
        event = session.get_one(Event, event_id, populate_existing=True)
        wanted = {
            (registration_id, statement.title)
            for registration_id, statements in entitlement.entitled(event, kind).items()
            for statement in statements
        }
        new = sorted(wanted - queries.made(event_id, kind))
        if new:
            session.execute(insert(Certificate), [_row(event_id, *whose, kind, now) for whose in new])
            about: dict[str, str | int | None] = {"kind": kind, "count": len(new)}
            record(session, "certificates.made", event_id=event_id, account_id=account_id, now=now, **about)
    return len(wanted)


def fetch_own(registration_id: int, *, event_id: int, kind: Kind, title: str, now: datetime) -> Fetching:
    """Makes an attendee's own certificate, unless there is one already."""
    with write_session(db.session()) as session:
        lock_event(session, event_id)
        event = session.get_one(Event, event_id, populate_existing=True)
        if kind not in choices.kinds_offered(choices.choice_of(event_id)):
            return Fetching.NOT_OFFERED
        there = session.scalar(
            select(Certificate).where(
                Certificate.registration_id == registration_id, Certificate.kind == kind, Certificate.title == title
            )
        )
        if there is None and not is_over(event, kind, now=now):
            return Fetching.TOO_EARLY
        mine = entitlement.entitled(event, kind, [registration_id]).get(registration_id, ())
        if title not in {statement.title for statement in mine}:
            return Fetching.NOT_ENTITLED
        if there is None:
            session.add(Certificate(**_row(event_id, registration_id, title, kind, now)))
    return Fetching.MADE


def is_same_name(name: str, typed: str) -> bool:
    """Whether somebody typed the name of a certificate, whatever its case; right or wrong, it takes the same time."""
    return hmac.compare_digest(comparison_key(name).encode(), comparison_key(typed).encode())


def is_over(event: Event, kind: Kind, *, now: datetime) -> bool:
    """Whether attendees may fetch a certificate: titles when they are announced, the others after the event."""
    return kind is Kind.TITLE or event.closing.ends_at <= now


@at_erasure
def erase_certificates(session: Session, registration: Registration) -> None:
    """Erases the certificates of somebody: their codes are unknown from then on."""
    session.execute(delete(Certificate).where(Certificate.registration_id == registration.id))


def _row(event_id: int, registration_id: int, title: str, kind: Kind, now: datetime) -> dict[str, Any]:
    return {
        "event_id": event_id,
        "registration_id": registration_id,
        "kind": kind,
        "title": title,
        "code": new_certificate_code(),
        "issued_at": now,
    }


def _keep_picture(event_id: int, picture: Picture, content: bytes | None, account_id: int, now: datetime) -> None:
    with write_session(db.session()) as session:
        lock_event(session, event_id)
        if picture is Picture.LOGO:
            _of_series(session, event_id).logo = content
        else:
            _choice(session, event_id).signature = content
        action = "certificates.picture_removed" if content is None else "certificates.picture_set"
        record(session, action, event_id=event_id, account_id=account_id, now=now, picture=picture)


def _choice(session: Session, event_id: int) -> CertificateChoice:
    """The row of an event's choice, which is locked; a new one offers nothing."""
    choice = session.get(CertificateChoice, event_id)
    if choice is None:
        choice = CertificateChoice(
            event_id=event_id,
            offers_attendance=False,
            offers_titles=False,
            offers_series=False,
            hours={},
            signer_name="",
            signer_role="",
            signature=None,
        )
        session.add(choice)
    return choice


def _of_series(session: Session, event_id: int) -> SeriesCertificates:
    """The row of the event's series, made if need be; two events of it may make it at the same moment."""
    series_id = session.scalars(select(Series.id).join(Event).where(Event.id == event_id)).one()
    insert_once(session.connection(), SeriesCertificates, series_id=series_id)
    return session.get_one(SeriesCertificates, series_id, populate_existing=True, with_for_update=True)
