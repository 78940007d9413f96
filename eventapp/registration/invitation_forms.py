"""What may an organiser set about an invitation code, and what may somebody enter about colleagues?"""

from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateTimeLocalField, EmailField, Field, IntegerField, StringField, ValidationError
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from eventapp.accounts.service import email_key
from eventapp.events.models import MOST_PLACES, Event
from eventapp.forms import Form
from eventapp.registration.forms import LONGEST_LINE, TOO_LONG, check_email, check_name, check_organisation, cleaned
from eventapp.registration.place_forms import FORMATS, check_year, moment
from eventapp.registration.service import CodeEntry, NewColleague


class CodeForm(Form):
    """What a new invitation code does."""

    label = StringField(
        _l("For whom it is"),
        [DataRequired(_l("Please enter for whom it is.")), Length(max=LONGEST_LINE, message=TOO_LONG)],
        filters=[cleaned],
        description=_l("Only the team reads it: speakers, members, the hosts …"),
    )
    organisation = StringField(
        _l("Organisation"),
        [Length(max=LONGEST_LINE, message=TOO_LONG), check_organisation],
        filters=[cleaned],
        description=_l("Stands in the form already for whoever comes with the code."),
    )
    most_uses = IntegerField(
        _l("For how many people"),
        [Optional(), NumberRange(1, MOST_PLACES, _l("From %(min)d to %(max)d people."))],
        description=_l("Empty: as many as want to. Whoever cancels makes room for somebody else."),
    )
    keeps_places = BooleanField(
        _l("Keep so many places free for them"),
        description=_l("Nobody else gets these places while the code is valid."),
    )
    opens_registration = BooleanField(
        _l("Lets people register before registration opens and after it has closed"),
    )
    skips_approval = BooleanField(_l("Whoever comes with it is approved already"))
    valid_until = DateTimeLocalField(
        _l("Valid until"),
        [Optional(), check_year],
        format=FORMATS,
        description=_l("By the clock at the event. Then places that were kept go to everybody. Empty: no end."),
    )

    def __init__(self, event: Event) -> None:
        """Takes the event of the code."""
        self.zone = ZoneInfo(event.time_zone)
        super().__init__()

    def validate_keeps_places(self, field: Field) -> None:
        """As many as what?"""
        if field.data and self.most_uses.data is None and not self.most_uses.errors:
            raise ValidationError(_("Please enter above for how many people."))

    def entry(self) -> CodeEntry:
        """What was entered, once it is valid."""
        return CodeEntry(
            label=self.label.data,
            organisation=self.organisation.data,
            most_uses=self.most_uses.data,
            keeps_places=self.keeps_places.data,
            opens_registration=self.opens_registration.data,
            skips_approval=self.skips_approval.data,
            valid_until=moment(self.valid_until.data, self.zone),
        )


class ColleaguesForm(Form):
    """Whom somebody enters, besides their own organisation: the rows are added by `colleagues_form`."""

    organisation = StringField(
        _l("Organisation"),
        [Length(max=LONGEST_LINE, message=TOO_LONG), check_organisation],
        filters=[cleaned],
        description=_l("Of all whom you enter here."),
    )
    rows: tuple[int, ...]

    @property
    def pairs(self) -> list[tuple[int, Field, Field]]:
        """The fields of each row, with its number."""
        return [(row, self[f"name_{row}"], self[f"email_{row}"]) for row in self.rows]

    @property
    def people(self) -> list[NewColleague]:
        """Whom somebody entered, once it is valid: rows left empty are nobody."""
        return [NewColleague(name.data, email.data) for _row, name, email in self.pairs if name.data]

    def forget(self, entered: int) -> None:
        """Leaves out the first people: they are entered, and the others stay to be seen to."""
        for _row, name, email in [pair for pair in self.pairs if pair[1].data][:entered]:
            name.data = email.data = ""

    def validate(self, extra_validators: Any = None) -> bool:
        """Each row is whole or empty, one of them is not empty, and nobody stands in two."""
        is_valid: bool = super().validate(extra_validators)
        seen: set[str] = set()
        for _row, name, email in self.pairs:
            if bool(name.data) != bool(email.data):
                missing = email if name.data else name
                missing.errors = [
                    _("Please enter the e-mail address, too.") if name.data else _("Please enter the name, too.")
                ]
                is_valid = False
            elif email.data and not email.errors:
                if email_key(email.data) in seen:
                    email.errors, is_valid = [_("This address stands above already.")], False
                seen.add(email_key(email.data))
        if is_valid and not self.people:
            self.form_errors.append(_("Please enter at least one person."))
            return False
        return is_valid


def colleagues_form(organisation: str, rows: int) -> ColleaguesForm:
    """A form for so many people, for whose organisation a name is proposed."""
    fields: dict[str, Any] = {"rows": tuple(range(1, rows + 1))}
    for row in fields["rows"]:
        name = [Optional(), Length(max=LONGEST_LINE, message=TOO_LONG), check_name]
        fields[f"name_{row}"] = StringField(_l("Name"), name, filters=[cleaned])
        fields[f"email_{row}"] = EmailField(_l("E-mail address"), [Optional(), check_email], filters=[cleaned])
    made = type("ColleaguesForm", (ColleaguesForm,), fields)(data={"organisation": organisation})
    assert isinstance(made, ColleaguesForm)  # noqa: S101 for mypy: type() says nothing of what it makes
    return made
