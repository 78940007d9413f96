"""What may somebody enter to register, or to get a link again? Shape only; what it means the service decides."""

from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, EmailField, Field, StringField
from wtforms.validators import DataRequired, Length, ValidationError

from eventapp.core.text import clean_line, comparison_key
from eventapp.forms import Form
from eventapp.registration.consents import CONSENTS
from eventapp.registration.models import Purpose

LONGEST_LINE = 200
LONGEST_EMAIL = 254
_TOO_LONG = _l("That is too long. At most 200 characters fit here.")


def _cleaned(text: Any) -> str:
    """What is checked and shown again is what would be kept."""
    return clean_line(text or "")


def check_email(_form: Form, field: Field) -> None:
    """Takes an address to which mail can be sent, also one with umlauts after the @.

    Raises:
        ValidationError: It cannot be one; the sentence names the problem.
    """
    try:
        # No look into the DNS: a network that is slow at the door must keep nobody out. Addresses ending
        # in .test, which surely reach nobody, are for rehearsals.
        found = validate_email(
            field.data, check_deliverability=False, allow_smtputf8=False, test_environment=True
        ).normalized
    except EmailNotValidError:
        raise ValidationError(email_problem(field.data)) from None
    if len(found.casefold()) > LONGEST_EMAIL:
        raise ValidationError(_("This address is too long."))
    field.data = found


def email_problem(text: str) -> str:
    """One sentence on what is wrong with an address that is not valid."""
    local, at, domain = text.rpartition("@")
    problems = (
        (len(text) > LONGEST_EMAIL, _("This address is too long.")),
        (not at, _("The @ is missing, for example anna@company.de.")),
        (not local, _("The part before the @ is missing, for example anna@company.de.")),
        (not domain, _("The part after the @ is missing, for example anna@company.de.")),
        (
            "@" in local or any(sign in text for sign in " ,;"),
            _("Please enter one address only, without spaces, commas and semicolons."),
        ),
        (".." in text, _("There are two dots in a row.")),
        (
            not local.isascii(),
            _("Umlauts and accents are possible only after the @. Before it, please write ae for ä, for example."),
        ),
        ("." not in domain, _("The ending is missing, for example .de in anna@company.de.")),
    )
    unknown = _("No mail can be sent to this address. Please compare it with one like anna@company.de.")
    return str(next((sentence for is_so, sentence in problems if is_so), unknown))


def check_name(_form: Form, field: Field) -> None:
    """A name goes into a mail to an address that nobody has confirmed yet: it advertises no web page.

    Raises:
        ValidationError: There is an address of a web page in it.
    """
    text = field.data.casefold()
    if "://" in text or "www." in text:
        raise ValidationError(_("Please enter your name only, without a web address."))


def check_organisation(_form: Form, field: Field) -> None:
    """Some signs become several when two spellings are compared.

    Raises:
        ValidationError: The organisation's name is too long in its compared form.
    """
    if len(comparison_key(field.data)) > LONGEST_LINE:
        raise ValidationError(_TOO_LONG)


class RegistrationForm(Form):
    """What a person enters to register; anything else in the request is ignored."""

    name = StringField(
        _l("Name"),
        [DataRequired(_l("Please enter your name.")), Length(max=LONGEST_LINE, message=_TOO_LONG), check_name],
        filters=[_cleaned],
        description=_l("As it is to stand on your badge."),
    )
    organisation = StringField(
        _l("Organisation"),
        [Length(max=LONGEST_LINE, message=_TOO_LONG), check_organisation],
        filters=[_cleaned],
        description=_l("Company, authority, association …"),
    )
    email = EmailField(
        _l("E-mail address"),
        [DataRequired(_l("Please enter your e-mail address.")), check_email],
        filters=[_cleaned],
        description=_l("Your ticket and your personal link go there."),
    )
    tracking = BooleanField(CONSENTS[Purpose.TRACKING].title, description=CONSENTS[Purpose.TRACKING].meaning)
    projector = BooleanField(CONSENTS[Purpose.PROJECTOR].title, description=CONSENTS[Purpose.PROJECTOR].meaning)
    share_email = BooleanField(CONSENTS[Purpose.EMAIL].title, description=CONSENTS[Purpose.EMAIL].meaning)
    website = StringField(_l("Please leave this field empty"))
    """A trap for programs that fill in everything; nobody sees it, and browsers fill in no hidden field."""

    def consents(self, *, given: bool) -> dict[Purpose, str]:
        """The consents answered with yes (or no), with the words in which they were asked for."""
        answers = {
            Purpose.TRACKING: self.tracking.data,
            Purpose.PROJECTOR: self.projector.data,
            Purpose.EMAIL: self.share_email.data,
        }
        return {purpose: CONSENTS[purpose].text for purpose, answer in answers.items() if bool(answer) is given}

    def is_trapped(self) -> bool:
        """Whether a program filled in the hidden field. The field is emptied, so that sending again works."""
        if not self.website.data:
            return False
        self.website.data = self.website.raw_data = None
        return True


class LinkAgainForm(Form):
    """The address to which a new personal link is to go."""

    email = EmailField(
        _l("E-mail address"),
        [DataRequired(_l("Please enter your e-mail address.")), check_email],
        filters=[_cleaned],
        description=_l("The one with which you have registered."),
    )
