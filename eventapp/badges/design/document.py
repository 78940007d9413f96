"""How is a design written as JSON, and read again, whoever wrote it?"""

import base64
import binascii
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, TypeVar

from eventapp.badges.design.checks import Mistake, faults_of
from eventapp.badges.design.fields import Align, Anchor, Design, Field, FieldKind, Picture
from eventapp.badges.design.images import as_background, as_logo
from eventapp.badges.fonts import Weight
from eventapp.core.text import clean_line
from eventapp.pictures import PictureFlaw

FORMAT, VERSION = "eventapp-badge-design", 1
LARGEST_SIDE, SMALLEST_SIDE = 300.0, 10.0
"""Of a badge, in millimetres."""
LARGEST_TYPE, SMALLEST_TYPE = 200.0, 3.0
"""In points."""
MOST_FIELDS = 40
LONGEST_TEXT = 300
COLOUR = re.compile(r"#[0-9a-f]{6}", re.ASCII)
_THINNEST = 0.1


class Reason(StrEnum):
    """Why a document is not taken."""

    NOT_JSON = "not_json"
    NOT_A_DESIGN = "not_a_design"
    """Another kind of document, or of another version."""
    MISSING = "missing"
    NO_NUMBER = "no_number"
    OUT_OF_RANGE = "out_of_range"
    NO_CHOICE = "no_choice"
    NO_COLOUR = "no_colour"
    NO_TEXT = "no_text"
    NOT_YES_OR_NO = "not_yes_or_no"
    NO_LIST = "no_list"
    TOO_MANY = "too_many"
    NO_PICTURE = "no_picture"
    MISPLACED = "misplaced"
    """It leaves the badge, covers the code, or the like (checks.Mistake)."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """What is wrong with a document, and where: `fields[3].size`."""

    place: str
    reason: Reason
    mistake: Mistake | None = None


_Choice = TypeVar("_Choice", bound=StrEnum)


class _RefusedError(Exception):
    def __init__(self, place: str, reason: Reason) -> None:
        super().__init__(place)
        self.refusal = Refusal(place, reason)


def as_document(design: Design, name: str = "") -> str:
    """Write a design as JSON, its pictures included.

    Args:
        design: what to write.
        name: what its makers call it.
    """
    document: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "name": name,
        "width": design.width,
        "height": design.height,
        "fields": fields_as_data(design),
    }
    for key, picture in (("background", design.background), ("logo", design.logo)):
        if picture is not None:
            document[key] = base64.b64encode(picture.content).decode()
    return json.dumps(document, ensure_ascii=False, indent=2)


def fields_as_data(design: Design) -> list[dict[str, Any]]:
    """The fields of a design as JSON knows values."""
    names = [field.name for field in fields(Field)]
    return [{name: getattr(field, name) for name in names} for field in design.fields]


def read_document(content: bytes | str) -> tuple[str, Design] | Refusal:
    """Read a design that somebody wrote or changed.

    Args:
        content: the document, whatever it is.

    Returns:
        Its name and the design, or where it is wrong and why. Nothing raises.
    """
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        return Refusal("", Reason.NOT_JSON)
    if not isinstance(document, dict) or document.get("format") != FORMAT or document.get("version") != VERSION:
        return Refusal("", Reason.NOT_A_DESIGN)
    try:
        design = _design(document)
        name = _text(document, "name", "", "")
    except _RefusedError as refused:
        return refused.refusal
    for fault in faults_of(design):
        return Refusal(f"fields[{fault.number}]", Reason.MISPLACED, fault.mistake)
    return name[:80], design


def read_fields(data: Any) -> tuple[Field, ...] | Refusal:
    """Read the fields alone, as they are kept beside the pictures."""
    try:
        return _fields(data)
    except _RefusedError as refused:
        return refused.refusal


def _design(document: Mapping[str, Any]) -> Design:
    width = _number(document, "width", "", SMALLEST_SIDE, LARGEST_SIDE)
    height = _number(document, "height", "", SMALLEST_SIDE, LARGEST_SIDE)
    background = _content(document, "background")
    logo = _content(document, "logo")
    return Design(
        width,
        height,
        _fields(document.get("fields")),
        None if background is None else _picture(as_background(background, width, height), "background"),
        None if logo is None else _picture(as_logo(logo), "logo"),
    )


def _fields(data: Any) -> tuple[Field, ...]:
    if not isinstance(data, list):
        raise _RefusedError("fields", Reason.NO_LIST)
    if len(data) > MOST_FIELDS:
        raise _RefusedError("fields", Reason.TOO_MANY)
    return tuple(_field(each, f"fields[{number}]") for number, each in enumerate(data))


def _field(data: Any, place: str) -> Field:
    if not isinstance(data, dict):
        raise _RefusedError(place, Reason.MISSING)
    usual = Field(FieldKind.TEXT, 0, 0, 1, 1)
    given = {**{field.name: getattr(usual, field.name) for field in fields(Field)[5:]}, **data}
    return Field(
        kind=_choice(FieldKind, given, "kind", place),
        x=_number(given, "x", place, 0, LARGEST_SIDE),
        y=_number(given, "y", place, 0, LARGEST_SIDE),
        width=_number(given, "width", place, _THINNEST, LARGEST_SIDE),
        height=_number(given, "height", place, _THINNEST, LARGEST_SIDE),
        size=_number(given, "size", place, SMALLEST_TYPE, LARGEST_TYPE),
        floor=_number(given, "floor", place, SMALLEST_TYPE, LARGEST_TYPE),
        weight=_choice(Weight, given, "weight", place),
        colour=_colour(given, place),
        align=_choice(Align, given, "align", place),
        anchor=_choice(Anchor, given, "anchor", place),
        follows=_yes_or_no(given, "follows", place),
        shown=_yes_or_no(given, "shown", place),
        text=_text(given, "text", "", place),
    )


def _value(data: Mapping[str, Any], key: str, place: str) -> tuple[Any, str]:
    where = f"{place}.{key}" if place else key
    if key not in data:
        raise _RefusedError(where, Reason.MISSING)
    return data[key], where


def _number(data: Mapping[str, Any], key: str, place: str, least: float, most: float) -> float:
    value, where = _value(data, key, place)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _RefusedError(where, Reason.NO_NUMBER)
    # A whole number may be too long for a float; it is compared as it is.
    if (isinstance(value, float) and not math.isfinite(value)) or not least <= value <= most:
        raise _RefusedError(where, Reason.OUT_OF_RANGE)
    return round(float(value), 3)


def _choice(kind: type[_Choice], data: Mapping[str, Any], key: str, place: str) -> _Choice:
    value, where = _value(data, key, place)
    if not isinstance(value, str) or value not in list(kind):
        raise _RefusedError(where, Reason.NO_CHOICE)
    return kind(value)


def _colour(data: Mapping[str, Any], place: str) -> str:
    value, where = _value(data, "colour", place)
    if not isinstance(value, str) or not COLOUR.fullmatch(value.lower()):
        raise _RefusedError(where, Reason.NO_COLOUR)
    return value.lower()


def _yes_or_no(data: Mapping[str, Any], key: str, place: str) -> bool:
    value, where = _value(data, key, place)
    if not isinstance(value, bool):
        raise _RefusedError(where, Reason.NOT_YES_OR_NO)
    return value


def _text(data: Mapping[str, Any], key: str, usual: str, place: str) -> str:
    value = data.get(key, usual)
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        raise _RefusedError(f"{place}.{key}" if place else key, Reason.NO_TEXT)
    return clean_line(value)


def _content(document: Mapping[str, Any], key: str) -> bytes | None:
    value = document.get(key)
    if value is None:
        return None
    try:
        return base64.b64decode(value, validate=True) if isinstance(value, str) else b""
    except (binascii.Error, ValueError):
        raise _RefusedError(key, Reason.NO_PICTURE) from None


def _picture(made: Picture | PictureFlaw, place: str) -> Picture:
    if isinstance(made, PictureFlaw):
        raise _RefusedError(place, Reason.NO_PICTURE)
    return made
