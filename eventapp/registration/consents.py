"""In which words is each consent asked for? The same ones are kept as the proof of the answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from eventapp.registration.models import Purpose


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
}
