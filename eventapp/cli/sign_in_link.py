"""Command: sign-in-link. The way back in for an organiser or host who has lost their password."""

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import select

from eventapp import clock
from eventapp.accounts.models import Account
from eventapp.accounts.queries import has_accounts
from eventapp.accounts.service import SIGN_IN_LINK_LASTS, email_key, issue_sign_in_link
from eventapp.cli.command import prepare_database, refuse
from eventapp.config import Config
from eventapp.extensions import db


@click.command("sign-in-link")
@click.argument("email")
@with_appcontext
def sign_in_link(email: str) -> None:
    """Prints a link that signs the account of EMAIL in, once.

    For whoever has lost their password. Standard output holds the link and nothing else. Run it with the same
    settings as the server, so that the link bears the server's address and stands in its database.
    """
    prepare_database()
    account = db.session.scalar(select(Account).where(Account.email == email_key(email)))
    if account is None and not has_accounts():
        refuse("nobody has an account yet; the server prints a link for the first organiser when it starts.")
    if account is None:
        refuse(f"nobody has an account with the address {email_key(email)!r}.")
    config: Config = current_app.extensions["eventapp_config"]
    name, token = account.name, issue_sign_in_link(account.id, now=clock.now())
    hours = int(SIGN_IN_LINK_LASTS.total_seconds()) // 3600
    click.echo(f"eventapp: this link signs {name} in, once, within {hours} hours.", err=True)
    click.echo(f"{config.base_url}/sign-in/{token}")
