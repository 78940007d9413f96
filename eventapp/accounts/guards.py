"""Who asks? The account of the signed-in browser, and pages for accounts only."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

from flask import Flask, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from eventapp import clock
from eventapp.accounts.models import Account
from eventapp.accounts.queries import account_by_sign_in
from eventapp.errors import error_response, wants_json

P = ParamSpec("P")
_KEY = "account"


def init_app(app: Flask) -> None:
    """Gives every template `current_account`."""
    app.context_processor(lambda: {"current_account": current_account()})


def current_account() -> Account | None:
    """The account that is signed in in this browser."""
    if "account" not in g:
        token = session.get(_KEY)
        g.account = account_by_sign_in(token, now=clock.now()) if isinstance(token, str) else None
    account: Account | None = g.account
    return account


def start_session(token: str) -> None:
    """Signs this browser in as an account; what an earlier visitor left in it goes first."""
    _forget_visitor()
    session[_KEY] = token


def end_session() -> str | None:
    """Forgets everybody who is signed in in this browser; gives the account's token back to be ended."""
    token = session.get(_KEY)
    _forget_visitor()
    return token if isinstance(token, str) else None


def _forget_visitor() -> None:
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language
    g.pop("account", None)


def sign_in_first() -> ResponseReturnValue:
    """Sends a visitor without an account to the sign-in page, and back afterwards."""
    if wants_json():
        return error_response(401)
    target = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("accounts.sign_in", next=target), 303)


def account_required(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Lets only signed-in accounts see a page."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        if current_account() is None:
            return sign_in_first()
        return view(*args, **kwargs)

    return guarded


def signed_in_account() -> Account:
    """The account behind an `account_required` page."""
    account: Any = current_account()
    assert isinstance(account, Account)  # noqa: S101 for mypy: the guard has checked
    return account
