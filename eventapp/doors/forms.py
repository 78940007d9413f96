"""What does a door send, and what is typed to make one? Shape only."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, PasswordField, RadioField, SelectChoice, SelectMultipleField, StringField, ValidationError
from wtforms.validators import DataRequired, Length, Optional, Regexp
from wtforms.widgets import CheckboxInput, ListWidget

from eventapp.contacts.forms import phone_time
from eventapp.core.admission import Direction
from eventapp.core.closing import happened_at
from eventapp.core.text import clean_line
from eventapp.doors.models import Kind
from eventapp.forms import Form, sent_texts

LONGEST_NAME = 100
_LONGEST_CODE = 2000
_NONCE = re.compile(r"[A-Za-z0-9_-]{8,64}")
_UID = re.compile(r"[A-Z0-9]{26}")
_NUMBER = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class SentPassing:
    """What a device says about somebody at its door.

    Attributes:
        code: What was scanned or typed; empty where somebody was picked by name.
        uid: Who was picked.
        nonce: Names this passing.
        list_id: By which list; None: the device has only one.
        direction: Which way.
        offline: The device let them through by itself.
        device_time: What its clock said then.
        sent_at: What its clock says now.
    """

    code: str
    uid: str
    nonce: str
    list_id: int | None
    direction: Direction
    offline: bool
    device_time: datetime | None
    sent_at: datetime | None


def sent_passing() -> SentPassing | None:
    """What this request says; None where it is not as in docs/developers/door-api.json."""
    body = sent_object()
    if body is None:
        return None
    code, uid, nonce = (body.get(name, "") for name in ("code", "uid", "nonce"))
    way, list_id, offline = body.get("direction", "entry"), body.get("list"), body.get("offline", False)
    are_texts = all(isinstance(each, str) for each in (code, uid, nonce, way))
    if not are_texts or not isinstance(offline, bool) or not (list_id is None or type(list_id) is int):
        return None
    one = bool(code) != bool(uid) and len(code) <= _LONGEST_CODE and (not uid or _UID.fullmatch(uid))
    if not one or not _NONCE.fullmatch(nonce) or way not in {*Direction}:
        return None
    times = [_moment(body.get(name)) for name in ("device_time", "sent_at")]
    return SentPassing(code, uid, nonce, list_id, Direction(way), offline, *times)


def sent_object() -> dict[str, Any] | None:
    """The JSON object of this request; None where it is none."""
    try:
        body = request.get_json(silent=True)
    except RecursionError:  # brackets nested some thousand times
        body = None
    return body if isinstance(body, dict) else None


def sent_moment(body: dict[str, Any], name: str) -> datetime | None:
    """A moment with its zone, as JavaScript and everybody else write it; None where there is none."""
    return _moment(body.get(name))


def _moment(value: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
        return None if moment is None or moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


class DeviceForm(Form):
    """A new device."""

    name = StringField(
        _l("Name of the door"),
        [
            DataRequired(_l("Please give the door a name.")),
            Length(max=LONGEST_NAME, message=_l("This is longer than %(max)d characters.")),
        ],
        filters=[clean_line],
        default="",
        description=_l("As answers at other doors name it: “Door 2”, “Side entrance”."),
    )
    lists = SelectMultipleField(
        _l("Lists"),
        [DataRequired(_l("Please choose at least one list."))],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        coerce=int,
    )
    kind = RadioField(
        _l("What is it for?"),
        choices=[
            SelectChoice(Kind.DOOR.value, _l("A helper holds it")),
            SelectChoice(Kind.KIOSK.value, _l("Visitors stand before it: a kiosk")),
        ],
        default=Kind.DOOR,
    )
    pin = StringField(
        _l("PIN that ends the kiosk"),
        [Optional(), Regexp(r"[0-9]{4,12}\Z", message=_l("From 4 to 12 digits."))],
        description=_l("Only for a kiosk, which needs one."),
    )
    label_stock = StringField(_l("Label printer of the kiosk"), [Optional()], default="")
    """The key of a paper of which one page is one badge."""

    def validate_kind(self, field: Field) -> None:
        """Visitors choose no list, and must not be able to leave the kiosk."""
        if field.data == Kind.KIOSK and not self.pin.data:
            raise ValidationError(_("Please give the kiosk a PIN."))
        if field.data == Kind.KIOSK and len(self.lists.data or ()) > 1:
            raise ValidationError(_("A kiosk lets people in by one list. Please choose it."))

    def offer_lists(self, choices: list[tuple[int, str]]) -> None:
        """Offers the lists of the event; a single one is ticked."""
        self.lists.choices = [SelectChoice(*each) for each in choices]
        if len(choices) == 1 and not self.is_submitted():
            self.lists.data = [choices[0][0]]


class CodeForm(Form):
    """What a visitor holds to a kiosk's camera, or types."""

    code = StringField(
        _l("Or type the short code"), [DataRequired(_l("Please type the short code.")), Length(max=_LONGEST_CODE)]
    )


class PinForm(Form):
    """Whoever knows the PIN ends the kiosk."""

    pin = PasswordField(_l("PIN"), [DataRequired(_l("Please type the PIN.")), Length(max=LONGEST_NAME)])


@dataclass(frozen=True, slots=True)
class PassingForm:
    """Somebody at a device, as it sends it; texts, of which none is taken at its word.

    Attributes:
        code: What was read or typed; empty where somebody was picked by name.
        uid: Who was picked.
        list_id: By which list; empty: the first one of the device.
        direction: Which way; empty: in.
        nonce: Names this passing.
        device_time: The device's clock when it happened.
        sent_at: The same clock at sending: what went by in between is right even where the clock is wrong.
        happened: Not empty: the device has let them through by itself already.
    """

    code: str
    uid: str
    list_id: str
    direction: str
    nonce: str
    device_time: str
    sent_at: str
    happened: str

    @classmethod
    def sent(cls, *, of_walk_in: bool = False) -> "PassingForm | None":
        """What this request sends; None where it is no passing at all.

        Args:
            of_walk_in: Nobody is named by a code or picked.
        """
        texts = sent_texts()
        form = cls(*(texts.get("list" if field == "list_id" else field, "") for field in cls.__slots__))
        has_code = bool(form.code.strip()) and len(form.code) <= _LONGEST_CODE
        named = has_code + bool(_UID.fullmatch(form.uid))
        is_known = form.direction in {"", *Direction} and (not form.list_id or _NUMBER.fullmatch(form.list_id))
        return form if named == (not of_walk_in) and _NONCE.fullmatch(form.nonce) and is_known else None

    def told_at(self, now: datetime) -> datetime:
        """When it happened, by the server's clock."""
        return happened_at(phone_time(self.device_time), phone_time(self.sent_at), now) or now

    def happened_before(self, end: datetime, *, now: datetime) -> bool:
        """Whether the device let somebody through by itself before a moment."""
        return bool(self.happened) and self.told_at(now) < end
