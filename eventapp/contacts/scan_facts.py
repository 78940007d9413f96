"""What does the database know about one scan? A single read, made once, on the hot path."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, case, exists, func, literal, literal_column, select
from sqlalchemy.orm import aliased

from eventapp.badges.models import BadgeCode
from eventapp.checkin.models import CheckIn
from eventapp.contacts.models import Contact, Scan
from eventapp.core import codes
from eventapp.core.closing import happened_at
from eventapp.core.contact_rules import (
    MISS_WINDOW,
    SPEED_WINDOW,
    Attendee,
    Confirmation,
    MadeContact,
    Rules,
    ScanFacts,
    Verdict,
    Way,
)
from eventapp.events.models import CLOSING_TIMES, Event, Organisation, closing_times
from eventapp.hot_path import HotConnection
from eventapp.registration.models import Registration, RegistrationTopic, TrackingConsent


@dataclass(frozen=True, slots=True)
class ScanRequest:
    """One reading of a badge, as it came from a phone.

    Attributes:
        event_id: The event that the scanner is signed in to.
        scanner_id: The scanner's registration.
        code: What was read or typed; None when it is no code at all.
        nonce: Names this scan; the phone repeats it when it repeats the request.
        scanned_at: The phone's clock, kept beside the server's.
        now: The server's clock; it ranks.
        way: How the two were brought together.
        sent_at: The phone's clock at sending.
    """

    event_id: int
    scanner_id: int
    code: codes.BadgeCode | codes.ShortCode | None
    nonce: str
    scanned_at: datetime | None
    now: datetime
    way: Way = Way.CAMERA
    sent_at: datetime | None = None

    @property
    def confirms(self) -> bool:
        """Whether it is a yes of both: each held their own badge to the station."""
        return self.way is Way.STATION


class ScanSituation:
    """The row that the read returns, in the words of the rules."""

    def __init__(self, row: Row[Any], request: ScanRequest) -> None:
        """Reads the row of `load` for a request."""
        self.row = row
        self.request = request
        self.closing = closing_times(row)

    @property
    def is_late(self) -> bool:
        """It happened before the end of contact tracking, and arrives after it, in time."""
        request = self.request
        scanned_at = happened_at(request.scanned_at, request.sent_at, request.now)
        return self.closing.takes_late(scanned_at, request.now)

    @property
    def counts_at(self) -> datetime:
        """The moment under which a contact is kept: the server's clock, or the last moment before the end."""
        return self.closing.last_moment if self.is_late else self.request.now

    @property
    def rules(self) -> Rules:
        """The event's rules."""
        row = self.row
        return Rules(
            confirmation=Confirmation(row.confirmation),
            require_check_in=row.require_check_in,
            require_other_organisation=row.require_other_organisation,
            require_new_in_series=row.require_new_in_series,
            require_not_known_before=row.require_not_known_before,
        )

    @property
    def facts(self) -> ScanFacts:
        """What `judge` decides by."""
        row, request = self.row, self.request
        return ScanFacts(
            code_known=row.target_id is not None,
            code_replaced=row.replaced_at is not None,
            own_badge=row.target_id == request.scanner_id,
            scanner_consents=row.scanner_consent is not None,
            target_consents=row.target_consent is not None,
            already_met=row.contact_id is not None,
            awaits_scanner=(
                Confirmation(row.confirmation) is Confirmation.MUTUAL
                and row.contact_confirmed_at is None
                and (row.contact_scanner_id != request.scanner_id or request.confirms)
            ),
            tracking_open=self.closing.is_open(request.now) or self.is_late,
            both_checked_in=row.scanner_arrived is not None and row.target_arrived is not None,
            new_contacts_lately=row.new_contacts_lately,
            misses_lately=row.misses_lately,
        )

    @property
    def people(self) -> tuple[Attendee, Attendee]:
        """The pair as counting sees it, the smaller id first."""
        row = self.row
        scanner = Attendee(
            self.request.scanner_id, row.scanner_organisation_id, row.scanner_arrived, row.scanner_is_staff
        )
        target = Attendee(row.target_id, row.target_organisation_id, row.target_arrived, row.target_is_staff)
        return (scanner, target) if scanner.id < target.id else (target, scanner)

    @property
    def known_contact(self) -> MadeContact:
        """The pair's contact; only where `facts.already_met`."""
        row = self.row
        low, high = self.people
        return MadeContact(
            id=row.contact_id,
            low_id=low.id,
            high_id=high.id,
            made_at=row.contact_made_at,
            confirmed_at=row.contact_confirmed_at,
            met_before=row.contact_met_before,
            known_before=row.contact_known_by_low or row.contact_known_by_high,
            rejected=row.contact_rejected_at is not None,
            voided=row.contact_voided_at is not None,
        )


def load(connection: HotConnection, request: ScanRequest) -> ScanSituation:
    """Reads everything that decides about a scan, in one statement."""
    statement = _BY_SHORT_CODE if isinstance(request.code, codes.ShortCode) else _BY_BADGE_CODE
    row = connection.execute(
        statement,
        {
            "event": request.event_id,
            "scanner": request.scanner_id,
            "badge": request.code.text if request.code else "",
            "since_contacts": request.now - SPEED_WINDOW,
            "since_misses": request.now - MISS_WINDOW,
        },
    ).one()
    return ScanSituation(row, request)


def _statement(code_column: Any) -> Any:
    scanner, target = aliased(Registration, name="scanner"), aliased(Registration, name="target")
    scanner_consent, target_consent = aliased(TrackingConsent), aliased(TrackingConsent)
    scanner_arrival, target_arrival = aliased(CheckIn), aliased(CheckIn)
    me = bindparam("scanner", type_=Registration.id.type)
    low = case((target.id < me, target.id), else_=me)
    high = case((target.id < me, me), else_=target.id)
    new_contacts_lately = (
        select(func.count())
        .select_from(Contact)
        .where(Contact.scanner_id == me, Contact.made_at > bindparam("since_contacts", type_=Contact.made_at.type))
        .scalar_subquery()
    )
    misses_lately = (
        select(func.count())
        .select_from(Scan)
        .where(
            Scan.scanner_id == me,
            # A literal, so that both databases see that the partial index fits.
            literal_column("scans.verdict") == literal_column(f"'{Verdict.UNKNOWN_BADGE}'"),
            Scan.received_at > bindparam("since_misses", type_=Scan.received_at.type),
        )
        .scalar_subquery()
    )
    as_low, as_high = (
        select(func.count()).select_from(Contact).where(side == me, Contact.rejected_at.is_(None)).scalar_subquery()
        for side in (Contact.low_id, Contact.high_id)
    )
    return (
        select(
            Event.confirmation,
            Event.require_check_in,
            Event.require_other_organisation,
            Event.require_new_in_series,
            Event.require_not_known_before,
            *CLOSING_TIMES,
            Event.icebreakers,
            exists().where(RegistrationTopic.registration_id == me).label("scanner_has_topics"),
            scanner.organisation_id.label("scanner_organisation_id"),
            scanner.is_staff.label("scanner_is_staff"),
            scanner_consent.registration_id.label("scanner_consent"),
            scanner_arrival.happened_at.label("scanner_arrived"),
            BadgeCode.replaced_at,
            BadgeCode.id.label("badge_code_id"),
            target.id.label("target_id"),
            target.name.label("target_name"),
            target.organisation_id.label("target_organisation_id"),
            target.is_staff.label("target_is_staff"),
            Organisation.name.label("target_organisation"),
            target_consent.registration_id.label("target_consent"),
            target_arrival.happened_at.label("target_arrived"),
            Contact.id.label("contact_id"),
            Contact.scanner_id.label("contact_scanner_id"),
            Contact.made_at.label("contact_made_at"),
            Contact.confirmed_at.label("contact_confirmed_at"),
            Contact.met_before.label("contact_met_before"),
            Contact.known_by_low.label("contact_known_by_low"),
            Contact.known_by_high.label("contact_known_by_high"),
            Contact.rejected_at.label("contact_rejected_at"),
            Contact.voided_at.label("contact_voided_at"),
            new_contacts_lately.label("new_contacts_lately"),
            misses_lately.label("misses_lately"),
            (as_low + as_high).label("standing_contacts"),
            met_before(scanner, target).label("met_before"),
        )
        .select_from(scanner)
        .join(Event, Event.id == scanner.event_id)
        .outerjoin(scanner_consent, scanner_consent.registration_id == scanner.id)
        .outerjoin(
            scanner_arrival,
            and_(scanner_arrival.registration_id == scanner.id, scanner_arrival.undone_at.is_(None)),
        )
        .outerjoin(BadgeCode, and_(BadgeCode.event_id == scanner.event_id, code_column == bindparam("badge")))
        .outerjoin(target, target.id == BadgeCode.registration_id)
        .outerjoin(Organisation, Organisation.id == target.organisation_id)
        .outerjoin(target_consent, target_consent.registration_id == target.id)
        .outerjoin(
            target_arrival,
            and_(target_arrival.registration_id == target.id, target_arrival.undone_at.is_(None)),
        )
        .outerjoin(
            Contact,
            and_(Contact.event_id == scanner.event_id, Contact.low_id == low, Contact.high_id == high),
        )
        .where(scanner.id == me, scanner.event_id == bindparam("event", type_=Event.id.type))
    )


def met_before(scanner: Any, target: Any) -> Any:
    """Whether the two have a contact at an event of the series that began earlier.

    Args:
        scanner: An alias of Registration in the statement around it, which selects from Event too.
        target: Another one.
    """
    earlier, met = aliased(Event), aliased(Contact)
    mine, theirs = aliased(Registration), aliased(Registration)
    return (
        select(literal(1))
        .select_from(mine)
        .join(theirs, theirs.event_id == mine.event_id)
        .join(earlier, earlier.id == mine.event_id)
        .join(
            met,
            and_(
                met.event_id == mine.event_id,
                met.low_id == case((mine.id < theirs.id, mine.id), else_=theirs.id),
                met.high_id == case((mine.id < theirs.id, theirs.id), else_=mine.id),
            ),
        )
        .where(
            mine.person_id == scanner.person_id,
            theirs.person_id == target.person_id,
            met.rejected_at.is_(None),
            earlier.series_id == Event.series_id,
            earlier.tracking_opens_at < Event.tracking_opens_at,
            earlier.test_mode_since.is_(None),
        )
        .correlate(scanner, target, Event)
        .exists()
    )


_BY_BADGE_CODE = _statement(BadgeCode.code)
_BY_SHORT_CODE = _statement(BadgeCode.short_code)
