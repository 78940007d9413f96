"""Pages: an organiser's list of the hall's screens, and what stands on a screen behind its secret address."""

from functools import cache
from http import HTTPStatus

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp import assets, clock
from eventapp.accounts.guards import signed_in_account
from eventapp.accounts.roles import Right
from eventapp.champion.routes import stage_page
from eventapp.compression import compressed
from eventapp.config import current_config
from eventapp.core.closing import Phase
from eventapp.events.guards import with_right
from eventapp.events.models import Event
from eventapp.live.routes import open_network_stream
from eventapp.network import wire_format
from eventapp.projector import queries, service
from eventapp.projector.forms import VIEWS, ProjectorForm
from eventapp.projector.guards import by_address, while_open
from eventapp.projector.models import Projector, Theme, View

bp = Blueprint("projector", __name__)

_NEW_ADDRESS = "new_projector"


@bp.route("/events/<slug>/projector", methods=["GET", "POST"])
@with_right(Right.ORGANISE)
def projectors(event: Event) -> ResponseReturnValue:
    """Lists the screens of the hall, and makes one; its address is shown once."""
    form = ProjectorForm()
    if form.validate_on_submit():
        name = form.name.data
        secret = service.make_projector(
            event.id,
            name=name,
            views=[View(view) for view in form.views.data],
            theme=Theme(form.theme.data),
            account_id=signed_in_account().id,
            now=clock.now(),
        )
        if secret is None:
            flash(_("There are very many screens already. Revoke one first."), "error")
        else:
            address = current_config().base_url + url_for("projector.screen", token=secret)
            session[_NEW_ADDRESS] = {"slug": event.slug, "name": name, "address": address}
        return _to_list(event)
    new = session.pop(_NEW_ADDRESS, None)
    page = render_template(
        "projector/projectors.html",
        form=form,
        new=new if new is not None and new["slug"] == event.slug else None,
        projectors=queries.projectors(event.id),
        views=VIEWS,
        top=View.TOP,
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.is_submitted() else HTTPStatus.OK


@bp.post("/events/<slug>/projector/<id:projector_id>/top")
@with_right(Right.ORGANISE)
def top(event: Event, projector_id: int) -> ResponseReturnValue:
    """Shows the first ten on a screen, or hides them."""
    if _projector(event, projector_id).revoked_at is not None:
        flash(_("This screen was revoked. Make a new one."), "error")
        return _to_list(event)
    shown = request.form.get("shown") == "yes"
    done = service.show_top(
        projector_id, shown=shown, event_id=event.id, account_id=signed_in_account().id, now=clock.now()
    )
    if not done:
        flash(_("The first ten are all that this screen shows. Revoke it instead."), "error")
    return _to_list(event)


@bp.post("/events/<slug>/projector/<id:projector_id>/revoke")
@with_right(Right.ORGANISE)
def revoke(event: Event, projector_id: int) -> ResponseReturnValue:
    """Stops a screen at once."""
    _projector(event, projector_id)
    service.revoke(projector_id, event_id=event.id, account_id=signed_in_account().id, now=clock.now())
    flash(_("The address is revoked: screens that show it go dark within seconds."), "success")
    return _to_list(event)


@bp.get("/projector/<token>")
@by_address
def screen(projector: Projector, event: Event) -> ResponseReturnValue:
    """What hangs on the wall: the network while contacts are collected, from then on the stage."""
    if not queries.may_show_network(event, now=clock.now()):
        return stage_page(event)
    return _wall(projector, event)


@bp.get("/projector/<token>/shell")
@by_address
def shell(projector: Projector, event: Event) -> ResponseReturnValue:
    """The screen as the service worker keeps it for a start without network: nobody is named in it."""
    return _wall(projector, event)


@bp.get("/projector/<token>/graph.json")
@by_address
@while_open
def graph_json(_projector: Projector, event: Event) -> ResponseReturnValue:
    """The whole network in the live wire format (docs/developers/live.md)."""
    return compressed(Response(wire_format.whole(event), mimetype="application/json"))


@bp.get("/projector/<token>/live")
@by_address
@while_open
def live(projector: Projector, event: Event) -> ResponseReturnValue:
    """Server-Sent Events, as an organiser's page gets them, until the screen is revoked or contacts are closed."""
    projector_id = projector.id

    def may_watch() -> bool:
        return queries.may_watch(projector_id, now=clock.now())

    return open_network_stream(event.id, may_watch, screen=projector_id)


@bp.get("/projector/<token>/news.json")
@by_address
def news(projector: Projector, event: Event) -> ResponseReturnValue:
    """What this screen may show now, the first ten, and seconds to the end; `version` changes when its scripts do."""
    now = clock.now()
    is_open = queries.may_show_network(event, now=now)
    lines = queries.race(projector, event) if is_open else []
    return jsonify(
        is_open=is_open,
        views=projector.views,
        top=[[line.rank, line.number, line.name, line.organisation, line.counted] for line in lines],
        seconds_left=event.closing.seconds_left(now) if event.closing.phase(now) is Phase.ENDING else None,
        version=assets.version(),
    )


def _wall(projector: Projector, event: Event) -> str:
    return render_template(
        "projector/screen.html",
        event=event,
        projector=projector,
        views=list(View),
        token=(request.view_args or {})["token"],
        version=assets.version(),
        modules=_modules(),
    )


@cache
def _modules() -> list[str]:
    """The scripts of the wall, for the browser to fetch at once, and for the service worker to keep."""
    folders = (assets.FOLDER / "js" / name for name in ("projector", "graph", "graph/layout"))
    paths = [path for folder in folders for path in sorted(folder.glob("*.js"))]
    return [path.relative_to(assets.FOLDER).as_posix() for path in paths]


def _projector(event: Event, projector_id: int) -> Projector:
    found = (projector for projector in queries.projectors(event.id) if projector.id == projector_id)
    return next(found, None) or abort(HTTPStatus.NOT_FOUND)


def _to_list(event: Event) -> ResponseReturnValue:
    return redirect(url_for("projector.projectors", slug=event.slug), HTTPStatus.SEE_OTHER)
