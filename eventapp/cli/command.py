"""What do all commands share: tables that are there, an event by its address, one sentence when it is not."""

from typing import NoReturn

import click
from flask import current_app

from eventapp import migration
from eventapp.config import ConfigError
from eventapp.events.models import Event
from eventapp.events.queries import event_by_slug

EXIT_BAD_INPUT = 2


def refuse(sentence: str) -> NoReturn:
    """Ends the command with one sentence and exit code 2."""
    click.echo(f"eventapp: {sentence}", err=True)
    raise click.exceptions.Exit(EXIT_BAD_INPUT)


def prepare_database() -> None:
    """Brings the tables up to date, so that every command works on a fresh machine."""
    try:
        migration.bring_up_to_date(current_app._get_current_object())  # type: ignore[attr-defined]  # noqa: SLF001 Flask's documented way to the app itself
    except ConfigError as error:
        refuse(str(error))


def event_named(slug: str) -> Event:
    """The event with this address, or the end of the command."""
    event = event_by_slug(slug)
    if event is None:
        refuse(f"there is no event {slug!r}.")
    return event
