"""Pages of the desk's own label printer: one label right after somebody has come in."""

from http import HTTPStatus
from typing import Any, NamedTuple

from flask import Blueprint, Response, abort, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from eventapp import clock, language
from eventapp.accounts.guards import signed_in_account
from eventapp.accounts.roles import Right
from eventapp.badges.own_sizes import find_stock, own_stocks
from eventapp.badges.queries import Holder
from eventapp.badges.stock import STOCKS, Stock
from eventapp.badges.words import stock_choices
from eventapp.events.guards import may_here, with_right
from eventapp.events.models import Event
from eventapp.prints import queries, service
from eventapp.prints.choosing import Freshness, freshness_of
from eventapp.prints.forms import DeskPrinterForm
from eventapp.prints.looks import look_of
from eventapp.prints.orders import PrintOrder
from eventapp.prints.pages import picture_of
from eventapp.prints.routes import holder_of
from eventapp.prints.service import Placing
from eventapp.prints.words import edition_of, usual_look

bp = Blueprint("labels", __name__)

_KEPT = "label_printer"
"""In the cookie of the desk's browser: another desk has another printer."""


class DeskPrinter(NamedTuple):
    """What the label printer of this desk holds.

    Attributes:
        stock: One label.
        at_once: Whoever is checked in gets theirs without another click.
    """

    stock: Stock
    at_once: bool


@bp.app_template_global()
def desk_printer() -> DeskPrinter | None:
    """The label printer of this desk; None where there is none, or for somebody who prints nothing."""
    kept: Any = session.get(_KEPT)
    if not may_here(Right.PRINT) or not isinstance(kept, list) or len(kept) != len(DeskPrinter._fields):
        return None
    stock = label_stock(g.event, str(kept[0]))
    return None if stock is None else DeskPrinter(stock, kept[1] is True)


@bp.app_template_global()
def label_choices() -> dict[str, list[tuple[str, str]]]:
    """All papers of which one page is one badge, in groups."""
    own = own_stocks(g.event.series_id)
    labels = {stock.key for stock in (*own, *STOCKS.values()) if _is_label(stock)}
    groups = {
        group: [choice for choice in choices if choice[0] in labels] for group, choices in stock_choices(own).items()
    }
    return {group: choices for group, choices in groups.items() if choices}


@bp.post("/events/<slug>/door/printer")
@with_right(Right.PRINT)
def choose(event: Event) -> ResponseReturnValue:
    """Keeps in this browser what its label printer holds, or that there is none."""
    form = DeskPrinterForm()
    stock = label_stock(event, form.stock.data or "")
    if stock is None:
        session.pop(_KEPT, None)
    else:
        session[_KEPT] = [stock.key, bool(form.at_once.data)]
    return redirect(url_for("checkin.door", slug=event.slug), HTTPStatus.SEE_OTHER)


@bp.post("/events/<slug>/registrations/<uid>/badge/label")
@with_right(Right.PRINT)
def prepare(event: Event, uid: str) -> ResponseReturnValue:
    """Keeps that somebody's label is printed at this desk, and leads to it.

    With `unless_printed`, as after a check-in, somebody gets no second badge like the one that they have.
    """
    holder, printer = holder_of(event, uid), desk_printer()
    if printer is None:
        return redirect(url_for("badges.badge", slug=event.slug, uid=uid), HTTPStatus.SEE_OTHER)
    if "unless_printed" in request.form and is_printed(event, holder, printer.stock):
        return "", HTTPStatus.NO_CONTENT
    key = place_label(event, holder, printer.stock, account_id=signed_in_account().id)
    return redirect(url_for("labels.label", slug=event.slug, key=key), HTTPStatus.SEE_OTHER)


@bp.get("/events/<slug>/badges/prints/<key>/label")
@with_right(Right.PRINT)
def label(event: Event, key: str) -> ResponseReturnValue:
    """One label, as large as the page, which asks the browser to print it."""
    drawn = drawn_label(event, key) or abort(HTTPStatus.NOT_FOUND)
    return render_template("prints/label.html", **drawn._asdict())


@bp.get("/events/<slug>/badges/label/<stock>.css")
@with_right(Right.PRINT)
def page_size(event: Event, stock: str) -> ResponseReturnValue:
    """Makes the printed page as large as a label; a page of ours may not say it by itself."""
    return sheet_of(label_stock(event, stock) or abort(HTTPStatus.NOT_FOUND))


class DrawnLabel(NamedTuple):
    """One label for a page."""

    holder: Holder
    stock: Stock
    picture: str


def is_printed(event: Event, holder: Holder, stock: Stock) -> bool:
    """Whether somebody's badge has come out before and says what it would say now, on this paper or on another."""
    person = queries.Candidate(holder, None, queries.last_print(event.id, holder.registration_id))
    return freshness_of(person, usual_look(event, stock).fingerprint) is Freshness.PRINTED


def place_label(event: Event, holder: Holder, stock: Stock, *, account_id: int | None) -> str:
    """Keeps that somebody's label is printed; the key of the printing, or 404 for somebody who is gone."""
    shown = usual_look(event, stock)
    placed = service.place(
        [holder.registration_id],
        PrintOrder(shown.stock, shown.design_key, locale=language.current()),
        shown.press(),
        event_id=event.id,
        account_id=account_id,
        now=clock.now(),
    )
    if placed.verdict is Placing.NOBODY:
        abort(HTTPStatus.NOT_FOUND)
    return placed.key


def drawn_label(event: Event, key: str) -> DrawnLabel | None:
    """The label of a printing; None where it is none, or several badges."""
    job = queries.job_by_key(event.id, key)
    people = queries.printed_holders(job, limit=2) if job else []
    shown = look_of(job, edition_of(event)) if job else None
    if shown is None or len(people) != 1 or not _is_label(shown.stock):
        return None
    holder = people[0][1]
    return DrawnLabel(holder, shown.stock, picture_of(holder, shown))


def label_stock(event: Event, key: str) -> Stock | None:
    """A paper of which one page is one badge; None for any other."""
    stock = find_stock(event.series_id, key)
    return None if stock is None or not _is_label(stock) else stock


def sheet_of(paper: Stock) -> Response:
    """The style sheet that makes a printed page as large as a label."""
    size = f"{paper.page_width:g}mm {paper.page_height:g}mm"
    # A hair lower than the page: rounded up, it would begin a second one.
    box = f"width: {paper.page_width:g}mm; height: calc({paper.page_height:g}mm - 0.1mm)"
    return Response(f"@page {{ size: {size}; margin: 0 }}\n.label {{ {box} }}\n", mimetype="text/css")


def _is_label(stock: Stock) -> bool:
    """Whether one page is one badge, printed on one side."""
    is_whole = (stock.width, stock.height) == (stock.page_width, stock.page_height)
    return stock.per_page == 1 and is_whole and not stock.is_folded
