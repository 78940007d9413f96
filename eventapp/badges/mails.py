"""What does the ticket mail say?"""

from datetime import datetime

from flask_babel import force_locale

from eventapp.badges.models import BadgeCode
from eventapp.badges.qr import png, qr_matrix
from eventapp.badges.queries import current_badge
from eventapp.config import current_config
from eventapp.core.codes import badge_address, format_short_code
from eventapp.core.places import OUT_OF_CALENDAR
from eventapp.events.calendars import calendar
from eventapp.language import local_date_time, locale_of
from eventapp.letters import address_of, letter
from eventapp.mail.models import OutboxMail
from eventapp.mail.service import Attachment, ComposedMail
from eventapp.programme.queries import own_programme
from eventapp.registration.calendars import appointment_of
from eventapp.registration.models import Registration
from eventapp.registration.queries import entered_by, find_registration
from eventapp.registration.service import Occasion, issue_personal_link

QR_NAME = "ticket-qr"
"""By this name the HTML text shows the picture that comes with the mail."""


def compose_ticket(mail: OutboxMail, now: datetime) -> ComposedMail | None:
    """The mail with a new personal link and the QR ticket, in the language in which the person registered.

    To whom has no place it says so instead, as it stands at the moment of sending.

    In German with „Sie“ or „du“, as the event addresses its attendees.

    The link is made here, at the moment of sending: in the database there is only its hash.

    Args:
        mail: The waiting mail; it is about a registration.
        now: The present moment.

    Returns:
        None when the person is gone or has another address by now: the link is for nobody else.
    """
    person = find_registration(mail.about["registration_id"])
    if person is None or person.email != mail.recipient:
        return None
    badge = current_badge(person.id)
    values = _values(mail, person, badge, now)
    if not person.has_place:
        goes = (_in_calendar(person, now),) if person.status in OUT_OF_CALENDAR else ()
        return letter("place", mail, person.event, values, goes)
    picture = png(qr_matrix(badge_address(current_config().base_url, badge.code)))
    attachments = (
        Attachment("ticket.png", "image/png", picture, content_id=QR_NAME),
        _in_calendar(person, now),
    )
    return letter("ticket", mail, person.event, values, attachments)


def _values(mail: OutboxMail, person: Registration, badge: BadgeCode, now: datetime) -> dict[str, object]:
    """What the templates show; among it a new personal link."""
    token = issue_personal_link(person.id, by_mail=True, now=now)
    return {
        "person": person,
        "event": person.event,
        "occasion": mail.about.get("occasion", Occasion.REGISTERED),
        "Occasion": Occasion,
        "colleague": entered_by(person.id),
        # The scan that began before signing in goes along, also into another browser.
        "link": address_of("registration.personal_link", token=token, **_scan_of(mail)),
        "details": address_of("registration.privacy", slug=person.event.slug),
        "until": _until(person),
        "short_code": format_short_code(badge.short_code),
        "qr_name": QR_NAME,
        "programme": own_programme(person),
    }


def _in_calendar(person: Registration, now: datetime) -> Attachment:
    """The event for the person's calendar; it takes itself out of there where they are not coming any more."""
    return Attachment("event.ics", "text/calendar", calendar(appointment_of(person), now=now))


def _until(person: Registration) -> str:
    """Until when the person has to answer, by the clock at the event and in their language; or nothing."""
    if person.answer_by is None:
        return ""
    with force_locale(locale_of(person.locale, person.event.address)):
        return local_date_time(person.answer_by, person.event.time_zone)


def _scan_of(mail: OutboxMail) -> dict[str, str]:
    scan = mail.about.get("scan")
    return {"scan": scan} if scan else {}
