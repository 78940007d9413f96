"""What happens when somebody scans a badge?"""

from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, replace

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from eventapp.accounts.models import AuditEntry
from eventapp.badges.alarms import Sighting, raise_alarm
from eventapp.badges.models import Place
from eventapp.contacts import scan_facts, scan_writing
from eventapp.contacts.models import Contact, Scan
from eventapp.contacts.scan_facts import ScanRequest, ScanSituation
from eventapp.contacts.scan_writing import Overtaken, change_while_open
from eventapp.contacts.talk import Talk, talk_of
from eventapp.core import contact_rules
from eventapp.core.contact_rules import MISS_LIMIT, MadeContact, Reason, Verdict, Way, judge
from eventapp.events.models import Organisation
from eventapp.extensions import db
from eventapp.hot_path import HotConnection, hot_connection, hot_turn
from eventapp.registration.models import Registration

PAUSES = frozenset({Verdict.TOO_FAST, Verdict.TOO_MANY_MISSES})
"""Verdicts that are not kept: the phone sends the same scan again later, and then it is judged afresh."""


@dataclass(frozen=True, slots=True)
class MetPerson:
    """What a scanner learns about the person met."""

    name: str
    organisation: str


@dataclass(frozen=True, slots=True)
class ScanAnswer:
    """What a scan led to.

    Attributes:
        verdict: The outcome.
        reason: Whether the contact counts, or why not; None where there is no contact.
        person: Who was met; None where the scanner may not learn it.
        contact_number: The how-manieth contact of the scanner it is (new ones), or how many the scanner has.
        person_id: The registration of the person met.
        talk: What the two can talk about; None where nobody was met, or where others read the answer too.
    """

    verdict: Verdict
    reason: Reason | None = None
    person: MetPerson | None = None
    contact_number: int | None = None
    person_id: int | None = None
    talk: Talk | None = None


def scan_turn() -> AbstractContextManager[None]:
    """What the request of a scan runs in, from its sign-in to its answer (hot_path.hot_turn)."""
    return hot_turn(db.engine)


def record_scan(request: ScanRequest) -> ScanAnswer:
    """Judges a scan, keeps it, and makes the contact: one read, one write transaction.

    Only then, for people with topics, it reads what the two share.

    The facts are read before the transaction and judged without a lock; the database's constraints catch
    whatever changed in between (the same pair from the other phone, a repeated request, consent withdrawn,
    tracking closed), and then the scan is judged once more; twice, where others make the contact and confirm it.

    Returns:
        The answer; for a nonce that came before, the first answer again.
    """
    if db.session.registry.has():
        db.session.rollback()  # whoever reads by the session afterwards sees what this scan did
    with hot_connection(db.engine) as connection:
        for _overtaken in range(2):
            with suppress(IntegrityError, Overtaken):
                return _judge_and_write(connection, request)
        return _judge_and_write(connection, request)


def _judge_and_write(connection: HotConnection, request: ScanRequest) -> ScanAnswer:
    situation = scan_facts.load(connection, request)
    answer = _written_answer(connection, situation)
    if answer.person_id is None or request.way is Way.STATION:
        return answer
    row, people = situation.row, {"me": request.scanner_id, "other": answer.person_id}
    return replace(answer, talk=talk_of(connection, row.icebreakers, **people, has_topics=row.scanner_has_topics))


def _written_answer(connection: HotConnection, situation: ScanSituation) -> ScanAnswer:
    request = situation.request
    verdict = judge(situation.facts, situation.rules)
    if verdict in PAUSES:
        return _earlier_answer(connection, request) or ScanAnswer(verdict)
    contact = _contact(situation, verdict)
    answer = _answer(situation, verdict, contact)
    if not _kept(connection, situation, answer, contact):
        return _earlier_answer(connection, request) or ScanAnswer(verdict)
    return answer


def _kept(
    connection: HotConnection, situation: ScanSituation, answer: ScanAnswer, contact: MadeContact | None
) -> bool:
    """Writes what follows from the verdict; False when this nonce came before."""
    request, verdict = situation.request, answer.verdict
    scan = scan_writing.scan_values(
        request, verdict, reason=answer.reason, target_id=answer.person_id, contact_number=answer.contact_number
    )
    if contact is not None and verdict.makes_contact:
        return scan_writing.keep_contact(connection, scan, contact)
    with connection.write():
        if not scan_writing.keep_scan(connection, scan):
            return False
        if contact is not None and verdict is Verdict.CONFIRMED:
            _confirm(connection, request.event_id, contact)
        elif verdict is Verdict.UNKNOWN_BADGE and situation.facts.misses_lately + 1 == MISS_LIMIT:
            _report_guessing(connection, request)
        elif verdict is Verdict.REPLACED_BADGE:  # somebody else's: one's own is told before
            raise_alarm(connection, _sighting(situation), now=request.now)
    return True


def _sighting(situation: ScanSituation) -> Sighting:
    row = situation.row
    return Sighting(situation.request.event_id, row.target_id, row.badge_code_id, Place.ATTENDEE)


def _contact(situation: ScanSituation, verdict: Verdict) -> MadeContact | None:
    """The contact that the verdict is about, as it will stand; None where there is none."""
    if not verdict.names_person:
        return None
    if verdict.makes_contact:
        low, high, made_at = *situation.people, situation.counts_at
        confirmed_at = made_at if situation.request.confirms else None
        return MadeContact(0, low.id, high.id, made_at, confirmed_at, met_before=situation.row.met_before)
    contact = situation.known_contact
    return replace(contact, confirmed_at=situation.counts_at) if verdict is Verdict.CONFIRMED else contact


def _answer(situation: ScanSituation, verdict: Verdict, contact: MadeContact | None) -> ScanAnswer:
    if contact is None:
        return ScanAnswer(verdict)
    row = situation.row
    return ScanAnswer(
        verdict,
        contact_rules.reason(contact, *situation.people, situation.rules),
        MetPerson(row.target_name, row.target_organisation or ""),
        row.standing_contacts + (1 if verdict.makes_contact else 0),
        row.target_id,
    )


def _confirm(connection: HotConnection, event_id: int, contact: MadeContact) -> None:
    assert contact.confirmed_at is not None  # noqa: S101 for mypy: `_contact` has set it
    confirmed = connection.scalar(
        update(Contact)
        .where(Contact.id == contact.id, Contact.confirmed_at.is_(None))
        .values(
            confirmed_at=contact.confirmed_at,
            change_no=change_while_open(connection, event_id, contact.confirmed_at),
        )
        .returning(Contact.id)
    )
    if confirmed is None:
        raise Overtaken


def _report_guessing(connection: HotConnection, request: ScanRequest) -> None:
    """Tells the organisers, in the audit log, that somebody's scanner pauses after too many unknown codes."""
    connection.execute(
        insert(AuditEntry).values(
            event_id=request.event_id,
            action="scans.paused",
            about={"registration_id": request.scanner_id},
            happened_at=request.now,
        )
    )


def _earlier_answer(connection: HotConnection, request: ScanRequest) -> ScanAnswer | None:
    """The answer that this nonce got the first time."""
    row = connection.execute(
        select(Scan.verdict, Scan.reason, Scan.contact_number, Scan.target_id, Registration.name, Organisation.name)
        .outerjoin(Registration, Registration.id == Scan.target_id)
        .outerjoin(Organisation, Organisation.id == Registration.organisation_id)
        .where(Scan.scanner_id == request.scanner_id, Scan.nonce == request.nonce)
    ).first()
    if row is None:
        return None
    verdict, why, contact_number, person_id, name, organisation = row
    return ScanAnswer(
        Verdict(verdict),
        Reason(why) if why else None,
        MetPerson(name, organisation or "") if name is not None else None,
        contact_number,
        person_id,
    )
