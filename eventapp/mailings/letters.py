"""What does a mailing say to one person?"""

import re
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup, escape

from eventapp.core.mail_text import Placeholder, filled
from eventapp.core.text import clean_line
from eventapp.events.days import dates_in_words
from eventapp.events.models import Event
from eventapp.events.queries import event_by_id
from eventapp.extensions import db
from eventapp.letters import address_of, letter
from eventapp.mail.models import OutboxMail
from eventapp.mail.service import ComposedMail
from eventapp.mailings.models import Mailing
from eventapp.registration.queries import find_registration
from eventapp.registration.service import issue_personal_link

_ADDRESS = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")


@dataclass(frozen=True, slots=True)
class Written:
    """Subject and text for one person, in their language."""

    subject: str
    text: str

    @property
    def paragraphs(self) -> list[Markup]:
        """The text in HTML: what somebody wrote is text, and addresses of web pages can be followed."""
        return [_with_links(part) for part in re.split(r"\n\s*\n", self.text.strip())]


def written_for(mailing: Mailing, event: Event, *, name: str, locale: str, link: str) -> Written:
    """A mailing as one person reads it.

    Args:
        mailing: What was written.
        event: Its event.
        name: Of the person.
        locale: Their language, "de" or "en".
        link: Their personal link.
    """
    subject, text = mailing.words(locale)
    values = {
        Placeholder.NAME: name,
        Placeholder.EVENT: event.title,
        Placeholder.DAYS: dates_in_words([day.date for day in event.days], locale),
        Placeholder.PLACE: event.place,
        Placeholder.LINK: link,
    }
    return Written(clean_line(filled(subject, values)), filled(text, values))


def compose_mailing(mail: OutboxMail, now: datetime) -> ComposedMail | None:
    """The mail of a mailing, with a new personal link if its text holds one.

    Returns:
        None when the mailing was stopped, or the person is gone or has another address by now.
    """
    mailing = db.session.get(Mailing, mail.about["mailing_id"])
    person = find_registration(mail.about["registration_id"])
    if mailing is None or mailing.stopped_at or person is None or person.email != mail.recipient:
        return None
    event, name, link = person.event, person.name, ""
    if _holds_link(mailing, mail.locale):
        token = issue_personal_link(person.id, by_mail=True, now=now)
        link = address_of("registration.personal_link", token=token)
    return _letter(mail, event, written_for(mailing, event, name=name, locale=mail.locale, link=link))


def compose_trial(mail: OutboxMail, _now: datetime) -> ComposedMail | None:
    """The same to an organiser, who is nobody's attendee: the link leads to the event's page."""
    mailing = db.session.get(Mailing, mail.about["mailing_id"])
    if mailing is None:
        return None
    event = event_by_id(mailing.event_id)
    link = address_of("events.event", slug=event.slug)
    return _letter(mail, event, written_for(mailing, event, name="Anna Beispiel", locale=mail.locale, link=link))


def _letter(mail: OutboxMail, event: Event, written: Written) -> ComposedMail:
    details = address_of("registration.privacy", slug=event.slug)
    return letter("mailing", mail, event, {"written": written, "event": event, "details": details})


def _holds_link(mailing: Mailing, locale: str) -> bool:
    mark = "\0"
    subject, text = mailing.words(locale)
    return mark in filled(subject + text, {each: mark if each is Placeholder.LINK else "" for each in Placeholder})


def _with_links(text: str) -> Markup:
    """Text as HTML, with its line breaks and with links."""
    parts, at = [], 0
    for found in _ADDRESS.finditer(text):
        address = Markup('<a href="{0}" style="color:#0b5a4c;word-break:break-all;">{0}</a>').format(found[0])
        parts += [escape(text[at : found.start()]), address]
        at = found.end()
    joined = Markup().join([*parts, escape(text[at:])])
    return Markup("<br>").join(joined.split("\n"))
