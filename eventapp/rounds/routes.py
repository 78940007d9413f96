"""Pages: an organiser's tables and rounds, the projector, and the page behind a table's code."""

import re
import tempfile
from datetime import datetime
from http import HTTPStatus

from flask import (
    Blueprint,
    abort,
    flash,
    g,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp import assets, clock
from eventapp.accounts.guards import signed_in_account
from eventapp.accounts.roles import Right
from eventapp.badges import qr
from eventapp.badges.fonts import load_fonts
from eventapp.config import current_config
from eventapp.core.codes import BadgeCode, read_code, table_address
from eventapp.errors import error_response, wants_json
from eventapp.events.guards import role_here, with_right
from eventapp.events.models import Event
from eventapp.language import address_reader
from eventapp.registration.forms import LinkAgainForm
from eventapp.registration.guards import current_attendee
from eventapp.registration.queries import SignedInAttendee, registration
from eventapp.rounds import queries, service
from eventapp.rounds.forms import RoundForm, TableNameForm, TablesForm
from eventapp.rounds.models import MeetingTable
from eventapp.rounds.seats import Joining, join_table
from eventapp.rounds.service import Starting
from eventapp.rounds.sheet import Paper, SignWords, TableSign, write_signs

bp = Blueprint("rounds", __name__)

_ROUNDS = "/events/<slug>/rounds"
_TABLE = f"{_ROUNDS}/tables/<id:table_id>"


@bp.get(_ROUNDS)
@with_right(Right.ORGANISE)
def rounds(event: Event) -> ResponseReturnValue:
    """The tables, the running round, and what came of earlier ones."""
    return _page(event)


@bp.post(f"{_ROUNDS}/tables")
@with_right(Right.ORGANISE)
def make_tables(event: Event) -> ResponseReturnValue:
    """Makes one table or many."""
    form = TablesForm()
    if not form.validate():
        return _page(event, tables_form=form), HTTPStatus.UNPROCESSABLE_ENTITY
    count, name = form.count.data, form.name.data or _("Table")
    first = queries.tables_ever(event.id) + 1
    numbered = count > 1 or not form.name.data
    names = [f"{name} {number}" for number in range(first, first + count)] if numbered else [name]
    if not service.make_tables(event.id, names, now=clock.now()):
        flash(_("An event has at most %(most)s tables.", most=service.MOST_TABLES), "error")
    return _back(event, "tables")


@bp.post(f"{_TABLE}/rename")
@with_right(Right.ORGANISE)
def rename_table(event: Event, table_id: int) -> ResponseReturnValue:
    """Gives a table another name."""
    form = TableNameForm()
    if not form.validate():
        flash(_("A table needs a name of at most 100 characters."), "error")
    elif not service.rename_table(table_id, event_id=event.id, name=form.name.data):
        abort(HTTPStatus.NOT_FOUND)
    return _back(event, "tables")


@bp.post(f"{_TABLE}/remove")
@with_right(Right.ORGANISE)
def remove_table(event: Event, table_id: int) -> ResponseReturnValue:
    """Takes a table away."""
    if not service.remove_table(table_id, event_id=event.id, now=clock.now()):
        abort(HTTPStatus.NOT_FOUND)
    return _back(event, "tables")


@bp.post(f"{_ROUNDS}/start")
@with_right(Right.ORGANISE)
def start(event: Event) -> ResponseReturnValue:
    """Begins a round."""
    form = RoundForm()
    if not form.validate():
        return _page(event, round_form=form), HTTPStatus.UNPROCESSABLE_ENTITY
    outcome = service.start_round(
        event.id, minutes=form.minutes.data, account_id=signed_in_account().id, now=clock.now()
    )
    sentences = {
        Starting.ALREADY_RUNNING: _("A round is running already."),
        Starting.NO_TABLES: _("Make tables first."),
        Starting.CLOSED: _("No contacts are collected now, so no round can start."),
    }
    if outcome in sentences:
        flash(sentences[outcome], "warning")
    return _back(event)


@bp.post(f"{_ROUNDS}/end")
@with_right(Right.ORGANISE)
def end(event: Event) -> ResponseReturnValue:
    """Ends the running round early."""
    if not service.end_round(event.id, account_id=signed_in_account().id, now=clock.now()):
        flash(_("No round is running."), "info")
    return _back(event)


@bp.get(f"{_ROUNDS}/tables.pdf")
@with_right(Right.ORGANISE)
def signs(event: Event) -> ResponseReturnValue:
    """The codes of all tables, one a page."""
    tables = queries.tables(event.id)
    if not tables:
        return _back(event, "tables")
    wanted = request.args.get("paper", "")
    words = SignWords(event.title, _("Sit down, scan the code with the phone, meet everybody at this table"))
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    write_signs(
        [TableSign(table.name, table_address(current_config().base_url, table.code)) for table in tables],
        file,
        Paper(wanted) if wanted in list(Paper) else Paper.A5,
        words,
        load_fonts(assets.FOLDER / "vendor" / "fonts"),
    )
    size = file.tell()
    file.seek(0)
    name = re.sub(r"[^\w .,-]+", "-", _("Tables %(event)s", event=event.title))[:100].strip(" .-")
    response = send_file(file, "application/pdf", download_name=f"{name}.pdf")
    response.content_length = size
    return response


@bp.get(f"{_ROUNDS}/projector")
@with_right(Right.ORGANISE)
def projector(event: Event) -> ResponseReturnValue:
    """For the hall: the code of one table, large, or how long the round still runs; no names."""
    wanted, now = request.args.get("table", ""), clock.now()
    table = next((table for table in queries.tables(event.id) if str(table.id) == wanted), None)
    running = queries.running_round(event.id, now=now)
    return render_template(
        "rounds/projector.html",
        table=table,
        qr=_qr(table) if table else None,
        running=running,
        seconds_left=_seconds_left(running.closes_at, now) if running else 0,
        people=sum(queries.seats_taken(running.id).values()) if running else 0,
    )


@bp.get("/T/<code>")
@bp.get("/t/<code>")
def table(code: str) -> ResponseReturnValue:
    """What a table's QR code opens: a button to sit down, or who sits there with the attendee."""
    found, event = _table_at(code)
    return _table_page(found, event, _attendee_at(event))


@bp.post("/T/<code>")
@bp.post("/t/<code>")
def join(code: str) -> ResponseReturnValue:
    """Seats the attendee at the table; who it is comes from the sign-in."""
    found, event = _table_at(code)
    attendee = _attendee_at(event)
    if attendee is None:
        return _table_page(found, event, None)
    joining = join_table(found.id, event_id=event.id, registration_id=attendee.registration_id, now=clock.now())
    if joining is Joining.NO_TABLE:  # removed a moment ago
        abort(HTTPStatus.NOT_FOUND)
    if joining.sits:
        return redirect(request.path, HTTPStatus.SEE_OTHER)
    found, event = _table_at(code)
    return _table_page(found, event, attendee, joining)


def _table_at(code: str) -> tuple[MeetingTable, Event]:
    """The table with this code; one of a draft is there for its team only, as the event itself."""
    read = read_code(code)
    found = queries.table_by_code(read.text) if isinstance(read, BadgeCode) else None
    role = role_here(found[1]) if found else None
    if found is None or (not found[1].is_public and role is None):
        abort(HTTPStatus.NOT_FOUND)
    if role is None or current_attendee(found[1].slug) is not None:
        address_reader(found[1].address)
    return found


def _attendee_at(event: Event) -> SignedInAttendee | None:
    attendee = current_attendee(event.slug)
    if attendee is not None:
        g.attendee = attendee
    return attendee


def _table_page(
    table: MeetingTable, event: Event, attendee: SignedInAttendee | None, refused: Joining | None = None
) -> ResponseReturnValue:
    if attendee is None:
        if wants_json():
            return error_response(HTTPStatus.UNAUTHORIZED)
        form = LinkAgainForm(formdata=None)
        page = render_template("rounds/table_signed_out.html", current_event=event, table=table, form=form)
        return page, HTTPStatus.OK if request.method in {"GET", "HEAD"} else HTTPStatus.UNAUTHORIZED
    now = clock.now()
    running = queries.running_round(event.id, now=now)
    seat = queries.table_of(attendee.registration_id, running.id) if running else None
    here = running is not None and seat is not None and seat.id == table.id
    page = render_template(
        "rounds/table.html",
        current_event=event,
        table=table,
        running=running,
        minutes_left=-(-_seconds_left(running.closes_at, now) // 60) if running else 0,
        elsewhere=seat if not here else None,
        circle=queries.circle(running.id, table.id, without=attendee.registration_id) if running and here else None,
        consents=registration(attendee.registration_id).tracking_consent is not None,
        is_open=event.closing.is_open(now),
        is_full=refused is Joining.FULL,
    )
    return page, HTTPStatus.CONFLICT if refused else HTTPStatus.OK


def _page(event: Event, tables_form: TablesForm | None = None, round_form: RoundForm | None = None) -> str:
    now = clock.now()
    running = queries.running_round(event.id, now=now)
    return render_template(
        "rounds/rounds.html",
        tables_form=tables_form or TablesForm(formdata=None),
        round_form=round_form or RoundForm(formdata=None),
        tables=queries.tables(event.id),
        running=running,
        minutes_left=-(-_seconds_left(running.closes_at, now) // 60) if running else 0,
        seats=queries.seats_taken(running.id) if running else {},
        history=queries.history(event.id),
        papers=Paper,
    )


def _qr(table: MeetingTable) -> str:
    matrix = qr.qr_matrix(table_address(current_config().base_url, table.code))
    return qr.svg(matrix, _("QR code of %(table)s", table=table.name))


def _seconds_left(closes_at: datetime, now: datetime) -> int:
    return max(0, round((closes_at - now).total_seconds()))


def _back(event: Event, anchor: str | None = None) -> ResponseReturnValue:
    return redirect(url_for("rounds.rounds", slug=event.slug, _anchor=anchor), HTTPStatus.SEE_OTHER)
