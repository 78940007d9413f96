"""What tests of pages need: to be signed in, to compare pages, and to see that nothing was written."""

import re

from flask import Flask
from flask.testing import FlaskClient

from eventapp import clock, tables
from eventapp.accounts.models import Account
from eventapp.accounts.service import issue_sign_in_link, use_link_to_sign_in
from eventapp.extensions import db

_TOKEN = re.compile(r'name="csrf_token" (?:type="hidden" )?value="[^"]*"')


def sign_in(client: FlaskClient, account: Account) -> str:
    """Signs an account in in a client, as a one-time link would; call it inside an app context.

    Returns:
        The browser's sign-in token.
    """
    now = clock.now()
    token = use_link_to_sign_in(issue_sign_in_link(account.id, now=now), now=now)
    assert token is not None
    with client.session_transaction() as session:
        session["account"] = token
    return token


def without_token(page: str) -> str:
    """A page without its CSRF token, which differs from answer to answer."""
    return _TOKEN.sub("", page)


def database_contents(app: Flask) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    with app.app_context(), db.engine.connect() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(table.select())), key=repr)
            for table in tables.metadata.sorted_tables
        }
