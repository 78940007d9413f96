"""Pages: a door's list on paper, and what was ticked on it, entered afterwards."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from http import HTTPStatus
from zoneinfo import ZoneInfo

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import format_date, ngettext
from flask_babel import gettext as _

from eventapp import assets, clock
from eventapp.accounts.guards import signed_in_account
from eventapp.accounts.roles import Right
from eventapp.badges.fonts import load_fonts
from eventapp.checkin.answers import since
from eventapp.checkin.paper import Order, Ticked, enter_ticks, paper_rows, read_ticks
from eventapp.checkin.paper_forms import PaperForm, TicksForm
from eventapp.checkin.paper_sheet import PaperWords, door_paper
from eventapp.checkin.queries import DoorRow, door_list
from eventapp.checkin.routes import Door, chosen_door
from eventapp.checkin.service import DoorAnswer, DoorPerson
from eventapp.core.admission import Direction
from eventapp.core.paper_codes import Meant
from eventapp.downloads import download
from eventapp.errors import error_response
from eventapp.events.guards import with_right
from eventapp.events.models import Event
from eventapp.language import local_date_time, local_time

bp = Blueprint("door_paper", __name__)
FONTS = assets.FOLDER / "vendor" / "fonts"
PER_PAGE = 50
A_MOMENT = timedelta(microseconds=1)
"""Whoever is entered with the present minute came before that: after those whom a door let in a while ago."""
_ADDRESS = "/events/<slug>/door/paper"


@bp.get(_ADDRESS)
@with_right(Right.CHECK_IN)
def paper(event: Event) -> ResponseReturnValue:
    """Prints a list, and asks who was ticked on it."""
    return _page(chosen_door(event), _form(event))


@bp.post(f"{_ADDRESS}/print")
@with_right(Right.CHECK_IN)
def sheet(event: Event) -> ResponseReturnValue:
    """The list as a PDF; a form, since it is kept who took it."""
    here, form = chosen_door(event), PaperForm()
    if not form.validate():
        return error_response(HTTPStatus.BAD_REQUEST)
    now, me = clock.now(), signed_in_account().id
    rows = paper_rows(event.id, Order(form.order.data), list_id=here.list_id, account_id=me, now=now)
    content = door_paper(rows, _words(here, len(rows), now), load_fonts(FONTS))
    return download(content, "application/pdf", _("Door list %(event)s", event=event.title), "pdf")


@bp.post(_ADDRESS)
@with_right(Right.CHECK_IN)
def enter(event: Event) -> ResponseReturnValue:
    """Enters what was ticked; or keeps the ticks, and shows other people.

    The page is the answer itself and no redirect: loading it again sends the same nonce, and enters nobody twice.
    """
    here, form = chosen_door(event), _form(event)
    if not form.validate():
        if form.nonce.errors or form.page.errors or form.do.errors or form.q.errors:
            return error_response(HTTPStatus.BAD_REQUEST)
        return _page(here, form), HTTPStatus.UNPROCESSABLE_ENTITY
    if form.shows_more:
        return _page(here, form)
    ticked = _ticked(here, form)
    meant = read_ticks(event.id, form.codes.data)
    people = [*dict.fromkeys([*(row.registration_id for row in ticked), *meant.people])]
    if not people and not meant.unknown and not meant.shared:
        form.form_errors.append(_("Please type a code or tick somebody."))
        return _page(here, form), HTTPStatus.UNPROCESSABLE_ENTITY
    return _entered(here, form, people, meant)


def _entered(here: Door, form: TicksForm, people: Sequence[int], meant: Meant) -> str:
    event, now = here.event, clock.now()
    typed: datetime = form.at.data.replace(tzinfo=ZoneInfo(event.time_zone))
    at = now - A_MOMENT if now - typed < timedelta(minutes=1) else typed
    direction = Direction(form.direction.data)
    ticks = Ticked(
        event.id, here.list_id, people, at, direction, form.nonce.data, _("Paper list"), signed_in_account().id
    )
    answers = enter_ticks(ticks, now=now) if people else []
    form.codes.data = "\n".join([*meant.unknown, *meant.shared])
    form.people.data, form.q.data, form.nonce.data = [], "", _new_nonce()
    return _page(chosen_door(event), form, answers, meant)


def _page(here: Door, form: TicksForm, answers: Sequence[DoorAnswer] = (), meant: Meant | None = None) -> str:
    event, now = here.event, clock.now()
    search = (form.q.data or "").strip()
    found = door_list(event.id, search, list_id=here.list_id, now=now).rows
    pages = max(1, -(-len(found) // PER_PAGE))
    page = min(int(form.page.data or 1), pages)
    shown = found[(page - 1) * PER_PAGE : page * PER_PAGE]
    ticked = _ticked(here, form)
    ids = {row.registration_id for row in shown}
    return render_template(
        "checkin/paper.html",
        here=here,
        form=form,
        paper_form=PaperForm(formdata=None),
        shown=shown,
        ticked=[row for row in ticked if row.registration_id not in ids],
        ticked_uids={row.uid for row in ticked},
        page=page,
        pages=pages,
        search=search,
        outcome=_outcome(answers),
        may_undo=len(answers) <= PER_PAGE,
        meant=meant,
        since=since,
    )


def _outcome(answers: Sequence[DoorAnswer]) -> Mapping[str, Sequence[DoorPerson]]:
    """The people by what the door would have said, or by the verdict where it had nothing to say."""
    people: dict[str, list[DoorPerson]] = {}
    for answer in answers:
        if answer.person is not None:
            verdict = answer.verdict if answer.despite is None else answer.despite
            people.setdefault(verdict.value, []).append(answer.person)
    return people


def _form(event: Event) -> TicksForm:
    form = TicksForm()
    form.happened_by(event, clock.now())
    if not form.is_submitted():
        form.nonce.data = _new_nonce()
    return form


def _ticked(here: Door, form: TicksForm) -> Sequence[DoorRow]:
    """Who was ticked; whoever is no guest of this event is nobody."""
    uids = set(form.people.data or ())
    return [row for row in door_list(here.event.id, list_id=here.list_id).rows if row.uid in uids] if uids else []


def _words(here: Door, people: int, now: datetime) -> PaperWords:
    event, zone = here.event, ZoneInfo(here.event.time_zone)

    def since_when(moment: datetime) -> str:
        there = moment.astimezone(zone)
        is_today = there.date() == now.astimezone(zone).date()
        return local_time(moment, event.time_zone) if is_today else str(format_date(there.date(), "d.M."))

    counts_exits = here.chosen is not None and here.chosen.counts_exits
    name = here.chosen.name if here.chosen else ""
    return PaperWords(
        title=event.title,
        subtitle=f"{name or _('Entrance')} · {ngettext('%(num)s person', '%(num)s people', people)}",
        made=_("Printed %(time)s", time=local_date_time(now, event.time_zone)),
        hint=_("To enter afterwards who was ticked, type the bold signs under “Door”, “Paper list”."),
        heads=(_("In, out") if counts_exits else _("Inside"), _("Name"), _("Organisation"), _("Short code")),
        page=_("Page {number} of {count}"),
        since=since_when,
        boxes=2 if counts_exits else 1,
    )


def _new_nonce() -> str:
    return secrets.token_hex(8)
