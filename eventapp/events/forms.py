"""What an organiser types to make an event, change it, and gather a team."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime, time
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    EmailField,
    Field,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, Email, Length

from eventapp.accounts.models import Role
from eventapp.core.contact_rules import Confirmation, Rules
from eventapp.core.text import clean_line, comparison_key
from eventapp.events.models import Address, Event, Series
from eventapp.events.programme_forms import LONGEST_LINE, ProgrammeForm, plain_lines
from eventapp.events.service import EventSettings
from eventapp.events.words import ROLE_NAMES
from eventapp.forms import Form

LONGEST_EMAIL = 254
MOST_ORGANISATIONS = 500
NEW_SERIES = ""
_TOO_LONG = _l("This is longer than %(max)d characters.")


@cache
def time_zones() -> dict[str, str]:
    """Time zones by their folded names; old aliases without a continent are left out, UTC is not."""
    return {name.casefold(): name for name in sorted(available_timezones()) if "/" in name or name == "UTC"}


class RulesForm(Form):
    """The rules of an event."""

    confirmation = RadioField(
        _l("When does a contact count?"),
        choices=[
            SelectChoice(Confirmation.OBJECTION, _l("At once, unless the other person rejects it")),
            SelectChoice(Confirmation.MUTUAL, _l("When both have confirmed it")),
        ],
        default=Confirmation.OBJECTION,
    )
    require_check_in = BooleanField(
        _l("Both are there"),
        default=True,
        description=_l("Contacts count once both have been checked in at the door, so that nobody scores from afar."),
    )
    require_other_organisation = BooleanField(
        _l("They come from different organisations"),
        default=True,
        description=_l("Colleagues know each other anyway; what counts is meeting others."),
    )
    require_new_in_series = BooleanField(
        _l("They have not met at an earlier event of the series"),
        default=True,
        description=_l("Who met last time meets again with pleasure, but it counts as a new contact only once."),
    )
    require_not_known_before = BooleanField(
        _l("Neither says: we knew each other before"),
        default=True,
        description=_l("Each of the two can say so on their list of contacts."),
    )

    def rules(self) -> Rules:
        """The rules as ticked, once they are valid."""
        return Rules(
            confirmation=Confirmation(self.confirmation.data),
            require_check_in=self.require_check_in.data,
            require_other_organisation=self.require_other_organisation.data,
            require_new_in_series=self.require_new_in_series.data,
            require_not_known_before=self.require_not_known_before.data,
        )


class TriedRulesForm(RulesForm):
    """Rules that are tried on a rehearsal: part of an address, since nothing comes of them but an answer."""

    def __init__(self, sent: MultiDict[str, str], *, saved: Event) -> None:
        """Takes the query of a request; the rules saved where it has none."""
        is_sent = "confirmation" in sent
        super().__init__(sent if is_sent else None, data=_rules_of(saved), meta={"csrf": False})


_FIRST = ("title", "place")


class EventForm(ProgrammeForm, RulesForm):
    """All that an organiser sets for an event."""

    title = StringField(
        _l("Title"),
        [DataRequired(_l("Please enter a title.")), Length(max=LONGEST_LINE, message=_TOO_LONG)],
        filters=[clean_line],
        default="",
    )
    place = StringField(
        _l("Venue"),
        [DataRequired(_l("Please enter where it takes place.")), Length(max=LONGEST_LINE, message=_TOO_LONG)],
        filters=[clean_line],
        default="",
        description=_l("As people find it: building and town."),
    )
    time_zone = StringField(
        _l("Time zone"),
        [DataRequired(_l("Please enter a time zone."))],
        filters=[clean_line],
        default="Europe/Berlin",
        description=_l("Days and times are shown by the clock on the wall there. Type a city to search."),
    )
    organisations = TextAreaField(
        _l("Organisations taking part"),
        filters=[plain_lines],
        description=_l("One per line. They are suggested at registration; other organisations stay possible."),
    )
    address = RadioField(
        _l("How German pages address the attendees"),
        choices=[SelectChoice(Address.SIE, _l("Formally: Sie")), SelectChoice(Address.DU, _l("Informally: du"))],
        default=Address.SIE,
    )
    privacy_contact = StringField(
        _l("Contact for questions on privacy"),
        [Length(max=LONGEST_LINE, message=_TOO_LONG)],
        filters=[clean_line],
        default="",
        description=_l("Name and e-mail address or telephone, shown publicly. Needed before you publish the event."),
    )

    def __init__(self, *args: Any, event: Event | None = None, model: Event | None = None, **kwargs: Any) -> None:
        """Takes the event whose settings are changed; or one after which a new one is made, with days of its own."""
        self._event = event
        if event is not None:
            self.most_days = max(self.most_days, len(event.days))
        data = _settings_of(event) if event else _settings_of(model) | {"first_day": None} if model else None
        super().__init__(*args, data=data, **kwargs)
        # As they stand on the page, so that what is wrong is listed in that order.
        by_place = sorted(self._fields.items(), key=lambda item: item[0] in _FIRST, reverse=True)  # type: ignore[has-type]
        self._fields = dict(by_place)
        self.grace_minutes.flags.required = self.review_minutes.flags.required = True

    def validate_time_zone(self, field: Field) -> None:
        """Takes a zone however its name is spelled in case and spaces."""
        name = time_zones().get((field.data or "").casefold().replace(" ", "_"))
        if name is None:
            raise ValidationError(_("This time zone is unknown here. An example: Europe/Berlin."))
        field.data = name

    def validate_organisations(self, _field: Field) -> None:
        """Keeps the list to what can be suggested."""
        names = self.organisation_names()
        if len(names) > MOST_ORGANISATIONS:
            raise ValidationError(_("These are more than %(most)d organisations.", most=MOST_ORGANISATIONS))
        too_long = next((name for name in names if len(name) > LONGEST_LINE), None)
        if too_long is not None:
            raise ValidationError(_("This name is too long: %(name)s …", name=too_long[:40]))

    def organisation_names(self) -> list[str]:
        """The organisations typed, each once, as first spelled."""
        names: dict[str, str] = {}
        for name in filter(None, (self.organisations.data or "").split("\n")):
            names.setdefault(comparison_key(name), name)
        return list(names.values())

    def settings(self) -> EventSettings:
        """What was typed, once it is valid."""
        days = self.days()
        return EventSettings(
            title=self.title.data,
            place=self.place.data,
            time_zone=self.time_zone.data,
            days=days,
            organisations=self.organisation_names(),
            rules=self.rules(),
            address=Address(self.address.data),
            privacy_contact=self.privacy_contact.data,
            breaks=self.break_lines(),
            is_rehearsal=bool(self._event and self._event.is_rehearsal),
            tracking_closes_at=self._tracking_closes_at(days),
            grace_minutes=self.grace_minutes.data,
            review_minutes=self.review_minutes.data,
        )

    def _tracking_closes_at(self, days: Sequence[date]) -> datetime | None:
        """The end typed, on the last day; None for its midnight, but an end beyond that stays as it is."""
        if self.tracking_ends.data not in (None, time()):
            return datetime.combine(days[-1], self.tracking_ends.data, ZoneInfo(self.time_zone.data))
        is_beyond = self._event is not None and self._keeps_days(days) and _end_typed(self._event) is None
        return self._event.tracking_closes_at if self._event and is_beyond else None

    def _keeps_days(self, days: Sequence[date]) -> bool:
        event = self._event
        return (
            event is not None
            and [day.date for day in event.days] == list(days)
            and event.time_zone == self.time_zone.data
        )


class NewEventForm(EventForm):
    """A new event, in a series that there is or in a new one."""

    series = SelectField(_l("Series"), default=NEW_SERIES)
    new_series = StringField(
        _l("Title of a new series"), [Length(max=LONGEST_LINE, message=_TOO_LONG)], filters=[clean_line], default=""
    )

    def __init__(self, own_series: Iterable[Series], *args: Any, **kwargs: Any) -> None:
        """Takes the series that the organiser may add to."""
        super().__init__(*args, **kwargs)
        self.series.choices = [SelectChoice(str(series.id), series.title) for series in own_series]
        self.series.flags.required = True
        self.new_series.flags.optional = True
        self.series.choices.append(SelectChoice(NEW_SERIES, _("A new series")))

    def series_title(self) -> str:
        """The title of a new series; one without is called as its first event."""
        return str(self.new_series.data or self.title.data)

    def series_id(self) -> int | None:
        """The series chosen; None for a new one. A title typed for a new one tells what was meant."""
        return None if self.new_series.data or self.series.data == NEW_SERIES else int(self.series.data)


class SeriesForm(Form):
    """A new series of events."""

    title = StringField(
        _l("Title"),
        [DataRequired(_l("Please enter a title.")), Length(max=LONGEST_LINE, message=_TOO_LONG)],
        filters=[clean_line],
        default="",
    )


class TeamInvitationForm(Form):
    """Whom to invite to help, and as what."""

    email = EmailField(
        _l("E-mail address"),
        [
            DataRequired(_l("Please enter an e-mail address.")),
            Length(max=LONGEST_EMAIL, message=_l("This is not an e-mail address.")),
            Email(_l("This is not an e-mail address.")),
        ],
        filters=[clean_line],
        default="",
    )
    role = RadioField(
        _l("Role"),
        choices=[SelectChoice(role, name) for role, name in ROLE_NAMES.items()],
        default=Role.HOST,
    )


def _settings_of(event: Event) -> dict[str, Any]:
    return {
        "title": event.title,
        "place": event.place,
        "time_zone": event.time_zone,
        "first_day": event.days[0].date,
        "day_count": len(event.days),
        "organisations": "\n".join(organisation.name for organisation in event.organisations),
        "breaks": "\n".join(event.breaks),
        "tracking_ends": _end_typed(event),
        "grace_minutes": event.grace_minutes,
        "review_minutes": event.review_minutes,
        "address": event.address,
        "privacy_contact": event.privacy_contact,
        **_rules_of(event),
    }


def _end_typed(event: Event) -> time | None:
    """The end on the last day as an organiser types it; None for any moment that cannot be typed."""
    end = event.tracking_closes_at.astimezone(ZoneInfo(event.time_zone))
    return end.time() if end.date() == event.days[-1].date and not (end.second or end.microsecond) else None


def _rules_of(event: Event) -> dict[str, Any]:
    return asdict(event.rules)
