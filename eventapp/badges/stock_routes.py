"""Pages of hosts around paper: all papers with their test sheets, and those that they measured themselves."""

import tempfile
from http import HTTPStatus

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp import assets
from eventapp.accounts.roles import Right
from eventapp.badges.fonts import load_fonts
from eventapp.badges.own_sizes import find_size, find_stock, forget_size, keep_size, own_stocks
from eventapp.badges.sheet import Duplex
from eventapp.badges.sheet.trial import write_trial
from eventapp.badges.stock_forms import SizeForm
from eventapp.badges.words import stock_groups, stock_label, trial_words
from eventapp.events.guards import may_here, with_right
from eventapp.events.models import Event

bp = Blueprint("papers", __name__)


@bp.get("/events/<slug>/badges/papers")
@with_right(Right.PRINT)
def papers(event: Event) -> ResponseReturnValue:
    """All papers, each with its test sheet; own sizes can be made and changed."""
    own = own_stocks(event.series_id)
    return render_template(
        "badges/papers.html",
        own=own,
        groups=stock_groups(),
        stock_label=stock_label,
        may_remove=may_here(Right.ORGANISE),
    )


@bp.get("/events/<slug>/badges/papers/<stock>/test.pdf")
@with_right(Right.PRINT)
def trial(event: Event, stock: str) -> ResponseReturnValue:
    """The test sheet of a paper; with an edge, also its other side."""
    paper = find_stock(event.series_id, stock) or abort(HTTPStatus.NOT_FOUND)
    edge = request.args.get("edge", "")
    words = trial_words(paper)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    fonts = load_fonts(assets.FOLDER / "vendor" / "fonts")
    write_trial(file, paper, fonts, words, Duplex(edge) if edge in list(Duplex) else None)
    size = file.tell()
    file.seek(0)
    response: Response = send_file(file, "application/pdf", download_name=f"{paper.key}.pdf")
    response.content_length = size
    return response


@bp.route("/events/<slug>/badges/papers/new", methods=["GET", "POST"])
@with_right(Right.PRINT)
def new_size(event: Event) -> ResponseReturnValue:
    """Enters a paper that no preset knows."""
    return _edited(event, SizeForm(), None)


@bp.route("/events/<slug>/badges/papers/own/<id:size_id>", methods=["GET", "POST"])
@with_right(Right.PRINT)
def size(event: Event, size_id: int) -> ResponseReturnValue:
    """Changes one."""
    measured = find_size(event.series_id, size_id) or abort(HTTPStatus.NOT_FOUND)
    return _edited(event, SizeForm(obj=measured), size_id)


@bp.post("/events/<slug>/badges/papers/own/<id:size_id>/forget")
@with_right(Right.ORGANISE)
def forget(event: Event, size_id: int) -> ResponseReturnValue:
    """Forgets one; it was there for all events of the series."""
    if find_size(event.series_id, size_id) is None:
        abort(HTTPStatus.NOT_FOUND)
    forget_size(event.series_id, size_id)
    flash(_("The paper is gone from the list."), "success")
    return _to_papers(event)


def _edited(event: Event, form: SizeForm, size_id: int | None) -> ResponseReturnValue:
    if form.validate_on_submit():
        if keep_size(event.series_id, form.measured(), size_id) is None:
            flash(_("There are very many own sizes already. Please remove one first."), "error")
        else:
            flash(_("Kept. Please print its test sheet on plain paper before you use it."), "success")
        return _to_papers(event)
    page = render_template("badges/paper.html", form=form, size_id=size_id)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.is_submitted() else HTTPStatus.OK


def _to_papers(event: Event) -> ResponseReturnValue:
    return redirect(url_for("papers.papers", slug=event.slug), HTTPStatus.SEE_OTHER)
