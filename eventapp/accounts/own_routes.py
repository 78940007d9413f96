"""Pages of the own account: name, password, the browsers in which it is signed in; and the way back in by mail."""

from http import HTTPStatus

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp import clock
from eventapp.accounts import own_account
from eventapp.accounts.attempts import SIGN_IN
from eventapp.accounts.forms import LinkByMailForm, LostPasswordForm, NameForm, PasswordForm
from eventapp.accounts.guards import (
    account_required,
    current_sign_in,
    renew_session,
    signed_in_account,
    too_many_tries,
)
from eventapp.accounts.own_account import Changing
from eventapp.accounts.queries import sign_ins_of
from eventapp.accounts.second_factor import has_second_factor
from eventapp.errors import error_response
from eventapp.language import current

bp = Blueprint("account", __name__)

ZONE = "Europe/Berlin"
"""In which sign-ins are told: an account belongs to no place; this is where events are by default."""


@bp.get("/account")
@account_required
def account() -> ResponseReturnValue:
    """Shows the own account."""
    return _page()


@bp.post("/account/name")
@account_required
def rename() -> ResponseReturnValue:
    """Changes the own name."""
    form = NameForm()
    if not form.validate():
        return _page(name_form=form)
    own_account.rename(signed_in_account().id, form.name.data, now=clock.now())
    flash(_("Saved."), "success")
    return _back()


@bp.post("/account/password")
@account_required
def choose_password() -> ResponseReturnValue:
    """Sets a new password; from then on no other browser is signed in."""
    now, account_id = clock.now(), signed_in_account().id
    form = _password_form()
    if not form.validate():
        return _page(password_form=form)
    if isinstance(form, PasswordForm):
        known = own_account.knows_password(account_id, form.present.data, now=now)
        if known is Changing.TOO_MANY_TRIES:
            return too_many_tries(SIGN_IN)
        if known is Changing.WRONG:
            form.present.errors = [_("This is not your present password.")]
            return _page(password_form=form)
    token, _sign_in = current_sign_in()
    renew_session(own_account.choose_password(account_id, form.password.data, token, now=now))
    flash(_("Your new password holds. Every other browser is signed out."), "success")
    return _back()


@bp.post("/account/sign-ins/end-others")
@account_required
def end_others() -> ResponseReturnValue:
    """Signs the account out everywhere else."""
    token, _sign_in = current_sign_in()
    renew_session(own_account.end_other_sign_ins(signed_in_account().id, token, now=clock.now()))
    flash(_("Every other browser is signed out."), "success")
    return _back()


@bp.post("/account/sign-ins/<id:sign_in_id>/end")
@account_required
def end_sign_in(sign_in_id: int) -> ResponseReturnValue:
    """Signs the account out in one browser."""
    if not own_account.end_sign_in(sign_in_id, account_id=signed_in_account().id, now=clock.now()):
        abort(404)
    flash(_("That browser is signed out."), "success")
    return _back()


@bp.route("/lost-password", methods=["GET", "POST"])
def link_by_mail() -> ResponseReturnValue:
    """Sends a link that signs in; the answer is the same whether the address has an account or not."""
    form = LinkByMailForm()
    if not form.validate_on_submit():
        status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_submitted() else HTTPStatus.OK
        return render_template("accounts/link_by_mail.html", form=form), status
    visitor = request.remote_addr or ""
    if not own_account.ask_for_link(form.email.data, visitor=visitor, locale=current(), now=clock.now()):
        return error_response(HTTPStatus.TOO_MANY_REQUESTS)
    return redirect(url_for("account.link_sent"), HTTPStatus.SEE_OTHER)


@bp.get("/lost-password/sent")
def link_sent() -> ResponseReturnValue:
    """Says that a mail is on its way, if the address has an account."""
    return render_template("accounts/link_sent.html")


def _password_form() -> PasswordForm | LostPasswordForm:
    _token, sign_in = current_sign_in()
    return LostPasswordForm() if own_account.may_choose_anew(sign_in, now=clock.now()) else PasswordForm()


def _page(
    *, name_form: NameForm | None = None, password_form: PasswordForm | LostPasswordForm | None = None
) -> ResponseReturnValue:
    """The account's page; with what was typed, where that did not do."""
    own, (_token, here) = signed_in_account(), current_sign_in()
    page = render_template(
        "accounts/account.html",
        name_form=name_form or NameForm(formdata=None, name=own.name),
        password_form=password_form or _password_form(),
        sign_ins=sign_ins_of(own.id, now=clock.now()),
        here=here,
        has_second_factor=has_second_factor(own.id),
        zone=ZONE,
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if name_form or password_form else HTTPStatus.OK


def _back() -> ResponseReturnValue:
    return redirect(url_for("account.account"), HTTPStatus.SEE_OTHER)
