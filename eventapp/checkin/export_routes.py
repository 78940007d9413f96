"""The registrations as a file: for name lists, for letters, for the same people at the next event."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from http import HTTPStatus
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp import clock, language
from eventapp.accounts.guards import signed_in_account
from eventapp.accounts.roles import Right
from eventapp.checkin.export_forms import PeopleFileForm
from eventapp.checkin.people_file import Exported, FileFormat, exported, log_export
from eventapp.core.places import Status
from eventapp.downloads import download
from eventapp.errors import error_response
from eventapp.events.guards import with_right
from eventapp.events.models import Event
from eventapp.programme.days import asks_days
from eventapp.programme.listing import names_of
from eventapp.programme.queries import days_of_all, has_sessions, sessions_of, wished_of_all
from eventapp.registration.models import Purpose
from eventapp.registration.words import said
from eventapp.spreadsheets import XLSX, Phone, Sheet, csv_table, workbook

bp = Blueprint("people_export", __name__)


@bp.post("/events/<slug>/registrations/export")
@with_right(Right.ORGANISE)
def export(event: Event) -> ResponseReturnValue:
    """Those whom the list shows, as a file; it is made when its button is pressed, since the audit log notes that."""
    form = PeopleFileForm()
    if not form.validate():
        return error_response(HTTPStatus.BAD_REQUEST)
    file_format = FileFormat(form.file.data)
    status = Status(form.status.data) if form.status.data else None
    people = exported(event.id, form.q.data or "", status)
    name, columns = _("Registrations %(event)s", event=event.title), _columns(event)
    days, booked = days_of_all(event.id) if asks_days(event) else None, _booked(event)
    rows = [_cells(event, each, days, booked) for each in people]
    if file_format is FileFormat.XLSX:
        content, media_type = workbook([Sheet(_("Registrations"), columns, rows)]), XLSX
    else:
        separator = ";" if language.current() == "de" else ","
        content, media_type = csv_table(columns, [list(map(_text, cells)) for cells in rows], separator), "text/csv"
    is_search = bool(form.q.data or status)
    account_id, now = signed_in_account().id, clock.now()
    log_export(event.id, len(people), file_format, is_search=is_search, account_id=account_id, now=now)
    return download(content, media_type, name, file_format)


def _columns(event: Event) -> list[str]:
    """The headings; those that an import reads are known to core.people_list."""
    zone = event.time_zone
    return [
        _("Name"),
        _("Organisation"),
        _("E-mail address"),
        _("Telephone number"),
        _("Language"),
        _("Place"),
        _("Role"),
        _("Contact tracking"),
        _("Name on projector"),
        _("E-mail for contacts"),
        _("Telephone for contacts"),
        _("Search by name"),
        _("Suggestions"),
        _("Let in (%(time_zone)s)", time_zone=zone),
        _("Registered (%(time_zone)s)", time_zone=zone),
        *([_("Days")] if asks_days(event) else []),
        *([_("Sessions")] if has_sessions(event.id) else []),
        *(_("Question: %(question)s", question=each.wording_in(language.current())) for each in event.questions),
    ]


_IN_ORDER = (
    Purpose.TRACKING,
    Purpose.PROJECTOR,
    Purpose.EMAIL,
    Purpose.PHONE,
    Purpose.SEARCH,
    Purpose.SUGGESTIONS,
)


def _booked(event: Event) -> Mapping[int, str] | None:
    """What people have booked or wait for, by registration, as an import reads it; None without sessions."""
    if not has_sessions(event.id):
        return None
    waits, names = _("waiting list"), names_of(sessions_of(event.id), event.time_zone)
    return {
        person: "; ".join(
            names.written(each, each.title_in(language.current()))
            + (f" ({waits})" if status is Status.WAITING else "")
            for each, status in wished
        )
        for person, wished in wished_of_all(event.id).items()
    }


def _cells(
    event: Event, each: Exported, days: Mapping[int, Sequence[date]] | None, booked: Mapping[int, str] | None
) -> Sequence[Any]:
    person, zone, agreed = each.person, ZoneInfo(event.time_zone), {True: _("yes"), False: _("no")}
    return [
        person.name,
        person.organisation.name if person.organisation else "",
        person.email or "",
        Phone(person.phone if person.phone and person.phone_is_listed else ""),
        person.locale,
        _place(Status(person.status)),
        each.role,
        *(agreed[each.consents[purpose]] for purpose in _IN_ORDER),
        _wall_clock(each.arrived_at, zone) if each.arrived_at else "",
        _wall_clock(person.created_at, zone),
        *([] if days is None else [", ".join(day.isoformat() for day in days.get(person.id, ()))]),
        *([] if booked is None else [booked.get(person.id, "")]),
        *(
            said(question, each.answers[question.id]) if question.id in each.answers else ""
            for question in event.questions
        ),
    ]


def _place(status: Status) -> str:
    words = {
        Status.CONFIRMED: _("has a place"),
        Status.PROVISIONAL: _("not confirmed yet"),
        Status.REQUESTED: _("waits for approval"),
        Status.WAITING: _("waiting list"),
        Status.OFFERED: _("place offered"),
        Status.LAPSED: _("did not answer"),
        Status.CANCELLED: _("cancelled"),
        Status.DECLINED: _("declined"),
    }
    return str(words[status])


def _wall_clock(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None, second=0, microsecond=0)


def _text(cell: Any) -> str:
    return f"{cell:%Y-%m-%d %H:%M}" if isinstance(cell, datetime) else str(cell)
