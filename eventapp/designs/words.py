"""In which words do pages speak of designs: their fields, templates, and what is wrong with them?"""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from eventapp.badges.design import Align, Anchor, FieldKind, Template
from eventapp.badges.design.checks import Doubt, Mistake
from eventapp.badges.design.document import Reason
from eventapp.badges.fonts import Weight
from eventapp.designs.queries import DesignChoice

KINDS: Mapping[FieldKind, Any] = {
    FieldKind.GIVEN_NAME: _l("First name"),
    FieldKind.FAMILY_NAME: _l("Family name"),
    FieldKind.FULL_NAME: _l("Whole name"),
    FieldKind.ORGANISATION: _l("Organisation"),
    FieldKind.ROLE: _l("Role on the badge"),
    FieldKind.EVENT_TITLE: _l("Title of the event"),
    FieldKind.DAY: _l("Day of the event"),
    FieldKind.SHORT_CODE: _l("Short code"),
    FieldKind.ADDRESS: _l("Web address"),
    FieldKind.TOPIC: _l("Topics"),
    FieldKind.ICEBREAKER: _l("A question to begin with"),
    FieldKind.ANSWER: _l("Answers"),
    FieldKind.TEXT: _l("Text of your own"),
    FieldKind.QR: _l("QR code"),
    FieldKind.EVENT_LOGO: _l("Logo of the event"),
    FieldKind.ORGANISATION_LOGO: _l("Logo of the organisation"),
    FieldKind.THREAD: _l("Thread"),
    FieldKind.PANEL: _l("Area of colour"),
    FieldKind.RIBBON: _l("Area of colour for roles"),
}
WEIGHTS: Mapping[Weight, Any] = {
    Weight.REGULAR: _l("Regular"),
    Weight.SEMIBOLD: _l("Semibold"),
    Weight.BOLD: _l("Bold"),
}
ALIGNS: Mapping[Align, Any] = {
    Align.LEFT: _l("Left"),
    Align.CENTRE: _l("Centred"),
    Align.RIGHT: _l("Right"),
}
ANCHORS: Mapping[Anchor, Any] = {
    Anchor.TOP: _l("Top"),
    Anchor.MIDDLE: _l("Middle"),
    Anchor.BOTTOM: _l("Bottom"),
}
TEMPLATES: Mapping[Template, Any] = {
    Template.THREAD: _l("With the thread"),
    Template.CENTRED: _l("Centred"),
    Template.PANEL: _l("With a coloured area"),
    Template.LARGE: _l("Large first name"),
}
MISTAKES: Mapping[Mistake, Any] = {
    Mistake.OUTSIDE: _l("This field leaves the badge."),
    Mistake.COVERS_QR: _l("This field covers the QR code, which could not be read then."),
    Mistake.FLOOR_ABOVE_SIZE: _l("The smallest size is larger than the largest one."),
    Mistake.TWO_CODES: _l("One QR code is enough: switch one of them off."),
    Mistake.FOLLOWS_NOTHING: _l("There is no text before it that it could stand below."),
}
DOUBTS: Mapping[Doubt, Any] = {
    Doubt.LOW_CONTRAST: _l("“%(field)s” is hard to read on its background: contrast %(value)s : 1."),
    Doubt.COARSE_PICTURE: _l(
        "The background picture is coarse on this badge: %(value)s dots per inch, 150 look well."
    ),
    Doubt.NO_NAME: _l("No field shows a name."),
    Doubt.NO_QR: _l("There is no QR code: nobody can scan this badge."),
}
REASONS: Mapping[Reason, Any] = {
    Reason.NOT_JSON: _l("This file is no JSON."),
    Reason.NOT_A_DESIGN: _l("This file is no design of eventapp, or one of another version."),
    Reason.MISSING: _l("“%(place)s” is missing."),
    Reason.NO_NUMBER: _l("“%(place)s” is no number."),
    Reason.OUT_OF_RANGE: _l("“%(place)s” is too small or too large."),
    Reason.NO_CHOICE: _l("“%(place)s” has a value that does not exist."),
    Reason.NO_COLOUR: _l("“%(place)s” is no colour such as #0b5a4c."),
    Reason.NO_TEXT: _l("“%(place)s” is no text, or too long a one."),
    Reason.NOT_YES_OR_NO: _l("“%(place)s” is neither true nor false."),
    Reason.NO_LIST: _l("“%(place)s” is no list."),
    Reason.TOO_MANY: _l("“%(place)s” holds more than 40 fields."),
    Reason.NO_PICTURE: _l("“%(place)s” is no picture that can be read."),
    Reason.MISPLACED: _l("“%(place)s” is not possible: %(why)s"),
}


def label_of(choice: DesignChoice) -> Any:
    """What a design is called in a list to choose from."""
    return choice.name or (TEMPLATES[Template(choice.key)] if choice.key in list(Template) else choice.key)
