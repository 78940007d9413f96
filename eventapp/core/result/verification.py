"""Does a record say what follows from it? Asked of the file alone: no database, no event, no network."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Any, NoReturn

from eventapp.core.result.facts import SCHEMA, ResultFacts
from eventapp.core.result.reading import UnreadableRecordError, facts_of
from eventapp.core.result.record import record_hash, record_of

MOST_DIFFERENCES = 20
"""More than this tells nobody more."""
_MISSING = object()


class Finding(StrEnum):
    """What came of counting a record again."""

    VERIFIED = "verified"
    DIFFERS = "differs"
    UNREADABLE = "unreadable"
    """It is no record of a result, or one of another form."""


@dataclass(frozen=True, slots=True)
class Verification:
    """What came of it, and how.

    Attributes:
        finding: Yes, no, or cannot be said.
        differences: What differs, or why it cannot be read; the first MOST_DIFFERENCES.
        record: The record, where there is one.
        sha256: Its fingerprint as computed from the file; "" where there is none.
    """

    finding: Finding
    differences: Sequence[str]
    record: dict[str, Any] | None = None
    sha256: str = ""


def verify(document: str | bytes) -> Verification:
    """Counts the result of an exported record again: standings, reasons, titles and fingerprint.

    Args:
        document: The exported file: an object with `record` and `sha256`.
    """
    try:
        file = json.loads(document, object_pairs_hook=_without_repetition, parse_constant=_refuse)
        record, stated = (file["record"], file["sha256"]) if _is_export(file) else (None, "")
        found = record_hash(record) if isinstance(record, dict) else ""
    except (ValueError, RecursionError) as error:
        return Verification(Finding.UNREADABLE, [f"this is no JSON that can be read: {error}"])
    if not isinstance(record, dict):
        return Verification(Finding.UNREADABLE, ["this is no exported record of a result"])
    if type(record.get("schema")) is not int or record["schema"] > SCHEMA:
        return Verification(Finding.UNREADABLE, [f"this record is not of the form {SCHEMA} that is read here"])
    differences = [] if found == stated else [f"sha256: the file says {stated}, the record has {found}"]
    differences += islice(_differences(record), MOST_DIFFERENCES - len(differences))
    return Verification(Finding.DIFFERS if differences else Finding.VERIFIED, differences, record, found)


def _is_export(file: object) -> bool:
    return isinstance(file, dict) and set(file) == {"record", "sha256"} and isinstance(file["sha256"], str)


def _differences(record: dict[str, Any]) -> Iterator[str]:
    try:
        facts = facts_of(record)
        again = record_of(facts)
    except (UnreadableRecordError, OverflowError) as error:
        yield str(error)
        return
    yield from _undecided(facts)
    yield from _between(record, again, "record")


def _undecided(facts: ResultFacts) -> Iterator[str]:
    """Contacts that are void though nobody decided so, or the other way round."""
    voided = {}
    for decision in facts.decisions:
        if decision.decision != "kept":
            voided[decision.contact] = decision.decision == "voided"
    for contact in facts.contacts:
        if voided.get(contact.id, False) != contact.voided:
            yield f"contact {contact.id}: voided is {_said(contact.voided)}, but that is not what was decided"


def _between(stated: object, found: object, place: str) -> Iterator[str]:
    """Where two values differ; 1, 1.0 and true are three."""
    if isinstance(stated, dict) and isinstance(found, dict):
        for name in sorted(stated.keys() | found.keys()):
            yield from _between(stated.get(name, _MISSING), found.get(name, _MISSING), f"{place}.{name}")
    elif isinstance(stated, list) and isinstance(found, list) and len(stated) == len(found):
        for number, pair in enumerate(zip(stated, found, strict=True)):
            yield from _between(*pair, f"{place}[{number}]")
    elif type(stated) is not type(found) or stated != found:
        yield f"{place}: the file says {_said(stated)}, counted again it is {_said(found)}"


def _said(value: object) -> str:
    if value is _MISSING:
        return "nothing"
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else f"{text[:80]} …"  # noqa: PLR2004 a line of a terminal


def _without_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) != len(pairs):
        raise ValueError("an object names a value twice")
    return values


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number")
