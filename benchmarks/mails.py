"""How long do 2,500 ticket mails take, and does anybody who registers meanwhile notice?

When the server starts, a ticket for everybody waits in the outbox; an SMTP server on this machine takes them. Until
the last one has come, people register at an even pace; the baseline is the same when no mail waits any more. A mail
is an error when it came twice, a registration when it was not taken; that every mail comes is what is waited for.
"""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import create_engine, insert, select, update

from benchmarks.figures import Bar, Figure, percentiles
from benchmarks.options import Options
from benchmarks.processes import HOST, CannotRunError, free_port
from benchmarks.registrations import refused, registration_forms
from benchmarks.served_event import served_event
from benchmarks.steady import Sent, send_steadily
from eventapp import clock
from eventapp.mail.models import OutboxMail
from eventapp.registration.models import Registration
from eventapp.registration.service import TICKET, Occasion

NAME = "mails"
GIVES_UP_AFTER = 600
"""Seconds."""
_PER_SECOND = 4.0
"""Registrations: hundreds within minutes, as after a newsletter."""


@dataclass(frozen=True)
class Size:
    """How much is sent.

    Attributes:
        people: A ticket waits for each.
        at_once: Registrations between two looks at how many mails have come.
        alone: Registrations while no mail waits.
    """

    people: int = 2500
    at_once: int = 20
    alone: int = 120


SMALL = Size(people=8, at_once=2, alone=2)


@dataclass
class Sink:
    """An SMTP server that notes who got how many mails, and when the last one of somebody came."""

    url: str
    mails: Counter[str] = field(default_factory=Counter)
    came_at: dict[str, float] = field(default_factory=dict)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 its name there
        """Takes a mail."""
        for recipient in envelope.rcpt_tos:
            self.mails[recipient] += 1
            self.came_at[recipient] = time.perf_counter()
        return "250 OK"


def measure(options: Options) -> list[Figure]:
    """Waits for all mails while people register, and lets others register afterwards."""
    size = SMALL if options.is_small else Size()
    expected = {_address(number) for number in range(size.people)}
    with (
        _sink() as sink,
        served_event(
            size.people,
            workers=options.workers,
            have_arrived=False,
            fill=_let_tickets_wait,
            smtp_url=sink.url,
        ) as event,
    ):
        begun = time.perf_counter()
        port = event.server.port
        most = int(GIVES_UP_AFTER * _PER_SECOND)
        forms = iter(registration_forms(port, most + size.alone))
        beside: list[Sent] = []
        while not expected <= sink.mails.keys():
            _refuse_to_wait_after(begun + GIVES_UP_AFTER)
            beside += send_steadily(port, list(islice(forms, size.at_once)), per_second=_PER_SECOND)
        seconds = max(sink.came_at[address] for address in expected) - begun
        _wait_for(sink, size.people + len(beside))
        alone = send_steadily(port, list(islice(forms, size.alone)), per_second=_PER_SECOND)
        _wait_for(sink, size.people + len(beside) + len(alone))
    errors = sum(count - 1 for count in sink.mails.values()) + refused(beside + alone)
    (p50, p99), (p50_alone, p99_alone) = (
        percentiles([each.milliseconds for each in sent]) for sent in (beside, alone)
    )
    return [
        Figure(NAME, "mails", size.people, ""),
        Figure(NAME, "wall", seconds, "s", Bar(60)),
        Figure(NAME, "errors", errors, "", Bar(0)),
        Figure(NAME, "registration, p50", p50, "ms", baseline=p50_alone),
        Figure(NAME, "registration, p99", p99, "ms", Bar(500), p99_alone),
    ]


@contextmanager
def _sink() -> Iterator[Sink]:
    """Takes mails until the block ends."""
    port = free_port()
    sink = Sink(f"smtp://{HOST}:{port}")
    controller = Controller(sink, HOST, port)
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()


def _let_tickets_wait(database: Path) -> None:
    """Gives everybody an address, and puts their tickets into the outbox."""
    engine, now = create_engine(f"sqlite:///{database}"), clock.now()
    with engine.begin() as connection:
        for number, registration_id in enumerate(connection.scalars(select(Registration.id)).all()):
            address = _address(number)
            is_theirs = Registration.id == registration_id
            connection.execute(update(Registration).where(is_theirs).values(email=address, email_key=address))
            connection.execute(
                insert(OutboxMail).values(
                    event_id=select(Registration.event_id).where(is_theirs).scalar_subquery(),
                    kind=TICKET,
                    recipient=address,
                    locale="de",
                    about={"registration_id": registration_id, "occasion": Occasion.REGISTERED},
                    created_at=now,
                    due_at=now,
                    attempts=0,
                )
            )
    engine.dispose()


def _address(number: int) -> str:
    return f"ticket{number}@example.org"


def _wait_for(sink: Sink, mails: int) -> None:
    """Until so many people have got one."""
    gives_up_at = time.perf_counter() + GIVES_UP_AFTER
    while len(sink.mails) < mails:
        _refuse_to_wait_after(gives_up_at)
        time.sleep(0.05)


def _refuse_to_wait_after(moment: float) -> None:
    if time.perf_counter() > moment:
        raise CannotRunError("The mails of the benchmark did not go out.")
