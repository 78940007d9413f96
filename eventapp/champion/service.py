"""How is contact tracking closed, the result frozen, corrected and announced?"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from eventapp.accounts.audit import record
from eventapp.accounts.models import AuditEntry
from eventapp.champion.models import Crowning, FrozenResult
from eventapp.core.text import clean_line
from eventapp.database import write_session
from eventapp.events.changes import lock_event
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.network.event_network import StandingRow, counted_anew

LONGEST_REASON = 500
REOPENED = "contacts.reopened"


class Closing(StrEnum):
    """What came of closing, correcting or crowning."""

    DONE = "done"
    ALREADY_DONE = "already_done"
    NOTHING_FROZEN = "nothing_frozen"
    REASON_MISSING = "reason_missing"
    NOBODY_TO_CROWN = "nobody_to_crown"


class ActWithReason(Protocol):
    """An act that needs a reason: reopening, correcting."""

    def __call__(self, event_id: int, *, reason: str, account_id: int, now: datetime) -> Closing:
        """Acts, or says why not."""


@dataclass(frozen=True)
class FrozenStanding:
    """One line of a frozen result."""

    rank: int
    number: int
    counted: int
    contacts: int
    organisations_met: int
    reached_at: str | None


def close_and_freeze(event_id: int, *, account_id: int | None, now: datetime) -> Closing:
    """Ends contact tracking and freezes the standings, in one transaction: no scan falls between the two."""
    with write_session(db.session()) as session:
        event = _locked(session, event_id)
        if event.contacts_closed_at is not None:
            return Closing.ALREADY_DONE
        event.contacts_closed_at = now
        event.change_no += 1
        session.flush()
        _freeze(session, event, account_id, now, reason=_reason_of_reopening(session, event_id))
        record(session, "contacts.closed", event_id=event_id, account_id=account_id, now=now)
    return Closing.DONE


def reopen(event_id: int, *, reason: str, account_id: int, now: datetime) -> Closing:
    """Lets people scan again after a closing by mistake. The frozen result stays; closing again makes a new one."""
    reason = clean_line(reason)[:LONGEST_REASON]
    if not reason:
        return Closing.REASON_MISSING
    with write_session(db.session()) as session:
        event = _locked(session, event_id)
        if event.contacts_closed_at is None:
            return Closing.ALREADY_DONE
        event.contacts_closed_at = None
        event.change_no += 1
        record(session, REOPENED, event_id=event_id, account_id=account_id, now=now, reason=reason)
    return Closing.DONE


def correct(event_id: int, *, reason: str, account_id: int, now: datetime) -> Closing:
    """Freezes the standings anew, with a reason; the earlier result stays as it is."""
    reason = clean_line(reason)[:LONGEST_REASON]
    if not reason:
        return Closing.REASON_MISSING
    with write_session(db.session()) as session:
        event = _locked(session, event_id)
        if event.contacts_closed_at is None or _latest(session, event_id) is None:
            return Closing.NOTHING_FROZEN
        _freeze(session, event, account_id, now, reason=reason)
        record(session, "result.corrected", event_id=event_id, account_id=account_id, now=now, reason=reason)
    return Closing.DONE


def crown(event_id: int, *, account_id: int, now: datetime) -> Closing:
    """Announces the latest frozen result."""
    with write_session(db.session()) as session:
        event = _locked(session, event_id)
        result = _latest(session, event_id)
        if result is None or event.contacts_closed_at is None:
            return Closing.NOTHING_FROZEN
        if session.get(Crowning, result.id) is not None:
            return Closing.ALREADY_DONE
        if not champions(result):
            return Closing.NOBODY_TO_CROWN
        session.add(Crowning(result_id=result.id, crowned_at=now, crowned_by_id=account_id))
        record(session, "champion.crowned", event_id=event_id, account_id=account_id, now=now, version=result.version)
    return Closing.DONE


def frozen_standings(result: FrozenResult) -> list[FrozenStanding]:
    """The lines of a frozen result, best first."""
    return [FrozenStanding(**line) for line in result.record["standings"]]


def champions(result: FrozenResult) -> list[FrozenStanding]:
    """Those on the first place with at least one counted contact; several share the title."""
    return [line for line in frozen_standings(result) if line.rank == 1 and line.counted > 0]


def record_hash(frozen_record: dict[str, Any]) -> str:
    """SHA-256 over the record's canonical JSON (sorted keys, no white space, UTF-8)."""
    canonical = json.dumps(frozen_record, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _locked(session: Session, event_id: int) -> Event:
    lock_event(session, event_id)
    return session.get_one(Event, event_id)


def _latest(session: Session, event_id: int) -> FrozenResult | None:
    return session.scalar(
        select(FrozenResult).where(FrozenResult.event_id == event_id).order_by(FrozenResult.version.desc()).limit(1)
    )


def _reason_of_reopening(session: Session, event_id: int) -> str:
    """Why there is a further result: what the organiser said when tracking was opened again; "" for the first."""
    if _latest(session, event_id) is None:
        return ""
    entry = session.scalars(
        select(AuditEntry)
        .where(AuditEntry.event_id == event_id, AuditEntry.action == REOPENED)
        .order_by(AuditEntry.id.desc())
        .limit(1)
    ).one()
    return str(entry.about["reason"])


def _freeze(session: Session, event: Event, account_id: int | None, now: datetime, *, reason: str) -> None:
    network = counted_anew(event)
    latest = _latest(session, event.id)
    frozen_record = {
        "event": event.slug,
        "frozen_at": now.isoformat(),
        "change_no": network.cursor,
        "rules": {
            "confirmation": event.confirmation,
            "require_check_in": event.require_check_in,
            "require_other_organisation": event.require_other_organisation,
            "require_new_in_series": event.require_new_in_series,
            "require_not_known_before": event.require_not_known_before,
        },
        "standings": [_line(row) for row in network.standings()],
    }
    session.add(
        FrozenResult(
            event_id=event.id,
            version=1 if latest is None else latest.version + 1,
            frozen_at=now,
            frozen_by_id=account_id,
            reason=reason,
            record=frozen_record,
            sha256=record_hash(frozen_record),
        )
    )


def _line(row: StandingRow) -> dict[str, Any]:
    return {
        "rank": row.rank,
        "number": row.person.number,
        "counted": row.counted,
        "contacts": row.contacts,
        "organisations_met": row.organisations_met,
        "reached_at": row.reached_at.isoformat() if row.reached_at else None,
    }
