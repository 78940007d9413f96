"""What do commands share: tables that are there, an event, an account, and one sentence when there is none."""

from typing import NoReturn

import click
from flask import current_app
from sqlalchemy import select

from eventapp import migration
from eventapp.accounts.models import Account
from eventapp.accounts.queries import has_accounts
from eventapp.accounts.service import email_key
from eventapp.config import ConfigError
from eventapp.events.models import Event
from eventapp.events.queries import event_by_slug
from eventapp.extensions import db

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


def account_named(email: str) -> Account:
    """The account with this e-mail address, or the end of the command."""
    account = db.session.scalar(select(Account).where(Account.email == email_key(email)))
    if account is None and not has_accounts():
        refuse("nobody has an account yet; the server prints a link for the first organiser when it starts.")
    if account is None:
        refuse(f"nobody has an account with the address {email_key(email)!r}.")
    return account
