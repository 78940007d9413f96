"""How is the app served? `python app.py`, with a production server."""

import argparse
import gc
import logging
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass

from flask import Flask
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from eventapp import background, clock, config, create_app, migration
from eventapp.accounts.service import issue_setup_link
from eventapp.cli.demo import ensure_demo
from eventapp.extensions import db
from eventapp.live.hub import MOST_PHONES, MOST_STREAMS, hub

THREADS_BESIDE_STREAMS = 16
MOST_CONNECTIONS = 4096
"""Open connections per process, also those that only wait: each phone with an open page holds one."""
EXIT_BAD_CONFIGURATION = 2


@dataclass(frozen=True)
class Options:
    """What stands on the command line."""

    demo: bool


def main(argv: Sequence[str] | None = None) -> int:
    """Sets everything up and serves until stopped; returns the exit code."""
    options = _options(argv)
    try:
        settings = config.load()
        app = create_app(settings)
        migration.bring_up_to_date(app)
        _check_port(settings)
    except config.ConfigError as error:
        print(f"eventapp: {error}", file=sys.stderr)  # noqa: T201 this is a command
        return EXIT_BAD_CONFIGURATION
    demo = _start_demo(app) if options.demo else None
    _greet(app, settings)
    try:
        _serve(settings)
    finally:
        if demo is not None:
            demo.terminate()
            demo.wait()
    return 0


def app_or_exit() -> Flask:
    """The app for `flask --app app`; a bad setting ends the command with one sentence."""
    try:
        return create_app()
    except config.ConfigError as error:
        print(f"eventapp: {error}", file=sys.stderr)  # noqa: T201 this is a command
        raise SystemExit(EXIT_BAD_CONFIGURATION) from error


def worker_app() -> Flask:
    """The app inside one server process, with its background work."""
    app, stopped = create_app(), threading.Event()
    gc.freeze()  # what is loaded stays: no request waits until it has been looked through
    background.start(app, stopped)
    _end_when_told_to_stop(stopped)
    return app


def _end_when_told_to_stop(stopped: threading.Event) -> None:
    """What never ends by itself: a process that was told to stop would wait for live streams until it is killed.

    And what it has begun in processes of their own would go on without it. The server sets the handler of the signal,
    so that we only ask to be told of it.
    """
    told, telling = socket.socketpair()
    telling.setblocking(False)
    signal.set_wakeup_fd(telling.detach(), warn_on_full_buffer=False)

    def wait() -> None:
        while True:
            if told.recv(1)[0] in {signal.SIGTERM, signal.SIGINT}:
                stopped.set()
                hub.shut()

    threading.Thread(target=wait, name="stop", daemon=True).start()


def _options(argv: Sequence[str] | None) -> Options:
    parser = argparse.ArgumentParser(prog="app.py", description="Serves eventapp.")
    parser.add_argument("--demo", action="store_true", help="with a demo event in which people keep meeting")
    return Options(demo=parser.parse_args(argv).demo)


def _check_port(settings: config.Config) -> None:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((settings.host, settings.port))
    except OSError as error:
        raise config.ConfigError(
            f"Cannot listen on {settings.host}:{settings.port} ({error.strerror}); "
            "set EVENTAPP_HOST or EVENTAPP_PORT to a free one."
        ) from error


def _greet(app: Flask, settings: config.Config) -> None:
    lines = [f"eventapp: {settings.base_url}"]
    with app.app_context():
        token = issue_setup_link(now=clock.now())
    if token is not None:
        lines.append(f"First organiser, set up your account here (once): {settings.base_url}/setup/{token}")
    if not settings.smtp_url:
        lines.append(f"No EVENTAPP_SMTP_URL is set: mails become files under {settings.instance / 'outbox'}.")
    print("\n".join(lines), flush=True)  # noqa: T201 this is a command


def _start_demo(app: Flask) -> subprocess.Popen[bytes]:
    """Prints the links into the demo, and lets its people go on meeting in a process of their own."""
    with app.app_context():
        print("\n".join(ensure_demo()), flush=True)  # noqa: T201 this is a command
        db.engine.dispose()
    return subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "eventapp", "demo", "--live"], stdout=subprocess.DEVNULL
    )


def _serve(settings: config.Config) -> None:
    logging.getLogger("_granian").addFilter(_is_news)
    Granian(
        "eventapp.serve:worker_app",
        factory=True,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=settings.workers,
        blocking_threads=MOST_STREAMS + MOST_PHONES + THREADS_BESIDE_STREAMS,
        backlog=MOST_CONNECTIONS,
        backpressure=MOST_CONNECTIONS,
        respawn_failed_workers=True,
        # How long a stopping server waits for requests that have not been answered, and for a mail on its way.
        workers_kill_timeout=20,
        log_level=LogLevels.warning,
        log_access=False,
    ).serve()


def _is_news(message: logging.LogRecord) -> bool:
    """Whether a message of the server tells something new: it finds our threads many, and almost all only wait."""
    return "Python threads" not in message.getMessage()
