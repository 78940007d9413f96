"""Command: sign-in-link. The way back in for an organiser or host who has lost their password."""

import click
from flask.cli import with_appcontext

from eventapp import clock
from eventapp.accounts.service import SIGN_IN_LINK_LASTS, issue_sign_in_link
from eventapp.cli.command import account_named, prepare_database
from eventapp.config import current_config


@click.command("sign-in-link")
@click.argument("email")
@with_appcontext
def sign_in_link(email: str) -> None:
    """Prints a link that signs the account of EMAIL in, once.

    For whoever has lost their password. Standard output holds the link and nothing else. Run it with the same
    settings as the server, so that the link bears the server's address and stands in its database.
    """
    prepare_database()
    account = account_named(email)
    config = current_config()
    name, token = account.name, issue_sign_in_link(account.id, now=clock.now())
    hours = int(SIGN_IN_LINK_LASTS.total_seconds()) // 3600
    click.echo(f"eventapp: this link signs {name} in, once, within {hours} hours.", err=True)
    click.echo(f"{config.base_url}/sign-in/{token}")
