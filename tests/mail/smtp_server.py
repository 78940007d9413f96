"""A real SMTP server on this machine that keeps what it is given."""

import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from benchmarks.processes import free_port

USER, PASSWORD = "tickets@example.org", "p@ss:w/rd"


@dataclass
class Delivery:
    """One mail as the server got it."""

    sender: str
    recipients: list[str]
    message: EmailMessage
    was_encrypted: bool


@dataclass
class Mailbox:
    """What the server was given; it refuses some recipients if told to."""

    url: str = ""
    refused: set[str] = field(default_factory=set)
    deliveries: list[Delivery] = field(default_factory=list)
    logins: list[tuple[str, str]] = field(default_factory=list)
    greetings: int = 0

    async def handle_EHLO(  # noqa: N802 the server's own name
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Counts who says hello."""
        session.host_name = hostname
        self.greetings += 1
        return responses

    async def handle_RCPT(  # noqa: N802 the server's own name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Takes or refuses a recipient."""
        if address in self.refused:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keeps a mail."""
        assert isinstance(envelope.content, bytes)
        message = BytesParser(policy=default).parsebytes(envelope.content)
        assert isinstance(message, EmailMessage)
        assert server.transport is not None
        is_encrypted = server.transport.get_extra_info("sslcontext") is not None
        sender, recipients = envelope.mail_from or "", list(envelope.rcpt_tos)
        self.deliveries.append(Delivery(sender, recipients, message, was_encrypted=is_encrypted))
        return "250 OK"

    def authenticate(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any
    ) -> AuthResult:
        """Knows one user."""
        assert isinstance(data, LoginPassword)
        login = (data.login.decode(), data.password.decode())
        self.logins.append(login)
        return AuthResult(success=login == (USER, PASSWORD))


@dataclass(frozen=True)
class Certificate:
    """A certificate for this machine, made for one test."""

    certificate: Path
    key: Path


def make_certificate(folder: Path) -> Certificate:
    """A certificate for localhost, signed by nobody."""
    made = Certificate(folder / "certificate.pem", folder / "key.pem")
    names = ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-subj", "/CN=localhost"]
    usage = ["-addext", "keyUsage=critical,digitalSignature,keyCertSign"]
    files = ["-keyout", str(made.key), "-out", str(made.certificate)]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *names, *usage, *files],
        check=True,
        capture_output=True,
    )
    return made


@contextmanager
def smtp_server(
    port: int = 0, *, certificate: Certificate | None = None, implicit_tls: bool = False, needs_login: bool = False
) -> Iterator[Mailbox]:
    """Serves until the block ends.

    Args:
        port: Where; any free one when 0.
        certificate: Offers encryption with it.
        implicit_tls: Speaks nothing but TLS from the first byte on, instead of STARTTLS.
        needs_login: Takes mails only from USER.
    """
    mailbox, port = Mailbox(), port or free_port()
    context = None
    if certificate is not None:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate.certificate, certificate.key)
    controller = Controller(
        mailbox,
        "127.0.0.1",
        port,
        tls_context=None if implicit_tls else context,
        ssl_context=context if implicit_tls else None,
        authenticator=mailbox.authenticate,
        auth_required=needs_login,
        auth_require_tls=False,
    )
    controller.start()
    mailbox.url = f"{'smtps' if implicit_tls else 'smtp'}://127.0.0.1:{port}"
    try:
        yield mailbox
    finally:
        controller.stop()
