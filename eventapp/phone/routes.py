"""The attendee's pages as an app: manifest, service worker, the scanner without network, what it needs to send."""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, abort, g, json, jsonify, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf

from eventapp import assets, headers, language
from eventapp.compression import compressed
from eventapp.config import current_config
from eventapp.events.queries import event_by_slug
from eventapp.phone.guards import scanner_key
from eventapp.registration.guards import attendee_required
from eventapp.registration.queries import SignedInAttendee, registration

bp = Blueprint("phone", __name__)

GROUND, NIGHT = "#f3f5f1", "#0d1f1c"
"""--ground of static/css/tokens.css in light and in dark."""


@bp.app_context_processor
def app_context() -> dict[str, Any]:
    """Gives the pages of a signed-in attendee, errors among them, what makes them an app."""
    attendee: SignedInAttendee | None = g.get("attendee")
    if attendee is None:
        return {}
    return {"app_of": attendee.slug, "scanner_key": scanner_key(attendee), "app_colours": (GROUND, NIGHT)}


@bp.get("/events/<slug>/app.webmanifest")
def manifest(slug: str) -> ResponseReturnValue:
    """How the app of an event is called and looks on a home screen; browsers ask for it without cookies."""
    event = event_by_slug(slug)
    if event is None or not event.is_public:
        abort(HTTPStatus.NOT_FOUND)
    described = {
        "id": url_for("contacts.me", slug=slug),
        "name": event.title,
        "short_name": event.title,
        "description": _("Scan badges, and keep whom you have met"),
        "lang": language.current(),
        "start_url": url_for("contacts.scan_page", slug=slug),
        "scope": url_for("events.home"),
        "display": "standalone",
        "background_color": GROUND,
        "theme_color": GROUND,
        "icons": [
            _icon("app-192.png", 192, "any"),
            _icon("app-512.png", 512, "any"),
            _icon("app-maskable-512.png", 512, "maskable"),
        ],
        "shortcuts": [
            {"name": _("My badge"), "url": url_for("contacts.me", slug=slug)},
            {"name": _("My contacts"), "url": url_for("contacts.contacts", slug=slug)},
        ],
    }
    return Response(json.dumps(described), mimetype="application/manifest+json")


@bp.get("/sw.js")
def worker() -> ResponseReturnValue:
    """The service worker: at the root, since it answers below it; it changes when anything under static/ does."""
    version, script = json.dumps(assets.version()), json.dumps(assets.asset("js/worker.js"))
    return Response(f"self.version = {version};\nimportScripts({script});\n", mimetype="text/javascript")


@bp.get("/events/<slug>/scan/shell")
@attendee_required
def shell(attendee: SignedInAttendee) -> ResponseReturnValue:
    """The scan page as the service worker keeps it: the same for every attendee, without name, key or token."""
    headers.allow_wasm()
    event = registration(attendee.registration_id).event
    settings = current_config()
    page = render_template(
        "phone/shell.html",
        current_event=event,
        current_account=None,
        scanner_key=None,
        badge_base=settings.base_url,
    )
    return compressed(page)


@bp.get("/events/<slug>/scan/session")
@attendee_required
def session(attendee: SignedInAttendee) -> ResponseReturnValue:
    """Whose scans this browser may send now, and the token that it needs for that."""
    return jsonify(scanner=scanner_key(attendee), csrf_token=generate_csrf())


def _icon(filename: str, pixels: int, purpose: str) -> dict[str, str]:
    return {
        "src": assets.asset(f"img/{filename}"),
        "sizes": f"{pixels}x{pixels}",
        "type": "image/png",
        "purpose": purpose,
    }
