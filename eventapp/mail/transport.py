"""How does a mail leave this machine: by SMTP, or as a readable file for whoever runs the server?"""

import os
import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from pathlib import Path
from urllib.parse import unquote, urlsplit

from eventapp.config import Config
from eventapp.mail.service import ComposedMail, Transport

TIMEOUT_SECONDS = 20


def transport_for(config: Config) -> Transport:
    """SMTP where it is configured, files otherwise."""
    if config.smtp_url:
        return SmtpTransport(config.smtp_url, config.mail_from)
    return FileTransport(config.instance / "outbox", config.mail_from)


class SmtpTransport:
    """Sends by an SMTP server, encrypted wherever the server offers it."""

    def __init__(self, url: str, sender: str) -> None:
        """Takes smtp://user:password@host:port or smtps://…, and the sender's address."""
        self._url = urlsplit(url)
        self._sender = sender

    def send(self, mail: ComposedMail) -> None:
        """Hands one mail to the server.

        Raises:
            OSError: The server cannot be reached.
            smtplib.SMTPException: The server does not take the mail.
        """
        url, host = self._url, self._url.hostname or ""
        tls = ssl.create_default_context()
        if url.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, url.port or 465, timeout=TIMEOUT_SECONDS, context=tls)
        else:
            server = smtplib.SMTP(host, url.port or 25, timeout=TIMEOUT_SECONDS)
        with server:
            server.ehlo()
            if url.scheme == "smtp" and server.has_extn("starttls"):
                server.starttls(context=tls)
                server.ehlo()
            if url.username:
                server.login(unquote(url.username), unquote(url.password or ""))
            server.send_message(_message(mail, self._sender))


class FileTransport:
    """Writes each mail as a text file, its attachments beside it."""

    def __init__(self, folder: Path, sender: str) -> None:
        """Takes the folder, made on first use, and the sender's address."""
        self._folder = folder
        self._sender = sender

    def send(self, mail: ComposedMail) -> None:
        """Writes one mail; readable by the owner of the folder only, since it holds a secret link.

        Raises:
            OSError: The folder cannot be written.
        """
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        number = sum(1 for _ in self._folder.glob("*.txt")) + 1
        stem = f"{number:05d}-{''.join(c if c.isalnum() else '-' for c in mail.recipient)[:60]}"
        while True:
            try:
                descriptor = os.open(self._folder / f"{stem}.txt", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                break
            except FileExistsError:
                number += 1
                stem = f"{number:05d}-{stem.split('-', 1)[1]}"
        lines = [
            f"From: {self._sender}",
            f"To: {mail.recipient}",
            f"Date: {formatdate()}",
            f"Subject: {mail.subject}",
        ]
        files = [self._folder / f"{stem}-{attachment.filename}" for attachment in mail.attachments]
        lines += [f"Attachment: {file.name}" for file in files]
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n\n" + mail.text)
        for path, attachment in zip(files, mail.attachments, strict=True):
            path.write_bytes(attachment.content)


def _message(mail: ComposedMail, sender: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, mail.recipient, mail.subject
    message["Date"], message["Message-ID"] = formatdate(), make_msgid(domain=sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    if mail.html:
        message.add_alternative(mail.html, subtype="html")
    for attachment in mail.attachments:
        maintype, _, subtype = attachment.media_type.partition("/")
        message.add_attachment(attachment.content, maintype=maintype, subtype=subtype, filename=attachment.filename)
    return message
