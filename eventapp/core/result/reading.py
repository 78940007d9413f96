"""Which facts does a record state? Every value has its one type; anything else is named with its place."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from eventapp.core.contact_rules import Attendee, Confirmation, Rules
from eventapp.core.result.facts import Corrected, RecordedContact, RecordedDecision, RecordedPerson, ResultFacts
from eventapp.core.titles import Title

Value = TypeVar("Value")
Choice = TypeVar("Choice", bound=StrEnum)


class UnreadableRecordError(ValueError):
    """A value is missing or is no such value; the message says where."""


class _Row:
    """An object of the record, whose values are taken by name and type."""

    def __init__(self, value: object, place: str) -> None:
        if not isinstance(value, dict):
            raise UnreadableRecordError(f"{place} is no object")
        self._values, self._place = value, place

    def take(self, name: str, wanted: type[Value]) -> Value:
        value = self._values.get(name)
        if type(value) is not wanted:  # no bool where a number is wanted
            raise UnreadableRecordError(f"{self._place}.{name} is missing or is none")
        return value

    def maybe(self, name: str, wanted: Callable[[str], Value]) -> Value | None:
        return None if self._values.get(name, 0) is None else wanted(name)

    def number(self, name: str) -> int:
        return self.take(name, int)

    def moment(self, name: str) -> datetime:
        text = self.take(name, str)
        return self._read(name, lambda: _aware(text))

    def choice(self, name: str, choices: type[Choice]) -> Choice:
        text = self.take(name, str)
        return self._read(name, lambda: choices(text))

    def zone(self, name: str) -> ZoneInfo:
        text = self.take(name, str)
        return self._read(name, lambda: ZoneInfo(text))

    def rows(self, name: str) -> Sequence["_Row"]:
        return [_Row(value, f"{self._place}.{name}[{place}]") for place, value in enumerate(self.take(name, list))]

    def row(self, name: str) -> "_Row":
        return _Row(self._values.get(name), f"{self._place}.{name}")

    def each(self, name: str, read: Callable[[Any], Value]) -> list[Value]:
        values = self.take(name, list)
        return self._read(name, lambda: [read(value) for value in values])

    def _read(self, name: str, read: Callable[[], Value]) -> Value:
        try:
            return read()
        except (ValueError, TypeError, OSError, KeyError, OverflowError) as error:
            raise UnreadableRecordError(f"{self._place}.{name} cannot be read") from error


def facts_of(record: object) -> ResultFacts:
    """The facts that a record states.

    Raises:
        UnreadableRecordError: Something is missing or has another form; the record was not written by this program.
    """
    row = _Row(record, "record")
    facts = ResultFacts(
        code_version=row.take("code_version", str),
        event=row.take("event", str),
        title=row.take("title", str),
        zone=row.zone("time_zone"),
        days=row.each("days", date.fromisoformat),
        ended_at=row.moment("ended_at"),
        recorded_at=row.moment("frozen_at"),
        change_no=row.number("change_no"),
        version=row.number("version"),
        corrects=row.maybe("corrects", lambda name: _corrected(row.row(name))),
        rules=_rules(row.row("rules")),
        chosen=row.each("chosen_titles", Title),
        people=[_person(person) for person in row.rows("people")],
        contacts=[_contact(contact) for contact in row.rows("contacts")],
        decisions=[_decision(decision) for decision in row.rows("decisions")],
    )
    _check(facts)
    return facts


def _corrected(row: _Row) -> Corrected:
    return Corrected(row.number("version"), row.take("sha256", str))


def _rules(row: _Row) -> Rules:
    return Rules(
        confirmation=row.choice("confirmation", Confirmation),
        require_check_in=row.take("require_check_in", bool),
        require_other_organisation=row.take("require_other_organisation", bool),
        require_new_in_series=row.take("require_new_in_series", bool),
        require_not_known_before=row.take("require_not_known_before", bool),
    )


def _person(row: _Row) -> RecordedPerson:
    attendee = Attendee(
        row.number("number"),
        row.maybe("organisation", row.number),
        row.maybe("checked_in_at", row.moment),
        row.take("staff", bool),
    )
    return RecordedPerson(attendee, row.take("tracked", bool), row.take("newcomer", bool))


def _contact(row: _Row) -> RecordedContact:
    low, high = row.each("people", int) if len(row.take("people", list)) == 2 else (0, 0)  # noqa: PLR2004 a pair
    return RecordedContact(
        id=row.number("contact"),
        low_id=low,
        high_id=high,
        made_at=row.moment("made_at"),
        confirmed_at=row.maybe("confirmed_at", row.moment),
        met_before=row.take("met_before", bool),
        known_before=row.take("known_before", bool),
        rejected=row.take("rejected", bool),
        voided=row.take("voided", bool),
    )


def _decision(row: _Row) -> RecordedDecision:
    return RecordedDecision(
        row.number("contact"), row.take("decision", str), row.moment("happened_at"), row.take("role", str)
    )


def _aware(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment


def _check(facts: ResultFacts) -> None:
    """What the database would not have held either.

    Raises:
        UnreadableRecordError: A number stands for two, or a contact for no pair of people.
    """
    numbers = {person.attendee.id for person in facts.people}
    if len(numbers) != len(facts.people):
        raise UnreadableRecordError("record.people names a number twice")
    if len({contact.id for contact in facts.contacts}) != len(facts.contacts):
        raise UnreadableRecordError("record.contacts names a number twice")
    pairs = {(contact.low_id, contact.high_id) for contact in facts.contacts}
    if len(pairs) != len(facts.contacts):
        raise UnreadableRecordError("record.contacts names a pair of people twice")
    if any(low >= high or low not in numbers or high not in numbers for low, high in pairs):
        raise UnreadableRecordError("record.contacts names people who are not in record.people")
