"""For whom is a design tried out: somebody with a short name, with a long one, and from far away?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from markupsafe import Markup
from PIL import Image, ImageDraw

from eventapp import pictures
from eventapp.badges.asked import BadgeQuestion, printed_answers
from eventapp.badges.design import Design, Picture
from eventapp.badges.design.badge import Badge, Problem
from eventapp.badges.design.composing import find_problems
from eventapp.badges.design.fields import SOFT_INK
from eventapp.badges.design.images import smaller
from eventapp.badges.fonts import load_fonts
from eventapp.badges.preview import picture_of
from eventapp.badges.printing import Edition
from eventapp.core.asking import YES, Kind
from eventapp.core.codes import badge_address

_CODE, _SHORT_CODE = "ABCDEFGHJKMNPQRSTUVWXYZ234", "ABCD2345"
_ON_SCREEN = 700
"""Pixels: more of a background is not seen in a preview."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A badge of nobody, and what would be wrong with it."""

    name: str
    picture: Markup
    problems: tuple[tuple[Problem, str], ...]


def samples(design: Design, edition: Edition, title: str) -> list[Sample]:
    """Draw a design with names that try it.

    Args:
        design: How it looks.
        edition: What all badges of the event have in common; its role stands on the second one.
        title: What a screen reader says of each, with {name}.
    """
    fonts = load_fonts(edition.fonts)
    shown = replace(design, background=_small(design.background))
    return [
        Sample(
            badge.name,
            picture_of(badge, shown, fonts, title.format(name=badge.name)),
            find_problems(badge, design, fonts),
        )
        for badge in _badges(edition)
    ]


def look(design: Design, edition: Edition, title: str) -> Markup:
    """Draw a design with one usual name.

    Args:
        design: How it looks.
        edition: What all badges of the event have in common.
        title: What a screen reader says.
    """
    shown = replace(design, background=_small(design.background))
    return picture_of(
        _badge("Anna Schmidt", "Mittelstand-Digital Zentrum", edition), shown, load_fonts(edition.fonts), title
    )


def _badges(edition: Edition) -> Sequence[Badge]:
    long = "Maximiliane-Charlotte von Müller-Lüdenscheidt"
    return (
        _badge("Ana Li", "TU Clausthal", edition),
        replace(
            _badge(long, "Niedersächsisches Ministerium für Wirtschaft, Verkehr und Bauen", edition),
            role=edition.staff_role,
        ),
        _badge("Nguyễn Thị Ánh 阮氏映", "Đại học Bách khoa Hà Nội", edition),
    )


def _badge(name: str, organisation: str, edition: Edition) -> Badge:
    address = badge_address(edition.base_url, _CODE)
    return Badge(
        name,
        organisation,
        edition.event_title,
        address,
        _SHORT_CODE,
        day=edition.day,
        topic="Künstliche Intelligenz, Fördermittel",
        organisation_logo=_sample_logo(),
        answers=_answers(edition),
        icebreaker=next(iter(edition.icebreakers), "Was hat Sie heute überrascht?"),
    )


def _answers(edition: Edition) -> str:
    """What somebody may answer to the questions of the event; without any, what somebody elsewhere would."""
    said = [f"{question.id}:{_answer(question)}" for question in edition.questions]
    return printed_answers("\n".join(said), edition.questions) or "Künstliche Intelligenz in der Pflege"


def _answer(question: BadgeQuestion) -> str:
    chosen = [key for key, _ in question.options[:1]]
    usual = {Kind.YES_NO: YES, Kind.NUMBER: "12", Kind.TEXT: "Künstliche Intelligenz in der Pflege"}
    return usual.get(question.kind, "".join(chosen))


@lru_cache(maxsize=1)
def _sample_logo() -> Picture:
    """A logo of nobody: two people, and what they have between them."""
    drawn = Image.new("RGBA", (480, 200))
    pen = ImageDraw.Draw(drawn)
    pen.ellipse((10, 30, 150, 170), fill=SOFT_INK)
    pen.rounded_rectangle((130, 82, 350, 118), 18, fill=SOFT_INK)
    pen.ellipse((330, 30, 470, 170), outline=SOFT_INK, width=28)
    return Picture(pictures.png(drawn), *drawn.size)


@lru_cache(maxsize=32)
def _small(picture: Picture | None) -> Picture | None:
    return None if picture is None else smaller(picture, _ON_SCREEN)
