"""How is a result written down, so that whoever has the record can count it again?"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from eventapp.core.contact_rules import Reason
from eventapp.core.result.facts import SCHEMA, RecordedPerson, ResultFacts
from eventapp.core.standings import Criterion, Standing, decided_by
from eventapp.core.titles import TitleHolder, titles

EVIDENCE = ("people", "contacts", "decisions")
"""The parts that a result is counted from: the larger ones, which pages seldom need."""


@dataclass(frozen=True, slots=True)
class Counting:
    """What follows from the facts.

    Attributes:
        standings: Everybody's place, best first; equal ones by number.
        decided: For each place what put it ahead of the next; None for the last.
        reasons: For each contact whether it counts, or why not.
        titles: The titles chosen, with their holders.
    """

    standings: Sequence[Standing]
    decided: Sequence[Criterion | None]
    reasons: Sequence[Reason]
    titles: Sequence[TitleHolder]


def counting(facts: ResultFacts) -> Counting:
    """Counts a result from its facts."""
    field = facts.field()
    standings = field.tally.standings()
    scores = [standing.score for standing in standings]
    decided: list[Criterion | None] = [decided_by(ahead, behind) for ahead, behind in pairwise(scores)]
    return Counting(
        standings,
        [*decided, None] if standings else [],
        [field.tally.reason(contact) for contact in facts.contacts],
        titles(field, facts.chosen),
    )


def record_of(facts: ResultFacts) -> dict[str, Any]:
    """The record of a result, ready for JSON: the facts and what follows from them."""
    found = counting(facts)
    return {
        "schema": SCHEMA,
        "code_version": facts.code_version,
        "event": facts.event,
        "title": facts.title,
        "time_zone": facts.zone.key,
        "days": [day.isoformat() for day in facts.days],
        "ended_at": _moment(facts.ended_at),
        "frozen_at": _moment(facts.recorded_at),
        "change_no": facts.change_no,
        "version": facts.version,
        "corrects": asdict(facts.corrects) if facts.corrects else None,
        "rules": {name: _plain(value) for name, value in asdict(facts.rules).items()},
        "chosen_titles": [str(title) for title in facts.chosen],
        "people": [_person(person) for person in facts.people],
        "contacts": [
            {
                "contact": contact.id,
                "people": [contact.low_id, contact.high_id],
                "made_at": _moment(contact.made_at),
                "confirmed_at": _moment(contact.confirmed_at),
                "met_before": contact.met_before,
                "known_before": contact.known_before,
                "rejected": contact.rejected,
                "voided": contact.voided,
                "reason": str(reason),
            }
            for contact, reason in zip(facts.contacts, found.reasons, strict=True)
        ],
        "decisions": [
            {
                "contact": decision.contact,
                "decision": decision.decision,
                "happened_at": _moment(decision.happened_at),
                "role": decision.role,
            }
            for decision in facts.decisions
        ],
        "standings": [
            {
                "rank": standing.rank,
                "number": standing.attendee_id,
                "counted": standing.score.counted,
                "contacts": standing.score.contacts,
                "organisations_met": standing.score.organisations_met,
                "reached_at": _moment(standing.score.reached_at),
                "decided_by": None if decided is None else str(decided),
            }
            for standing, decided in zip(found.standings, found.decided, strict=True)
        ],
        "titles": [_title(holder) for holder in found.titles],
    }


def canonical(value: object) -> str:
    """JSON in the one form that is hashed: sorted keys, no white space, every character as itself."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def record_hash(record: Mapping[str, Any]) -> str:
    """SHA-256 over a record's canonical JSON in UTF-8."""
    return hashlib.sha256(canonical(record).encode()).hexdigest()


def _person(person: RecordedPerson) -> dict[str, Any]:
    attendee = person.attendee
    return {
        "number": attendee.id,
        "organisation": attendee.organisation,
        "checked_in_at": _moment(attendee.checked_in_at),
        "staff": attendee.is_staff,
        "tracked": person.is_tracked,
        "newcomer": person.is_newcomer,
    }


def _title(holder: TitleHolder) -> dict[str, Any]:
    return {
        "title": str(holder.title),
        "day": holder.day.isoformat() if holder.day else None,
        "numbers": list(holder.numbers),
        "organisations": list(holder.organisations),
        "value": str(holder.value),
    }


def _moment(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat() if moment is not None else None


def _plain(value: object) -> object:
    return str(value) if isinstance(value, str) else value
