"""What does a mail about registration say to the organisers?"""

from datetime import datetime

from eventapp.accounts import attempts
from eventapp.events.queries import event_by_id
from eventapp.letters import address_of, letter
from eventapp.mail.models import OutboxMail
from eventapp.mail.service import ComposedMail


def compose_rush(mail: OutboxMail, _now: datetime) -> ComposedMail:
    """The mail that says that very many have registered, and that no more are taken until somebody has looked."""
    event = event_by_id(mail.about["event_id"])
    link = address_of("registration.registrations", slug=event.slug)
    return letter("rush", mail, None, {"event": event, "most": attempts.REGISTRATIONS.most, "link": link})
