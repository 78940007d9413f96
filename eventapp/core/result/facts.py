"""What does a result rest on? People by number, organisations by number, contacts, decisions, rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from eventapp.core.contact_rules import Attendee, MadeContact, Rules
from eventapp.core.standings import Tally
from eventapp.core.titles import Field, Title

SCHEMA = 1
"""Changes when the record gets another form or is counted in another way."""


@dataclass(frozen=True, slots=True)
class RecordedPerson:
    """A person, by the number under which the hall knows them.

    Attributes:
        attendee: What counting needs; its `id` is the person's number.
        is_tracked: Takes part in contact tracking.
        is_newcomer: Is at an event of the series for the first time.
    """

    attendee: Attendee
    is_tracked: bool
    is_newcomer: bool


RecordedContact = MadeContact
"""A contact whose two people are named by their numbers, the smaller one first."""


@dataclass(frozen=True, slots=True)
class RecordedDecision:
    """What an organiser decided about a contact; who it was stands in the event's log.

    Attributes:
        contact: The contact's number.
        decision: "kept", "voided" or "restored".
        happened_at: When.
        role: As what they decided.
    """

    contact: int
    decision: str
    happened_at: datetime
    role: str


@dataclass(frozen=True, slots=True)
class Corrected:
    """The record that another one takes the place of."""

    version: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ResultFacts:
    """All that goes into a record but what follows from it.

    Attributes:
        code_version: Of the program that counted.
        event: The event's address.
        title: The event's title.
        zone: The event's time zone.
        days: The event's days, in order.
        ended_at: When contacts were no longer collected.
        recorded_at: When the result was recorded.
        change_no: The event's last change that is part of it.
        version: The how-manieth result of the event it is.
        corrects: The record before; None for the first one.
        rules: When contacts count.
        chosen: The titles that the organiser chose.
        people: Everybody registered, by number.
        contacts: All contacts, rejected ones too, by number.
        decisions: What was decided about contacts, in order.
    """

    code_version: str
    event: str
    title: str
    zone: ZoneInfo
    days: Sequence[date]
    ended_at: datetime
    recorded_at: datetime
    change_no: int
    version: int
    corrects: Corrected | None
    rules: Rules
    chosen: Sequence[Title]
    people: Sequence[RecordedPerson]
    contacts: Sequence[RecordedContact]
    decisions: Sequence[RecordedDecision]

    def field(self) -> Field:
        """People and contacts, ready to be counted."""
        tally = Tally(self.rules)
        for person in self.people:
            tally.put_attendee(person.attendee)
        for contact in self.contacts:
            tally.put_contact(contact)
        return Field(
            tally,
            frozenset(person.attendee.id for person in self.people if person.is_tracked),
            frozenset(person.attendee.id for person in self.people if person.is_newcomer),
            self.days,
            self.zone,
        )
