"""Pages by which organisers and hosts get in and out."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp import clock
from eventapp.accounts import service
from eventapp.accounts.attempts import SIGN_IN
from eventapp.accounts.forms import SetupForm, SignInForm
from eventapp.accounts.guards import (
    await_code,
    current_account,
    dead_link,
    end_session,
    link_required,
    start_session,
    too_many_tries,
)
from eventapp.accounts.models import LinkPurpose, OneTimeLink
from eventapp.language import own_path

bp = Blueprint("accounts", __name__)


@bp.route("/setup/<token>", methods=["GET", "POST"])
@link_required(LinkPurpose.SETUP)
def setup(token: str, _link: OneTimeLink) -> ResponseReturnValue:
    """The first organiser makes an account."""
    form = SetupForm()
    if not form.validate_on_submit():
        status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_submitted() else HTTPStatus.OK
        return render_template("accounts/setup.html", form=form), status
    signed_in = service.use_link_for_account(
        token, email=form.email.data, name=form.name.data, password=form.password.data, now=clock.now()
    )
    if signed_in is None:
        return dead_link()
    start_session(signed_in)
    flash(_("Your account is ready."), "success")
    return redirect(url_for("events.home"), HTTPStatus.SEE_OTHER)


@bp.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """Signs in with address and password, and goes on to where the visitor wanted to be."""
    form = SignInForm()
    if not form.is_submitted():
        form.next.data = own_path(request.args.get("next"))
        if current_account() is not None:
            return redirect(form.next.data, HTTPStatus.SEE_OTHER)
        return render_template("accounts/sign_in.html", form=form)
    if form.validate():
        outcome = service.sign_in(form.email.data, form.password.data, now=clock.now())
        if outcome.verdict is service.SigningIn.SIGNED_IN:
            start_session(outcome.token)
            return redirect(own_path(form.next.data), HTTPStatus.SEE_OTHER)
        if outcome.verdict is service.SigningIn.CODE_NEEDED:
            return await_code(outcome.account_id, target=own_path(form.next.data), by_link=False)
        if outcome.verdict is service.SigningIn.TOO_MANY_TRIES:
            return too_many_tries(SIGN_IN)
        form.form_errors.append(_("This address and this password do not belong together."))
    form.next.data = own_path(form.next.data)
    return render_template("accounts/sign_in.html", form=form), HTTPStatus.UNPROCESSABLE_ENTITY


@bp.route("/sign-in/<token>", methods=["GET", "POST"])
@link_required(LinkPurpose.SIGN_IN)
def sign_in_by_link(token: str, _link: OneTimeLink) -> ResponseReturnValue:
    """Signs in by a link that works once: looking shows a button, the button uses the link."""
    if request.method != "POST":
        return render_template("accounts/sign_in_by_link.html")
    account_id = service.use_link_before_code(token, now=clock.now())
    if account_id is not None:
        return await_code(account_id, target="/", by_link=True)
    signed_in = service.use_link_to_sign_in(token, now=clock.now())
    if signed_in is None:
        return dead_link()
    start_session(signed_in)
    return redirect(url_for("events.home"), HTTPStatus.SEE_OTHER)


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """Signs this browser out: here, on the server, and in what the browser has kept."""
    end_session()
    flash(_("You are signed out."), "success")
    response = redirect(url_for("events.home"), HTTPStatus.SEE_OTHER)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
