"""How does a mail leave this machine: by SMTP, or as a readable file for whoever runs the server?"""

import os
import smtplib
import ssl
from contextlib import suppress
from email.headerregistry import Address, HeaderRegistry
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, make_msgid, parseaddr
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import unquote, urlsplit

from email_validator import validate_email

from eventapp import clock
from eventapp.config import Config
from eventapp.mail.service import ComposedMail, Transport

TIMEOUT_SECONDS = 20
"""For each step of the talk with the SMTP server, of which there are about ten."""
MOST_ON_A_CONNECTION = 50
"""Mails; servers that count take at least as many, and all like it better than one connection for each."""


def transport_for(config: Config) -> Transport:
    """SMTP where it is configured, files otherwise."""
    if config.smtp_url:
        return SmtpTransport(config.smtp_url, config.mail_from)
    return FileTransport(config.instance / "outbox", config.mail_from)


_OK = 250


class SmtpTransport:
    """Sends by an SMTP server, encrypted wherever the server offers it."""

    def __init__(self, url: str, sender: str) -> None:
        """Takes smtp://user:password@host:port or smtps://…, and the sender's address."""
        self._url = urlsplit(url)
        self._sender = sender
        self._server: smtplib.SMTP | None = None
        self._sent = 0

    def send(self, mail: ComposedMail) -> None:
        """Hands one mail to the server, and keeps the connection for the next one.

        Raises:
            OSError: The server cannot be reached.
            smtplib.SMTPException: The server does not take the mail, or would read the password unencrypted.
            ValueError: The mail has no valid recipient, or a line break in a header.
        """
        message = _message(mail, self._sender)
        if not self._is_still_there():
            self.close()
            self._connect()
        assert self._server is not None  # noqa: S101 for mypy: it was connected
        try:
            self._server.send_message(message)
        except BaseException:
            self._hang_up()
            raise
        self._sent += 1

    def close(self) -> None:
        """Says goodbye. Whatever the server makes of it, it has taken its mails."""
        if self._server is not None:
            with suppress(smtplib.SMTPException, OSError):
                self._server.quit()
            self._hang_up()

    def _is_still_there(self) -> bool:
        """Whether the server takes another mail on the connection: asked before anything of the mail is said."""
        if self._server is None or self._sent >= MOST_ON_A_CONNECTION:
            return False
        try:
            return self._server.noop()[0] == _OK
        except (smtplib.SMTPException, OSError):
            return False

    def _connect(self) -> None:
        server = self._connected()
        try:
            self._secure_and_log_in(server)
        except BaseException:
            server.close()
            raise
        self._server, self._sent = server, 0

    def _hang_up(self) -> None:
        if self._server is not None:
            self._server.close()
        self._server = None

    def _connected(self) -> smtplib.SMTP:
        url, host = self._url, self._url.hostname or ""
        if url.scheme == "smtps":
            tls = ssl.create_default_context()
            return smtplib.SMTP_SSL(host, url.port or 465, timeout=TIMEOUT_SECONDS, context=tls)
        return smtplib.SMTP(host, url.port or 25, timeout=TIMEOUT_SECONDS)

    def _secure_and_log_in(self, server: smtplib.SMTP) -> None:
        url = self._url
        server.ehlo()
        is_private = url.scheme == "smtps" or _is_this_machine(url.hostname or "")
        if url.scheme == "smtp" and server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
            server.ehlo()
            is_private = True
        if url.username:
            if not is_private:
                raise smtplib.SMTPException("The server offers no encryption; the password was not sent.")
            server.login(unquote(url.username), unquote(url.password or ""))


class FileTransport:
    """Writes each mail as a text file, its attachments beside it."""

    def __init__(self, folder: Path, sender: str) -> None:
        """Takes the folder, made on first use, and the sender's address."""
        self._folder = folder
        self._sender = sender

    def send(self, mail: ComposedMail) -> None:
        """Writes one mail; readable by the server's own user only, since it holds a secret link.

        The text file appears last and at once: whoever sees it sees all of it.

        Raises:
            OSError: The folder cannot be written.
            ValueError: The mail has no valid recipient, or a line break in a header.
        """
        message = _message(mail, self._sender)
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        recipient = "".join(character if character.isalnum() else "-" for character in mail.recipient)[:40]
        stem = f"{clock.now():%Y%m%d-%H%M%S-%f}-{recipient}"  # sorts by time; the fraction tells processes apart
        lines = [f"{name}: {message[name]}" for name in ("From", "To", "Date", "Subject")]
        for attachment in mail.attachments:
            lines.append(f"Attachment: {stem}-{attachment.filename}")
            _write_privately(self._folder / f"{stem}-{attachment.filename}", attachment.content)
        unfinished = self._folder / f".{stem}"
        _write_privately(unfinished, ("\n".join(lines) + "\n\n" + mail.text).encode())
        unfinished.rename(self._folder / f"{stem}.txt")

    def close(self) -> None:
        """There is nothing to be closed."""


def _write_privately(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)


class _KeptClasses(HeaderRegistry):
    """The standard library's classes of headers, which makes one anew for each header of each mail."""

    __getitem__ = cache(HeaderRegistry.__getitem__)


_POLICY = EmailPolicy(header_factory=_KeptClasses())


def _message(mail: ComposedMail, sender: str) -> EmailMessage:
    """The mail as it goes over the wire.

    The standard library refuses line breaks in headers, and an `Address` is one address: neither a name nor a
    list of addresses can add a recipient.

    Raises:
        ValueError: A header or the recipient is not valid.
    """
    message = EmailMessage(_POLICY)
    sender_name, sender_address = parseaddr(sender)
    if not sender_address.isascii():
        sender_address = _on_the_wire(sender_address)
    message["From"] = Address(sender_name, addr_spec=sender_address)
    message["To"] = Address(addr_spec=_on_the_wire(mail.recipient))
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = make_msgid(domain=message["From"].addresses[0].domain)
    message["Auto-Submitted"] = "auto-generated"  # out-of-office replies are not wanted
    message.set_content(mail.text)
    if mail.html:
        message.add_alternative(mail.html, subtype="html")
    for attachment in mail.attachments:
        maintype, _, subtype = attachment.media_type.partition("/")
        if mail.html and attachment.content_id:
            html = message.get_body(("html",))
            assert isinstance(html, EmailMessage)  # noqa: S101 for mypy: it was added above
            html.add_related(
                attachment.content,
                maintype,
                subtype,
                cid=f"<{attachment.content_id}>",
                disposition="inline",
                filename=attachment.filename,
            )
        else:
            message.add_attachment(
                attachment.content, maintype=maintype, subtype=subtype, filename=attachment.filename
            )
    return message


def _on_the_wire(address: str) -> str:
    """One address as every SMTP server takes it: a domain such as bücher.example in its xn-- form.

    Raises:
        ValueError: It is not one address.
    """
    found = validate_email(address, check_deliverability=False, globally_deliverable=False, test_environment=True)
    return found.ascii_email or f"{found.local_part}@{found.ascii_domain}"


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
