"""Which settings are taken, and what is somebody told whose setting cannot work?"""

import os
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from benchmarks.processes import free_port
from eventapp import config, serve
from eventapp.config import Config, ConfigError
from tests.checkout import ROOT
from tests.conftest import make_settings
from tests.postgresql import PostgresqlServer, fresh_database


def load(instance: Path, **environ: str) -> Config:
    """The settings that some environment variables come to."""
    return config.load({"EVENTAPP_INSTANCE": str(instance), **environ})


def test_the_defaults(tmp_path: Path) -> None:
    """Without any variable but the folder: SQLite and files in it, on this machine only."""
    folder = tmp_path / "new" / "instance"
    settings = load(folder)
    assert settings == Config(
        instance=folder,
        host="127.0.0.1",
        port=8000,
        base_url="http://127.0.0.1:8000",
        database_url=f"sqlite:///{folder / 'eventapp.sqlite3'}",
        smtp_url="",
        mail_from="eventapp@127.0.0.1",
        workers=2,
        proxy_hops=0,
    )
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert list(folder.iterdir()) == []
    assert (settings.is_https, settings.hostname) == (False, "127.0.0.1")


def test_every_setting_is_documented() -> None:
    """Each stands in the handbook, with what it is for."""
    handbook = "\n".join(path.read_text("utf-8") for path in (config.BASE / "docs").rglob("*.md"))
    for setting in config.SETTINGS:
        assert setting.name in handbook
        assert setting.meaning.endswith(".")


def test_the_instance_of_a_checkout_lies_in_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without a variable it is found from every working folder; in an installed wheel it is under that folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(config, "BASE", tmp_path / "checkout")
    assert config.load({}).instance == tmp_path / "checkout" / "instance"
    monkeypatch.setattr(config, "IS_CHECKOUT", False)
    assert config.load({}).instance == tmp_path / "instance"


@pytest.mark.parametrize(
    ("environ", "base_url"),
    [
        ({"EVENTAPP_PORT": "1"}, "http://127.0.0.1:1"),
        ({"EVENTAPP_HOST": "0.0.0.0", "EVENTAPP_PORT": "65535"}, "http://127.0.0.1:65535"),  # noqa: S104 as set
        ({"EVENTAPP_HOST": "::"}, "http://127.0.0.1:8000"),
        ({"EVENTAPP_HOST": "::1"}, "http://[::1]:8000"),
        ({"EVENTAPP_HOST": "hall.local"}, "http://hall.local:8000"),
        ({"EVENTAPP_BASE_URL": " https://treffen.example/ "}, "https://treffen.example"),
        ({"EVENTAPP_BASE_URL": "HTTPS://Treffen.Example"}, "https://treffen.example"),
        ({"EVENTAPP_BASE_URL": "https://größe.example"}, "https://größe.example"),
        ({"EVENTAPP_BASE_URL": "https://[2001:db8::1]:8443"}, "https://[2001:db8::1]:8443"),
        ({"EVENTAPP_BASE_URL": "http://192.168.1.7:8080"}, "http://192.168.1.7:8080"),
    ],
)
def test_the_address_that_phones_use(tmp_path: Path, environ: dict[str, str], base_url: str) -> None:
    """As set; else made from host and port, with this machine for „everywhere“."""
    assert load(tmp_path, **environ).base_url == base_url


@pytest.mark.parametrize(
    ("url", "taken"),
    [
        ("postgres://a:b@db/events", "postgresql+psycopg://a:b@db/events"),
        ("postgresql://a:b@db:5433/events", "postgresql+psycopg://a:b@db:5433/events"),
        ("postgresql+psycopg://db/events", "postgresql+psycopg://db/events"),
        ("sqlite:////data/events.sqlite3", "sqlite:////data/events.sqlite3"),
    ],
)
def test_databases(tmp_path: Path, url: str, taken: str) -> None:
    """The forms in which hosters name a PostgreSQL are all taken."""
    assert load(tmp_path, DATABASE_URL=url).database_url == taken


def test_mail(tmp_path: Path) -> None:
    """The sender is at the host of the address, unless it is set."""
    smtp = load(
        tmp_path, EVENTAPP_SMTP_URL="smtps://u:p@mail.example:465", EVENTAPP_BASE_URL="https://treffen.example"
    )
    assert (smtp.smtp_url, smtp.mail_from) == ("smtps://u:p@mail.example:465", "eventapp@treffen.example")
    assert load(tmp_path, EVENTAPP_MAIL_FROM="team@ihk.example").mail_from == "team@ihk.example"


BAD = [
    ("EVENTAPP_PORT", "0"),
    ("EVENTAPP_PORT", "65536"),
    ("EVENTAPP_PORT", "-1"),
    ("EVENTAPP_PORT", "80.0"),
    ("EVENTAPP_PORT", "٨٠٨٠"),
    ("EVENTAPP_PORT", "9" * 5000),
    ("EVENTAPP_PORT", "http"),
    ("EVENTAPP_WORKERS", "0"),
    ("EVENTAPP_WORKERS", "many"),
    ("EVENTAPP_PROXY_HOPS", "6"),
    ("EVENTAPP_BASE_URL", "treffen.example"),
    ("EVENTAPP_BASE_URL", "ftp://treffen.example"),
    ("EVENTAPP_BASE_URL", "https://"),
    ("EVENTAPP_BASE_URL", "https://treffen.example/app"),
    ("EVENTAPP_BASE_URL", "https://treffen.example?x"),
    ("EVENTAPP_BASE_URL", "https://u@treffen.example"),
    ("EVENTAPP_BASE_URL", "https://treffen.example:0"),
    ("EVENTAPP_BASE_URL", "https://treffen.example:99999"),
    ("EVENTAPP_BASE_URL", "https://[::1"),
    ("EVENTAPP_BASE_URL", "https://treffen example"),
    ("EVENTAPP_BASE_URL", 'https://treffen.example"'),
    ("DATABASE_URL", "mysql://db/events"),
    ("DATABASE_URL", "sqlite:///"),
    ("DATABASE_URL", "sqlite://"),
    ("DATABASE_URL", "postgresql://db:port/events"),
    ("DATABASE_URL", "postgresql://[db/events"),
    ("DATABASE_URL", "postgresql://db:99999/events"),
    ("EVENTAPP_SMTP_URL", "mail.example:25"),
    ("EVENTAPP_SMTP_URL", "http://mail.example"),
    ("EVENTAPP_SMTP_URL", "smtp://"),
    ("EVENTAPP_SMTP_URL", "smtp://mail.example:port"),
    ("EVENTAPP_SMTP_URL", "smtp://mail.example:0"),
    ("EVENTAPP_MAIL_FROM", "no address"),
    ("EVENTAPP_MAIL_FROM", "a@b.example\nBcc: c@d.example"),
]


@pytest.mark.parametrize(("name", "value"), BAD, ids=lambda text: text[:40])
def test_what_cannot_work_is_named(tmp_path: Path, name: str, value: str) -> None:
    """One sentence that begins with the setting and says what would work."""
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, **{name: value})
    sentence = str(caught.value)
    assert sentence.startswith(name)
    assert "\n" not in sentence
    assert sentence.endswith(".")
    assert len(sentence) < 400


def test_no_password_is_printed(tmp_path: Path) -> None:
    """What cannot work may hold a secret, and logs are read by many."""
    for name in ("DATABASE_URL", "EVENTAPP_SMTP_URL"):
        with pytest.raises(ConfigError) as caught:
            load(tmp_path, **{name: "mysql://events:hunter2@db/events"})
        assert "hunter2" not in str(caught.value)


def test_the_key_is_made_once(tmp_path: Path) -> None:
    """Readable by nobody else, long, and the same at the next start."""
    key = config.secret_key(tmp_path)
    assert len(key) == 64
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    assert config.secret_key(tmp_path) == key


@pytest.fixture
def environ(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The environment of a start on a free port; gives the instance folder."""
    for name in [name for name in os.environ if name.startswith(("EVENTAPP_", "DATABASE_URL"))]:
        monkeypatch.delenv(name)
    instance = tmp_path / "instance"
    monkeypatch.setenv("EVENTAPP_INSTANCE", str(instance))
    monkeypatch.setenv("EVENTAPP_PORT", str(free_port()))
    return instance


@pytest.fixture
def refused(environ: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[list[str]]:
    """Starts in the end, and expects one sentence with these words, and exit code 2."""
    del environ
    words: list[str] = []
    yield words
    assert serve.main([]) == serve.EXIT_BAD_CONFIGURATION
    printed = capsys.readouterr()
    assert printed.out == ""
    [sentence] = printed.err.splitlines()
    assert sentence.startswith("eventapp: ")
    assert sentence.endswith(".")
    assert words
    for word in words:
        assert word in sentence


def test_start_with_a_file_in_place_of_the_folder(environ: Path, refused: list[str]) -> None:
    """The folder cannot be made."""
    environ.write_text("x")
    refused += ["EVENTAPP_INSTANCE", str(environ), "choose another one"]


@pytest.mark.skipif(not Path("/proc/version").exists(), reason="needs a folder that not even root can write")
def test_start_with_an_unwritable_folder(monkeypatch: pytest.MonkeyPatch, refused: list[str]) -> None:
    """Not even root writes there."""
    monkeypatch.setenv("EVENTAPP_INSTANCE", "/proc/self/fdinfo")
    refused += ["EVENTAPP_INSTANCE", "/proc/self/fdinfo", "cannot be written"]


def test_start_with_a_short_key(environ: Path, refused: list[str]) -> None:
    """A key that could be guessed signs nobody in."""
    environ.mkdir()
    (environ / "secret_key").write_text("short\n")
    refused += [str(environ / "secret_key"), "shorter than 32"]


@pytest.mark.slow
@pytest.mark.measured
@pytest.mark.parametrize("start", [["app.py"], ["-m", "eventapp"]], ids=" ".join)
def test_start_of_a_process(environ: Path, start: list[str]) -> None:
    """Whichever way it is started: one sentence, exit code 2, and never a stack trace."""
    environ.mkdir()
    (environ / "secret_key").write_text("short\n")
    done = subprocess.run([sys.executable, *start], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (serve.EXIT_BAD_CONFIGURATION, "")
    [sentence] = done.stderr.splitlines()
    assert sentence.startswith("eventapp: ")


def test_start_with_a_key_that_is_no_text(environ: Path, refused: list[str]) -> None:
    """A damaged key file is named."""
    environ.mkdir()
    (environ / "secret_key").write_bytes(b"\xff" * 64)
    refused += [str(environ / "secret_key"), "cannot be read"]


def test_start_with_a_folder_for_a_key(environ: Path, refused: list[str]) -> None:
    """What is no file is named, too."""
    (environ / "secret_key").mkdir(parents=True)
    refused += [str(environ / "secret_key"), "cannot be read"]


@pytest.fixture
def occupied_port() -> Iterator[int]:
    """A port on which somebody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def test_start_on_an_occupied_port(
    occupied_port: int, environ: Path, monkeypatch: pytest.MonkeyPatch, refused: list[str]
) -> None:
    """Somebody listens there already."""
    del environ
    monkeypatch.setenv("EVENTAPP_PORT", str(occupied_port))
    refused += [f"127.0.0.1:{occupied_port}", "EVENTAPP_PORT"]


def test_start_on_an_address_of_another_machine(monkeypatch: pytest.MonkeyPatch, refused: list[str]) -> None:
    """Nobody can listen on another machine's address, nor on a name that is none."""
    monkeypatch.setenv("EVENTAPP_HOST", "192.0.2.1")
    refused += ["192.0.2.1", "EVENTAPP_HOST"]


def test_start_on_a_name_that_is_none(monkeypatch: pytest.MonkeyPatch, refused: list[str]) -> None:
    """A name that leads nowhere, and one that cannot be one."""
    monkeypatch.setenv("EVENTAPP_HOST", "no..name." + "x" * 70)
    refused += ["no..name", "EVENTAPP_HOST"]


def test_start_with_a_corrupt_database(environ: Path, refused: list[str]) -> None:
    """A file that is no database."""
    environ.mkdir()
    (environ / "eventapp.sqlite3").write_bytes(b"This is no database." * 100)
    refused += ["database cannot be opened", "not a database"]


def test_start_with_a_damaged_database(environ: Path, migrated_sqlite: Path, refused: list[str]) -> None:
    """A database whose pages were overwritten."""
    environ.mkdir()
    content = bytearray(migrated_sqlite.read_bytes())
    content[100:8000] = b"\xa5" * 7900
    (environ / "eventapp.sqlite3").write_bytes(content)
    refused += ["database"]


def test_start_with_a_newer_database(environ: Path, migrated_sqlite: Path, refused: list[str]) -> None:
    """Used by a later version: this one must not touch it."""
    environ.mkdir()
    database = environ / "eventapp.sqlite3"
    database.write_bytes(migrated_sqlite.read_bytes())
    engine = create_engine(f"sqlite:///{database}")
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'ffff'"))
    engine.dispose()
    refused += ["migration ffff", "newer version"]


def test_start_with_a_folder_for_a_database(environ: Path, refused: list[str]) -> None:
    """What is no file cannot be opened."""
    (environ / "eventapp.sqlite3").mkdir(parents=True)
    refused += ["database cannot be opened"]


def test_start_without_the_folder_of_the_database(monkeypatch: pytest.MonkeyPatch, refused: list[str]) -> None:
    """SQLite makes files and no folders."""
    monkeypatch.setenv("DATABASE_URL", "sqlite:////nowhere/at/all.sqlite3")
    refused += ["database cannot be opened"]


def test_start_with_tables_of_somebody_else(environ: Path, refused: list[str]) -> None:
    """A database that another program filled is left alone."""
    environ.mkdir()
    engine = create_engine(f"sqlite:///{environ / 'eventapp.sqlite3'}")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE accounts (id INTEGER)"))
    engine.dispose()
    refused += ["database", "accounts"]


def test_start_with_a_postgresql_that_is_not_there(monkeypatch: pytest.MonkeyPatch, refused: list[str]) -> None:
    """Nobody listens; the password is not printed."""
    monkeypatch.setenv("DATABASE_URL", "postgresql://events:hunter2@127.0.0.1:1/events")
    refused += ["database cannot be opened", "127.0.0.1"]


@pytest.mark.postgresql
def test_start_with_a_wrong_password(
    monkeypatch: pytest.MonkeyPatch, postgresql: tuple[PostgresqlServer, str], refused: list[str]
) -> None:
    """PostgreSQL refuses; its reason is told, and nobody's password."""
    with fresh_database(postgresql[0]) as url:
        monkeypatch.setenv("DATABASE_URL", url.replace(postgresql[0].password, "hunter2"))
    refused += ["database cannot be opened", "password authentication failed"]


def test_settings_of_tests_are_checked_ones(tmp_path: Path) -> None:
    """The tests' own settings come from the same function."""
    assert make_settings(tmp_path).base_url == "http://localhost"
