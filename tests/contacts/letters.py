"""Two people with a contact, and the mails that reach them about it."""

import re
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from email.message import EmailMessage
from zoneinfo import ZoneInfo

from sqlalchemy import select, update

from eventapp import background, clock
from eventapp.contacts.notes import Entry, Saving, save_note
from eventapp.contacts.own_contacts import decide_consent, reject_contact
from eventapp.database import write_session
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.mail.models import OutboxMail
from eventapp.mail.service import deliver_one
from eventapp.mail.transport import SmtpTransport
from eventapp.registration.models import Purpose, Registration
from tests.conftest import BASE_URL
from tests.factories import MadeAttendee
from tests.mail.smtp_server import Mailbox

DAY = date(2099, 5, 14)
BERLIN = ZoneInfo("Europe/Berlin")
EIGHT = datetime.combine(DAY, time(8), BERLIN).astimezone(UTC)
SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)
ALL = (Purpose.TRACKING, Purpose.EMAIL, Purpose.PHONE)
Pair = tuple[MadeAttendee, MadeAttendee]


def outbox(kind: str) -> list[OutboxMail]:
    """The mails of a kind, as they stand in the database now."""
    db.session.rollback()
    return list(db.session.scalars(select(OutboxMail).where(OutboxMail.kind == kind).order_by(OutboxMail.id)))


def deliver(mailbox: Mailbox, now: datetime) -> list[EmailMessage]:
    """Sends what is due at a moment, with the composers that the app has; what arrived."""
    before = len(mailbox.deliveries)
    with closing(SmtpTransport(mailbox.url, "tickets@example.org")) as post:
        while deliver_one(background.COMPOSERS, post, now=now):
            pass
    return [delivery.message for delivery in mailbox.deliveries[before:]]


def texts(message: EmailMessage) -> dict[str, str]:
    """The parts of a mail: subject, plain text, HTML."""
    plain, html = (message.get_body((kind,)) for kind in ("plain", "html"))
    assert plain is not None
    assert html is not None
    parts = {"subject": str(message["Subject"]), "plain": plain.get_content(), "html": html.get_content()}
    return {part: text.replace("\r\n", "\n") for part, text in parts.items()}


def change_event(**values: object) -> None:
    """Changes all events behind the app's back."""
    with write_session(db.session()) as session:
        session.execute(update(Event).values(**values))


def change_person(who: MadeAttendee, **values: object) -> None:
    """Changes a registration."""
    with write_session(db.session()) as session:
        session.execute(update(Registration).where(Registration.id == who.id).values(**values))


def remind(who: MadeAttendee, day: date = DAY, follow_up: str = "Angebot schicken") -> None:
    """Somebody wants to be reminded of what to do with their contact."""
    entry = Entry(follow_up=follow_up, follow_up_on=day, wants_reminder=True)
    assert save_note(1, entry, registration_id=who.id, now=clock.now()) is Saving.SAVED


def left(met: Pair) -> None:
    """Ben left contact tracking, and the contact went."""
    decide_consent(met[1].id, Purpose.TRACKING, "Nein", given=False, now=clock.now())


def rejected_by_the_other(met: Pair) -> None:
    """Ben says that it was no conversation."""
    reject_contact(1, registration_id=met[1].id, now=clock.now())


def rejected(met: Pair) -> None:
    """Anna says so."""
    reject_contact(1, registration_id=met[0].id, now=clock.now())


def moved(met: Pair) -> None:
    """Anna's address is another one since."""
    change_person(met[0], email="new@example.org", email_key="new@example.org")


def without_address(met: Pair) -> None:
    """Anna has no address any more."""
    change_person(met[0], email=None, email_key=None)


def link_in(text: str) -> str:
    """The personal link in a text."""
    [link] = set(re.findall(rf"{BASE_URL}/p/\w+", text))
    return str(link)


def close_all(when: datetime) -> None:
    """Contact tracking was closed by hand at that moment."""
    change_event(contacts_closed_at=when)
