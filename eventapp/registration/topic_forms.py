"""What may an organiser enter for people to talk about: topics and icebreakers?"""

from collections import Counter
from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, StringField, TextAreaField
from wtforms.validators import Length, ValidationError

from eventapp.core.text import clean_line
from eventapp.forms import Form
from eventapp.registration.forms import cleaned
from eventapp.registration.queries import TopicUse
from eventapp.registration.service import TopicChanges, topic_key

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
            filters=[cleaned],
            default=use.topic.name,
        )
        for use in uses
    }
    form: EventTopicsForm = type("FilledTopicsForm", (EventTopicsForm,), fields)(
        data={"icebreakers": "\n".join(icebreakers)}
    )
    return form
