"""How does a mail get its words and its links, outside of any request?"""

from collections.abc import Mapping
from typing import Protocol

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from eventapp.config import current_config
from eventapp.core.text import clean_line
from eventapp.language import FORMAL, locale_of
from eventapp.mail.models import OutboxMail
from eventapp.mail.service import Attachment, ComposedMail


class AttendeesEvent(Protocol):
    """What a mail to an attendee takes from their event; all domains write mails, so that none is named here."""

    @property
    def address(self) -> str:
        """How German addresses the reader (events.models.Address)."""

    @property
    def is_test(self) -> bool:
        """Whether the event is only tried out, which the mail then says."""


def letter(
    template: str,
    mail: OutboxMail,
    event: AttendeesEvent | None,
    values: Mapping[str, object],
    attachments: tuple[Attachment, ...] = (),
) -> ComposedMail:
    """A mail from the templates `mail/<template>/{subject.txt,body.txt,body.html}`.

    Not by `render_template`, whose context asks who is signed in: here, nobody is.

    Args:
        template: The folder of the three.
        mail: Says to whom it goes, and in which language.
        event: Of which the reader is an attendee; None: the reader is of the team, or has an account.
        values: What the templates show.
        attachments: Files that go with it.
    """
    templates, is_test = current_app.jinja_env, event is not None and event.is_test
    with force_locale(locale_of(mail.locale, FORMAL if event is None else event.address)):
        test = _("This mail comes from a test of the event. Everything that happens in it is deleted again.")
        shown = {"language": mail.locale, "test_line": test if is_test else "", **values}
        texts = {
            part: templates.get_template(f"mail/{template}/{part}").render(shown)
            for part in ("subject.txt", "body.txt", "body.html")
        }
    return ComposedMail(
        recipient=mail.recipient,
        subject=("[Test] " if is_test else "") + clean_line(texts["subject.txt"]),
        text=(f"{test}\n\n" if is_test else "") + texts["body.txt"],
        html=texts["body.html"],
        attachments=attachments,
    )


def address_of(endpoint: str, **values: str | int) -> str:
    """An address as phones reach it, whatever name a request would have come in by."""
    config = current_config()
    return config.base_url + current_app.url_map.bind("").build(endpoint, values)
