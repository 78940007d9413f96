"""What does the ticket mail say?"""

from datetime import datetime

from eventapp.mail.models import OutboxMail
from eventapp.mail.service import ComposedMail


def compose_ticket(mail: OutboxMail, now: datetime) -> ComposedMail | None:
    """The mail with the personal link and the QR ticket."""
    raise NotImplementedError
