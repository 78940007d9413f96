"""Which designs can be begun with? Each fits badges of every size, from the narrow label to A5, untouched."""

from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from functools import lru_cache

from eventapp.badges.design.fields import PAPER, SOFT_INK, Align, Anchor, Design, Field, FieldKind
from eventapp.badges.design.room import Room
from eventapp.badges.fonts import Weight

K = FieldKind
_Fields = list[Field]


class Template(StrEnum):
    """By these names they stand in addresses and forms."""

    THREAD = "thread"
    CENTRED = "centred"
    PANEL = "panel"
    LARGE = "large"


def design_for(width: float, height: float, template: Template = Template.THREAD) -> Design:
    """Return a template's design for badges of a size, in millimetres."""
    return _design_for(float(width), float(height), template)


@lru_cache(maxsize=256)
def _design_for(width: float, height: float, template: Template) -> Design:
    room = Room(width, height)
    label, upright, card = _FORMS[template]
    fields = (label if room.is_label else upright if room.is_upright else card)(room)
    return Design(width, height, tuple(fields))


def _names(room: Room, sizes: tuple[float, float, float], *, floor: float = 0.39, role: bool = False) -> _Fields:
    """Given name, family name and organisation under each other; where they stand is for the first to say."""
    given, family, organisation = sizes
    fields = [
        room.text(K.GIVEN_NAME, given, floor, weight=Weight.BOLD, anchor=Anchor.MIDDLE),
        room.text(K.FAMILY_NAME, family, 0.5, weight=Weight.SEMIBOLD, follows=True),
        room.text(K.ORGANISATION, organisation, 0.65, colour=SOFT_INK, follows=True),
    ]
    if role:
        fields.append(room.text(K.ROLE, organisation, 0.7, weight=Weight.BOLD, follows=True))
    return fields


def _centred(fields: _Fields) -> _Fields:
    return [replace(fields[0], align=Align.CENTRE), *fields[1:]]


def _code(room: Room, sizes: tuple[float, float], align: Align, anchor: Anchor = Anchor.TOP) -> _Fields:
    """Short code and host under each other."""
    code, host = sizes
    return [
        room.text(K.SHORT_CODE, code, 0.6, weight=Weight.BOLD, align=align, anchor=anchor),
        room.text(K.ADDRESS, host, 0.75, colour=SOFT_INK, follows=True),
    ]


def _title(room: Room, size: float, colour: str = SOFT_INK, align: Align = Align.LEFT) -> Field:
    return room.text(K.EVENT_TITLE, size, 0.75, weight=Weight.SEMIBOLD, colour=colour, align=align)


def _day(room: Room, size: float, colour: str = SOFT_INK) -> Field:
    return room.text(K.DAY, size, 0.8, colour=colour, follows=True)


def _thread_card(room: Room) -> _Fields:
    margin, low = room(5.5), room.height - room(8)
    qr = room.square(room.width - room(2.5) - room.qr, room(2.5))
    thread, broad = room(6.5), qr.x - room(2) - margin
    return [
        *room.group([_title(room, 8), _day(room, 6.5)], margin, room(5), broad, room(6.4)),
        *room.group(_names(room, (31, 17, 10)), margin, room(12.4), broad, low - room(4) - room(12.4)),
        room.shape(K.THREAD, margin, low - thread / 2, room.width - 2 * margin, thread),
        room.at(_role(room, 11), margin, low - room(3.5), room(56), room(7)),
        qr,
        *room.group(_code(room, (10, 6), Align.CENTRE), qr.x, qr.y + qr.height, qr.width, room(8.5)),
    ]


def _role(room: Room, size: float) -> Field:
    return room.text(K.ROLE, size, 0.6, weight=Weight.BOLD, anchor=Anchor.MIDDLE)


def _thread_upright(room: Room) -> _Fields:
    margin, middle = room(10), room(78.4)
    qr = room.square(room.width - room(4.8) - room.qr, room(83.5))
    thread = room(9.5)
    return [
        *room.group(_names(room, (54, 29, 16)), margin, room(18), room.width - 2 * margin, room(53)),
        room.shape(K.THREAD, margin, middle - thread / 2, room.width - 2 * margin, thread),
        room.at(_role(room, 16), margin, middle - room(5), room(66), room(10)),
        *room.group([_title(room, 13), _day(room, 10)], margin, room(88.6), qr.x - room(3) - margin, room(42)),
        qr,
        *room.group(_code(room, (16, 8), Align.CENTRE), qr.x, qr.y + qr.height, qr.width, room(13)),
    ]


def _label(room: Room, align: Align, left: float) -> _Fields:
    """All labels are alike: a column of text, and the code as large as the label is high."""
    qr = room.square(room.width - room.qr - room(0.75), (room.height - room.qr) / 2)
    broad, low = qr.x - room(1) - left, room.height - room(3.2) - room.margin(1.6)
    high = room(2.8) + 0.35 * (room.height - room(29))
    top = room.margin(1.9) + high + room(0.4)
    names = _names(room, (21, 13, 8), role=True)
    code, host = _code(room, (7, 5), Align.LEFT, Anchor.BOTTOM)
    share = 0.52 * broad
    return [
        room.at(replace(_title(room, 6), align=align), left, room.margin(1.9), broad, high),
        *room.group([replace(names[0], align=align), *names[1:]], left, top, broad, low - top - room(0.5)),
        room.at(code, left, low, share, room(3.2)),
        room.at(
            replace(host, follows=False, align=Align.RIGHT, anchor=Anchor.BOTTOM),
            *(left + share, low, broad - share, room(3.2)),
        ),
        qr,
    ]


def _thread_label(room: Room) -> _Fields:
    return _label(room, Align.LEFT, room.margin(2.4))


def _centred_label(room: Room) -> _Fields:
    return _label(room, Align.CENTRE, room.margin(1.6))


def _panel_label(room: Room) -> _Fields:
    bar = room.shape(K.PANEL, room(1.6), room(1.8), room(1.4), room.height - room(3.6))
    return [bar, *_label(room, Align.LEFT, room(4.8))]


def _large_label(room: Room) -> _Fields:
    title, given, family, organisation, role, *others = _label(room, Align.LEFT, room.margin(2))
    names = [replace(given, size=room(30)), family, organisation, role]
    bottom = given.y + given.height
    return [
        *room.group(names, given.x, room.margin(1.8), given.width, bottom - room.margin(1.8)),
        replace(title, shown=False),
        *others,
    ]


def _centred_card(room: Room) -> _Fields:
    margin = room(5)
    qr = room.square(room.width - room(3) - room.qr, (room.height - room.qr) / 2 - room(4))
    broad = qr.x - room(2) - margin
    names = _centred(_names(room, (32, 17, 10), role=True))
    title = _title(room, 8, align=Align.CENTRE)
    line = room(12)
    return [
        *room.group(
            [replace(names[0], align=Align.CENTRE), *names[1:]], margin, room(4.5), broad, room.height - room(16.5)
        ),
        room.shape(K.PANEL, margin + (broad - line) / 2, room.height - room(11), line, room(0.5)),
        *room.group([title, _day(room, 6.5)], margin, room.height - room(8.6), broad, room(6.4)),
        qr,
        *room.group(_code(room, (10, 6), Align.CENTRE), qr.x, qr.y + qr.height + room(0.4), qr.width, room(8.5)),
    ]


def _centred_upright(room: Room) -> _Fields:
    margin = room(9)
    broad = room.width - 2 * margin
    qr = room.square((room.width - room.qr) / 2, room.height - room.qr - room(16))
    names = _centred(_names(room, (54, 29, 16), role=True))
    line, below = room(16), room(31)
    return [
        *room.group([_title(room, 13, align=Align.CENTRE), _day(room, 10)], margin, room(16), broad, room(12)),
        room.shape(K.PANEL, (room.width - line) / 2, below, line, room(0.7)),
        *room.group(
            [replace(names[0], align=Align.CENTRE), *names[1:]],
            margin,
            below + room(5),
            broad,
            qr.y - below - room(7),
        ),
        qr,
        *room.group(_code(room, (15, 8), Align.CENTRE), margin, qr.y + qr.height + room(0.5), broad, room(12)),
    ]


def _panel_card(room: Room) -> _Fields:
    edge, high = room(3), room(10)
    qr = room.square(room.width - room(2.5) - room.qr, edge + high + room(1))
    left, top = room(6.5), edge + high
    broad = qr.x - room(2) - left
    role = replace(_role(room, 11), align=Align.RIGHT)
    return [
        room.shape(K.PANEL, edge, edge, room.width - 2 * edge, high),
        *room.group(
            [replace(_title(room, 10, PAPER), anchor=Anchor.MIDDLE), _day(room, 7, PAPER)],
            *(left, edge + room(0.8), room(52), high - room(1.6)),
        ),
        room.at(role, left + room(53), edge, room.width - 2 * left - room(53), high),
        *room.group(_names(room, (33, 18, 11)), left, top + room(3.5), broad, room.height - top - room(7.5)),
        qr,
        *room.group(_code(room, (10, 6), Align.CENTRE), qr.x, qr.y + qr.height, qr.width, room(8.5)),
    ]


def _panel_upright(room: Room) -> _Fields:
    edge, high = room(5), room(27)
    left, broad = room(10), room.width - room(20)
    qr = room.square(room.width - edge - room.qr, room.height - edge - room.qr)
    title = replace(_title(room, 17, PAPER), weight=Weight.BOLD, anchor=Anchor.MIDDLE)
    role = replace(_role(room, 20), floor=room(9), anchor=Anchor.TOP)
    return [
        room.shape(K.PANEL, edge, edge, room.width - 2 * edge, high),
        *room.group([title, _day(room, 11, PAPER)], left, edge + room(1.5), broad, high - room(3)),
        *room.group(_names(room, (56, 30, 17)), left, edge + high + room(5), broad, qr.y - edge - high - room(7)),
        room.at(role, left, qr.y + room(3), qr.x - left - room(2), room(18)),
        *room.group(
            _code(room, (14, 8), Align.LEFT, Anchor.BOTTOM), left, room.height - room(30), qr.x - left, room(20)
        ),
        qr,
    ]


def _large_card(room: Room) -> _Fields:
    left, top = room(5), room(4.5)
    qr = room.square(room.width - room(2.5) - room.qr, room.height - room.qr - room(1.5))
    broad = qr.x - room(2) - left
    given, family, organisation, role = _names(room, (50, 21, 11), floor=0.3, role=True)
    low = room.height - room(10.6)
    code, host = _code(room, (8, 6), Align.LEFT)
    return [
        room.at(given, left, top, room.width - 2 * left, qr.y - top - room(0.5)),
        *room.group(
            [replace(family, follows=False), organisation, role],
            *(left, qr.y + room(1), broad, low - qr.y - room(2.6)),
        ),
        room.at(code, left, low, broad, room(3.6)),
        room.at(replace(host, shown=False, follows=False), left, low, broad, room(3.6)),
        room.at(_title(room, 7), left, low + room(4.4), broad, room(3.4)),
        qr,
    ]


def _large_upright(room: Room) -> _Fields:
    left = room(9)
    qr = room.square(room(4.5), room.height - room.qr - room(4.5))
    beside = qr.x + qr.width + room(2)
    broad = room.width - left - beside
    title, code = qr.y + room(13), room.height - room(20)
    return [
        *room.group(_names(room, (78, 36, 18), floor=0.24), left, room(16), room.width - 2 * left, qr.y - room(20)),
        room.at(replace(_role(room, 17), anchor=Anchor.TOP), beside, qr.y + room(1.5), broad, room(9.5)),
        *room.group([_title(room, 12), _day(room, 9)], beside, title, broad, code - title - room(0.5)),
        *room.group(_code(room, (14, 8), Align.LEFT, Anchor.BOTTOM), beside, code, broad, room(11.5)),
        qr,
    ]


_FORMS: dict[Template, tuple[Callable[[Room], _Fields], Callable[[Room], _Fields], Callable[[Room], _Fields]]] = {
    Template.THREAD: (_thread_label, _thread_upright, _thread_card),
    Template.CENTRED: (_centred_label, _centred_upright, _centred_card),
    Template.PANEL: (_panel_label, _panel_upright, _panel_card),
    Template.LARGE: (_large_label, _large_upright, _large_card),
}
"""On a label, upright, and on a card."""
