"""A site around the scanner alone: the real template, scripts and headers, and an endpoint that keeps what it gets.

It stands in for the event's own pages, so that a browser test of the scanner fails for the scanner's reasons only.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask, Response, jsonify, make_response, render_template_string, request
from flask_wtf import CSRFProtect
from werkzeug.serving import make_server

ROOT = Path(__file__).parents[2]
BADGE_BASE = "https://treffen.example"

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; media-src 'self' blob:; worker-src 'self'; manifest-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

_PAGE = """
{% extends "base.html" %}
{% from "_macros/scanner.html" import scanner %}
{% block title %}Scan{% endblock %}
{% block head %}<link rel="stylesheet" href="{{ asset('css/scan.css') }}">{% endblock %}
{% block content %}
<div class="stack">
  <h1>Scan</h1>
  {{ scanner(scan_url="/scan", badge_base=badge_base, nonce="from-the-form-0001", answer=answer) }}
</div>
{% endblock %}
{% block scripts %}<script type="module" src="{{ asset('js/scan/page.js') }}"></script>{% endblock %}
"""

Reply = Callable[[], Response]


class ScannerSite:
    """The site, what it received, and what it is told to answer next.

    Attributes:
        address: such as `http://localhost:40123`.
        received: bodies of the scans that reached the endpoint, in this order.
        replies: taken first, one for each scan; afterwards a badge is new once and known from then on.
    """

    def __init__(self) -> None:
        """Build the site; `serving` opens its port."""
        self.address = ""
        self.received: list[dict[str, str]] = []
        self.replies: list[Reply] = []
        self.app = Flask(__name__, static_folder=ROOT / "static", template_folder=ROOT / "templates")
        self.app.config["SECRET_KEY"] = "only for this test, never anywhere else"
        self.app.jinja_env.add_extension("jinja2.ext.i18n")
        self.app.jinja_env.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
        self.app.jinja_env.globals["asset"] = lambda path: f"/static/{path}?v=0123abcd"
        # The frame around the scanner links to pages that this site does not have.
        self.app.url_build_error_handlers.append(lambda _error, endpoint, _values: f"/{endpoint}")
        CSRFProtect(self.app)
        self.app.get("/scan")(self._page)
        self.app.post("/scan")(self._scan)
        self.app.after_request(_secure)

    def reset(self) -> None:
        """Forget everything between two tests."""
        self.received.clear()
        self.replies.clear()

    @property
    def codes(self) -> list[str]:
        """The codes received, in order."""
        return [scan["code"] for scan in self.received]

    def _page(self) -> str:
        return self._render(None)

    def _scan(self) -> Response:
        scan = dict(request.get_json() if request.is_json else request.form)
        known = scan["code"] in self.codes
        self.received.append(scan)
        if self.replies:
            return self.replies.pop(0)()
        return jsonify(answer(known)) if request.is_json else make_response(self._render(answer(known)))

    def _render(self, shown: dict[str, Any] | None) -> str:
        return render_template_string(_PAGE, badge_base=BADGE_BASE, answer=shown)


def answer(known: bool = False) -> dict[str, Any]:  # noqa: FBT001, FBT002 - reads as `answer(known)`
    """Build an answer in the shape that the app gives to a scan's verdict."""
    return {
        "verdict": "ALREADY_MET" if known else "NEW_CONTACT",
        "kind": "known" if known else "new",
        "title": "You have met before" if known else "New contact",
        "text": "Contact 12.",
        "person": {"name": "Anna Schmidt", "organisation": "MDZ Hannover"},
        "contact_number": 12,
    }


def status(code: int, body: Any = None, **headers: str) -> Reply:
    """Make a reply that is not the usual one: a status, perhaps with JSON and headers (`Retry_After="1"`)."""

    def reply() -> Response:
        response = make_response("<p>Not JSON.</p>") if body is None else jsonify(body)
        response.status_code = code
        response.headers.extend({name.replace("_", "-"): value for name, value in headers.items()})
        return response

    return reply


@contextmanager
def serving() -> Iterator[ScannerSite]:
    """Serve the site on a free port, on every name that leads to this machine."""
    site = ScannerSite()
    server = make_server("127.0.0.1", 0, site.app, threaded=True)
    site.address = f"http://localhost:{server.port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _secure(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    response.headers["Permissions-Policy"] = "camera=(self)"
    return response
