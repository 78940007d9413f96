"""Which text does each field of somebody's badge show?"""

import re
from collections.abc import Callable
from dataclasses import replace

from eventapp.badges.design.badge import Badge
from eventapp.badges.design.fields import NAMES, Design, Field, FieldKind
from eventapp.badges.fonts import Fonts, Setting
from eventapp.core.codes import format_short_code

# A family name begins with the first of these, when a name has one in its middle.
PARTICLES = frozenset(
    {"af", "al", "av", "bin", "da", "das", "de", "del", "della", "den", "der", "di", "dos", "du", "el", "ibn", "la"}
    | {"le", "te", "ten", "ter", "van", "vom", "von", "zu", "zum", "zur"}
)


def split_name(name: str) -> tuple[str, str]:
    """Divide a name into what is called out and what follows.

    Args:
        name: a full name with single blanks, such as "Anna von der Heide".

    Returns:
        Given and family name ("Anna", "von der Heide"). The second is empty for a name of one word.
    """
    words = name.split(" ")
    for number, word in enumerate(words[1:-1], start=1):
        if word in PARTICLES:
            return " ".join(words[:number]), " ".join(words[number:])
    return (" ".join(words[:-1]), words[-1]) if len(words) > 1 else (name, "")


def text_of(field: Field, badge: Badge) -> str:
    """Return the text of a field; of given and family name the whole name, which decides the font of both."""
    return field.text if field.kind is FieldKind.TEXT else _TEXTS[field.kind](badge)


def shown_on(design: Design, badge: Badge) -> Badge:
    """Leave out of a badge what its design does not show, so that a change of it changes nothing on paper.

    Args:
        design: what stands where.
        badge: the values.
    """
    return replace(
        badge,
        organisation=badge.organisation if design.field(FieldKind.ORGANISATION) else "",
        day=badge.day if design.field(FieldKind.DAY) else "",
        topic=badge.topic if design.field(FieldKind.TOPIC) else "",
        icebreaker=badge.icebreaker if design.field(FieldKind.ICEBREAKER) else "",
        answers=badge.answers if design.field(FieldKind.ANSWER) else "",
        organisation_logo=badge.organisation_logo if design.field(FieldKind.ORGANISATION_LOGO) else None,
    )


def setting_of(field: Field, text: str, fonts: Fonts) -> Setting:
    """Choose the font of a field and take its part of a name.

    Args:
        field: which one.
        text: what `text_of` says.
        fonts: the fonts to choose from.
    """
    # The whole name decides the font: "Nguyễn Thị" and "Ánh" shall look alike.
    setting = fonts.choose_of_all(text, field.weight)
    if field.kind in {FieldKind.GIVEN_NAME, FieldKind.FAMILY_NAME}:
        called, follows = split_name(setting.text)
        return replace(setting, text=called if field.kind is FieldKind.GIVEN_NAME else follows)
    return setting


_TEXTS: dict[FieldKind, Callable[[Badge], str]] = {
    **{kind: lambda badge: badge.name for kind in NAMES},
    FieldKind.ROLE: lambda badge: badge.role or "",
    FieldKind.ORGANISATION: lambda badge: badge.organisation,
    FieldKind.EVENT_TITLE: lambda badge: badge.event_title,
    FieldKind.DAY: lambda badge: badge.day,
    FieldKind.SHORT_CODE: lambda badge: format_short_code(badge.short_code),
    FieldKind.ADDRESS: lambda badge: _host(badge.address),
    FieldKind.TOPIC: lambda badge: badge.topic,
    FieldKind.ICEBREAKER: lambda badge: badge.icebreaker,
    FieldKind.ANSWER: lambda badge: badge.answers,
}


def _host(address: str) -> str:
    """Take the host out of an address, so that people see where a code leads."""
    return re.split(r"[/?#]", address.partition("://")[2], maxsplit=1)[0].lower()
