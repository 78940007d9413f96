"""Who asks? The account of the signed-in browser, pages for accounts only, and holders of one-time links."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from http import HTTPStatus
from typing import Any, ParamSpec

from flask import Flask, g, make_response, redirect, render_template, request, session, url_for
from flask.json.provider import DefaultJSONProvider
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp import clock
from eventapp.accounts import attempts
from eventapp.accounts.models import Account, LinkPurpose, SignIn
from eventapp.accounts.queries import account_by_sign_in, sign_in_by_token, usable_link
from eventapp.accounts.service import end_sign_ins
from eventapp.errors import error_response, wants_json

P = ParamSpec("P")
View = Callable[..., ResponseReturnValue]
KEPT = ("language", "device")
"""What a browser keeps when everybody in it signs out: neither lets anybody in."""
ACCOUNT, ATTENDEES = "account", "attendees"
"""Where the session keeps the secrets of sign-ins: the account's, and by event those of attendees."""


AWAITS_CODE, CODE_AWAITED = "awaits_code", timedelta(minutes=5)
"""Where the session keeps whose second factor is awaited, and for how long."""


@dataclass(frozen=True)
class AwaitedCode:
    """A sign-in of which the second factor is missing.

    Attributes:
        account_id: Whose.
        next: Where it goes on to.
        by_link: The first factor was a link and not the password.
    """

    account_id: int
    next: str
    by_link: bool


def init_app(app: Flask) -> None:
    """Gives every template `current_account`, and lets sessions keep the order in which people signed in."""
    assert isinstance(app.json, DefaultJSONProvider)  # noqa: S101 for mypy: any other has no such switch
    app.json.sort_keys = False
    app.context_processor(lambda: {"current_account": current_account()})


def current_account() -> Account | None:
    """The account that is signed in in this browser."""
    if "account" not in g:
        token = session.get(ACCOUNT)
        g.account = account_by_sign_in(token, now=clock.now()) if isinstance(token, str) else None
    account: Account | None = g.account
    return account


def attendee_tokens() -> dict[str, str]:
    """The secrets by which this browser is signed in as an attendee, by the slug of the event."""
    tokens = session.get(ATTENDEES)
    return dict(tokens) if isinstance(tokens, dict) else {}


def start_session(token: str) -> None:
    """Signs this browser in as an account; whoever was signed in in it before is not any more."""
    end_session()
    session[ACCOUNT] = token


def end_session() -> None:
    """Signs everybody in this browser out, the account and attendees, and with them every copy of the cookie."""
    kept = {key: session[key] for key in KEPT if key in session}
    end_sign_ins([session.get(ACCOUNT), *attendee_tokens().values()], now=clock.now())
    session.clear()
    session.update(kept)
    g.pop("account", None)


def renew_session(token: str) -> None:
    """Gives this browser another secret for the same sign-in; copies of its cookie are signed out."""
    session[ACCOUNT] = token
    g.pop("account", None)


def current_sign_in() -> tuple[str, SignIn]:
    """The secret of this browser behind an `account_required` page, and since when it is signed in."""
    token: Any = session.get(ACCOUNT)
    found: Any = sign_in_by_token(token, now=clock.now())
    assert isinstance(found, SignIn)  # noqa: S101 for mypy: the guard has checked
    return token, found


def too_many_tries(limit: attempts.Limit) -> ResponseReturnValue:
    """Refuses somebody who has tried too often, and says how long to wait."""
    minutes = int(limit.window.total_seconds()) // 60
    sentence = _("There were too many wrong tries. Please wait %(minutes)d minutes, then try again.", minutes=minutes)
    response = error_response(HTTPStatus.TOO_MANY_REQUESTS, "too_many_tries", sentence)
    response.headers["Retry-After"] = str(minutes * 60)
    return response


def await_code(account_id: int, *, target: str, by_link: bool) -> ResponseReturnValue:
    """Keeps that this browser has shown the first factor of an account, and asks for the second."""
    until = clock.now() + CODE_AWAITED
    session[AWAITS_CODE] = {
        "account_id": account_id,
        "next": target,
        "by_link": by_link,
        "until": int(until.timestamp()),
    }
    return redirect(url_for("factor.code"), HTTPStatus.SEE_OTHER)


def awaited_code() -> AwaitedCode | None:
    """Whose code this browser still owes, if it has shown the first factor just now; signed, so nobody forges it."""
    kept = session.get(AWAITS_CODE)
    if not isinstance(kept, dict) or kept.get("until", 0) < clock.now().timestamp():
        return None
    return AwaitedCode(kept["account_id"], kept["next"], kept["by_link"])


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


def dead_link() -> ResponseReturnValue:
    """The page for a link that is used, expired, or was never given out; it does not tell which."""
    return make_response(render_template("accounts/dead_link.html"), HTTPStatus.GONE)


def link_required(purpose: LinkPurpose) -> Callable[[View], View]:
    """Opens a page `/…/<token>` to holders of a usable link; the view gets the token and the link.

    Wrong secrets that are sent are counted for each network address; a mere look changes no row.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(token: str, **kwargs: Any) -> ResponseReturnValue:
            now, visitor, sends = clock.now(), request.remote_addr or "", request.method == "POST"
            if sends and not attempts.is_allowed(attempts.SECRET_LINK, visitor, now=now):
                return error_response(HTTPStatus.TOO_MANY_REQUESTS)
            link = usable_link(token, now=now)
            if link is not None and link.purpose == purpose:
                return view(token, link, **kwargs)
            if sends:
                attempts.note(attempts.SECRET_LINK, visitor, now=now)
            return dead_link()

        return guarded

    return guard
