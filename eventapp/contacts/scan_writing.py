"""How are a scan and its contact kept? Together, under the event's next change, or not at all."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, insert, or_, select, update

from eventapp.contacts.models import Contact, Scan
from eventapp.contacts.scan_facts import ScanRequest
from eventapp.core.contact_rules import MadeContact, Reason, Verdict
from eventapp.database import insert_once
from eventapp.events.models import Event
from eventapp.hot_path import HotConnection

_AT = bindparam("made_at", type_=Event.contacts_closed_at.type)
_TAKES_IT = and_(Event.recorded_at.is_(None), or_(Event.contacts_closed_at.is_(None), Event.contacts_closed_at > _AT))
"""No result is recorded yet, and nobody has closed contacts before the moment under which this one is kept."""
_NEXT_CHANGE_WHILE_OPEN = (
    update(Event)
    .where(Event.id == bindparam("at_event"), _TAKES_IT)
    .values(change_no=Event.change_no + 1)
    .returning(Event.change_no)
)
"""Kept, since making a statement takes longer than running it."""


class Overtaken(Exception):  # noqa: N818 not an error: somebody else's transaction came first
    """Another transaction changed the facts between reading and writing."""


def change_while_open(connection: HotConnection, event_id: int, at: datetime) -> int:
    """Takes the event's next change number for what is kept under a moment.

    Raises:
        Overtaken: Meanwhile contacts have been closed before that moment, or the result was recorded.
    """
    change_no: int | None = connection.scalar(_NEXT_CHANGE_WHILE_OPEN, {"at_event": event_id, "made_at": at})
    if change_no is None:
        raise Overtaken
    return change_no


def scan_values(
    request: ScanRequest,
    verdict: Verdict,
    *,
    reason: Reason | None,
    target_id: int | None,
    contact_number: int | None,
) -> dict[str, Any]:
    """The row of a scan.

    Args:
        request: What came from the phone.
        verdict: What it led to.
        reason: Whether the contact counts, or why not.
        target_id: The registration of the person met.
        contact_number: The how-manieth contact of the scanner it is.
    """
    return {
        "event_id": request.event_id,
        "scanner_id": request.scanner_id,
        "nonce": request.nonce,
        "target_id": target_id,
        "verdict": verdict,
        "reason": reason or "",
        "contact_number": contact_number,
        "received_at": request.now,
        "scanned_at": request.scanned_at,
        "way": request.way,
    }


def keep_scan(connection: HotConnection, scan: dict[str, Any]) -> bool:
    """Keeps a scan with its answer, in the caller's transaction; False when this nonce came before."""
    return insert_once(connection, Scan, **scan) is not None


def keep_contact(connection: HotConnection, scan: dict[str, Any], contact: MadeContact) -> bool:
    """Keeps a scan with the contact that it makes, in a transaction of their own; False when this nonce came before.

    Raises:
        Overtaken: Contacts have been closed meanwhile, or the pair has a contact.
        IntegrityError: The same, or one of the two has withdrawn consent.
    """
    if connection.dialect.name == "postgresql":
        return _keep_contact_at_once(connection, scan, contact)
    with connection.write():
        if not keep_scan(connection, scan):
            return False
        change_no = change_while_open(connection, scan["event_id"], contact.made_at)
        if insert_once(connection, Contact, change_no=change_no, **_contact_values(scan, contact)) is None:
            raise Overtaken
    return True


def _contact_values(scan: dict[str, Any], contact: MadeContact) -> dict[str, Any]:
    return {
        "event_id": scan["event_id"],
        "low_id": contact.low_id,
        "high_id": contact.high_id,
        "scanner_id": scan["scanner_id"],
        "made_at": contact.made_at,
        "confirmed_at": contact.confirmed_at,
        "way": scan["way"],
        "met_before": contact.met_before,
        "known_by_low": False,
        "known_by_high": False,
    }


def _keep_contact_at_once(connection: HotConnection, scan: dict[str, Any], contact: MadeContact) -> bool:
    """As one statement: all scans of an event wait for its row, which is held from the change to the commit.

    Held over a line, statement by statement, the row makes others wait for each answer on the way.
    """
    values = {**_contact_values(scan, contact), **scan}
    if connection.scalar(_SCAN_WITH_CONTACT, values) is not None:
        return True
    nonce = {"scanner_id": scan["scanner_id"], "nonce": scan["nonce"]}
    if connection.scalar(_NONCE, nonce) is None:
        raise Overtaken
    return False


def _by_name(column: Any) -> Any:
    return bindparam(column.key, type_=column.type)


_NONCE = select(Scan.id).where(Scan.scanner_id == _by_name(Scan.scanner_id), Scan.nonce == _by_name(Scan.nonce))


def _scan_with_contact() -> Select[Any]:
    change = (
        update(Event)
        .where(Event.id == _by_name(Scan.event_id), _TAKES_IT, ~_NONCE.exists())
        .values(change_no=Event.change_no + 1)
        .returning(Event.change_no)
        .cte("change")
    )
    of_scan = (
        Scan.event_id,
        Scan.scanner_id,
        Scan.nonce,
        Scan.target_id,
        Scan.verdict,
        Scan.reason,
        Scan.contact_number,
        Scan.received_at,
        Scan.scanned_at,
        Scan.way,
    )
    of_contact = (
        Contact.event_id,
        Contact.low_id,
        Contact.high_id,
        Contact.scanner_id,
        Contact.made_at,
        Contact.confirmed_at,
        Contact.way,
        Contact.met_before,
        Contact.known_by_low,
        Contact.known_by_high,
    )
    scan = insert(Scan).from_select(
        list(of_scan), select(*map(_by_name, of_scan)).select_from(change), include_defaults=False
    )
    contact = insert(Contact).from_select(
        [Contact.change_no, *of_contact],
        select(change.c.change_no, *map(_by_name, of_contact)),
        include_defaults=False,
    )
    return select(change.c.change_no).add_cte(scan.cte("scan"), contact.cte("contact"))


_SCAN_WITH_CONTACT = _scan_with_contact()
