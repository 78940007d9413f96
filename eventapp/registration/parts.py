"""What do later domains ask of whoever registers?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from eventapp.events.models import Event
from eventapp.forms import Form
from eventapp.registration.models import Registration

Keep = Callable[[Session, Registration, datetime], None]


@dataclass(frozen=True)
class Part:
    """What a later domain asks in the form by which people register.

    Attributes:
        template: Shows its fields; it is given the form.
        fields: Fields of WTForms, by name.
        keep: What becomes of a valid form, within the transaction that adds somebody.
    """

    template: str
    fields: Mapping[str, Any]
    keep: Callable[[Any, Session, Registration, datetime], None]


Asks = Callable[[Event, datetime], Part | None]
_asking: list[Asks] = []


def asks_at_registration(asks: Asks) -> Asks:
    """Decorates what a later domain asks of whoever registers for an event now; None where it asks nothing.

    Registration knows no later domain, so that they add themselves.
    """
    _asking.append(asks)
    return asks


class PartedForm(Form):
    """A form that asks what later domains want to know, too; see `with_parts`."""

    parts: Sequence[Part] = ()

    def keep_parts(self, now: datetime) -> Callable[[Session, Registration], None]:
        """What is kept of a valid form, within the transaction that adds somebody."""

        def keep(session: Session, registration: Registration) -> None:
            for part in self.parts:
                part.keep(self, session, registration, now)

        return keep


_Form = TypeVar("_Form", bound=PartedForm)


def with_parts(form: type[_Form], event: Event, *, now: datetime) -> type[_Form]:
    """A form that asks what later domains want to know of whoever registers for an event, too."""
    parts = [part for part in (asks(event, now) for asks in _asking) if part is not None]
    if not parts:
        return form
    fields = {name: field for part in parts for name, field in part.fields.items()}
    return type(f"Parted{form.__name__}", (form,), {**fields, "parts": tuple(parts)})
