"""In which words is each consent asked for? The same ones are kept as the proof of the answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from eventapp.registration.models import Purpose, Registration
from eventapp.registration.service import is_given


@dataclass(frozen=True)
class ConsentWords:
    """In which words a consent is asked for, in the reader's language."""

    title: Any
    meaning: Any

    @property
    def text(self) -> str:
        """What is kept as proof: all that was shown, in the language in which it was read."""
        return f"{self.title}. {self.meaning}"


CONSENTS: Mapping[Purpose, ConsentWords] = {
    Purpose.TRACKING: ConsentWords(
        _l("I take part in contact tracking"),
        _l(
            "When I scan a badge or mine is scanned, it is saved who met whom and when. Both see the contact, "
            "and the organisers see it in the contact graph."
        ),
    ),
    Purpose.PROJECTOR: ConsentWords(
        _l("My name may be shown on the projector"),
        _l("In the contact graph and the standings. Without this, a number stands there instead of the name."),
    ),
    Purpose.EMAIL: ConsentWords(
        _l("My contacts may see my e-mail address"),
        _l("Only people whom I have met at this event see it, in their list of contacts."),
    ),
    Purpose.PHONE: ConsentWords(
        _l("My contacts may see my telephone number"),
        _l("Only people whom I have met at this event see it, in their list of contacts."),
    ),
    Purpose.SEARCH: ConsentWords(
        _l("Others at the event may find me by my name"),
        _l(
            "When we meet, they can type my name in place of scanning my badge. They see my name and organisation, "
            "as long as I am checked in."
        ),
    ),
    Purpose.SUGGESTIONS: ConsentWords(
        _l("I want suggestions whom to meet, and may be suggested myself"),
        _l(
            "Only people who agree to this, too, and are there, see the suggestion: my name, my organisation, the "
            "topics that we share, and from how many organisations new to them I know people."
        ),
    ),
}


def asked_of(person: Registration) -> list[tuple[Purpose, ConsentWords, bool]]:
    """What somebody can agree to or withdraw, in words, with the standing answer; what has no object is left out."""
    has_object = {
        Purpose.EMAIL: person.email is not None,
        Purpose.PHONE: person.phone is not None,
        Purpose.SUGGESTIONS: bool(person.event.topics),
    }
    answers = ((purpose, words, is_given(person, purpose)) for purpose, words in CONSENTS.items())
    return [answer for answer in answers if answer[2] or has_object.get(answer[0], True)]
