"""Pages of hosts around badges: print all, print one, replace a lost one."""

import re
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import datetime
from http import HTTPStatus

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
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
from eventapp.accounts.models import Role
from eventapp.badges import service
from eventapp.badges.fonts import load_fonts
from eventapp.badges.forms import PrintForm
from eventapp.badges.preview import badge_picture
from eventapp.badges.printing import Edition, as_badge, flaws_of, inspect
from eventapp.badges.queries import Holder, Order, holder_by_uid, holders, last_print
from eventapp.badges.sheet import Badge, Layout, write_sheet
from eventapp.config import current_config
from eventapp.core.name_search import matches, search_words
from eventapp.events.guards import for_role
from eventapp.events.models import Event

bp = Blueprint("badges", __name__)

MOST_SHOWN = 50
"""Names listed on one page; whoever is not among them is searched."""
_TURN = 0.0002
"""Seconds; half a second more for 2,500 badges, and the door answers several times sooner meanwhile."""
_BADGE = "/events/<slug>/registrations/<uid>/badge"


@bp.get("/events/<slug>/badges")
@for_role(Role.HOST)
def badges(event: Event) -> ResponseReturnValue:
    """All badges: how many, what is wrong with them, how one looks, the button to print them, one to be found."""
    return _overview(event, PrintForm(), HTTPStatus.OK)


@bp.post("/events/<slug>/badges/print")
@for_role(Role.HOST)
def prepare(event: Event) -> ResponseReturnValue:
    """Keeps that all badges are printed, and leads to the sheet: fetching it changes nothing."""
    form = PrintForm()
    if not form.validate():
        return _overview(event, form, HTTPStatus.BAD_REQUEST)
    if not service.log_printing(event.id, account_id=signed_in_account().id, now=clock.now()):
        return redirect(url_for("badges.badges", slug=event.slug), HTTPStatus.SEE_OTHER)
    return redirect(url_for("badges.sheet", slug=event.slug, order=form.order.data), HTTPStatus.SEE_OTHER)


@bp.get("/events/<slug>/badges.pdf")
@for_role(Role.HOST)
def sheet(event: Event) -> ResponseReturnValue:
    """The A4 sheets."""
    order = request.args.get("order", "")
    people = holders(event.id, Order(order) if order in list(Order) else Order.FAMILY_NAME)
    if not people:
        return redirect(url_for("badges.badges", slug=event.slug), HTTPStatus.SEE_OTHER)
    title = _("Badges %(event)s", event=event.title)
    return _pdf(people, _edition(event), Layout.A4, title)


@bp.get(_BADGE)
@for_role(Role.HOST)
def badge(event: Event, uid: str) -> ResponseReturnValue:
    """One person's badge as it will look, to be printed or replaced."""
    holder = _holder(event, uid)
    edition = _edition(event)
    return render_template(
        "badges/badge.html",
        holder=holder,
        picture=_picture(holder, edition, Layout.SINGLE),
        flaws_of_badge=flaws_of(holder, edition, Layout.SINGLE),
    )


@bp.post(f"{_BADGE}/print")
@for_role(Role.HOST)
def prepare_single(event: Event, uid: str) -> ResponseReturnValue:
    """Keeps that one badge is printed, and leads to it."""
    holder = _holder(event, uid)
    service.log_printing_of_one(holder.registration_id, event.id, account_id=signed_in_account().id, now=clock.now())
    return redirect(url_for("badges.single", slug=event.slug, uid=uid), HTTPStatus.SEE_OTHER)


@bp.get(f"{_BADGE}.pdf")
@for_role(Role.HOST)
def single(event: Event, uid: str) -> ResponseReturnValue:
    """One badge on A6."""
    holder = _holder(event, uid)
    return _pdf([holder], _edition(event), Layout.SINGLE, _("Badge %(name)s", name=holder.name))


@bp.post(f"{_BADGE}/replace")
@for_role(Role.HOST)
def replace(event: Event, uid: str) -> ResponseReturnValue:
    """A new code for a lost badge; whoever finds the old one is told „replaced“."""
    holder = _holder(event, uid)
    service.replace_badge(holder.registration_id, event.id, account_id=signed_in_account().id, now=clock.now())
    flash(_("The badge has a new code, and the old one no longer works. Please print the new badge now."), "success")
    return redirect(url_for("badges.badge", slug=event.slug, uid=uid), HTTPStatus.SEE_OTHER)


def _overview(event: Event, form: PrintForm, status: HTTPStatus) -> ResponseReturnValue:
    people, edition, printed_at = holders(event.id), _edition(event), last_print(event.id)
    search = request.args.get("q", "")
    words = search_words(search)
    found = [holder for holder in people if matches(words, holder.name, holder.organisation)] if words else []
    page = render_template(
        "badges/badges.html",
        form=form,
        people=people,
        printed_at=printed_at,
        new=sum(_is_new(holder, printed_at) for holder in people),
        inspection=inspect(people, edition, Layout.A4),
        picture=_picture(people[0], edition, Layout.A4) if people else None,
        search=search,
        found=found,
        most_shown=MOST_SHOWN,
    )
    return page, status


def _is_new(holder: Holder, printed_at: datetime | None) -> bool:
    """Whether a badge was made or replaced after all badges were printed."""
    return printed_at is None or holder.code_drawn_at > printed_at


def _picture(holder: Holder, edition: Edition, layout: Layout) -> str:
    return badge_picture(holder, edition, layout, _("Badge of %(name)s", name=holder.name))


def _holder(event: Event, uid: str) -> Holder:
    return holder_by_uid(event.id, uid) or abort(HTTPStatus.NOT_FOUND)


def _edition(event: Event) -> Edition:
    config = current_config()
    fonts = assets.FOLDER / "vendor" / "fonts"
    return Edition(event.title, config.base_url, _("Team"), fonts)


def _pdf(people: Sequence[Holder], edition: Edition, layout: Layout, title: str) -> Response:
    """Draws badges into a file that is gone as soon as it is sent."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    report = write_sheet(_one_by_one(people, edition), file, layout, load_fonts(edition.fonts), title)
    if report.badges < len(people):
        current_app.logger.warning("%s badges could not be set", len(people) - report.badges)
    size = file.tell()
    file.seek(0)
    response = send_file(file, "application/pdf", download_name=f"{_file_name(title)}.pdf")
    response.content_length = size
    return response


def _one_by_one(people: Sequence[Holder], edition: Edition) -> Iterator[Badge]:
    """Gives the other requests of this process a turn after each badge: the door must not wait for a sheet."""
    for holder in people:
        yield as_badge(holder, edition)
        time.sleep(_TURN)


def _file_name(title: str) -> str:
    """A name that every file system takes, letters of all scripts included."""
    return re.sub(r"[^\w .,-]+", "-", title)[:100].strip(" .-")
