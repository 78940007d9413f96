"""Pages of hosts around badges: choose whose are printed, look at one, print it, replace a lost one."""

from http import HTTPStatus

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from eventapp import clock, language
from eventapp.accounts.guards import signed_in_account
from eventapp.accounts.roles import Right
from eventapp.badges.own_sizes import find_stock, own_stocks
from eventapp.badges.printing import flaws_of
from eventapp.badges.queries import Holder, holder_by_uid
from eventapp.badges.service import replace_badge
from eventapp.badges.stock import SINGLE, Stock
from eventapp.badges.words import stock_choices, stock_label
from eventapp.events.guards import with_right
from eventapp.events.models import Event
from eventapp.forms import sent_texts
from eventapp.prints import queries, service
from eventapp.prints.choosing import Freshness, freshness_of
from eventapp.prints.forms import KEEP, LOOK, MAIL, REASONS, PrintForm, SinglePrintForm
from eventapp.prints.looks import Look
from eventapp.prints.models import PrintJob, Reason, State
from eventapp.prints.orders import AT_ONCE, PrintOrder
from eventapp.prints.pages import LOG_SHOWN, BadgesPage, give_form, look_at_back, picture_of
from eventapp.prints.service import Placed, Placing
from eventapp.prints.words import usual_look
from eventapp.registration.queries import registration

bp = Blueprint("badges", __name__)

_BADGE = "/events/<slug>/registrations/<uid>/badge"


@bp.get("/events/<slug>/badges")
@with_right(Right.PRINT)
def badges(event: Event) -> ResponseReturnValue:
    """All badges: whose are new, what is wrong with them, how one looks, and how to print them."""
    return BadgesPage(event, request.args).html(PrintForm(formdata=None))


@bp.post("/events/<slug>/badges/print")
@with_right(Right.PRINT)
def prepare(event: Event) -> ResponseReturnValue:
    """Keeps that badges are printed, and leads to them: fetching them changes nothing."""
    form, page = PrintForm(), BadgesPage(event, request.form)
    if not form.validate_on(page.look.stock):
        return page.html(form), HTTPStatus.BAD_REQUEST
    found = page.meant(form.scope.data, form.person.data or (), only_pending=form.only_pending.data)
    back = look_at_back(form, page.look, [row.holder for row in found])
    if form.scope.data == LOOK:
        return page.html(form, back)
    if back.has_flaws and form.back_seen.data != back.mark:
        return page.html(form, back), HTTPStatus.UNPROCESSABLE_ENTITY
    order = PrintOrder(
        page.look.stock,
        page.look.design_key,
        form.options(),
        Reason(form.again.data),
        voids_codes=form.codes.data != KEEP,
        mails_tickets=form.codes.data == MAIL,
        locale=language.current(),
    )
    placed = _place([row.holder for row in found], order, page.look, event)
    if placed.verdict is Placing.NOBODY:
        flash(_("Nobody was chosen, so nothing is printed."), "warning")
        return redirect(page.address(), HTTPStatus.SEE_OTHER)
    return to_badges(event.slug, placed, is_large=len(found) > AT_ONCE)


@bp.get(_BADGE)
@with_right(Right.PRINT)
def badge(event: Event, uid: str) -> ResponseReturnValue:
    """One person's badge as it will look, to be printed or replaced; and when it was printed."""
    holder = holder_of(event, uid)
    wanted = find_stock(event.series_id, request.args.get("stock", ""))
    shown = usual_look(event, wanted or _last_stock(event, holder))
    return _page_of(holder, event, shown, SinglePrintForm(formdata=None))


def _page_of(holder: Holder, event: Event, shown: Look, form: SinglePrintForm) -> str:
    last = queries.last_print(event.id, holder.registration_id)
    form.stock.data = shown.stock.key
    return render_template(
        "prints/badge.html",
        holder=holder,
        picture=picture_of(holder, shown),
        flaws_of_badge=flaws_of(holder, shown.edition, shown.design),
        form=form,
        stocks=stock_choices(own_stocks(event.series_id)),
        stock=shown.stock,
        stock_label=stock_label(shown.stock),
        has_address=registration(holder.registration_id).email is not None,
        give_form=give_form(event, holder.role),
        freshness=freshness_of(queries.Candidate(holder, None, last), shown.fingerprint),
        Freshness=Freshness,
        history=queries.history(event.id, holder.registration_id),
        reasons=REASONS,
        State=State,
    )


@bp.post(f"{_BADGE}/print")
@with_right(Right.PRINT)
def prepare_single(event: Event, uid: str) -> ResponseReturnValue:
    """Keeps that one badge is printed, and leads to it."""
    holder, form = holder_of(event, uid), SinglePrintForm()
    shown = usual_look(event, find_stock(event.series_id, form.stock.data or "") or SINGLE)
    if shown.stock.per_page == 1:
        form.start.data = 1  # whatever stood there for another paper
    if not form.validate_on(shown.stock):
        return _page_of(holder, event, shown, form), HTTPStatus.BAD_REQUEST
    order = PrintOrder(
        shown.stock,
        shown.design_key,
        form.options(shown.stock),
        again=Reason(form.again.data),
        voids_codes=form.codes.data != KEEP,
        mails_tickets=form.codes.data == MAIL,
        locale=language.current(),
    )
    return to_badges(event.slug, _place([holder], order, shown, event), is_large=False)


@bp.post(f"{_BADGE}/replace")
@with_right(Right.PRINT)
def replace(event: Event, uid: str) -> ResponseReturnValue:
    """A new code for a lost badge; whoever finds the old one is told „replaced“, and the desk hears of it."""
    holder = holder_of(event, uid)
    is_mailed = replace_badge(
        holder.registration_id,
        event.id,
        mails_ticket="mail" in sent_texts(),
        account_id=signed_in_account().id,
        now=clock.now(),
    )
    flash(_("The badge has a new code, and the old one no longer works. Please print the new badge now."), "success")
    if is_mailed:
        flash(_("The new ticket goes to %(name)s by mail.", name=holder.name), "success")
    else:
        flash(_("%(name)s gets no mail: the new badge is the only ticket that works.", name=holder.name), "warning")
    return redirect(url_for("badges.badge", slug=event.slug, uid=uid), HTTPStatus.SEE_OTHER)


def holder_of(event: Event, uid: str) -> Holder:
    """The person whom an address names, or 404."""
    return holder_by_uid(event.id, uid) or abort(HTTPStatus.NOT_FOUND)


def to_badges(slug: str, placed: Placed, *, is_large: bool) -> ResponseReturnValue:
    """Leads to a printing: to its file, or to the page on which many are waited for."""
    if placed.verdict is Placing.NOBODY:
        return redirect(url_for("badges.badges", slug=slug), HTTPStatus.SEE_OTHER)
    if placed.verdict is Placing.BUSY:
        flash(_("These badges are still being drawn. Please wait until they are done, or cancel them."), "warning")
    _say_who_has_a_ticket(placed)
    endpoint = "printings.printing" if is_large else "printings.sheet"
    return redirect(url_for(endpoint, slug=slug, key=placed.key), HTTPStatus.SEE_OTHER)


def _say_who_has_a_ticket(placed: Placed) -> None:
    """Nobody's ticket stops working without the host knowing; the next page says it."""
    if placed.mailed:
        count = placed.mailed
        flash(ngettext("One new ticket goes out by mail.", "%(num)s new tickets go out by mail.", count), "success")
    if count := placed.renewed - placed.mailed:
        flash(
            ngettext(
                "One person gets no mail: their new badge is the only ticket that works.",
                "%(num)s people get no mail: their new badges are the only tickets that work.",
                count,
            ),
            "warning",
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


def _last_stock(event: Event, holder: Holder) -> Stock:
    """On what somebody's badge was printed last, or else a single one."""
    theirs = [line.stock for line in queries.history(event.id, holder.registration_id)]
    jobs: list[PrintJob] = list(queries.log_page(event.id, number=1, size=LOG_SHOWN).jobs)
    single = [job.stock for job in jobs if job.badges == 1]
    found = (find_stock(event.series_id, key) for key in (*theirs, *single))
    return next((stock for stock in found if stock is not None), SINGLE)
