"""How is contact tracking closed, the result recorded, corrected and announced?"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from eventapp.accounts.audit import record
from eventapp.accounts.models import AuditEntry
from eventapp.champion.models import Crowning, FrozenResult
from eventapp.champion.queries import has_contacts, latest_result
from eventapp.champion.recording import recorded_result
from eventapp.core.text import clean_line
from eventapp.core.titles import Title
from eventapp.database import write_session
from eventapp.events.changes import lock_event
from eventapp.events.models import Event
from eventapp.extensions import db

LONGEST_REASON = 500
REOPENED = "contacts.reopened"


class Closing(StrEnum):
    """What came of closing, recording, correcting or crowning."""

    DONE = "done"
    ALREADY_DONE = "already_done"
    STILL_OPEN = "still_open"
    NOTHING_FROZEN = "nothing_frozen"
    REASON_MISSING = "reason_missing"
    NOBODY_TO_CROWN = "nobody_to_crown"
    CONTACTS_MADE = "contacts_made"
    SUPERSEDED = "superseded"


class ActWithReason(Protocol):
    """An act that needs a reason: reopening, correcting."""

    def __call__(self, event_id: int, *, reason: str, account_id: int, now: datetime) -> Closing:
        """Acts, or says why not."""


@dataclass(frozen=True)
class FrozenStanding:
    """One line of a frozen result.

    Attributes:
        rank: The place; equal scores share one.
        number: The person's pseudonym.
        counted: Contacts that count.
        contacts: All contacts but the rejected ones.
        organisations_met: Distinct organisations behind the counted contacts.
        reached_at: When `counted` was reached, as ISO 8601.
        decided_by: What put the person ahead of the next (core.standings.Criterion); None for the last, and in
            results from before it was recorded.
    """

    rank: int
    number: int
    counted: int
    contacts: int
    organisations_met: int
    reached_at: str | None
    decided_by: str | None = None


def choose_titles(event_id: int, titles: Collection[Title], *, account_id: int, now: datetime) -> Closing:
    """Says what will be awarded, until the first contact is made: nobody chooses a title for somebody."""
    with write_session(db.session()) as session:
        event = _locked(session, event_id)
        if has_contacts(event_id):
            return Closing.CONTACTS_MADE
        event.titles = [str(title) for title in Title if title in titles or title is Title.CHAMPION]
        chosen = ", ".join(event.titles)
        record(session, "titles.chosen", event_id=event_id, account_id=account_id, now=now, titles=chosen)
    return Closing.DONE


def close(event_id: int, *, account_id: int | None, now: datetime, in_minutes: int = 0) -> Closing:
    """Ends contact tracking, now or in minutes that everybody sees counted down; never later than said before."""
    with write_session(db.session()) as session:
        event = _locked(session, event_id)
        if event.closing.has_ended(now):
            return Closing.ALREADY_DONE
        event.contacts_closed_at = min(now + timedelta(minutes=in_minutes), event.closing.ends_at)
        event.change_no += 1
        record(session, "contacts.closed", event_id=event_id, account_id=account_id, now=now, minutes=in_minutes)
    return Closing.DONE


def record_result(event_id: int, *, account_id: int | None, now: datetime) -> Closing:
    """Records the result: from now on nothing about contacts changes, and no late scan comes in."""
    with write_session(db.session()) as session:
        event = _locked(session, event_id)
        if event.recorded_at is not None:
            return Closing.ALREADY_DONE
        if not event.closing.has_ended(now):
            return Closing.STILL_OPEN
        event.contacts_closed_at = event.closing.ends_at
        event.recorded_at = now
        event.change_no += 1
        session.flush()
        result = _freeze(session, event, account_id, now, reason=_reason_of_reopening(session, event_id))
        version = result.version
        record(session, "result.recorded", event_id=event_id, account_id=account_id, now=now, version=version)
    return Closing.DONE


def reopen(event_id: int, *, reason: str, account_id: int | None, now: datetime) -> Closing:
    """Lets people scan again after a closing by mistake. A recorded result stays; recording again makes a new one.

    Where the planned end has passed, the new one is midnight.
    """
    reason = clean_line(reason)[:LONGEST_REASON]
    if not reason:
        return Closing.REASON_MISSING
    with write_session(db.session()) as session:
        event = _locked(session, event_id)
        if event.contacts_closed_at is None and not event.closing.has_ended(now):
            return Closing.ALREADY_DONE
        event.contacts_closed_at = event.recorded_at = None
        if event.tracking_closes_at <= now:
            zone = ZoneInfo(event.time_zone)
            event.tracking_closes_at = datetime.combine(now.astimezone(zone).date() + timedelta(days=1), time(), zone)
        event.change_no += 1
        record(session, REOPENED, event_id=event_id, account_id=account_id, now=now, reason=reason)
    return Closing.DONE


def correct(event_id: int, *, reason: str, account_id: int, now: datetime) -> Closing:
    """Records the result anew, with a reason; the earlier one stays as it is."""
    reason = clean_line(reason)[:LONGEST_REASON]
    if not reason:
        return Closing.REASON_MISSING
    with write_session(db.session()) as session:
        event = _locked(session, event_id)
        if event.recorded_at is None or latest_result(event_id) is None:
            return Closing.NOTHING_FROZEN
        _freeze(session, event, account_id, now, reason=reason)
        record(session, "result.corrected", event_id=event_id, account_id=account_id, now=now, reason=reason)
    return Closing.DONE


def crown(event_id: int, *, account_id: int, now: datetime, version: int | None = None) -> Closing:
    """Announces the latest result.

    Args:
        event_id: Whose.
        account_id: Who announces it.
        now: The present moment.
        version: The result that the hall has seen; another one is not announced by that.
    """
    with write_session(db.session()) as session:
        event = _locked(session, event_id)
        result = latest_result(event_id)
        if result is None or event.recorded_at is None:
            return Closing.NOTHING_FROZEN
        if version not in (None, result.version):
            return Closing.SUPERSEDED
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


def _locked(session: Session, event_id: int) -> Event:
    lock_event(session, event_id)
    return session.get_one(Event, event_id)


def _reason_of_reopening(session: Session, event_id: int) -> str:
    """Why there is a further result: what the organiser said when tracking was opened again; "" for the first."""
    if latest_result(event_id) is None:
        return ""
    entry = session.scalars(
        select(AuditEntry)
        .where(AuditEntry.event_id == event_id, AuditEntry.action == REOPENED)
        .order_by(AuditEntry.id.desc())
        .limit(1)
    ).one()
    return str(entry.about["reason"])


def _freeze(session: Session, event: Event, account_id: int | None, now: datetime, *, reason: str) -> FrozenResult:
    result = recorded_result(session, event, latest_result(event.id), now)
    result.frozen_by_id, result.reason, result.is_test = account_id, reason, event.is_test
    session.add(result)
    return result
