"""Which settings are there, and what do they come to on this machine?"""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

from flask import current_app

PACKAGE = Path(__file__).parent
IS_CHECKOUT = not (PACKAGE / "templates").is_dir()
"""In a wheel, templates and static files lie inside the package; in a checkout, beside it."""
BASE = PACKAGE.parent if IS_CHECKOUT else PACKAGE

SHORTEST_KEY = 32
HIGHEST_PORT = 65535
LONGEST_SHOWN = 60
_WHOLE_NUMBER = re.compile("[0-9]{1,9}")
_ORIGIN = re.compile(r"https?://(\[[0-9a-f:.]+\]|[\w.-]+)(:[0-9]+)?")


class ConfigError(Exception):
    """A setting that cannot work; its text is one sentence for the person who starts the server."""


@dataclass(frozen=True)
class Setting:
    """One environment variable, with its default and what it is for."""

    name: str
    default: str
    meaning: str


SETTINGS = (
    Setting("EVENTAPP_INSTANCE", "instance", "Folder for the database, the secret key and the outbox."),
    Setting("EVENTAPP_HOST", "127.0.0.1", "Address that the server listens on; 0.0.0.0 for the whole network."),
    Setting("EVENTAPP_PORT", "8000", "Port that the server listens on."),
    Setting(
        "EVENTAPP_BASE_URL",
        "",
        "Address under which phones reach the app, as printed in QR codes and mails; "
        "empty: http://EVENTAPP_HOST:EVENTAPP_PORT.",
    ),
    Setting("DATABASE_URL", "", "postgresql+psycopg://… for PostgreSQL; empty: SQLite in the instance folder."),
    Setting(
        "EVENTAPP_SMTP_URL",
        "",
        "smtp://user:password@host:587 (STARTTLS when offered) or smtps://…; "
        "empty: mails become files under the outbox folder.",
    ),
    Setting("EVENTAPP_MAIL_FROM", "", "Sender of mails; empty: eventapp@ and the host of the base URL."),
    Setting("EVENTAPP_WORKERS", "2", "Number of server processes."),
    Setting("EVENTAPP_PROXY_HOPS", "0", "How many reverse proxies stand in front and set X-Forwarded-*."),
)


@dataclass(frozen=True)
class Config:
    """The settings of one running app, checked.

    Attributes:
        instance: Folder for database, key and outbox; exists and is writable.
        host: Address that the server listens on.
        port: Port that the server listens on.
        base_url: Address of the app without a trailing slash, as phones reach it.
        database_url: SQLAlchemy URL.
        smtp_url: SMTP server, or "" for files in the outbox folder.
        mail_from: Sender of mails.
        workers: Number of server processes.
        proxy_hops: Number of trusted reverse proxies.
    """

    instance: Path
    host: str
    port: int
    base_url: str
    database_url: str
    smtp_url: str
    mail_from: str
    workers: int
    proxy_hops: int

    @property
    def is_https(self) -> bool:
        """Whether people reach the app over https."""
        return self.base_url.startswith("https://")

    @property
    def hostname(self) -> str:
        """The host name in the base URL."""
        return urlsplit(self.base_url).hostname or "localhost"


def load(environ: Mapping[str, str] | None = None) -> Config:
    """Reads and checks all settings.

    Args:
        environ: Environment variables; the process's own when None.

    Raises:
        ConfigError: A setting cannot work; the text says which and what would.
    """
    environ = os.environ if environ is None else environ
    value = {setting.name: environ.get(setting.name, "").strip() or setting.default for setting in SETTINGS}
    instance = _instance_folder(value["EVENTAPP_INSTANCE"])
    host, port = value["EVENTAPP_HOST"], _number(value, "EVENTAPP_PORT", 1, HIGHEST_PORT)
    base_url = _base_url(value["EVENTAPP_BASE_URL"], host, port)
    return Config(
        instance=instance,
        host=host,
        port=port,
        base_url=base_url,
        database_url=_database_url(value["DATABASE_URL"], instance),
        smtp_url=_smtp_url(value["EVENTAPP_SMTP_URL"]),
        mail_from=_mail_from(value["EVENTAPP_MAIL_FROM"], urlsplit(base_url).hostname or ""),
        workers=_number(value, "EVENTAPP_WORKERS", 1, 64),
        proxy_hops=_number(value, "EVENTAPP_PROXY_HOPS", 0, 5),
    )


def current_config() -> Config:
    """The settings of the app that is at work: in a request, or in a command."""
    settings: Config = current_app.extensions["eventapp_config"]
    return settings


def secret_key(instance: Path) -> str:
    """The key that signs sessions; made once with mode 0600 in the instance folder.

    Raises:
        ConfigError: The key file is too short or unreadable.
    """
    path = instance / "secret_key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        pass
    except OSError as error:
        raise ConfigError(f"The key file {path} cannot be written: {error.strerror}.") from error
    else:
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32) + "\n")
    try:
        key = path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"The key file {path} cannot be read; restore it or delete it.") from error
    if len(key) < SHORTEST_KEY:
        raise ConfigError(
            f"The key in {path} is shorter than {SHORTEST_KEY} characters; "
            "delete the file and a new one is made (everybody then signs in again)."
        )
    return key


def _instance_folder(text: str) -> Path:
    folder = Path(text)
    if not folder.is_absolute() and text == "instance" and IS_CHECKOUT:
        folder = BASE / text
    folder = folder.absolute()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = folder / f".writable-{secrets.token_hex(4)}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise ConfigError(
            f"EVENTAPP_INSTANCE: the folder {folder} cannot be written ({error.strerror}); choose another one."
        ) from error
    return folder


def _number(value: Mapping[str, str], name: str, lowest: int, highest: int) -> int:
    text = value[name]
    if not _WHOLE_NUMBER.fullmatch(text) or not lowest <= int(text) <= highest:
        raise ConfigError(f"{name} must be a whole number from {lowest} to {highest}, not {_shown(text)}.")
    return int(text)


def _shown(text: str) -> str:
    """A wrong value as it stands in a sentence."""
    return repr(text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…")


def _base_url(text: str, host: str, port: int) -> str:
    if not text:
        shown = "127.0.0.1" if host in {"0.0.0.0", "::"} else f"[{host}]" if ":" in host else host  # noqa: S104 compared, not bound
        return f"http://{shown}:{port}"
    text = text.lower().removesuffix("/")  # neither scheme nor host tells cases apart
    if not _ORIGIN.fullmatch(text) or not _has_port(text):
        raise ConfigError(
            f"EVENTAPP_BASE_URL must look like https://events.example.org, without a path, not {_shown(text)}."
        )
    return text


def _has_port(url: str) -> bool:
    """Whether the port in an address can be one, or none is there."""
    try:
        return urlsplit(url).port != 0
    except ValueError:
        return False


def _database_url(text: str, instance: Path) -> str:
    if not text:
        return f"sqlite:///{instance / 'eventapp.sqlite3'}"
    scheme, _, rest = text.partition("://")
    if scheme in {"postgres", "postgresql", "postgresql+psycopg"} and rest and _has_port(text):
        return f"postgresql+psycopg://{rest}"
    if scheme == "sqlite" and rest.removeprefix("/"):
        return text
    raise ConfigError(
        "DATABASE_URL must look like postgresql+psycopg://user:password@host:5432/database, or be empty for SQLite."
    )


def _smtp_url(text: str) -> str:
    if not text:
        return ""
    try:
        parts = urlsplit(text)
        valid = parts.scheme in {"smtp", "smtps"} and parts.hostname and parts.port != 0
    except ValueError:
        valid = False
    if not valid:
        raise ConfigError("EVENTAPP_SMTP_URL must look like smtp://user:password@host:587.")
    return text


def _mail_from(text: str, hostname: str) -> str:
    if not text:
        return f"eventapp@[IPv6:{hostname}]" if ":" in hostname else f"eventapp@{hostname}"
    try:
        sender = Address(addr_spec=parseaddr(text)[1])
        valid = bool(sender.username and sender.domain) and text.isprintable()
    except (ValueError, IndexError, MessageError):  # what the parser of the standard library raises
        valid = False
    if not valid:
        raise ConfigError(
            "EVENTAPP_MAIL_FROM must be one address, such as events@example.org or "
            f"Events <events@example.org>, not {_shown(text)}."
        )
    return text
