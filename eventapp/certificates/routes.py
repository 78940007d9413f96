"""Pages: what certificates an event offers, how they look, and all of them to be printed."""

from datetime import date
from fractions import Fraction
from http import HTTPStatus

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal
from flask_babel import gettext as _

from eventapp import clock
from eventapp.accounts.guards import signed_in_account
from eventapp.accounts.roles import Right
from eventapp.certificates import choices, entitlement, queries, service
from eventapp.certificates.entitlement import Statement, title_key
from eventapp.certificates.forms import ChoiceForm, PictureForm, PrintForm, choice_form
from eventapp.certificates.models import Kind
from eventapp.certificates.press import LARGEST, press
from eventapp.certificates.queries import Issued
from eventapp.certificates.service import Chosen, Picture
from eventapp.certificates.typesetting import picture_of, typeset
from eventapp.certificates.words import document_of, edition_of
from eventapp.core.codes import ALPHABET, CERTIFICATE_CODE_LENGTH
from eventapp.core.titles import Title, TitleHolder
from eventapp.downloads import download
from eventapp.events.guards import with_right
from eventapp.events.models import Event
from eventapp.language import LANGUAGES, full_date
from eventapp.pictures import PictureFlaw

bp = Blueprint("certificates", __name__)

_CERTIFICATES = "/events/<slug>/certificates"
_SAMPLE_TITLE = TitleHolder(Title.CHAMPION, None, (1,), (), Fraction(42))


@bp.get(_CERTIFICATES)
@with_right(Right.ORGANISE)
def certificates(event: Event) -> ResponseReturnValue:
    """How the certificates look, what is offered, and the buttons to print them."""
    return _page(event, _form(event, is_sent=False))


@bp.post(_CERTIFICATES)
@with_right(Right.ORGANISE)
def choose(event: Event) -> ResponseReturnValue:
    """Keeps what is offered, the hours and who signs."""
    form = _form(event, is_sent=True)
    if not form.validate():
        return _page(event, form), HTTPStatus.UNPROCESSABLE_ENTITY
    chosen = Chosen(
        kinds=form.kinds,
        hours=form.hours_of(_days(event)),
        signer_name=form.signer_name.data or "",
        signer_role=form.signer_role.data or "",
        least_events=form.least_events.data,
    )
    service.save_choice(event.id, chosen, account_id=signed_in_account().id, now=clock.now())
    flash(_("Saved."), "success")
    return _back(event)


@bp.post(f"{_CERTIFICATES}/picture")
@with_right(Right.ORGANISE)
def set_picture(event: Event) -> ResponseReturnValue:
    """Takes the logo of the series or the signature."""
    form = PictureForm()
    if not form.validate():
        abort(HTTPStatus.BAD_REQUEST)
    file = request.files.get("file")
    content = b"" if file is None else file.read()
    flaw = service.set_picture(
        event.id, Picture(form.picture.data), content, account_id=signed_in_account().id, now=clock.now()
    )
    sentences = {
        PictureFlaw.EMPTY: _("Please choose a file first."),
        PictureFlaw.TOO_LARGE: _("This picture is too large: at most 900 KB and 40 megapixels."),
        PictureFlaw.NOT_A_PICTURE: _("This file is no picture that can be read: PNG or JPEG, please."),
    }
    if flaw is not None:
        flash(sentences[flaw], "error")
    return _back(event, "pictures")


@bp.post(f"{_CERTIFICATES}/picture/remove")
@with_right(Right.ORGANISE)
def remove_picture(event: Event) -> ResponseReturnValue:
    """Takes a picture off the certificates."""
    form = PictureForm()
    if not form.validate():
        abort(HTTPStatus.BAD_REQUEST)
    picture = Picture(form.picture.data)
    service.remove_picture(event.id, picture, account_id=signed_in_account().id, now=clock.now())
    return _back(event, "pictures")


@bp.get(f"{_CERTIFICATES}/preview.png")
@with_right(Right.ORGANISE)
def preview(event: Event) -> ResponseReturnValue:
    """How a certificate looks, as a picture for the page."""
    kind, language = _asked()
    edition = edition_of(event, language)
    png = picture_of(document_of([_sample(event, kind)], edition), choices.pictures_of(event), edition.fonts)
    return Response(png, mimetype="image/png")


@bp.get(f"{_CERTIFICATES}/preview.pdf")
@with_right(Right.ORGANISE)
def preview_sheet(event: Event) -> ResponseReturnValue:
    """How a certificate looks, as it will be printed."""
    kind, language = _asked()
    edition = edition_of(event, language)
    document = document_of([_sample(event, kind)], edition)
    pdf = typeset(document, choices.pictures_of(event), edition.fonts)
    return Response(pdf, mimetype="application/pdf")


@bp.post(f"{_CERTIFICATES}/print")
@with_right(Right.ORGANISE)
def prepare(event: Event) -> ResponseReturnValue:
    """Makes a certificate for everybody who may have one, and leads to the sheets: fetching them changes nothing."""
    form = PrintForm()
    if not form.validate():
        abort(HTTPStatus.BAD_REQUEST)
    kind, account_id = Kind(form.kind.data), signed_in_account().id
    if kind is Kind.SERIES and not entitlement.may_certify_series(event, account_id):
        abort(HTTPStatus.FORBIDDEN)
    if not service.make_all(event.id, kind, account_id=account_id, now=clock.now()):
        flash(_("Nobody can have this certificate yet."), "info")
        return _back(event)
    address = url_for("certificates.printed", slug=event.slug, kind=kind, language=form.language.data)
    return redirect(address, HTTPStatus.SEE_OTHER)


@bp.get(f"{_CERTIFICATES}/print")
@with_right(Right.ORGANISE)
def printed(event: Event) -> ResponseReturnValue:
    """Where the download begins by itself; large events get several files, each made when it is asked for."""
    kind, language = _asked()
    found = _printable(event, kind)
    parts = [
        {"first": begin + 1, "last": min(begin + LARGEST, len(found)), "number": number}
        for number, begin in enumerate(range(0, len(found), LARGEST), start=1)
    ]
    page = render_template("certificates/printed.html", kind=kind, wanted=language, parts=parts, count=len(found))
    response = Response(page, mimetype="text/html")
    if len(parts) == 1:
        sheets = url_for("certificates.sheets", slug=event.slug, kind=kind, language=language, part=1)
        response.headers["Refresh"] = f"1; url={sheets}"
    return response


@bp.get("/events/<slug>/certificates.pdf")
@with_right(Right.ORGANISE)
def sheets(event: Event) -> ResponseReturnValue:
    """All certificates of one kind, or a part of them in a large event."""
    kind, language = _asked()
    part = request.args.get("part", 1, type=int)
    found = _printable(event, kind)[(part - 1) * LARGEST : part * LARGEST] if 0 < part <= LARGEST else []
    if not found:
        abort(HTTPStatus.NOT_FOUND)
    edition = edition_of(event, language)
    pdf = press(document_of(found, edition), choices.pictures_of(event), edition.fonts)
    return download(pdf, "application/pdf", _("Certificates %(event)s %(part)s", event=event.title, part=part), "pdf")


def _printable(event: Event, kind: Kind) -> list[Issued]:
    if kind is Kind.SERIES and not entitlement.may_certify_series(event, signed_in_account().id):
        abort(HTTPStatus.FORBIDDEN)
    return list(queries.issued(event, kind))


def _page(event: Event, form: ChoiceForm) -> str:
    choice = choices.choice_of(event.id)
    pictures = choices.pictures_of(event)
    may_certify_series = entitlement.may_certify_series(event, signed_in_account().id)
    counts = {
        kind: len(entitlement.entitled(event, kind)) for kind in Kind if kind is not Kind.SERIES or may_certify_series
    }
    return render_template(
        "certificates/certificates.html",
        form=form,
        days=_days(event),
        is_offered=bool(choices.kinds_offered(choice)),
        pictures={Picture.LOGO: pictures.logo, Picture.SIGNATURE: pictures.signature},
        counts=counts,
        Kind=Kind,
        Picture=Picture,
    )


def _form(event: Event, *, is_sent: bool) -> ChoiceForm:
    days, choice = _days(event), choices.choice_of(event.id)
    labels = {day: full_date(day) for day in days}
    if is_sent:
        return choice_form(labels)
    form = choice_form(labels, formdata=None)
    form.least_events.data = choices.of_series(event.series_id).least_events
    if choice is not None:
        form.attendance.data, form.titles.data = choice.offers_attendance, choice.offers_titles
        form.series.data = choice.offers_series
        form.signer_name.data, form.signer_role.data = choice.signer_name, choice.signer_role
        for day in days:
            hours = choice.hours.get(day.isoformat())
            form.hours_field(day).data = "" if hours is None else format_decimal(hours)
    return form


def _days(event: Event) -> list[date]:
    return [day.date for day in event.days]


def _asked() -> tuple[Kind, str]:
    """Kind and language of an address; the usual ones for anything else."""
    kind, language = request.args.get("kind", ""), request.args.get("language", "")
    return (
        Kind(kind) if kind in list(Kind) else Kind.ATTENDANCE,
        language if language in LANGUAGES else LANGUAGES[0],
    )


def _sample(event: Event, kind: Kind) -> Issued:
    """A certificate of nobody; its code is none that is ever drawn for somebody."""
    choice, days = choices.choice_of(event.id), _days(event)
    hours = {} if choice is None else choice.hours
    known = [(day, hours[day.isoformat()]) for day in days if day.isoformat() in hours]
    samples = {
        Kind.ATTENDANCE: Statement(kind, days=days, hours=known),
        Kind.TITLE: Statement(kind, title_key(Title.CHAMPION, None), days=days, held=_SAMPLE_TITLE),
        Kind.SERIES: Statement(kind, days=days, events=[event], of_events=1),
    }
    return Issued(_("Kim Sample"), samples[kind], ALPHABET[0] * CERTIFICATE_CODE_LENGTH)


def _back(event: Event, anchor: str | None = None) -> ResponseReturnValue:
    return redirect(url_for("certificates.certificates", slug=event.slug, _anchor=anchor), HTTPStatus.SEE_OTHER)
