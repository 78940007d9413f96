"""Pages on which organisers write to many people: write, look at it as somebody, try it, send it, stop it."""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp import clock
from eventapp.accounts.guards import signed_in_account
from eventapp.accounts.roles import Right
from eventapp.config import current_config
from eventapp.core.mail_text import in_short
from eventapp.errors import error_response
from eventapp.events.guards import with_right
from eventapp.events.models import Event
from eventapp.mailings import queries, service
from eventapp.mailings.forms import AUDIENCES, MailingForm, TrialForm
from eventapp.mailings.letters import written_for
from eventapp.mailings.models import Audience, Mailing
from eventapp.mailings.service import Sending

bp = Blueprint("mailings", __name__)
bp.app_template_filter()(in_short)

STARTS = ("reminder", "change", "thanks")
"""Texts to begin with, in templates/mailings/starts."""
MOST_TO_LOOK_AS = 50
_MAILINGS = "/events/<slug>/mailings"
_ONE = f"{_MAILINGS}/<mailing_uid>"


@bp.get(_MAILINGS)
@with_right(Right.ORGANISE)
def mailings(event: Event) -> ResponseReturnValue:
    """What was written, and how far it is."""
    rows = [(each, queries.progress(each) if each.sent_at else None) for each in queries.mailings(event.id)]
    return render_template("mailings/mailings.html", event=event, rows=rows, starts=STARTS, audiences=AUDIENCES)


@bp.route(f"{_MAILINGS}/new", methods=["GET", "POST"])
@with_right(Right.ORGANISE)
def new(event: Event) -> ResponseReturnValue:
    """Writes a mailing, from one of the texts to begin with or from nothing."""
    form = MailingForm(queries.audience_sizes(event.id), data=_start(request.args.get("from", "")))
    if form.validate_on_submit():
        slug = event.slug
        mailing = service.write(form.draft(), event_id=event.id, account_id=signed_in_account().id, now=clock.now())
        return redirect(url_for("mailings.mailing", slug=slug, mailing_uid=mailing.uid), HTTPStatus.SEE_OTHER)
    return _form_page(event, form)


@bp.get(_ONE)
@with_right(Right.ORGANISE)
def mailing(event: Event, mailing_uid: str) -> ResponseReturnValue:
    """A mailing as one of its readers gets it, and what can be done with it."""
    shown = _mailing(event, mailing_uid)
    audience = Audience(shown.audience)
    person = queries.somebody_of(event.id, audience, request.args.get("as", ""))
    written = None
    if person is not None:
        link = f"{current_config().base_url}/p/…"  # each reader has one of their own, made at the moment of sending
        written = written_for(shown, event, name=person.name, locale=person.locale, link=link)
    return render_template(
        "mailings/mailing.html",
        event=event,
        mailing=shown,
        audience=AUDIENCES[audience],
        number=queries.audience_sizes(event.id)[audience],
        person=person,
        written=written,
        people=queries.people_of(event.id, audience, most=MOST_TO_LOOK_AS),
        progress=queries.progress(shown) if shown.sent_at else None,
        own_address=signed_in_account().email,
    )


@bp.route(f"{_ONE}/edit", methods=["GET", "POST"])
@with_right(Right.ORGANISE)
def edit(event: Event, mailing_uid: str) -> ResponseReturnValue:
    """Changes a mailing that is not sent yet."""
    shown = _mailing(event, mailing_uid)
    if shown.sent_at is None:
        form = MailingForm(queries.audience_sizes(event.id), obj=shown)
        if not form.validate_on_submit():
            return _form_page(event, form, shown)
    slug, is_sent = event.slug, shown.sent_at is not None
    if is_sent or not service.rewrite(shown.id, form.draft()):
        flash(_("This mailing is sent; it cannot be changed any more."), "error")
    return redirect(url_for("mailings.mailing", slug=slug, mailing_uid=mailing_uid), HTTPStatus.SEE_OTHER)


@bp.post(f"{_ONE}/trial")
@with_right(Right.ORGANISE)
def trial(event: Event, mailing_uid: str) -> ResponseReturnValue:
    """Sends it to whoever asks, and to nobody else."""
    shown, form, account = _mailing(event, mailing_uid), TrialForm(), signed_in_account()
    if not form.validate():
        return error_response(HTTPStatus.BAD_REQUEST)
    address = account.email
    service.try_out(shown, recipient=address, locale=form.language.data, now=clock.now())
    flash(_("The trial goes to %(email)s.", email=address), "success")
    return redirect(url_for("mailings.mailing", slug=event.slug, mailing_uid=mailing_uid), HTTPStatus.SEE_OTHER)


@bp.post(f"{_ONE}/send")
@with_right(Right.ORGANISE)
def send(event: Event, mailing_uid: str) -> ResponseReturnValue:
    """Sends it to everybody who is meant at this moment, once."""
    sending = service.send(_mailing(event, mailing_uid).id, account_id=signed_in_account().id, now=clock.now())
    if sending is Sending.STARTED:
        flash(_("The mails are on their way."), "success")
    elif sending is Sending.NOBODY:
        flash(_("There is nobody to whom it would go. Nothing was sent."), "error")
    return redirect(url_for("mailings.mailing", slug=event.slug, mailing_uid=mailing_uid), HTTPStatus.SEE_OTHER)


@bp.post(f"{_ONE}/stop")
@with_right(Right.ORGANISE)
def stop(event: Event, mailing_uid: str) -> ResponseReturnValue:
    """Stops the sending; what has gone has gone."""
    service.stop(_mailing(event, mailing_uid).id, account_id=signed_in_account().id, now=clock.now())
    return redirect(url_for("mailings.mailing", slug=event.slug, mailing_uid=mailing_uid), HTTPStatus.SEE_OTHER)


@bp.post(f"{_ONE}/remove")
@with_right(Right.ORGANISE)
def remove(event: Event, mailing_uid: str) -> ResponseReturnValue:
    """Throws a mailing away that was not sent."""
    if service.remove(_mailing(event, mailing_uid).id):
        flash(_("The mailing is deleted. Nobody got it."), "success")
    return redirect(url_for("mailings.mailings", slug=event.slug), HTTPStatus.SEE_OTHER)


def _mailing(event: Event, uid: str) -> Mailing:
    return queries.mailing_by_uid(event.id, uid) or abort(HTTPStatus.NOT_FOUND)


def _start(name: str) -> dict[str, Any]:
    """A text to begin with: its first line is the subject."""
    if name not in STARTS:
        return {}
    templates = current_app.jinja_env
    texts = {language: templates.get_template(f"mailings/starts/{name}.{language}.txt") for language in ("de", "en")}
    parts = {language: text.render().partition("\n") for language, text in texts.items()}
    return {
        "subject": parts["de"][0],
        "text": parts["de"][2],
        "subject_en": parts["en"][0],
        "text_en": parts["en"][2],
    }


def _form_page(event: Event, form: MailingForm, shown: Mailing | None = None) -> ResponseReturnValue:
    page = render_template("mailings/edit.html", event=event, form=form, mailing=shown)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.is_submitted() else HTTPStatus.OK
