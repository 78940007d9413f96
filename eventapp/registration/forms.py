"""What may somebody enter to register, or to get a link again? Shape only; what it means the service decides."""

from collections.abc import Sequence
from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    EmailField,
    Field,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TelField,
)
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from eventapp.core.phone_numbers import tidy_phone
from eventapp.core.text import clean_line, comparison_key
from eventapp.events.models import Topic
from eventapp.forms import Form
from eventapp.registration.answer_forms import AnswersForm
from eventapp.registration.consents import CONSENTS
from eventapp.registration.models import Purpose
from eventapp.registration.parts import PartedForm
from eventapp.registration.queries import OrganisationUse
from eventapp.registration.service import MOST_CHOSEN

LONGEST_LINE = 200
LONGEST_EMAIL = 254
YES = "yes"
LONGEST_ID = 10
"""Digits; what is longer is no id that a database gives out."""
TOO_LONG = _l("That is too long. At most 200 characters fit here.")


def cleaned(text: Any) -> str:
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
        raise ValidationError(TOO_LONG)


class NameForm(Form):
    """How somebody and their organisation are called."""

    name = StringField(
        _l("Name"),
        [DataRequired(_l("Please enter your name.")), Length(max=LONGEST_LINE, message=TOO_LONG), check_name],
        filters=[cleaned],
        description=_l("As it is to stand on your badge."),
    )
    organisation = StringField(
        _l("Organisation"),
        [Length(max=LONGEST_LINE, message=TOO_LONG), check_organisation],
        filters=[cleaned],
        description=_l("Company, authority, association …"),
    )


class WhoForm(NameForm):
    """Who somebody is."""

    email = EmailField(
        _l("E-mail address"),
        [DataRequired(_l("Please enter your e-mail address.")), check_email],
        filters=[cleaned],
        description=_l("Your ticket and your personal link go there."),
    )


def _id(value: Any) -> int | None:
    """An id as a page sends it; None for anything else."""
    text = str(value)
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= LONGEST_ID else None


def _ids(values: Sequence[int | None] | None) -> list[int]:
    return sorted({value for value in values or () if value is not None})


def _topics_field(label: Any, description: Any) -> Any:
    """Some topics of the event, as boxes to tick.

    It takes any id: a topic that went while the page was open is no mistake, and the service passes over it.
    """
    return SelectMultipleField(
        label,
        coerce=_id,
        filters=[_ids],
        description=description,
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


class ProfileForm(AnswersForm):
    """What a person tells about themselves, all of it voluntary."""

    phone = TelField(
        _l("Telephone number"),
        filters=[cleaned],
        description=_l("With the country in front, for example +49 170 1234567."),
    )
    offers = _topics_field(_l("What I offer"), _l("Topics on which others may ask me."))
    seeks = _topics_field(_l("What I seek"), _l("Topics for which I look for somebody."))

    def __init__(self, topics: Sequence[Topic], *args: Any, **kwargs: Any) -> None:
        """Takes the topics of the event; without any, none are asked for."""
        super().__init__(*args, **kwargs)
        self.has_topics = bool(topics)
        self.offers.choices = self.seeks.choices = [SelectChoice(topic.id, topic.name) for topic in topics]

    def validate_offers(self, field: Field) -> None:
        """Some, not all: the choice has to say something."""
        if len(field.data) > MOST_CHOSEN:
            raise ValidationError(_("Please choose at most %(most)d topics here.", most=MOST_CHOSEN))

    validate_seeks = validate_offers

    def validate_phone(self, field: Field) -> None:
        """A number of any country; it is shown again as it would be kept."""
        if not field.data:
            return
        tidy = tidy_phone(field.data)
        if tidy is None:
            raise ValidationError(_("This does not look like a telephone number. An example: +49 170 1234567."))
        field.data = tidy


class RegistrationForm(ProfileForm, WhoForm, PartedForm):
    """What a person enters to register; anything else in the request is ignored."""

    tracking = BooleanField(CONSENTS[Purpose.TRACKING].title, description=CONSENTS[Purpose.TRACKING].meaning)
    projector = BooleanField(CONSENTS[Purpose.PROJECTOR].title, description=CONSENTS[Purpose.PROJECTOR].meaning)
    share_email = BooleanField(CONSENTS[Purpose.EMAIL].title, description=CONSENTS[Purpose.EMAIL].meaning)
    share_phone = BooleanField(CONSENTS[Purpose.PHONE].title, description=CONSENTS[Purpose.PHONE].meaning)
    findable = BooleanField(CONSENTS[Purpose.SEARCH].title, description=CONSENTS[Purpose.SEARCH].meaning)
    suggestions = BooleanField(CONSENTS[Purpose.SUGGESTIONS].title, description=CONSENTS[Purpose.SUGGESTIONS].meaning)
    code = StringField(
        _l("Invitation code"),
        [Length(max=LONGEST_LINE, message=TOO_LONG)],
        filters=[cleaned],
        description=_l("If you were given one."),
    )
    website = StringField(_l("Please leave this field empty"))
    """A trap for programs that fill in everything; nobody sees it, and browsers fill in no hidden field."""

    def consents(self, *, given: bool) -> dict[Purpose, str]:
        """The consents answered with yes (or no), with the words in which they were asked for."""
        answers = {
            Purpose.TRACKING: self.tracking.data,
            Purpose.PROJECTOR: self.projector.data,
            Purpose.EMAIL: self.share_email.data,
            Purpose.PHONE: self.share_phone.data,
            Purpose.SEARCH: self.findable.data,
        }
        if self.has_topics:  # otherwise nobody is asked
            answers[Purpose.SUGGESTIONS] = self.suggestions.data
        return {purpose: CONSENTS[purpose].text for purpose, answer in answers.items() if bool(answer) is given}

    def validate_share_phone(self, field: Field) -> None:
        """Agreeing to show a number that is not there would show whichever is entered later."""
        if field.data and not self.phone.data:
            raise ValidationError(_("Please enter the number above, or take this tick out."))

    @property
    def opens_more(self) -> bool:
        """Whether something stands, or is wrong, in the part that is folded at first."""
        more = (self.phone, self.share_phone, self.offers, self.seeks, self.suggestions, self.findable)
        return any(field.data or field.errors for field in more)

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
        filters=[cleaned],
        description=_l("The one with which you have registered."),
    )


class ErasureForm(Form):
    """That somebody is to be erased, said on the page that says what goes."""

    confirmed = StringField(validators=[DataRequired(), AnyOf([YES])])


class MergeForm(Form):
    """Which organisation stays when two become one."""

    into = SelectField(
        _l("Which name stays?"),
        [InputRequired(_l("Please choose the organisation that stays."))],
        coerce=_id,
        validate_choice=False,  # one that went while the page was open is answered like any that is not there
    )

    def __init__(self, others: Sequence[OrganisationUse], *args: Any, **kwargs: Any) -> None:
        """Takes the other organisations of the event."""
        super().__init__(*args, **kwargs)
        self.into.choices = [
            SelectChoice("", _("Please choose")),
            *(SelectChoice(use.organisation.id, use.organisation.name) for use in others),
        ]

    def validate_into(self, field: Field) -> None:
        """What is no id at all was not chosen on our page."""
        if field.data is None:
            raise ValidationError(_("Please choose the organisation that stays."))
