"""Pages of organisers around designs: which there are, how one is made, changed, taken along and brought in."""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal
from flask_babel import gettext as _

from eventapp import assets, clock
from eventapp.accounts.guards import signed_in_account
from eventapp.accounts.roles import Right
from eventapp.badges.asked import on_badges
from eventapp.badges.design import Design, Template, design_for
from eventapp.badges.design.checks import Warned, doubts_of
from eventapp.badges.design.document import Refusal, as_document, read_document
from eventapp.badges.own_sizes import find_stock, own_stocks
from eventapp.badges.printing import Edition
from eventapp.badges.stock import SHEET
from eventapp.badges.words import stock_choices, stock_size
from eventapp.config import current_config
from eventapp.designs import queries, service
from eventapp.designs.forms import BeginForm, EditorForm, PictureForm
from eventapp.designs.queries import SavedDesign
from eventapp.designs.samples import look, samples
from eventapp.designs.service import Kept
from eventapp.designs.words import DOUBTS, KINDS, MISTAKES, REASONS, TEMPLATES
from eventapp.downloads import download
from eventapp.events.days import days_in_words
from eventapp.events.guards import with_right
from eventapp.events.models import Event
from eventapp.pictures import PictureFlaw

bp = Blueprint("designs", __name__)

_DESIGNS = "/events/<slug>/designs"
_DESIGN = f"{_DESIGNS}/<id:design_id>"


@bp.get(_DESIGNS)
@with_right(Right.ORGANISE)
def designs(event: Event) -> ResponseReturnValue:
    """The designs of the series, and the templates for a paper."""
    return _overview(event)


@bp.post(_DESIGNS)
@with_right(Right.ORGANISE)
def begin(event: Event) -> ResponseReturnValue:
    """Keeps a template as a design of the series, to be changed."""
    form = BeginForm()
    stock = find_stock(event.series_id, form.stock.data or "")
    if not form.validate() or stock is None:
        abort(HTTPStatus.BAD_REQUEST)
    template = Template(form.template.data)
    name = f"{TEMPLATES[template]}, {stock_size(stock)}"
    return _added(event, name, design_for(stock.width, stock.height, template))


@bp.post(f"{_DESIGNS}/import")
@with_right(Right.ORGANISE)
def bring_in(event: Event) -> ResponseReturnValue:
    """Takes a design that was taken along before, maybe from another installation."""
    file = request.files.get("file")
    read = read_document(b"" if file is None else file.read())
    if isinstance(read, Refusal):
        flash(_sentence(read), "error")
        return _overview(event), HTTPStatus.UNPROCESSABLE_ENTITY
    name, design = read
    return _added(event, name or _("Without a name"), design)


@bp.get(_DESIGN)
@with_right(Right.ORGANISE)
def design(event: Event, design_id: int) -> ResponseReturnValue:
    """The editor, with the design as it is kept."""
    saved = _saved(event, design_id)
    return _editor(event, saved, EditorForm(saved.name, saved.design, is_sent=False), saved.design)


@bp.post(_DESIGN)
@with_right(Right.ORGANISE)
def change(event: Event, design_id: int) -> ResponseReturnValue:
    """Saves, or shows how it would look, or adds, removes and moves a field."""
    saved = _saved(event, design_id)
    form = EditorForm(saved.name, saved.design, is_sent=True)
    is_rearranged = form.rearrange()
    is_valid = form.validate()
    if is_rearranged or form.head.action.data == "preview":
        return _editor(event, saved, form, form.design() if is_valid else saved.design, is_unsaved=True)
    if not is_valid:
        return _editor(event, saved, form, saved.design), HTTPStatus.UNPROCESSABLE_ENTITY
    changed = SavedDesign(saved.id, form.head.name.data, form.design())
    service.save_design(event, changed, account_id=signed_in_account().id, now=clock.now())
    flash(_("Saved."), "success")
    return _to(event, design_id)


@bp.post(f"{_DESIGN}/preview")
@with_right(Right.ORGANISE)
def preview(event: Event, design_id: int) -> ResponseReturnValue:
    """How the design would look that is typed at this moment; a part of the editor's page."""
    saved = _saved(event, design_id)
    form = EditorForm(saved.name, saved.design, is_sent=True)
    if not form.validate():
        return render_template("designs/_wrong.html", form=form), HTTPStatus.UNPROCESSABLE_ENTITY
    return render_template("designs/_preview.html", **_shown(event, form.design()))


@bp.post(f"{_DESIGN}/picture")
@with_right(Right.ORGANISE)
def set_picture(event: Event, design_id: int) -> ResponseReturnValue:
    """Takes the background or the logo."""
    saved, form = _saved(event, design_id), PictureForm()
    if not form.validate():
        abort(HTTPStatus.BAD_REQUEST)
    file = request.files.get("file")
    content = b"" if file is None else file.read()
    kept, account_id = Kept(form.picture.data), signed_in_account().id
    flaw = service.set_picture(event, saved, kept, content, account_id=account_id, now=clock.now())
    sentences = {
        PictureFlaw.EMPTY: _("Please choose a file first."),
        PictureFlaw.TOO_LARGE: _("This picture is too large: at most 900 KB and 40 megapixels."),
        PictureFlaw.NOT_A_PICTURE: _("This file is no picture that can be read: PNG or JPEG, please."),
    }
    if flaw is not None:
        flash(sentences[flaw], "error")
    return _to(event, design_id, "pictures")


@bp.post(f"{_DESIGN}/picture/remove")
@with_right(Right.ORGANISE)
def remove_picture(event: Event, design_id: int) -> ResponseReturnValue:
    """Takes a picture off the design."""
    saved, form = _saved(event, design_id), PictureForm()
    if not form.validate():
        abort(HTTPStatus.BAD_REQUEST)
    kept = Kept(form.picture.data)
    service.remove_picture(event, saved.id, kept, account_id=signed_in_account().id, now=clock.now())
    return _to(event, design_id, "pictures")


@bp.get(f"{_DESIGN}.json")
@with_right(Right.ORGANISE)
def document(event: Event, design_id: int) -> ResponseReturnValue:
    """The design as a file, its pictures included."""
    saved = _saved(event, design_id)
    content = as_document(saved.design, saved.name).encode()
    return download(content, "application/json", saved.name, "json")


@bp.post(f"{_DESIGN}/remove")
@with_right(Right.ORGANISE)
def remove(event: Event, design_id: int) -> ResponseReturnValue:
    """Throws the design away."""
    saved = _saved(event, design_id)
    service.remove_design(event, saved.id, account_id=signed_in_account().id, now=clock.now())
    flash(_("“%(name)s” is gone.", name=saved.name), "success")
    return redirect(url_for("designs.designs", slug=event.slug), HTTPStatus.SEE_OTHER)


def _overview(event: Event) -> str:
    stock = find_stock(event.series_id, request.args.get("stock", "")) or SHEET
    edition, title = _edition(event), _("Preview of a badge")
    return render_template(
        "designs/designs.html",
        own=[(saved, look(saved.design, edition, title)) for saved in queries.designs_of(event.series_id)],
        templates=[
            (template, TEMPLATES[template], look(design_for(stock.width, stock.height, template), edition, title))
            for template in Template
        ],
        stock=stock,
        stocks=stock_choices(own_stocks(event.series_id)),
    )


def _editor(event: Event, saved: SavedDesign, form: EditorForm, shown: Design, *, is_unsaved: bool = False) -> str:
    return render_template(
        "designs/design.html",
        saved=saved,
        form=form,
        is_unsaved=is_unsaved,
        kinds=KINDS,
        Kept=Kept,
        **_shown(event, shown),
    )


def _shown(event: Event, shown: Design) -> dict[str, Any]:
    return {
        "samples": samples(shown, _edition(event), _("Preview: %(name)s", name="{name}")),
        "doubts": [_doubt(warned, shown) for warned in doubts_of(shown)],
    }


def _doubt(warned: Warned, shown: Design) -> str:
    field = KINDS[shown.fields[warned.number].kind] if warned.number >= 0 else ""
    digits = "0.0" if warned.number >= 0 else "0"
    return str(DOUBTS[warned.doubt]) % {"field": field, "value": format_decimal(warned.value, digits)}


def _sentence(refusal: Refusal) -> str:
    why = "" if refusal.mistake is None else str(MISTAKES[refusal.mistake])
    return str(REASONS[refusal.reason]) % {"place": refusal.place, "why": why}


def _added(event: Event, name: str, design: Design) -> ResponseReturnValue:
    design_id = service.add_design(event, name, design, account_id=signed_in_account().id, now=clock.now())
    if design_id is None:
        most = service.MOST_DESIGNS
        flash(_("This series has %(count)s designs already: please remove one first.", count=most), "error")
        return redirect(url_for("designs.designs", slug=event.slug), HTTPStatus.SEE_OTHER)
    return _to(event, design_id)


def _to(event: Event, design_id: int, anchor: str | None = None) -> Response:
    address = url_for("designs.design", slug=event.slug, design_id=design_id, _anchor=anchor)
    return redirect(address, HTTPStatus.SEE_OTHER)  # type: ignore[return-value] # werkzeug's is Flask's


def _saved(event: Event, design_id: int) -> SavedDesign:
    return queries.design_of(design_id, event.series_id) or abort(HTTPStatus.NOT_FOUND)


def _edition(event: Event) -> Edition:
    return Edition(
        event.title,
        current_config().base_url,
        _("Team"),
        assets.FOLDER / "vendor" / "fonts",
        day=days_in_words(event),
        icebreakers=tuple(event.icebreakers),
        questions=on_badges(event.questions),
    )
