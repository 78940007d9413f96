"""Command: remove-second-factor. For somebody who has lost both their phone and their recovery codes."""

import click
from flask.cli import with_appcontext

from eventapp import clock
from eventapp.accounts import second_factor
from eventapp.cli.command import account_named, prepare_database, refuse


@click.command("remove-second-factor")
@click.argument("email")
@with_appcontext
def remove_second_factor(email: str) -> None:
    """Takes the second factor off the account of EMAIL.

    For whoever has lost both their phone and their recovery codes; make sure that it is them. Signing in asks for the
    password only, until they set the second factor up anew.
    """
    prepare_database()
    account = account_named(email)
    address = account.email
    if not second_factor.remove_second_factor(account.id, now=clock.now()):
        refuse(f"the account of {address} has no second factor.")
    click.echo(f"eventapp: {address} signs in with the password alone again.")
