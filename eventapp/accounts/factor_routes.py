"""Pages of two-factor sign-in: the code after the password, and how a device is set up for it."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp import clock
from eventapp.accounts import second_factor
from eventapp.accounts.attempts import SECOND_FACTOR, SIGN_IN
from eventapp.accounts.forms import CodeForm, RemoveFactorForm
from eventapp.accounts.guards import (
    account_required,
    awaited_code,
    current_account,
    sign_in_first,
    signed_in_account,
    start_session,
    too_many_tries,
)
from eventapp.accounts.own_account import Changing, knows_password
from eventapp.accounts.second_factor import Checking
from eventapp.accounts.service import SigningIn
from eventapp.core.codes import format_recovery_code
from eventapp.language import own_path

bp = Blueprint("factor", __name__)


@bp.route("/sign-in/code", methods=["GET", "POST"])
def code() -> ResponseReturnValue:
    """The second step of signing in. Nobody is signed in before the code is right."""
    waiting = awaited_code()
    if waiting is None:
        return _nobody_waits()
    form = CodeForm()
    if form.validate_on_submit():
        outcome = second_factor.sign_in_by_code(
            waiting.account_id,
            form.code.data,
            visitor=request.remote_addr or "",
            by_link=waiting.by_link,
            now=clock.now(),
        )
        if outcome.verdict is SigningIn.SIGNED_IN:
            start_session(outcome.token)
            return redirect(own_path(waiting.next), HTTPStatus.SEE_OTHER)
        if outcome.verdict is SigningIn.TOO_MANY_TRIES:
            return too_many_tries(SECOND_FACTOR)
        form.code.errors = [_wrong_code()]
    return render_template("accounts/code.html", form=form), _status(form)


@bp.get("/account/second-factor")
@account_required
def factor() -> ResponseReturnValue:
    """Shows whether a code is asked for, and what a new device has to learn."""
    return _page()


@bp.post("/account/second-factor/begin")
@account_required
def begin() -> ResponseReturnValue:
    """Draws a secret for a device."""
    second_factor.begin_setup(signed_in_account().id, now=clock.now())
    return _back()


@bp.post("/account/second-factor/confirm")
@account_required
def confirm() -> ResponseReturnValue:
    """Takes the first code of the device, and shows the codes for its loss: once, so without going on to a page."""
    form = CodeForm()
    if not form.validate():
        return _page(form)
    done = second_factor.confirm_setup(signed_in_account().id, form.code.data, now=clock.now())
    if done.checking is Checking.TOO_MANY_TRIES:
        return too_many_tries(SECOND_FACTOR)
    if done.checking is Checking.WRONG:
        form.code.errors = [_wrong_code()]
        return _page(form)
    return _codes(done.recovery_codes)


@bp.post("/account/second-factor/codes")
@account_required
def renew_codes() -> ResponseReturnValue:
    """Makes other codes for the loss of the device."""
    form, account_id = CodeForm(), signed_in_account().id
    if not form.validate():
        return _page(form)
    refusal = _refusal(form, account_id)
    return refusal or _codes(second_factor.renew_recovery_codes(account_id, now=clock.now()))


@bp.post("/account/second-factor/remove")
@account_required
def remove() -> ResponseReturnValue:
    """Turns the second factor off, for somebody who has both."""
    form, account_id, now = RemoveFactorForm(prefix="off"), signed_in_account().id, clock.now()
    if not form.validate():
        return _page(off=form)
    known = knows_password(account_id, form.password.data, now=now)
    if known is Changing.TOO_MANY_TRIES:
        return too_many_tries(SIGN_IN)
    if known is Changing.WRONG:
        form.password.errors = [_("This is not your present password.")]
        return _page(off=form)
    refusal = _refusal(form, account_id)
    if refusal is not None:
        return refusal
    second_factor.remove_second_factor(account_id, now=now)
    flash(_("Signing in asks for the password only from now on."), "success")
    return redirect(url_for("account.account"), HTTPStatus.SEE_OTHER)


def _nobody_waits() -> ResponseReturnValue:
    """The way back to the first step, for whoever has not been there, or took too long."""
    if current_account() is not None:
        return redirect(url_for("events.home"), HTTPStatus.SEE_OTHER)
    if request.method == "POST":
        flash(_("That took longer than five minutes. Please sign in once more."), "error")
    return sign_in_first()


def _refusal(form: CodeForm | RemoveFactorForm, account_id: int) -> ResponseReturnValue | None:
    """The page that says that the code is wrong; None for a right one."""
    checking = second_factor.check_code(
        account_id, form.code.data, visitor=request.remote_addr or "", now=clock.now()
    )
    if checking is Checking.RIGHT:
        return None
    if checking is Checking.TOO_MANY_TRIES:
        return too_many_tries(SECOND_FACTOR)
    form.code.errors = [_wrong_code()]
    return _page(form) if isinstance(form, CodeForm) else _page(off=form)


def _page(form: CodeForm | None = None, *, off: RemoveFactorForm | None = None) -> ResponseReturnValue:
    account_id, now = signed_in_account().id, clock.now()
    page = render_template(
        "accounts/second_factor.html",
        is_on=second_factor.has_second_factor(account_id),
        setup=second_factor.waiting_setup(account_id, now=now),
        codes_left=second_factor.recovery_codes_left(account_id),
        form=form or CodeForm(formdata=None),
        off=off or RemoveFactorForm(formdata=None, prefix="off"),
        next=_next(),
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form or off else HTTPStatus.OK


def _codes(codes: tuple[str, ...]) -> ResponseReturnValue:
    shown = [format_recovery_code(code) for code in codes]
    return render_template("accounts/recovery_codes.html", codes=shown, next=_next())


def _back() -> ResponseReturnValue:
    return redirect(url_for("factor.factor", next=_next()), HTTPStatus.SEE_OTHER)


def _next() -> str | None:
    """Where somebody wanted to be who was led here; it goes along in the addresses."""
    target = own_path(request.args.get("next"))
    return None if target == "/" else target


def _wrong_code() -> str:
    return str(_("This code does not fit, or was used already. Wait for the next one and type it then."))


def _status(form: CodeForm) -> HTTPStatus:
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.is_submitted() else HTTPStatus.OK
