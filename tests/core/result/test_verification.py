"""Can a record be counted again from its file alone, and does every change show?"""

import copy
import json
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventapp.core.result import Finding, RecordedPerson, ResultFacts, record_hash, record_of, verify
from tests.core.evenings import contact, evenings, facts, person

Place = tuple[str | int, ...]


def export(record: dict[str, Any], digest: str = "") -> str:
    """A file as an organiser downloads it."""
    return json.dumps({"record": record, "sha256": digest or record_hash(record)}, ensure_ascii=False)


def an_evening() -> dict[str, Any]:
    """A record with something in every one of its parts."""
    people = [person(1, 7), person(2, 7), person(3, 7), person(4, is_newcomer=True), person(5, is_staff=True)]
    contacts = [
        contact(1, 4, 3),
        contact(2, 4, 2, confirmed_at=contact(1, 2, 5).made_at),
        contact(3, 4, 1, voided=True),
        contact(4, 5, 4),
    ]
    return record_of(facts(people, contacts))


def places(value: object, at: Place = ()) -> Iterator[Place]:
    """Where in a record a single value stands; empty lists are values too."""
    if isinstance(value, dict) and value:
        for name, inner in value.items():
            yield from places(inner, (*at, name))
    elif isinstance(value, list) and value:
        for number, inner in enumerate(value):
            yield from places(inner, (*at, number))
    else:
        yield at


def changed(record: dict[str, Any], place: Place, value: object) -> dict[str, Any]:
    """The record with one value in one place."""
    other: Any = copy.deepcopy(record)
    inner = other
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    return other  # type: ignore[no-any-return]


def value_at(record: Any, place: Place) -> Any:
    """What stands there."""
    for step in place:
        record = record[step]
    return record


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 500),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(["", "counts", "voided", "2026-03-04T09:01:00+00:00", "2026-03-05", "Europe/Berlin", "1/2"]),
    st.just([]),
    st.just({}),
)


@pytest.mark.slow
@pytest.mark.measured
@given(evenings())
def test_every_evening_can_be_counted_again(evening: ResultFacts) -> None:
    """Whatever happened, the record alone leads to the same standings, reasons and titles."""
    record = record_of(evening)
    found = verify(export(record))
    assert found.finding is Finding.VERIFIED, found.differences
    assert found.sha256 == record_hash(record)
    assert list(found.differences) == []


@pytest.mark.slow
@given(st.data())
def test_every_change_of_a_single_value_is_found(data: st.DataObject) -> None:
    """Any value of the record, and the fingerprint itself, by any other one."""
    record = data.draw(st.just(an_evening()) | evenings().map(record_of))
    place = data.draw(st.sampled_from(list(places(record))))
    value = data.draw(VALUES)
    if json.dumps(value_at(record, place)) != json.dumps(value):
        found = verify(export(changed(record, place, value), record_hash(record)))
        assert found.finding is not Finding.VERIFIED
        assert found.differences
    digit = data.draw(st.integers(0, 63))
    digest = record_hash(record)
    other = "0" if digest[digit] != "0" else "1"
    assert verify(export(record, digest[:digit] + other + digest[digit + 1 :])).finding is Finding.DIFFERS


@pytest.mark.parametrize("place", list(places(an_evening())), ids=str)
def test_each_place_of_a_record_is_part_of_its_fingerprint(place: Place) -> None:
    """None is left out: removed or replaced, the file is not what was recorded."""
    record = an_evening()
    before = value_at(record, place)
    values: list[object] = [None, "x", 0, True, [], 1.5]
    for value in values:
        if json.dumps(value) != json.dumps(before):
            assert verify(export(changed(record, place, value), record_hash(record))).finding is not Finding.VERIFIED


FOLLOWS = ("standings", "titles")


@pytest.mark.parametrize(
    "place",
    [place for place in places(an_evening()) if place[0] in FOLLOWS or place[-1] == "reason"],
    ids=str,
)
def test_a_forger_who_mends_the_fingerprint_is_found_too(place: Place) -> None:
    """Standings, titles and reasons follow from contacts; whoever changes only them is named with the place."""
    record = an_evening()
    before = value_at(record, place)
    forged = changed(
        record, place, before + 1 if isinstance(before, int) else "counts" if before != "counts" else "x"
    )
    found = verify(export(forged))
    assert found.finding is Finding.DIFFERS
    assert not any(difference.startswith("sha256") for difference in found.differences)
    names = ".".join(str(step) for step in place if isinstance(step, str))
    assert any(names.split(".")[0] in difference for difference in found.differences)


def test_a_voided_contact_without_a_decision_is_found() -> None:
    """The other way round too: voided, restored, and still void."""
    record = record_of(facts([person(1), person(2)], [contact(1, 2, voided=True)], decisions=[]))
    assert "not what was decided" in verify(export(record)).differences[0]
    voided = an_evening()["decisions"][0]
    restored = an_evening()
    restored["decisions"].append({**voided, "decision": "restored"})
    assert "not what was decided" in verify(export(restored)).differences[0]


@pytest.mark.parametrize(
    "people",
    [
        [person(1), person(1, 7), person(2)],
        [person(1), person(3)],
    ],
)
def test_contacts_need_their_people(people: list[RecordedPerson]) -> None:
    """One number for two people, or a contact with somebody who is not listed, is no record of ours."""
    record = an_evening() | {"people": [], "contacts": []}
    good = record_of(facts([person(1), person(2), person(3)], [contact(1, 2)]))
    other = record_of(facts(people, []))
    found = verify(export(record | {"people": other["people"], "contacts": good["contacts"]}))
    assert found.finding is Finding.DIFFERS
    assert "record." in found.differences[0]


@pytest.mark.parametrize(
    "document",
    [
        "",
        "null",
        "[]",
        "{}",
        "no JSON",
        '{"record": [], "sha256": ""}',
        '{"record": {}, "sha256": ""}',
        '{"record": {"schema": 1}, "sha256": 5}',
        '{"record": {"schema": 1, "schema": 1}, "sha256": ""}',
        '{"record": {"schema": NaN}, "sha256": ""}',
        '{"record": {"schema": 2}, "sha256": ""}',
        '{"record": {"schema": true}, "sha256": ""}',
        '{"record": {"schema": 1, "title": "\\ud800"}, "sha256": ""}',
        "[" * 100_000,
        '{"record": {"schema": ' + "9" * 5000 + '}, "sha256": ""}',
        b"\xff\xfe\x00",
        b"\xff",
    ],
)
def test_what_is_no_record_is_said_to_be_none(document: str | bytes) -> None:
    """Whatever the file is, there is an answer."""
    found = verify(document)
    assert found.finding is Finding.UNREADABLE
    assert len(found.differences) == 1


def test_the_fingerprint_can_be_computed_by_anybody() -> None:
    """SHA-256 over the record as sorted JSON without white space, as the documentation says."""
    record = an_evening() | {"title": "Zoë trifft Ömer"}
    canonical = json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert record_hash(record) == sha256(canonical.encode()).hexdigest()


def test_a_record_names_nobody() -> None:
    """People are numbers in it: no text but that of the event, of rules and of moments."""
    texts = {value_at(an_evening(), place) for place in places(an_evening()) if place[0] in ("people", "contacts")}
    moments = {text for text in texts if isinstance(text, str) and text.startswith("2026-03-")}
    assert {text for text in texts if isinstance(text, str)} - moments == {"counts", "voided", "staff"}


def test_tie_breaks_are_part_of_the_record() -> None:
    """What put each place ahead of the next."""
    evening = facts([person(1), person(2), person(3)], [contact(1, 2, 1), contact(1, 3, 2)])
    assert [(line["number"], line["decided_by"]) for line in record_of(evening)["standings"]] == [
        (1, "counted"),
        (2, "earlier"),
        (3, None),
    ]


def test_the_order_of_rows_is_part_of_the_record() -> None:
    """A record whose people stand in another order is another record."""
    evening = facts([person(1), person(2)], [])
    turned = replace(evening, people=list(reversed(evening.people)))
    assert record_hash(record_of(evening)) != record_hash(record_of(turned))
