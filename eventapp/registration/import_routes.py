"""Pages on which an organiser takes a list of people in: choose the file, look at what it would do, say yes."""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import RequestEntityTooLarge

from eventapp import clock
from eventapp.accounts.guards import signed_in_account
from eventapp.accounts.roles import Right
from eventapp.core.import_plan import Fate
from eventapp.errors import error_response
from eventapp.events.guards import with_right
from eventapp.events.models import Event
from eventapp.registration import service
from eventapp.registration.import_forms import LABELS, READ_AS, ConfirmForm, checked, flaw_sentence, refusal, said_of
from eventapp.registration.list_files import MOST_BYTES, MOST_PEOPLE, FileFlaw, Flaw, PeopleList, read_list
from eventapp.registration.models import RegistrationImport

bp = Blueprint("imports", __name__)

_IMPORT = "/events/<slug>/registrations/import"
_ROOM_FOR_THE_FORM = 64 * 1024
ROWS_ON_A_PAGE, A_FEW = 100, 5


@bp.url_value_preprocessor
def take_lists(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Lets this page take more than others do, before anything of the request is read."""
    if endpoint == "imports.upload":
        request.max_content_length = MOST_BYTES + _ROOM_FOR_THE_FORM


@bp.errorhandler(RequestEntityTooLarge)
def too_large(_error: RequestEntityTooLarge) -> Response:
    """What is larger was not read."""
    return error_response(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, sentence=flaw_sentence(FileFlaw(Flaw.TOO_LARGE)))


@bp.route(_IMPORT, methods=["GET", "POST"])
@with_right(Right.ORGANISE)
def upload(event: Event) -> ResponseReturnValue:
    """Takes a file, and leads to what it would do; nobody is registered by that."""
    is_over = service.opening(event, now=clock.now(), is_invited=True) is service.Opening.OVER
    if request.method != "POST" or is_over:
        page = render_template("registration/import.html", event=event, is_over=is_over, most=MOST_PEOPLE, error="")
        return page, HTTPStatus.CONFLICT if request.method == "POST" else HTTPStatus.OK
    file = request.files.get("file")
    found = read_list(b"" if file is None else file.read())
    if isinstance(found, FileFlaw):
        error = _("Please choose a file first.") if file is None or not file.filename else flaw_sentence(found)
        page = render_template("registration/import.html", event=event, is_over=False, most=MOST_PEOPLE, error=error)
        return page, HTTPStatus.UNPROCESSABLE_ENTITY
    slug, uid = event.slug, _keep(event, found)
    return redirect(url_for("imports.preview", slug=slug, import_uid=uid), HTTPStatus.SEE_OTHER)


@bp.get(f"{_IMPORT}/<import_uid>")
@with_right(Right.ORGANISE)
def preview(event: Event, import_uid: str) -> ResponseReturnValue:
    """What the list would do to each registration; afterwards, what it did."""
    return _page(event, _kept(event, import_uid))


@bp.post(f"{_IMPORT}/<import_uid>")
@with_right(Right.ORGANISE)
def confirm(event: Event, import_uid: str) -> ResponseReturnValue:
    """Takes the list in, if it still does what was looked at."""
    _kept(event, import_uid)
    form, slug, event_id = ConfirmForm(), event.slug, event.id
    outcome = service.Importing.OTHERWISE
    if form.validate():
        outcome = service.confirm_import(
            import_uid,
            seen=form.seen.data,
            mails_tickets=bool(form.mail_tickets.data),
            is_of_people_only=bool(form.people_only.data),
            event_id=event_id,
            account_id=signed_in_account().id,
            now=clock.now(),
        )
    if outcome in {service.Importing.DONE, service.Importing.ALREADY}:
        return redirect(url_for("imports.preview", slug=slug, import_uid=import_uid), HTTPStatus.SEE_OTHER)
    if outcome is service.Importing.OTHERWISE:
        flash(_("Meanwhile something has changed at the event. Nothing was imported; please look again."), "warning")
    elif outcome is service.Importing.OVER:
        flash(_("The event is over. Nothing was imported."), "error")
    return _page(event, _kept(event, import_uid), form), HTTPStatus.CONFLICT


def _keep(event: Event, found: PeopleList) -> str:
    heading = found.heading
    columns = {name: heading.fields.get(place, "") for place, name in enumerate(heading.names) if name}
    return service.keep_import(
        checked(found.people), columns, event_id=event.id, account_id=signed_in_account().id, now=clock.now()
    )


def _kept(event: Event, uid: str) -> RegistrationImport:
    account_id = signed_in_account().id
    found = service.find_import(uid, event_id=event.id, account_id=account_id, now=clock.now())
    return found or abort(HTTPStatus.NOT_FOUND)


def _page(event: Event, kept: RegistrationImport, form: ConfirmForm | None = None) -> str:
    if kept.confirmed_at is not None:
        return render_template("registration/imported.html", event=event, outcome=kept.outcome or {}, Fate=Fate)
    people_only = bool(form.people_only.data) if form else "people_only" in request.args
    plan = service.plan(kept, is_of_people_only=people_only, now=clock.now())
    show = request.args.get("show", "")
    shown = Fate(show) if show in list(Fate) else None
    rows = {fate: [row for row in plan.judged if row.fate is fate] for fate in Fate}
    pages = max(1, -(-len(rows[shown]) // ROWS_ON_A_PAGE)) if shown else 1
    number = min(max(1, request.args.get("page", 1, type=_page_number)), pages)
    return render_template(
        "registration/import_preview.html",
        event=event,
        kept=kept,
        plan=plan,
        rows=rows,
        shown=shown,
        part=rows[shown][(number - 1) * ROWS_ON_A_PAGE : number * ROWS_ON_A_PAGE] if shown else [],
        number=number,
        pages=pages,
        address=lambda page: url_for(
            "imports.preview",
            slug=event.slug,
            import_uid=kept.uid,
            people_only="y" if people_only else None,
            show=show,
            page=page,
        ),
        people_only=people_only,
        said_of=said_of,
        form=form or ConfirmForm(formdata=None),
        tickets=sum(bool(row.person.email) for row in rows[Fate.NEW]),
        may_mail=service.opening(event, now=clock.now(), is_invited=True) is service.Opening.OPEN,
        Fate=Fate,
        labels=LABELS,
        read_as=READ_AS,
        refusal=refusal,
        few=A_FEW,
    )


def _page_number(text: str) -> int:
    """A page number.

    Raises:
        ValueError: It is none, or one that no list has.
    """
    if len(text) > len(str(MOST_PEOPLE)):
        raise ValueError
    return int(text)
