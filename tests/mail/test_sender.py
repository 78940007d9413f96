"""Which address do mails come from, and which one is refused at the start?"""

from pathlib import Path

import pytest

from eventapp.config import ConfigError
from eventapp.mail.service import ComposedMail
from eventapp.mail.transport import FileTransport
from tests.conftest import make_settings


@pytest.mark.parametrize(
    ("base_url", "mail_from", "shown"),
    [
        ("https://events.example.org", "", "eventapp@events.example.org"),
        ("http://127.0.0.1:8000", "", "eventapp@127.0.0.1"),
        ("http://[::1]:8000", "", "eventapp@[IPv6:::1]"),
        ("http://localhost", "treffen@bücher.example", "treffen@xn--bcher-kva.example"),
        ("http://localhost", "Treffen <treffen@example.org>", "Treffen <treffen@example.org>"),
    ],
)
def test_mails_are_from_this_address(tmp_path: Path, base_url: str, mail_from: str, shown: str) -> None:
    """Whatever the app is called and however it is reached, a mail can be written."""
    settings = make_settings(tmp_path, EVENTAPP_BASE_URL=base_url, EVENTAPP_MAIL_FROM=mail_from)
    FileTransport(tmp_path / "outbox", settings.mail_from).send(ComposedMail("anna@example.org", "Hallo", "Text"))
    (mail,) = (tmp_path / "outbox").glob("*.txt")
    assert mail.read_text("utf-8").splitlines()[0] == f"From: {shown}"


@pytest.mark.parametrize(
    "mail_from", ["events", "@example.org", "events@", "Treffen <>", "a@b@c", "a\nb@example.org"]
)
def test_what_is_no_address_is_refused_at_the_start(tmp_path: Path, mail_from: str) -> None:
    """One sentence then, and not a failing mail for everybody who registers."""
    with pytest.raises(ConfigError, match="EVENTAPP_MAIL_FROM must be one address"):
        make_settings(tmp_path, EVENTAPP_MAIL_FROM=mail_from)
