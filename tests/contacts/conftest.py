"""What the tests of contacts share."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import delete

from eventapp.database import write_session
from eventapp.extensions import db
from eventapp.mail.models import OutboxMail
from tests.contacts.letters import ALL, Pair
from tests.factories import make_attendee, make_event, scan
from tests.mail.smtp_server import Mailbox, smtp_server


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """An SMTP server that takes mails."""
    with smtp_server() as mailbox:
        yield mailbox


@pytest.fixture
def met(app: Flask) -> Iterator[Pair]:
    """Anna scanned Ben, who shares his addresses; in the context in which the background work looks."""
    with app.app_context():
        event = make_event()
        anna = make_attendee(event, "Anna Schmidt", email="anna@example.org", organisation="Nord & Co.")
        ben = make_attendee(
            event,
            "Ben <Öztürk>",
            email="ben@example.org",
            organisation="Werk 1",
            consents=ALL,
            phone="+49 30 23125 000",
        )
        scan(anna, ben)
        with write_session(db.session()) as session:
            session.execute(delete(OutboxMail))  # their tickets
        yield anna, ben
