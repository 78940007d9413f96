"""Pages of hosts around badges: choose whose are printed, look at one, print it, replace a lost one."""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp import clock, language
from eventapp.accounts.guards import signed_in_account
from eventapp.accounts.models import Role
from eventapp.badges import alarms
from eventapp.badges.design import Template
from eventapp.badges.own_sizes import find_stock, own_stocks
from eventapp.badges.preview import badge_picture
from eventapp.badges.printing import flaws_of, inspect
from eventapp.badges.queries import Holder, holder_by_uid
from eventapp.badges.service import replace_badge
from eventapp.badges.stock import SHEET, SINGLE, Stock
from eventapp.badges.words import stock_choices, stock_label
from eventapp.core.name_search import folded
from eventapp.designs.queries import choices_for
from eventapp.designs.words import label_of
from eventapp.events.guards import for_role
from eventapp.events.models import Event
from eventapp.prints import queries, service
from eventapp.prints.choosing import Chosen, Freshness, choose, freshness_of
from eventapp.prints.forms import REASONS, FilterForm, PrintForm, SinglePrintForm, filter_form
from eventapp.prints.looks import Look, look
from eventapp.prints.models import PrintJob, Reason, State
from eventapp.prints.orders import AT_ONCE, PrintOrder
from eventapp.prints.service import Placed, Placing
from eventapp.prints.words import edition_of, usual_look

bp = Blueprint("badges", __name__)

PER_PAGE = 50
FLAWS_SHOWN = 20
_LOG_SHOWN = 5
_BADGE = "/events/<slug>/registrations/<uid>/badge"


@bp.get("/events/<slug>/badges")
@for_role(Role.HOST)
def badges(event: Event) -> ResponseReturnValue:
    """All badges: whose are new, what is wrong with them, how one looks, and how to print them."""
    return _overview(event, request.args, PrintForm(formdata=None))


@bp.post("/events/<slug>/badges/print")
@for_role(Role.HOST)
def prepare(event: Event) -> ResponseReturnValue:
    """Keeps that badges are printed, and leads to them: fetching them changes nothing."""
    form = PrintForm()
    if not form.validate():
        return _overview(event, request.form, form), HTTPStatus.BAD_REQUEST
    page = _Page(event, request.form)
    if form.scope.data == "found":
        found = page.found(only_pending=form.only_pending.data)
    else:
        ticked = set(form.person.data or ())
        found = [row for row in page.found() if row.holder.uid in ticked]
    order = PrintOrder(
        page.look.stock,
        page.look.design_key,
        form.options(),
        Reason(form.again.data),
        voids_codes=form.codes.data == "void",
        locale=language.current(),
    )
    placed = _place([row.holder for row in found], order, page.look, event)
    if placed.verdict is Placing.NOBODY:
        flash(_("Nobody was chosen, so nothing is printed."), "warning")
        return redirect(page.address(), HTTPStatus.SEE_OTHER)
    return to_badges(event.slug, placed, is_large=len(found) > AT_ONCE)


@bp.get(_BADGE)
@for_role(Role.HOST)
def badge(event: Event, uid: str) -> ResponseReturnValue:
    """One person's badge as it will look, to be printed or replaced; and when it was printed."""
    holder = holder_of(event, uid)
    wanted = find_stock(event.series_id, request.args.get("stock", ""))
    shown = usual_look(event, wanted or _last_stock(event, SINGLE))
    last = queries.last_prints(event.id).get(holder.registration_id)
    form = SinglePrintForm(formdata=None)
    form.stock.data = shown.stock.key
    return render_template(
        "prints/badge.html",
        holder=holder,
        picture=picture_of(holder, shown),
        flaws_of_badge=flaws_of(holder, shown.edition, shown.design),
        form=form,
        stocks=stock_choices(own_stocks(event.series_id)),
        stock_label=stock_label(shown.stock),
        freshness=freshness_of(queries.Candidate(holder, None, last), shown.fingerprint),
        Freshness=Freshness,
        history=queries.history(event.id, holder.registration_id),
        reasons=REASONS,
        State=State,
    )


@bp.post(f"{_BADGE}/print")
@for_role(Role.HOST)
def prepare_single(event: Event, uid: str) -> ResponseReturnValue:
    """Keeps that one badge is printed, and leads to it."""
    holder, form = holder_of(event, uid), SinglePrintForm()
    if not form.validate():
        abort(HTTPStatus.BAD_REQUEST)
    shown = usual_look(event, find_stock(event.series_id, form.stock.data or "") or SINGLE)
    order = PrintOrder(
        shown.stock,
        shown.design_key,
        again=Reason(form.again.data),
        voids_codes=form.codes.data == "void",
        locale=language.current(),
    )
    return to_badges(event.slug, _place([holder], order, shown, event), is_large=False)


@bp.post(f"{_BADGE}/replace")
@for_role(Role.HOST)
def replace(event: Event, uid: str) -> ResponseReturnValue:
    """A new code for a lost badge; whoever finds the old one is told „replaced“, and the desk hears of it."""
    holder = holder_of(event, uid)
    replace_badge(holder.registration_id, event.id, account_id=signed_in_account().id, now=clock.now())
    flash(_("The badge has a new code, and the old one no longer works. Please print the new badge now."), "success")
    return redirect(url_for("badges.badge", slug=event.slug, uid=uid), HTTPStatus.SEE_OTHER)


def holder_of(event: Event, uid: str) -> Holder:
    """The person whom an address names, or 404."""
    return holder_by_uid(event.id, uid) or abort(HTTPStatus.NOT_FOUND)


def picture_of(holder: Holder, shown: Look) -> str:
    """Somebody's badge for a page."""
    return badge_picture(holder, shown.edition, shown.design, _("Badge of %(name)s", name=holder.name))


def to_badges(slug: str, placed: Placed, *, is_large: bool) -> ResponseReturnValue:
    """Leads to a printing: to its file, or to the page on which many are waited for."""
    if placed.verdict is Placing.NOBODY:
        return redirect(url_for("badges.badges", slug=slug), HTTPStatus.SEE_OTHER)
    if placed.verdict is Placing.BUSY:
        flash(_("These badges are still being drawn. Please wait until they are done, or cancel them."), "warning")
    endpoint = "printings.printing" if is_large else "printings.sheet"
    return redirect(url_for(endpoint, slug=slug, key=placed.key), HTTPStatus.SEE_OTHER)


class _Page:
    """What an address or a form says about the list of badges."""

    def __init__(self, event: Event, values: Any) -> None:
        self.event = event
        self.people = queries.candidates(event.id)
        names = {person.holder.organisation for person in self.people} - {""}
        organisations = sorted(names, key=folded)
        days = [day.date for day in event.days]
        self.form: FilterForm = filter_form(values, stock_choices(own_stocks(event.series_id)), organisations, days)
        self.log = queries.log_page(event.id, number=1, size=_LOG_SHOWN)
        # A single label at the desk says nothing of what all are printed on.
        usual = next((job.stock for job in self.log.jobs if job.badges > 1), "")
        stock = self._stock(self.form.stock.data or "") or self._stock(usual) or SHEET
        self.form.stock.data = stock.key
        choices = choices_for(event.series_id, stock.width, stock.height)
        self.form.design.choices = [(choice.key, label_of(choice)) for choice in choices]
        wanted = self.form.design.data or queries.last_design(event.id, stock.key)
        self.look = look(edition_of(event), stock, wanted)
        self.form.design.data = self.look.design_key or str(Template.THREAD)

    def _stock(self, key: str) -> Stock | None:
        return find_stock(self.event.series_id, key)

    def address(self, number: int | None = None) -> str:
        """Where the same people are shown in the same way."""
        values: dict[str, Any] = {**self.form.in_address(), "page": number}
        return url_for("badges.badges", slug=self.event.slug, **values)

    def found(self, *, only_pending: bool = False) -> list[Chosen]:
        wanted, order, zone = self.form.wanted(), self.form.chosen_order(), self.event.time_zone
        found = choose(self.people, wanted, order, self.look.fingerprint, zone)
        return [row for row in found if row.freshness is not Freshness.PRINTED] if only_pending else found


def _overview(event: Event, values: Any, form: PrintForm) -> str:
    page = _Page(event, values)
    found, shown = page.found(), page.look
    pages = max(1, -(-len(found) // PER_PAGE))
    number = min(max(1, request.args.get("page", 1, type=int)), pages)
    return render_template(
        "prints/badges.html",
        wanted=page.form,
        is_filtered=bool(set(page.form.in_address()) - {"stock", "design", "order"}),
        form=form,
        stock=shown.stock,
        people=len(page.people),
        found=found,
        fresh={freshness: sum(row.freshness is freshness for row in found) for freshness in Freshness},
        Freshness=Freshness,
        rows=found[(number - 1) * PER_PAGE : number * PER_PAGE],
        page=number,
        pages=pages,
        address=page.address,
        inspection=inspect([row.holder for row in found], shown.edition, shown.design),
        most_shown=FLAWS_SHOWN,
        at_once=AT_ONCE,
        picture=picture_of(found[0].holder, shown) if found else None,
        log=page.log,
        under_way=queries.job_under_way(event.id),
        alarms=alarms.open_alarms(event.id),
        reasons=REASONS,
        State=State,
    )


def _place(people: list[Holder], order: PrintOrder, shown: Look, event: Event) -> Placed:
    return service.place(
        [holder.registration_id for holder in people],
        order,
        shown.press(),
        event_id=event.id,
        account_id=signed_in_account().id,
        now=clock.now(),
    )


def _last_stock(event: Event, usual: Stock) -> Stock:
    """On what a single badge was printed last, for the next one."""
    jobs: list[PrintJob] = list(queries.log_page(event.id, number=1, size=_LOG_SHOWN).jobs)
    single = (find_stock(event.series_id, job.stock) for job in jobs if job.badges == 1)
    return next((stock for stock in single if stock is not None), usual)
