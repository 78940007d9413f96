"""What may somebody enter to register, or to get a link again? Shape only; what it means the service decides."""

from collections import Counter
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
    SelectMultipleField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from eventapp.core.phone_numbers import tidy_phone
from eventapp.core.text import clean_line, comparison_key
from eventapp.events.models import Topic
from eventapp.forms import Form
from eventapp.registration.consents import CONSENTS
from eventapp.registration.models import Purpose
from eventapp.registration.queries import TopicUse
from eventapp.registration.service import MOST_CHOSEN, TopicChanges, topic_key

LONGEST_LINE = 200
LONGEST_EMAIL = 254
LONGEST_ID = 10
"""Digits; what is longer is no id that a database gives out."""
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


class WhoForm(Form):
    """Who somebody is."""

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


def _topic_id(value: Any) -> int | None:
    """An id as a page sends it; None for anything else."""
    text = str(value)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < LONGEST_ID else None


def _topic_ids(values: Sequence[int | None] | None) -> list[int]:
    return sorted({value for value in values or () if value is not None})


def _topics_field(label: Any, description: Any) -> Any:
    """Some topics of the event, as boxes to tick.

    It takes any id: a topic that went while the page was open is no mistake, and the service passes over it.
    """
    return SelectMultipleField(
        label,
        coerce=_topic_id,
        filters=[_topic_ids],
        description=description,
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


class ProfileForm(Form):
    """What a person tells about themselves, all of it voluntary."""

    phone = TelField(
        _l("Telephone number"),
        filters=[_cleaned],
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


class RegistrationForm(ProfileForm, WhoForm):
    """What a person enters to register; anything else in the request is ignored."""

    tracking = BooleanField(CONSENTS[Purpose.TRACKING].title, description=CONSENTS[Purpose.TRACKING].meaning)
    projector = BooleanField(CONSENTS[Purpose.PROJECTOR].title, description=CONSENTS[Purpose.PROJECTOR].meaning)
    share_email = BooleanField(CONSENTS[Purpose.EMAIL].title, description=CONSENTS[Purpose.EMAIL].meaning)
    share_phone = BooleanField(CONSENTS[Purpose.PHONE].title, description=CONSENTS[Purpose.PHONE].meaning)
    findable = BooleanField(CONSENTS[Purpose.SEARCH].title, description=CONSENTS[Purpose.SEARCH].meaning)
    suggestions = BooleanField(CONSENTS[Purpose.SUGGESTIONS].title, description=CONSENTS[Purpose.SUGGESTIONS].meaning)
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
        filters=[_cleaned],
        description=_l("The one with which you have registered."),
    )


LONGEST_TOPIC, MOST_TOPICS = 60, 20
"""All of them are read on a phone, twice: what I offer, what I seek."""
LONGEST_ICEBREAKER, MOST_ICEBREAKERS = 200, 30


def _lines(text: str | None) -> list[str]:
    return [line for line in map(clean_line, (text or "").splitlines()) if line]


class EventTopicsForm(Form):
    """The topics of an event, each in a field of its own, and further ones; and its icebreakers."""

    new = TextAreaField(_l("New topics"), description=_l("One per line, in few words."))
    icebreakers = TextAreaField(
        _l("Icebreakers"),
        description=_l("One question per line. Two people who have just met are shown one of them."),
    )

    def topic_fields(self) -> list[Field]:
        """The fields of the topics that there are."""
        return [field for field in self if field.name.startswith(_TOPIC)]

    def changes(self) -> TopicChanges:
        """What was typed, once it is valid."""
        names = {int(field.name.removeprefix(_TOPIC)): field.data for field in self.topic_fields()}
        return TopicChanges(names, _lines(self.new.data), _lines(self.icebreakers.data))

    def validate_new(self, field: Field) -> None:
        """Topics that people can read through, each once."""
        named, new = [each.data for each in self.topic_fields() if each.data], _lines(field.data)
        if len(named) + len(new) > MOST_TOPICS:
            raise ValidationError(_("An event has at most %(most)d topics.", most=MOST_TOPICS))
        too_long = next((name for name in new if len(name) > LONGEST_TOPIC), None)
        if too_long is not None:
            raise ValidationError(_("This topic is too long: %(name)s …", name=too_long[:40]))
        keys = Counter(map(topic_key, (*named, *new)))
        twice = next((name for name in (*named, *new) if keys[topic_key(name)] > 1), None)
        if twice is not None:
            raise ValidationError(_("This topic stands there twice: %(name)s", name=twice))

    def validate_icebreakers(self, field: Field) -> None:
        """Questions that fit below a contact that was just made."""
        lines = _lines(field.data)
        if len(lines) > MOST_ICEBREAKERS:
            raise ValidationError(_("An event has at most %(most)d icebreakers.", most=MOST_ICEBREAKERS))
        too_long = next((line for line in lines if len(line) > LONGEST_ICEBREAKER), None)
        if too_long is not None:
            raise ValidationError(_("This question is too long: %(name)s …", name=too_long[:40]))


_TOPIC = "topic_"


def topics_form(uses: Sequence[TopicUse], icebreakers: Sequence[str]) -> EventTopicsForm:
    """The form for the topics that an event has."""
    fields = {
        f"{_TOPIC}{use.topic.id}": StringField(
            _("Name of the topic “%(name)s”", name=use.topic.name),
            [Length(max=LONGEST_TOPIC, message=_l("This is longer than %(max)d characters."))],
            filters=[_cleaned],
            default=use.topic.name,
        )
        for use in uses
    }
    form: EventTopicsForm = type("FilledTopicsForm", (EventTopicsForm,), fields)(
        data={"icebreakers": "\n".join(icebreakers)}
    )
    return form
