"""Pages: what came of an event, for whoever paid for it."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from eventapp import assets, clock
from eventapp.accounts.guards import signed_in_account
from eventapp.accounts.roles import Right
from eventapp.downloads import download
from eventapp.events.guards import with_right
from eventapp.events.models import Event
from eventapp.language import LANGUAGES, full_date
from eventapp.report.queries import Report, report_of
from eventapp.report.registration_numbers import registration_numbers
from eventapp.report.typesetting import typeset
from eventapp.report.words import document_of

bp = Blueprint("report", __name__)
FONTS = assets.FOLDER / "vendor" / "fonts"


@bp.get("/events/<slug>/report")
@with_right(Right.WATCH)
def report(event: Event) -> ResponseReturnValue:
    """The report as a page, which can be printed."""
    found = _report(event)
    return render_template(
        "report/report.html",
        document=document_of(found),
        is_empty=not found.turnout.registered,
        lacks_picture=found.picture is None,
    )


@bp.get("/events/<slug>/registrations/numbers")
@with_right(Right.ORGANISE)
def registrations(event: Event) -> ResponseReturnValue:
    """How registrations come in: over time, from where, for which day."""
    numbers = registration_numbers(event)
    return render_template("report/registrations.html", event=event, numbers=numbers, full_date=full_date)


@bp.get("/events/<slug>/report.<language>.pdf")
@with_right(Right.ORGANISE)
def sheet(event: Event, language: str) -> ResponseReturnValue:
    """The report as a PDF; any other language than ours is German."""
    with force_locale(language if language in LANGUAGES else LANGUAGES[0]):
        document = document_of(_report(event))
        return download(typeset(document, FONTS), "application/pdf", _("Report %(event)s", event=event.title), "pdf")


def _report(event: Event) -> Report:
    return report_of(event, account_id=signed_in_account().id, now=clock.now())
