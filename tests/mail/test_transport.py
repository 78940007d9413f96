"""Does a mail reach its reader as it was written, and nobody else?"""

import smtplib
import socket
import ssl
import stat
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest

from eventapp.mail import transport
from eventapp.mail.service import Attachment, ComposedMail
from eventapp.mail.transport import FileTransport, SmtpTransport, transport_for
from tests.conftest import make_settings
from tests.mail.smtp_server import PASSWORD, USER, Certificate, make_certificate, smtp_server

SENDER = "Netzwerktreffen <tickets@example.org>"
MAIL = ComposedMail(
    recipient="anna@example.org",
    subject="Ihr Ticket: „Größe“",
    text="Guten Tag Anna Müller-Łukasz,\n\nbis bald!\n",
    html='<p>bis bald! <img src="cid:ticket-qr"></p>',
    attachments=(
        Attachment("ticket.png", "image/png", b"\x89PNG picture", content_id="ticket-qr"),
        Attachment("plan.pdf", "application/pdf", b"%PDF plan"),
    ),
)
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")  # of the tests' server
INJECTIONS = [
    "anna@example.org\r\nBcc: x@y.de",
    "anna@example.org\nBcc: x@y.de",
    "anna@example.org, x@y.de",
    "anna@example.org>,<x@y.de",
    "<anna@example.org> x@y.de",
    "group: anna@example.org, x@y.de;",
    "anna",
    "",
]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """A certificate for localhost."""
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def trusted(certificate: Certificate, monkeypatch: pytest.MonkeyPatch) -> Certificate:
    """The certificate, believed in by this process."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.certificate))
    return certificate


def with_login(url: str) -> str:
    """The address of the server with user and password in it."""
    return url.replace("://", f"://{quote(USER, safe='')}:{quote(PASSWORD, safe='')}@")


def test_mail_arrives_as_it_was_written() -> None:
    """Subject, both texts, the picture inside the HTML and the attachment come out of the server as they went in."""
    with smtp_server() as mailbox, closing(SmtpTransport(mailbox.url, SENDER)) as post:
        post.send(MAIL)
    [delivery] = mailbox.deliveries
    message = delivery.message
    assert (delivery.sender, delivery.recipients) == ("tickets@example.org", ["anna@example.org"])
    assert message["Subject"] == MAIL.subject
    assert message["From"] == SENDER
    assert message["Message-ID"].endswith("@example.org>")
    assert message["Auto-Submitted"] == "auto-generated"
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None
    assert html is not None
    assert text.get_content().splitlines() == MAIL.text.splitlines()
    assert html.get_content().strip() == MAIL.html
    pictures = [part for part in message.walk() if part.get_content_type() == "image/png"]
    assert [(part["Content-ID"], part.get_filename()) for part in pictures] == [("<ticket-qr>", "ticket.png")]
    assert pictures[0].get_payload(decode=True) == b"\x89PNG picture"
    assert [part.get_filename() for part in message.iter_attachments()] == ["plan.pdf"]


@pytest.mark.parametrize("implicit_tls", [False, True], ids=["STARTTLS", "implicit TLS"])
def test_password_and_mail_travel_encrypted(trusted: Certificate, *, implicit_tls: bool) -> None:
    """Where the server offers TLS, the login and the mail come after it, with the odd signs of the password."""
    with (
        smtp_server(certificate=trusted, implicit_tls=implicit_tls, needs_login=True) as mailbox,
        closing(SmtpTransport(with_login(mailbox.url), SENDER)) as post,
    ):
        post.send(MAIL)
    assert mailbox.logins == [(USER, PASSWORD)]
    assert [delivery.was_encrypted for delivery in mailbox.deliveries] == [True]


def test_login_without_encryption_on_the_same_machine() -> None:
    """A mail relay beside the app needs no TLS."""
    with smtp_server(needs_login=True) as mailbox, closing(SmtpTransport(with_login(mailbox.url), SENDER)) as post:
        post.send(MAIL)
    assert mailbox.logins == [(USER, PASSWORD)]
    assert len(mailbox.deliveries) == 1


def test_password_is_never_sent_readable(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server elsewhere that offers no encryption (or whose offer was cut out on the way) gets no password."""
    with smtp_server(needs_login=True) as mailbox:
        resolve = socket.getaddrinfo  # below, the name of another machine leads here
        monkeypatch.setattr(
            socket, "getaddrinfo", lambda host, *more: resolve(host.replace("mail.example", "127.0.0.1"), *more)
        )
        url = with_login(mailbox.url).replace("127.0.0.1", "mail.example")
        with pytest.raises(smtplib.SMTPException, match="no encryption"), closing(SmtpTransport(url, SENDER)) as post:
            post.send(MAIL)
    assert (mailbox.logins, mailbox.deliveries) == ([], [])


def test_a_server_that_cannot_prove_who_it_is_gets_nothing(certificate: Certificate) -> None:
    """With a certificate that nobody signed, neither password nor mail leaves."""
    with smtp_server(certificate=certificate, needs_login=True) as mailbox:
        post = SmtpTransport(with_login(mailbox.url), SENDER)
        with pytest.raises(ssl.SSLCertVerificationError):
            post.send(MAIL)
    assert (mailbox.logins, mailbox.deliveries) == ([], [])


def test_several_mails_on_one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many as servers like; one that has gone meanwhile is called again, and no mail goes twice."""
    monkeypatch.setattr(transport, "MOST_ON_A_CONNECTION", 3)
    with smtp_server() as mailbox, closing(SmtpTransport(mailbox.url, SENDER)) as post:
        for _ in range(4):
            post.send(MAIL)
        assert (len(mailbox.deliveries), mailbox.greetings) == (4, 2)
        mailbox.refused.add(MAIL.recipient)
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            post.send(MAIL)
        mailbox.refused.clear()
        post.send(MAIL)
        assert (len(mailbox.deliveries), mailbox.greetings) == (5, 3)
        port = int(mailbox.url.rpartition(":")[2])
    with pytest.raises(OSError, match="refused"):
        post.send(MAIL)
    with smtp_server(port) as mailbox:
        post.send(MAIL)
        post.close()
        post.close()
        assert (len(mailbox.deliveries), mailbox.greetings) == (1, 1)


@pytest.mark.parametrize("recipient", INJECTIONS)
def test_nobody_adds_a_recipient(recipient: str, tmp_path: Path) -> None:
    """What is not exactly one address is refused by both transports before anything leaves."""
    mail = replace(MAIL, recipient=recipient)
    with (
        smtp_server() as mailbox,
        pytest.raises(ValueError, match=r".*"),
        closing(SmtpTransport(mailbox.url, SENDER)) as post,
    ):
        post.send(mail)
    assert mailbox.deliveries == []
    with pytest.raises(ValueError, match=r".*"):
        FileTransport(tmp_path / "outbox", SENDER).send(mail)
    assert list(tmp_path.rglob("*.txt")) == []


def test_no_header_is_added_by_the_subject() -> None:
    """A line break in a subject is refused."""
    with (
        smtp_server() as mailbox,
        pytest.raises(ValueError, match="linefeed"),
        closing(SmtpTransport(mailbox.url, SENDER)) as post,
    ):
        post.send(replace(MAIL, subject="Ticket\r\nBcc: x@y.de"))
    assert mailbox.deliveries == []


@pytest.mark.parametrize(
    ("recipient", "on_the_wire"),
    [("eva@bücher.example", "eva@xn--bcher-kva.example"), ("eva@straße.example", "eva@xn--strae-oqa.example")],
)
def test_domains_with_umlauts(recipient: str, on_the_wire: str) -> None:
    """A domain goes over the wire in the form that every server knows."""
    with smtp_server() as mailbox, closing(SmtpTransport(mailbox.url, "Info <info@müller.example>")) as post:
        post.send(replace(MAIL, recipient=recipient))
    [delivery] = mailbox.deliveries
    assert delivery.recipients == [on_the_wire]
    assert delivery.sender == "info@xn--mller-kva.example"


def test_files_are_readable_for_their_owner_only(tmp_path: Path) -> None:
    """Without SMTP, a mail is a text file with its headers and words, and its picture beside it, both 0600."""
    outbox = tmp_path / "outbox"
    FileTransport(outbox, SENDER).send(MAIL)
    [text] = outbox.glob("*.txt")
    content = text.read_text("utf-8")
    assert f"From: {SENDER}\nTo: anna@example.org\n" in content
    assert f"Subject: {MAIL.subject}\n" in content
    assert content.endswith("\n\n" + MAIL.text)
    pictures = list(outbox.glob("*ticket.png"))
    assert [picture.read_bytes() for picture in pictures] == [b"\x89PNG picture"]
    assert f"Attachment: {pictures[0].name}\n" in content
    assert stat.S_IMODE(outbox.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in outbox.iterdir()} == {0o600}
    assert len(list(outbox.iterdir())) == 3


def test_files_sort_in_the_order_of_sending(tmp_path: Path) -> None:
    """Two mails to one address are two files, the later one below."""
    files = FileTransport(tmp_path, SENDER)
    for subject in ("first", "second"):
        files.send(replace(MAIL, subject=subject))
    subjects = [
        file.read_text("utf-8").split("Subject: ")[1].split("\n")[0] for file in sorted(tmp_path.glob("*.txt"))
    ]
    assert subjects == ["first", "second"]


@pytest.mark.parametrize("recipient", ["a/b/c@example.org", f"{'a' * 64}@{'b' * 60}.example"])
def test_addresses_name_no_other_folder(recipient: str, tmp_path: Path) -> None:
    """Whatever an address holds, its file lies in the outbox."""
    FileTransport(tmp_path / "outbox", SENDER).send(replace(MAIL, recipient=recipient))
    assert len(list((tmp_path / "outbox").glob("*.txt"))) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["outbox"]


def test_the_setting_chooses_the_way(tmp_path: Path) -> None:
    """With EVENTAPP_SMTP_URL mails go by SMTP, without it into files."""
    assert isinstance(transport_for(make_settings(tmp_path)), FileTransport)
    smtp = make_settings(tmp_path, EVENTAPP_SMTP_URL="smtps://user:secret@mail.example.org")
    assert isinstance(transport_for(smtp), SmtpTransport)
