"""What does a host type for somebody who has not registered? Shape only."""

import secrets
from dataclasses import replace

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, EmailField, Field, HiddenField, StringField
from wtforms.validators import DataRequired, Length, Optional, Regexp, ValidationError

from eventapp.checkin.forms import LONGEST_REASON
from eventapp.core.text import clean_line
from eventapp.forms import Form
from eventapp.registration.consents import CONSENTS
from eventapp.registration.forms import LONGEST_LINE, TOO_LONG, check_email, check_name, check_organisation, cleaned
from eventapp.registration.models import Purpose
from eventapp.registration.service import Entry, Spoken


class DetailsForm(Form):
    """What stands on somebody's badge, as a host types it."""

    name = StringField(
        _l("Name"),
        [DataRequired(_l("Please enter the name.")), Length(max=LONGEST_LINE, message=TOO_LONG), check_name],
        filters=[cleaned],
        description=_l("As it is to stand on the badge."),
    )
    organisation = StringField(
        _l("Organisation"), [Length(max=LONGEST_LINE, message=TOO_LONG), check_organisation], filters=[cleaned]
    )


class CorrectionForm(DetailsForm):
    """The same of somebody registered, and what a door has to know about them."""

    attention = StringField(
        _l("Note for the door"),
        [Length(max=LONGEST_LINE, message=TOO_LONG)],
        filters=[cleaned],
        description=_l("Whoever checks them in reads it. Nothing about health or anything else that is private."),
    )


class SpokenForm(DetailsForm):
    """Somebody without a registration; the consents are read out, and the host ticks what was answered with yes."""

    tracking = BooleanField(CONSENTS[Purpose.TRACKING].title, description=CONSENTS[Purpose.TRACKING].meaning)
    projector = BooleanField(CONSENTS[Purpose.PROJECTOR].title, description=CONSENTS[Purpose.PROJECTOR].meaning)
    nonce = HiddenField(validators=[DataRequired(), Regexp(r"[A-Za-z0-9_-]{8,64}\Z")])
    is_new = StringField(validators=[Optional()])
    """Not empty: it is nobody of those who are called alike."""

    def answers(self) -> dict[Purpose, bool]:
        """What was asked, and whether the answer was yes."""
        return {Purpose.TRACKING: self.tracking.data, Purpose.PROJECTOR: self.projector.data}

    def entry(self, spoken: Spoken, locale: str) -> Entry:
        """What was typed and ticked; only of a valid form."""
        answers = self.answers()
        words = {purpose: CONSENTS[purpose].text for purpose in answers}
        return Entry(
            name=self.name.data,
            organisation=self.organisation.data,
            consents={purpose: words[purpose] for purpose, given in answers.items() if given},
            declined={purpose: words[purpose] for purpose, given in answers.items() if not given},
            locale=locale,
            spoken=spoken,
        )


class WalkInForm(SpokenForm):
    """The same at the desk, where there is somebody who may see an address, and somebody who may make exceptions."""

    email = EmailField(
        _l("E-mail address"),
        [Optional(), check_email],
        filters=[cleaned],
        description=_l("Then the personal link goes there, too."),
    )
    share_email = BooleanField(CONSENTS[Purpose.EMAIL].title, description=CONSENTS[Purpose.EMAIL].meaning)
    reason = StringField(
        _l("Reason"),
        [Optional(), Length(max=LONGEST_REASON)],
        filters=[clean_line],
        default="",
        description=_l("Why this person gets in all the same."),
    )

    def __init__(self, *, name: str = "", **kwargs: object) -> None:
        """Takes whom the host searched for before."""
        super().__init__(**kwargs)
        if not self.is_submitted():
            self.name.data, self.nonce.data = cleaned(name)[:LONGEST_LINE], secrets.token_hex(16)

    def validate_share_email(self, field: Field) -> None:
        """Agreeing to show an address that is not there would show whichever is entered later."""
        if field.data and not self.email.data:
            raise ValidationError(_("Please enter the address above, or take this tick out."))

    def answers(self) -> dict[Purpose, bool]:
        """Without an address, nobody is asked who may see it."""
        about_email = {Purpose.EMAIL: self.share_email.data} if self.email.data else {}
        return {**super().answers(), **about_email}

    def entry(self, spoken: Spoken, locale: str) -> Entry:
        """With the address, where there is one."""
        return replace(super().entry(spoken, locale), email=self.email.data or None)
