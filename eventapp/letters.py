"""How does a mail get its words and its links, outside of any request?"""

from collections.abc import Mapping

from flask import current_app
from flask_babel import force_locale

from eventapp.config import current_config
from eventapp.core.text import clean_line
from eventapp.language import locale_of
from eventapp.mail.models import OutboxMail
from eventapp.mail.service import Attachment, ComposedMail


def letter(
    template: str,
    mail: OutboxMail,
    address: str,
    values: Mapping[str, object],
    attachments: tuple[Attachment, ...] = (),
) -> ComposedMail:
    """A mail from the templates `mail/<template>/{subject.txt,body.txt,body.html}`.

    Not by `render_template`, whose context asks who is signed in: here, nobody is.

    Args:
        template: The folder of the three.
        mail: Says to whom it goes, and in which language.
        address: How German addresses the reader (events.models.Address).
        values: What the templates show.
        attachments: Files that go with it.
    """
    templates = current_app.jinja_env
    with force_locale(locale_of(mail.locale, address)):
        texts = {
            part: templates.get_template(f"mail/{template}/{part}").render(language=mail.locale, **values)
            for part in ("subject.txt", "body.txt", "body.html")
        }
    return ComposedMail(
        recipient=mail.recipient,
        subject=clean_line(texts["subject.txt"]),
        text=texts["body.txt"],
        html=texts["body.html"],
        attachments=attachments,
    )


def address_of(endpoint: str, **values: str | int) -> str:
    """An address as phones reach it, whatever name a request would have come in by."""
    config = current_config()
    return config.base_url + current_app.url_map.bind("").build(endpoint, values)
