"""Documents: a design is written and read without loss, and whatever else comes is refused by name."""

import base64
import io
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from eventapp.badges.design import Align, Anchor, Design, Field, FieldKind, Template, design_for
from eventapp.badges.design.checks import Mistake
from eventapp.badges.design.document import Reason, Refusal, as_document, read_document
from eventapp.badges.design.images import as_background, as_logo
from eventapp.badges.fonts import Weight
from eventapp.badges.stock import STOCKS
from eventapp.core.text import clean_line
from eventapp.pictures import PictureFlaw

SIZES = sorted({(stock.width, stock.height) for stock in STOCKS.values()} | {(54, 17), (60, 40)})
CARD = design_for(90, 54)


def picture(width: int = 900, height: int = 540, colour: str = "#336699") -> bytes:
    """A picture as somebody uploads it."""
    file = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(file, "PNG")
    return file.getvalue()


def changed(key: str, value: Any) -> str:
    """A good document in which the first field has another value."""
    document = json.loads(as_document(CARD))
    document["fields"][0][key] = value
    return json.dumps(document)


numbers = st.integers(0, 30_000).map(lambda thousandths: thousandths / 1_000)
fields = st.builds(
    Field,
    kind=st.sampled_from([kind for kind in FieldKind if kind is not FieldKind.QR]),
    x=numbers,
    y=numbers.map(lambda y: y / 2).map(lambda y: round(y, 3)),
    width=st.just(12.5),
    height=st.just(3.25),
    size=st.integers(30, 200).map(float),
    floor=st.integers(3, 30).map(float),
    weight=st.sampled_from(Weight),
    colour=st.from_regex(r"#[0-9a-f]{6}", fullmatch=True),
    align=st.sampled_from(Align),
    anchor=st.sampled_from(Anchor),
    shown=st.booleans(),
    text=st.text(max_size=40).map(clean_line),
)


@pytest.mark.parametrize("template", Template)
@pytest.mark.parametrize("size", SIZES)
def test_templates_are_designs_like_others(size: tuple[float, float], template: Template) -> None:
    """Each template fits each paper: nothing leaves the badge or covers the code, and it is written and read."""
    design = design_for(*size, template)
    assert read_document(as_document(design, "Unser Schild")) == ("Unser Schild", design)


@pytest.mark.slow
@given(st.lists(fields, max_size=8), st.text(max_size=60).map(clean_line))
def test_nothing_is_lost(some: list[Field], name: str) -> None:
    """Whatever the fields are, they come back as they were."""
    design = Design(90, 54, tuple(some))
    assert read_document(as_document(design, name)) == (name, design)


def test_pictures_go_along_and_are_made_anew() -> None:
    """Background and logo stand in the document; what is read is a picture of our own making."""
    background, logo = as_background(picture(), 90, 54), as_logo(picture(40, 20))
    assert not isinstance(background, PictureFlaw)
    assert not isinstance(logo, PictureFlaw)
    _, read = read_document(as_document(replace(CARD, background=background, logo=logo)))  # type: ignore[misc] # a pair
    assert read.background is not None
    assert read.logo is not None
    assert (read.background.width, read.background.height) == (background.width, background.height)
    assert (read.background.media_type, read.logo.media_type) == ("image/jpeg", "image/png")


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        ("kind", "photo", Reason.NO_CHOICE),
        ("kind", ["qr"], Reason.NO_CHOICE),
        ("x", "4", Reason.NO_NUMBER),
        ("x", None, Reason.NO_NUMBER),
        ("x", True, Reason.NO_NUMBER),
        ("y", -1, Reason.OUT_OF_RANGE),
        ("width", 10**400, Reason.OUT_OF_RANGE),
        ("height", float("nan"), Reason.OUT_OF_RANGE),
        ("height", float("inf"), Reason.OUT_OF_RANGE),
        ("width", 0, Reason.OUT_OF_RANGE),
        ("size", 0, Reason.OUT_OF_RANGE),
        ("floor", 1e9, Reason.OUT_OF_RANGE),
        ("weight", "heavy", Reason.NO_CHOICE),
        ("colour", "red", Reason.NO_COLOUR),
        ("colour", '#123456"/><script>', Reason.NO_COLOUR),
        ("colour", "#12345\u0663", Reason.NO_COLOUR),
        ("align", 1, Reason.NO_CHOICE),
        ("anchor", "left", Reason.NO_CHOICE),
        ("shown", "yes", Reason.NOT_YES_OR_NO),
        ("follows", 1, Reason.NOT_YES_OR_NO),
        ("text", 7, Reason.NO_TEXT),
        ("text", "x" * 301, Reason.NO_TEXT),
    ],
)
def test_a_wrong_value_is_named(key: str, value: Any, reason: Reason) -> None:
    """The answer says which field of the document it is, and why."""
    assert read_document(changed(key, value)) == Refusal(f"fields[0].{key}", reason)


@pytest.mark.parametrize(
    ("document", "refusal"),
    [
        ("", Refusal("", Reason.NOT_JSON)),
        (b"\xff\xfe", Refusal("", Reason.NOT_JSON)),
        ("[" * 100_000, Refusal("", Reason.NOT_JSON)),
        ("9" * 10_000, Refusal("", Reason.NOT_JSON)),
        ("[]", Refusal("", Reason.NOT_A_DESIGN)),
        ('{"format": "eventapp-badge-design", "version": 2}', Refusal("", Reason.NOT_A_DESIGN)),
        ('{"format": "eventapp-badge-design", "version": 1}', Refusal("width", Reason.MISSING)),
        (as_document(replace(CARD, width=5)), Refusal("width", Reason.OUT_OF_RANGE)),
        (as_document(replace(CARD, fields=CARD.fields * 5)), Refusal("fields", Reason.TOO_MANY)),
        (json.dumps({**json.loads(as_document(CARD)), "fields": {}}), Refusal("fields", Reason.NO_LIST)),
        (json.dumps({**json.loads(as_document(CARD)), "fields": [7]}), Refusal("fields[0]", Reason.MISSING)),
        (json.dumps({**json.loads(as_document(CARD)), "name": 7}), Refusal("name", Reason.NO_TEXT)),
        (json.dumps({**json.loads(as_document(CARD)), "logo": "{}"}), Refusal("logo", Reason.NO_PICTURE)),
        (json.dumps({**json.loads(as_document(CARD)), "background": 7}), Refusal("background", Reason.NO_PICTURE)),
        (
            json.dumps({**json.loads(as_document(CARD)), "logo": base64.b64encode(b"file:///etc/passwd").decode()}),
            Refusal("logo", Reason.NO_PICTURE),
        ),
        (changed("x", 80), Refusal("fields[0]", Reason.MISPLACED, Mistake.OUTSIDE)),
    ],
)
def test_what_is_no_design_is_refused(document: str | bytes, refusal: Refusal) -> None:
    """Broken, foreign, too large or misplaced: each is answered, none raises."""
    assert read_document(document) == refusal


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from([*json.loads(as_document(CARD))["fields"][0], "new"]), json_values)
def test_no_value_breaks_reading(key: str, value: Any) -> None:
    """Any JSON in the place of any value gives a design or a refusal."""
    read = read_document(changed(key, value))
    assert isinstance(read, (tuple, Refusal))


@given(st.binary(max_size=80) | st.text(max_size=80))
def test_no_document_breaks_reading(content: bytes | str) -> None:
    """Anything gives a refusal."""
    assert isinstance(read_document(content), Refusal)


def test_what_is_missing_is_as_usual() -> None:
    """A field needs a kind and a box; a document written by hand may leave out the rest."""
    short = {"kind": "full_name", "x": 5, "y": 5, "width": 80, "height": 20}
    document = json.loads(as_document(CARD)) | {"fields": [short]}
    assert read_document(json.dumps(document)) == ("", Design(90, 54, (Field(FieldKind.FULL_NAME, 5, 5, 80, 20),)))
