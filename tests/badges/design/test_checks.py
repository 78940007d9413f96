"""Checks: a design that cannot be used is refused, and one that cannot be read is warned of."""

import io
from dataclasses import replace

import pytest
from PIL import Image

from eventapp.badges.design import Design, Field, FieldKind, Picture, Template, design_for
from eventapp.badges.design.checks import Doubt, Fault, Mistake, Warned, doubts_of, faults_of
from eventapp.badges.design.images import as_background, as_logo, kept
from eventapp.badges.fonts import Weight
from eventapp.pictures import PictureFlaw

NAME = Field(FieldKind.FULL_NAME, 5, 5, 50, 20, size=30, floor=10, weight=Weight.BOLD)
QR = Field(FieldKind.QR, 60, 10, 28, 28)


def design(*fields: Field) -> Design:
    """A card."""
    return Design(90, 54, fields)


def uploaded(picture: Image.Image) -> bytes:
    """A picture as a file."""
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def on(picture: Image.Image, *fields: Field) -> Design:
    """A card with a background."""
    background = as_background(uploaded(picture), 90, 54)
    assert isinstance(background, Picture)
    return replace(design(*fields), background=background)


@pytest.mark.parametrize(
    ("fields", "faults"),
    [
        ((NAME, QR), []),
        ((replace(NAME, x=-1), QR), [Fault(0, Mistake.OUTSIDE)]),
        ((NAME, replace(QR, x=63)), [Fault(1, Mistake.OUTSIDE)]),
        ((replace(NAME, y=40), QR), [Fault(0, Mistake.OUTSIDE)]),
        ((replace(NAME, width=60), QR), [Fault(0, Mistake.COVERS_QR)]),
        ((replace(NAME, width=60), replace(QR, shown=False)), []),
        ((replace(NAME, width=60, shown=False), QR), []),
        ((replace(NAME, width=60, kind=FieldKind.PANEL), QR), []),
        ((replace(NAME, width=60, kind=FieldKind.EVENT_LOGO), QR), [Fault(0, Mistake.COVERS_QR)]),
        ((replace(NAME, floor=31), QR), [Fault(0, Mistake.FLOOR_ABOVE_SIZE)]),
        ((replace(NAME, follows=True), QR), [Fault(0, Mistake.FOLLOWS_NOTHING)]),
        ((NAME, QR, replace(QR, x=61)), [Fault(2, Mistake.TWO_CODES)]),
    ],
)
def test_what_keeps_a_design_from_being_used(fields: tuple[Field, ...], faults: list[Fault]) -> None:
    """A field off the badge or on the code, and sizes that contradict each other; what is off does no harm."""
    assert faults_of(design(*fields)) == faults


def test_white_on_white_is_noticed() -> None:
    """Without a panel below it, white cannot be read; on our green it can."""
    white = replace(NAME, colour="#ffffff")
    panel = Field(FieldKind.PANEL, 3, 3, 55, 25, colour="#0b5a4c")
    assert doubts_of(design(white, QR)) == [Warned(Doubt.LOW_CONTRAST, 0, 1.0)]
    assert doubts_of(design(panel, white, QR)) == []


def test_contrast_is_measured_as_wcag_does() -> None:
    """#767676 on white is 4.54 : 1, #777777 is 4.48 : 1; large type needs 3 : 1 alone."""
    small = replace(NAME, size=12, floor=8)
    for colour, doubts in (("#767676", 0), ("#777777", 1)):
        assert len(doubts_of(design(replace(small, colour=colour), QR))) == doubts
    assert doubts_of(design(replace(NAME, colour="#777777"), QR)) == []
    (warned,) = doubts_of(design(replace(small, colour="#777777"), QR))
    assert warned.value == pytest.approx(4.478, abs=0.001)


def test_a_name_on_the_dark_half_of_a_picture_is_noticed() -> None:
    """What lies below the field counts, not the rest of the picture; a speck does not."""
    picture = Image.new("RGB", (1063, 638), "white")
    picture.paste("#102030", (0, 0, 640, 638))
    assert [warned.doubt for warned in doubts_of(on(picture, NAME, QR))] == [Doubt.LOW_CONTRAST]
    beside = Image.new("RGB", (1063, 638), "white")
    beside.paste("#102030", (700, 0, 1063, 638))
    beside.paste("black", (100, 100, 120, 120))
    assert doubts_of(on(beside, NAME, QR)) == []


def test_a_coarse_picture_is_noticed() -> None:
    """150 dots per inch are 532 pixels on 90 mm."""
    for width, dots in ((540, None), (520, 146.8)):
        doubts = doubts_of(on(Image.new("RGB", (width, width), "white"), NAME, QR))
        assert [round(warned.value, 1) for warned in doubts] == ([] if dots is None else [dots])


def test_a_badge_without_name_or_code_is_noticed() -> None:
    """Both can be meant, on a back for instance."""
    assert doubts_of(design()) == [Warned(Doubt.NO_NAME), Warned(Doubt.NO_QR)]


@pytest.mark.parametrize("template", Template)
@pytest.mark.parametrize("size", [(90, 54), (105, 148), (62, 29)])
def test_templates_leave_no_doubt(template: Template, size: tuple[float, float]) -> None:
    """Untouched, each can be read."""
    assert doubts_of(design_for(*size, template)) == []


@pytest.mark.slow
@pytest.mark.measured
def test_a_background_covers_the_badge() -> None:
    """Whatever its shape, it is cut to the badge's, made no finer than 300 dots per inch, and freed of its past."""
    made = as_background(uploaded(Image.new("RGBA", (3000, 3000), (255, 0, 0, 128))), 90, 54)
    assert isinstance(made, Picture)
    assert (made.width, made.height, made.media_type) == (1063, 638, "image/jpeg")
    assert kept(made.content) == made
    assert kept(None) is None
    with Image.open(io.BytesIO(made.content)) as picture:
        red, green, blue = picture.getpixel((9, 9))  # type: ignore[misc] # three channels
    assert red > 250
    assert green == pytest.approx(127, abs=4)
    assert blue == pytest.approx(127, abs=4)


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"<svg/>", b"file:///etc/passwd"])
def test_what_is_no_picture_is_not_taken(content: bytes) -> None:
    """PNG and JPEG alone; nothing is opened because of what a file says."""
    assert isinstance(as_background(content, 90, 54), PictureFlaw)
    assert isinstance(as_logo(content), PictureFlaw)
