"""Pages of printings: how far one is, what is on it, its file, the log of all."""

import re
import tempfile
from http import HTTPStatus
from pathlib import Path
from typing import Any, BinaryIO

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp import clock
from eventapp.accounts.guards import signed_in_account
from eventapp.accounts.roles import Right
from eventapp.badges.design.badge import Problem
from eventapp.badges.stock import stock_of
from eventapp.badges.words import stock_size
from eventapp.config import current_config
from eventapp.events.guards import with_right
from eventapp.events.models import Event
from eventapp.prints import queries, service
from eventapp.prints.drawing import write_badges
from eventapp.prints.files import KEPT, file_of
from eventapp.prints.forms import REASONS
from eventapp.prints.looks import look_of
from eventapp.prints.models import UNDER_WAY, PrintJob, State
from eventapp.prints.words import edition_of, title_of

bp = Blueprint("printings", __name__)

PER_PAGE = 50
_PRINTING = "/events/<slug>/badges/prints/<key>"
_LOOK_AGAIN = 3
"""Seconds after which a page without JavaScript looks again how far a printing is."""


@bp.app_template_global()
def paper(printed: Any) -> str:
    """What a printing in the log came out on: the name on the package, and the size where it is still known."""
    stock = stock_of(printed.stock)
    return str(printed.stock_name) if stock is None else f"{stock.name}, {stock_size(stock)}"


@bp.get("/events/<slug>/badges/prints")
@with_right(Right.PRINT)
def log(event: Event) -> ResponseReturnValue:
    """Who printed how many badges, when, and on what."""
    return render_template(
        "prints/log.html",
        log=queries.log_page(event.id, number=_page_number(), size=PER_PAGE),
        address=lambda number: url_for("printings.log", slug=event.slug, page=number),
        State=State,
    )


@bp.get(_PRINTING)
@with_right(Right.PRINT)
def printing(event: Event, key: str) -> ResponseReturnValue:
    """One printing: how far it is, its file, whose badges, and which were left out."""
    job = _job(event, key)
    return render_template(
        "prints/printing.html",
        job=job,
        is_under_way=job.state in UNDER_WAY,
        has_file=_has_file(job),
        on_it=queries.people_on(job, number=_page_number(), size=PER_PAGE),
        address=lambda number: url_for("printings.printing", slug=event.slug, key=key, page=number),
        left_out=queries.left_out(job),
        reasons=REASONS,
        counts=queries.reasons_of(job),
        kept_days=KEPT.days,
        look_again=_LOOK_AGAIN,
        State=State,
    )


@bp.get(f"{_PRINTING}/progress")
@with_right(Right.PRINT)
def progress(event: Event, key: str) -> ResponseReturnValue:
    """How far it is, for the page that shows it."""
    job = _job(event, key)
    return jsonify(state=job.state, drawn=job.drawn, badges=job.badges, is_under_way=job.state in UNDER_WAY)


@bp.post(f"{_PRINTING}/cancel")
@with_right(Right.PRINT)
def cancel(event: Event, key: str) -> ResponseReturnValue:
    """Ends a printing that is not done."""
    _job(event, key)
    slug = event.slug
    if service.cancel(key, event_id=event.id, account_id=signed_in_account().id, now=clock.now()):
        flash(_("The badges are not drawn any further."), "success")
    return redirect(url_for("printings.printing", slug=slug, key=key), HTTPStatus.SEE_OTHER)


@bp.get(f"{_PRINTING}.pdf")
@with_right(Right.PRINT)
def sheet(event: Event, key: str) -> ResponseReturnValue:
    """The badges themselves."""
    job = _job(event, key)
    if not _has_file(job):
        return redirect(url_for("printings.printing", slug=event.slug, key=key), HTTPStatus.SEE_OTHER)
    if job.state == State.READY:
        return _pdf(file_of(current_config().instance, key), title_of(event.title))
    return _drawn(job, event)


def _drawn(job: PrintJob, event: Event) -> Response:
    """Draws a few badges into a file that is gone as soon as it is sent."""
    look = look_of(job, edition_of(event)) or abort(HTTPStatus.GONE)
    only = queries.printed_holders(job, limit=1)[0][1] if job.badges == 1 else None
    title = title_of(event.title, only)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    report = write_badges(job, look, file, title)
    if any(problem.problem is Problem.NOT_PRINTED for problem in report.problems):
        current_app.logger.warning("of %s badges only %s could be set", job.badges, report.badges)
    size = file.tell()
    file.seek(0)
    response = _pdf(file, title)
    response.content_length = size
    return response


def _pdf(file: BinaryIO | Path, title: str) -> Response:
    """Shown in place; saved, it is called after the event or the person, with a name that every file system takes."""
    name = re.sub(r"[^\w .,-]+", "-", title)[:100].strip(" .-")
    return send_file(file, "application/pdf", download_name=f"{name}.pdf")


def _has_file(job: PrintJob) -> bool:
    """Whether the badges can be fetched: drawn now, or from a file that nobody on it had erased since."""
    if job.state == State.DIRECT:
        return bool(queries.printed_holders(job, limit=1))
    is_kept = job.state == State.READY and job.kept_until is not None and job.kept_until > clock.now()
    return is_kept and file_of(current_config().instance, job.key).is_file()


def _job(event: Event, key: str) -> Any:
    return queries.job_by_key(event.id, key) or abort(HTTPStatus.NOT_FOUND)


def _page_number() -> int:
    return min(max(1, request.args.get("page", 1, type=int)), 1_000_000)
