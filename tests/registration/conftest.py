"""Browsers and an SMTP server for the way in."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp import background, clock
from eventapp.accounts.service import sign_in
from eventapp.config import Config
from tests.factories import PASSWORD
from tests.mail.smtp_server import Mailbox, smtp_server


@pytest.fixture
def mailbox(app: Flask) -> Iterator[Mailbox]:
    """An SMTP server that the app sends by."""
    config: Config = app.extensions["eventapp_config"]
    with smtp_server() as mailbox:
        app.extensions["eventapp_config"] = replace(config, smtp_url=mailbox.url)
        yield mailbox


@pytest.fixture
def deliver(app: Flask) -> Callable[[], int]:
    """Sends what is due, as the server does every second."""
    return lambda: background.deliver_due(app)


@pytest.fixture
def sign_in_account(app: Flask) -> Callable[[FlaskClient, str], None]:
    """Signs an account in in a client by its address."""

    def start(client: FlaskClient, email: str) -> None:
        with app.app_context():
            token = sign_in(email, PASSWORD, now=clock.now()).token
        with client.session_transaction() as session:
            session["account"] = token

    return start
