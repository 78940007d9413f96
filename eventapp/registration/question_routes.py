"""Pages of organisers around the questions that are asked at registration."""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp import clock
from eventapp.accounts.guards import signed_in_account
from eventapp.accounts.roles import Right
from eventapp.core.asking import FITS_ON_BADGE, MOST_QUESTIONS, WITH_OPTIONS, Kind
from eventapp.errors import error_response
from eventapp.events.guards import with_right
from eventapp.events.models import Event
from eventapp.forms import sent_texts
from eventapp.registration import question_queries, service, words
from eventapp.registration.forms import ErasureForm
from eventapp.registration.question_forms import OPTIONS_SHOWN, QuestionForm, question_form
from eventapp.registration.question_queries import Asked

bp = Blueprint("questions", __name__)

_QUESTIONS = "/events/<slug>/settings/questions"
_UP, _DOWN = "up", "down"


@bp.get(_QUESTIONS)
@with_right(Right.ORGANISE)
def questions(event: Event) -> ResponseReturnValue:
    """What is asked, in which order, and what was answered so far."""
    asked = question_queries.all_asked(event.id)
    return render_template(
        "registration/questions.html",
        event=event,
        asked=asked,
        has_room=len(asked) < MOST_QUESTIONS,
        tally=_tally,
        kinds=words.KINDS,
    )


@bp.route(f"{_QUESTIONS}/new", methods=["GET", "POST"])
@with_right(Right.ORGANISE)
def new(event: Event) -> ResponseReturnValue:
    """Asks something more; what kind of answer it takes stands in the address."""
    wanted = request.args.get("kind", Kind.TEXT)
    if wanted not in list(Kind):
        abort(HTTPStatus.NOT_FOUND)
    kind, slug = Kind(wanted), event.slug
    form = question_form(kind, None)
    if not form.validate_on_submit():
        return _question_page(event, form, None)
    done = service.add_question(event.id, kind, form.entry(), **_who())
    if done is service.Asking.TOO_MANY:
        most = _("An event has at most %(most)d questions: please delete one first.", most=MOST_QUESTIONS)
        form.form_errors.append(most)
        return _question_page(event, form, None)
    flash(_("Saved."), "success")
    return _to_questions(slug)


@bp.route(f"{_QUESTIONS}/<id:question_id>", methods=["GET", "POST"])
@with_right(Right.ORGANISE)
def change(event: Event, question_id: int) -> ResponseReturnValue:
    """Asks it in other words, or offers other answers."""
    asked, slug = _asked(event, question_id), event.slug
    form = question_form(Kind(asked.question.kind), asked)
    if not form.validate_on_submit():
        return _question_page(event, form, asked)
    service.change_question(event.id, question_id, form.entry(), **_who())
    flash(_("Saved."), "success")
    return _to_questions(slug)


@bp.post(f"{_QUESTIONS}/<id:question_id>/move")
@with_right(Right.ORGANISE)
def move(event: Event, question_id: int) -> ResponseReturnValue:
    """Asks it one place earlier or later."""
    slug, to = event.slug, sent_texts().get("to", "")
    if to not in {_UP, _DOWN}:
        abort(HTTPStatus.BAD_REQUEST)
    if service.move_question(event.id, question_id, up=to == _UP, **_who()) is service.Asking.MISSING:
        abort(HTTPStatus.NOT_FOUND)
    return _to_questions(slug, f"question-{question_id}")


@bp.route(f"{_QUESTIONS}/<id:question_id>/delete", methods=["GET", "POST"])
@with_right(Right.ORGANISE)
def remove(event: Event, question_id: int) -> ResponseReturnValue:
    """Asks it no more: a page that says how many answers go with it, and its button."""
    asked, slug = _asked(event, question_id), event.slug
    if request.method != "POST":
        return render_template("registration/question_delete.html", event=event, asked=asked)
    if not ErasureForm().validate():
        return error_response(HTTPStatus.BAD_REQUEST)
    service.remove_question(event.id, question_id, **_who())
    flash(_("The question is deleted."), "success")
    return _to_questions(slug)


def _question_page(event: Event, form: QuestionForm, asked: Asked | None) -> ResponseReturnValue:
    page = render_template(
        "registration/question.html",
        event=event,
        form=form,
        asked=asked,
        kinds=words.KINDS,
        has_options=form.kind in WITH_OPTIONS,
        is_for_badges=form.kind in FITS_ON_BADGE,
        rows_shown=max(OPTIONS_SHOWN, len(asked.question.options) + 1 if asked else 0),
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.is_submitted() else HTTPStatus.OK


def _asked(event: Event, question_id: int) -> Asked:
    question = question_queries.question_of(event.id, question_id) or abort(HTTPStatus.NOT_FOUND)
    return question_queries.asked_of_all(question)


def _tally(asked: Asked) -> list[tuple[str, int]]:
    """How often each of the offered answers was given, in words."""
    offered = words.offered(asked.question)
    return [(name, asked.chosen.get(key, 0)) for key, name in offered.items()]


def _who() -> dict[str, Any]:
    return {"account_id": signed_in_account().id, "now": clock.now()}


def _to_questions(slug: str, anchor: str | None = None) -> ResponseReturnValue:
    return redirect(url_for("questions.questions", slug=slug, _anchor=anchor), HTTPStatus.SEE_OTHER)
