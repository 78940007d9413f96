"""What may an organiser set about the places of an event, and what may somebody wish about one?"""

from collections.abc import Collection
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateTimeLocalField, Field, IntegerField, StringField, ValidationError
from wtforms.validators import InputRequired, NumberRange, Optional

from eventapp.events.models import LONGEST_OFFER, MOST_PLACES, Event
from eventapp.events.programme_forms import FIRST_YEAR, LAST_YEAR
from eventapp.forms import Form
from eventapp.registration.service import PlaceSettings


class Wish(StrEnum):
    """What somebody wishes about their own place."""

    ACCEPT = "accept"
    CANCEL = "cancel"
    ASK_AGAIN = "ask_again"


FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]


def there(at: datetime | None, zone: ZoneInfo) -> datetime | None:
    """A moment as the clocks at the event show it, for a field."""
    return None if at is None else at.astimezone(zone).replace(tzinfo=None)


def moment(local: datetime | None, zone: ZoneInfo) -> datetime | None:
    """The moment at which the clocks at the event show what was entered."""
    return None if local is None else local.replace(tzinfo=zone).astimezone(UTC)


def check_year(_form: Form, field: Field) -> None:
    """Catches years with a mistyped digit.

    Raises:
        ValidationError: It is a year in which nothing happens.
    """
    if field.data and not FIRST_YEAR <= field.data.year <= LAST_YEAR:
        raise ValidationError(_("Please check the year."))


class WishForm(Form):
    """One wish; anything else was not chosen on our pages."""

    wish = StringField(validators=[InputRequired()])

    def __init__(self, wishes: Collection[str], *args: Any, **kwargs: Any) -> None:
        """Takes what may be wished here."""
        super().__init__(*args, **kwargs)
        self.wishes = wishes

    def validate_wish(self, field: Field) -> None:
        """It is one of those that a page offers."""
        if field.data not in self.wishes:
            raise ValidationError("")


class PlacesForm(Form):
    """How many places there are, and how they are given out."""

    places = IntegerField(
        _l("Number of places"),
        [Optional(), NumberRange(1, MOST_PLACES, _l("From %(min)d to %(max)d places."))],
        description=_l("Empty: as many as people come. The team and whoever walks in do not need a free place."),
    )
    has_waiting_list = BooleanField(
        _l("Keep a waiting list"),
        description=_l("Whoever comes too late gets the next place that becomes free, in the order of registration."),
    )
    offer_hours = IntegerField(
        _l("A free place is kept for so many hours"),
        [
            InputRequired(_l("Please enter a number.")),
            NumberRange(0, LONGEST_OFFER, _l("From %(min)d to %(max)d hours.")),
        ],
        description=_l("So long whoever is next has to say yes; then it goes on. 0: they get it unasked."),
    )
    requires_approval = BooleanField(
        _l("We decide on every registration"),
        description=_l("Nobody has a place before you have approved them in the list of registrations."),
    )
    opens_at = DateTimeLocalField(
        _l("Registration opens"),
        [Optional(), check_year],
        format=FORMATS,
        description=_l("By the clock at the event. Empty: as soon as the event is published."),
    )
    closes_at = DateTimeLocalField(
        _l("Registration closes"),
        [Optional(), check_year],
        format=FORMATS,
        description=_l("Empty: when the event is over. The desk registers people all the same."),
    )

    def __init__(self, event: Event) -> None:
        """Takes the event whose settings stand in the fields."""
        self.zone = ZoneInfo(event.time_zone)
        super().__init__(
            data={
                "places": event.places,
                "has_waiting_list": event.has_waiting_list,
                "offer_hours": event.offer_hours,
                "requires_approval": event.requires_approval,
                "opens_at": there(event.registration_opens_at, self.zone),
                "closes_at": there(event.registration_closes_at, self.zone),
            }
        )

    def validate_closes_at(self, field: Field) -> None:
        """It opens before it closes."""
        if field.data and self.opens_at.data and field.data <= self.opens_at.data:
            raise ValidationError(_("It closes before it opens."))

    def settings(self) -> PlaceSettings:
        """What was entered, once it is valid."""
        return PlaceSettings(
            places=self.places.data,
            has_waiting_list=self.has_waiting_list.data,
            offer_hours=self.offer_hours.data,
            requires_approval=self.requires_approval.data,
            opens_at=moment(self.opens_at.data, self.zone),
            closes_at=moment(self.closes_at.data, self.zone),
        )
