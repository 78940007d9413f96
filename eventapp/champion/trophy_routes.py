"""Page: the trophy of a champion, to be printed from a file."""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, abort, make_response, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.accounts.roles import Right
from eventapp.champion.trophy.order import USUAL, TrophyOrder
from eventapp.champion.trophy.store import Making, Store, TrophyFile
from eventapp.champion.trophy_forms import FONTS, TrophyForm
from eventapp.champion.trophy_orders import LONGEST_LINE, trophy_order, trophy_winners
from eventapp.config import current_config
from eventapp.downloads import download
from eventapp.events.guards import with_right
from eventapp.events.models import Event
from eventapp.registration.models import Registration

bp = Blueprint("trophy", __name__)

_MEDIA_TYPES = {TrophyFile.STL: "model/stl", TrophyFile.THREE_MF: "model/3mf", TrophyFile.PICTURE: "image/png"}
_LOOK_AGAIN = 3
"""Seconds after which a page that waits for its trophy loads again; it holds nothing that could be lost."""


@bp.get("/events/<slug>/champion/trophy")
@with_right(Right.ORGANISE)
def first(event: Event) -> ResponseReturnValue:
    """Leads to the champion's trophy, the first one's where the title is shared."""
    winners = trophy_winners(event)
    if not winners:
        return _page(event)
    return redirect(url_for("trophy.trophy", slug=event.slug, number=winners[0].number))


@bp.route("/events/<slug>/champion/trophy/<id:number>", methods=["GET", "POST"])
@with_right(Right.ORGANISE)
def trophy(event: Event, number: int) -> ResponseReturnValue:
    """What is to stand on a champion's trophy; entered, it is made. Who is champion no more leads to who is."""
    winner = _winner(event, number)
    if winner is None:
        return redirect(url_for("trophy.first", slug=event.slug), HTTPStatus.SEE_OTHER)
    form = TrophyForm(
        data={
            "name": winner.name[:LONGEST_LINE],
            "event": event.title[:LONGEST_LINE].rstrip(),
            "year": f"{event.days[0].date.year:04}",
            "height": USUAL,
        }
    )
    if form.validate_on_submit():
        order = trophy_order(winner, form.text(), form.height.data, FONTS)
        key = _store().place(event.id, number, order)
        return redirect(url_for("trophy.made", slug=event.slug, number=number, key=key), HTTPStatus.SEE_OTHER)
    page = _page(event, winner=winner, form=form)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.is_submitted() else HTTPStatus.OK


@bp.get("/events/<slug>/champion/trophy/<id:number>/<key>")
@with_right(Right.ORGANISE)
def made(event: Event, number: int, key: str) -> ResponseReturnValue:
    """A trophy that was ordered: its picture and files, or that it is being made."""
    winner, store = _winner(event, number), _store()
    making = store.making(event.id, number, key)
    if winner is None or making is Making.MISSING:
        abort(404)
    facts = store.facts(event.id, number, key) if making is Making.READY else None
    order = store.order(event.id, number, key)
    response = make_response(_page(event, winner=winner, making=making, facts=facts, order=order, key=key))
    if making is Making.WAITING:
        response.headers["Refresh"] = str(_LOOK_AGAIN)
    return response


@bp.get("/events/<slug>/champion/trophy/<id:number>/<key>/trophy.<any('stl', '3mf', 'png'):ending>")
@with_right(Right.ORGANISE)
def file(event: Event, number: int, key: str, ending: str) -> ResponseReturnValue:
    """One file of a trophy that is ready."""
    store, wanted = _store(), TrophyFile(ending)
    if _winner(event, number) is None or store.making(event.id, number, key) is not Making.READY:
        abort(404)
    path = store.path(event.id, number, key, wanted)
    if wanted is TrophyFile.PICTURE:
        return send_file(path, _MEDIA_TYPES[wanted])
    order: TrophyOrder = store.order(event.id, number, key)
    name = _("Trophy %(name)s", name=order.name.text)
    return download(path.read_bytes(), _MEDIA_TYPES[wanted], name, wanted)


def _winner(event: Event, number: int) -> Registration | None:
    return next((winner for winner in trophy_winners(event) if winner.number == number), None)


def _page(event: Event, **context: Any) -> str:
    return render_template("champion/trophy.html", winners=trophy_winners(event), Making=Making, **context)


def _store() -> Store:
    config = current_config()
    return Store(config.instance)
