"""A site around the graph page alone: our scripts, a page as the template has it, and a stream that the test feeds.

It stands in for the event's own pages, so that a browser test of the drawing fails for the drawing's reasons only.
"""

import json
import queue
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from html import escape
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

ROOT = Path(__file__).parents[2]
Graph = dict[str, Any]

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; media-src 'self' blob:; worker-src 'self'; manifest-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Contact graph</title>
<link rel="icon" href="data:,">
{styles}
<script type="module" src="/static/js/graph/page.js"></script>
<main class="page page--wide stack">
<h1>Contact graph</h1>
<dl class="figures">
  <div class="figure"><dt>people</dt><dd data-figure="people">0</dd></div>
  <div class="figure"><dt>contacts</dt><dd data-figure="contacts">0</dd></div>
  <div class="figure"><dt>today</dt><dd data-figure="today">0</dd></div>
  <div class="figure"><dt>count</dt><dd data-figure="counted">0</dd></div>
  <div class="figure"><dt>without a contact</dt><dd data-figure="isolates">0</dd></div>
</dl>
<div id="graph" class="graph" data-graph-url="/graph.json" data-live-url="/live" data-time-zone="Europe/Berlin"
  data-measures-url="/measures.json" data-topics-url="/topics.json" data-csrf-token="token"
  data-positions-url="/positions" data-positions-every="{every}" data-title="Evening <of> all" data-file="evening"
  data-text-loading="Loading" data-text-failed="Could not load" data-text-live="Live"
  data-text-reconnecting="Reconnecting since {time}" data-text-paused="Paused since {time}"
  data-text-new-one="{count} new contact, {total} in all." data-text-new-other="{count} new contacts, {total} in all."
  data-text-found-one="{count} person found" data-text-found-other="{count} people found"
  data-text-contacts-one="{count} contact" data-text-contacts-other="{count} contacts"
  data-text-people-one="{count} person" data-text-people-other="{count} people"
  data-text-outside="{count} with others" data-text-inside="{count} inside"
  data-text-others-organisation="Other organisations" data-text-nowhere-organisation="No organisation"
  data-text-others-topic="Other topics" data-text-nowhere-topic="No topic" data-text-nowhere-day="No contact yet"
  data-text-nowhere-circle="No circle" data-text-circle="Circle {number}" data-text-pending="not computed yet"
  data-text-chance="none beyond chance" data-text-topicless="nobody has chosen any"
  data-text-play="Play" data-text-stop="Stop" data-text-now="The present"
  data-text-moment-one="{day}, {time}: {count} new" data-text-moment-other="{day}, {time}: {count} new"
  data-text-about="{contacts} contacts of {people} people">
  <div class="graph__bar">
    <p id="graph-status" class="graph__status"></p>
    <div class="graph__tools" role="group" aria-label="View">
      <button type="button" class="graph__tool" data-action="zoom-in">Zoom in</button>
      <button type="button" class="graph__tool" data-action="zoom-out">Zoom out</button>
      <button type="button" class="graph__tool" data-action="fit">Everything</button>
      <button type="button" class="graph__tool" data-action="previous">Previous</button>
      <button type="button" class="graph__tool" data-action="next">Next</button>
      <button type="button" data-action="organisations" data-view-of="organisations">Organisations</button>
      <button type="button" data-action="people" data-view-of="people">People</button>
      <button type="button" class="graph__tool" data-action="gather" aria-pressed="false">By organisation</button>
      <button type="button" class="graph__tool" data-action="pause" aria-pressed="false">Pause</button>
    </div>
  </div>
  <div id="graph-stage" class="graph__stage" tabindex="0" role="application" aria-label="Contact graph">
    <p id="graph-empty" class="graph__empty" hidden>No contacts yet.</p>
    <p id="graph-clock" class="graph__clock" hidden></p>
    <p id="graph-tooltip" class="graph__tooltip" hidden></p>
  </div>
  <div id="graph-time" class="graph__time" role="group" aria-label="Time" hidden>
    <button type="button" class="graph__tool graph__play" data-time="play" data-state="play">Play</button>
    <div class="graph__course">
      <div class="graph__bars" data-time="bars"></div>
      <input class="graph__moment" data-time="moment" type="range" min="0" max="1" value="1" aria-label="Moment">
    </div>
    <button type="button" class="graph__tool" data-time="live" disabled>To the present</button>
  </div>
  <p id="graph-announcement" class="sr-only" role="status"></p>
  <div class="graph__side">
    <form id="graph-search" class="graph__search" role="search">
      <label class="label" for="graph-search-field">Find a person</label>
      <input id="graph-search-field" class="input" type="search" autocomplete="off">
      <p id="graph-found" class="graph__found" role="status"></p>
      <ul id="graph-matches" class="graph__matches" hidden></ul>
    </form>
    <section id="graph-person" class="graph__person" hidden>
      <h2 class="graph__person-name" data-person="name"></h2>
      <p data-person="organisation"></p>
      <p><span data-person="counted"></span> of <span data-person="contacts"></span> count</p>
      <ul class="graph__person-met" data-person="met"></ul>
      <button type="button" class="button" data-action="close">Close</button>
    </section>
    <section id="graph-organisation" class="graph__person" hidden>
      <h2 data-group="name"></h2>
      <p><span data-group="people"></span> people, <span data-group="outside"></span> contacts with others,
        <span data-group="inside"></span> inside</p>
      <ul class="graph__person-met" data-group="met"></ul>
      <button type="button" class="button" data-action="close">Close</button>
    </section>
    <label for="graph-colour">Colour</label>
    <select id="graph-colour" class="input" data-choice="colour" autocomplete="off">
      <option value="organisation">Organisation</option>
      <option value="topic" disabled>Topic</option>
      <option value="day">Day of the first contact</option>
      <option value="circle" disabled>Circle</option>
    </select>
    <ul id="graph-legend" class="graph__legend" hidden></ul>
    <button type="button" class="button" data-action="all">Show all</button>
    <label for="graph-size">Size</label>
    <select id="graph-size" class="input" data-choice="size" autocomplete="off">
      <option value="contacts">All contacts</option>
      <option value="counted">Contacts that count</option>
      <option value="bridging" disabled>Building bridges</option>
    </select>
    <button type="button" class="graph__tool" data-action="png">PNG</button>
    <button type="button" class="graph__tool" data-action="svg">SVG</button>
  </div>
</div>
<div class="graph-table">
<table id="graph-table" class="table">
  <thead><tr>
    <th scope="col"><button type="button" data-sort="name">Name</button></th>
    <th scope="col"><button type="button" data-sort="organisation">Organisation</button></th>
    <th scope="col" class="num"><button type="button" data-sort="counted">Count</button></th>
    <th scope="col" class="num" aria-sort="descending"><button type="button" data-sort="contacts">All</button></th>
  </tr></thead>
  <tbody>{rows}</tbody>
  <template data-row>{row}</template>
</table>
</div>
</main>
</html>
"""

_ROW = (
    '<tr data-number="{}"><th scope="row"><button type="button" data-cell="name">{}</button></th>'
    '<td data-cell="organisation">{}</td><td class="num" data-cell="counted">{}</td>'
    '<td class="num" data-cell="contacts">{}</td></tr>'
)

_STYLE = '<link rel="stylesheet" href="/static/css/{}.css">'


def _styles() -> list[str]:
    """Names of the style sheets of the page in the app: those of every page, then its own."""
    templates = (ROOT / "templates" / name for name in ("_look.html", "network/graph.html"))
    return [name for template in templates for name in re.findall(r"css/(\w+)\.css", template.read_text())]


class GraphSite:
    """The site, what it serves, and who listens to its stream.

    Attributes:
        address: such as `http://localhost:40123`.
        graph: what /graph.json answers.
        refusing: whether new streams are refused, as when the network is gone.
        cursors: the cursor with which each stream was opened.
        rules: the rules that each stream was opened with.
        measures: what /measures.json answers; None: no content.
        topics: what /topics.json answers.
        shared: what screens have sent to /positions.
        asked_every: after how many seconds a screen asks for places again.
        leader: the screen that leads; the first that asks, until a test says otherwise.
    """

    def __init__(self) -> None:
        """Build the site; `serving` opens its port."""
        self.address = ""
        self._streams: list[queue.SimpleQueue[bytes | None]] = []
        self.reset()

    def reset(self) -> None:
        """Forget everything of the last test and end its streams."""
        self.drop()
        self.graph: Graph = {"event": "evening", "cursor": 0, "organisations": [], "people": [], "contacts": []}
        self.refusing = False
        self.cursors: list[int] = []
        self.rules: list[str] = []
        self.measures: Graph | None = None
        self.topics: Graph = {"topics": [], "people": {}}
        self.shared: list[dict[str, str]] = []
        self.leader = ""
        self.asked_every = 30.0

    def share(self, message: dict[str, str]) -> Graph:
        """Let a screen lead or follow, as the server does."""
        self.shared.append(message)
        kept = self.graph.setdefault("positions", {"version": 0, "places": ""})
        self.leader = self.leader or message["screen"]
        leads = self.leader == message["screen"]
        known = int(message["version"])
        if leads and message["places"] and known == kept["version"]:
            known = kept["version"] = kept["version"] + 1
            kept["places"] = message["places"]
        return {
            "leads": leads,
            "version": kept["version"],
            "places": None if known == kept["version"] else kept["places"],
        }

    def page(self) -> str:
        """The page as the server renders it, most contacts first."""
        names = self.graph["organisations"]
        people = sorted(self.graph["people"], key=lambda person: -person[4])
        rows = [
            _ROW.format(number, escape(name), escape(names[place]) if place >= 0 else "", counted, contacts)
            for number, name, place, counted, contacts in people
        ]
        empty = _ROW.format("", "", "", "", "")
        page = (
            _PAGE.replace("{every}", str(self.asked_every)).replace("{rows}", "".join(rows)).replace("{row}", empty)
        )
        return page.replace("{styles}", "\n".join(map(_STYLE.format, _styles())))

    def open_stream(self, cursor: int, rules: str) -> "queue.SimpleQueue[bytes | None]":
        """Remember a listener; what is sent arrives in its queue, None is the end."""
        self.cursors.append(cursor)
        self.rules.append(rules)
        stream: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._streams.append(stream)
        return stream

    def close_stream(self, stream: "queue.SimpleQueue[bytes | None]") -> None:
        """Forget a listener that has gone."""
        if stream in self._streams:
            self._streams.remove(stream)

    def send(self, change: Graph) -> None:
        """Send a change to everybody who listens."""
        data = f"event: changes\nid: {change['cursor']}\ndata: {json.dumps(change)}\n\n".encode()
        for stream in list(self._streams):
            stream.put(data)

    def reset_pages(self) -> None:
        """Tell everybody who listens to begin anew, and end their streams."""
        for stream in list(self._streams):
            stream.put(b"event: reset\ndata: {}\n\n")
        self.drop()

    def drop(self) -> None:
        """End every stream, as a restarting server does."""
        for stream in self._streams:
            stream.put(None)
        self._streams = []

    def await_listeners(self, count: int, seconds: float = 10) -> None:
        """Wait until so many streams are open."""
        deadline = time.monotonic() + seconds
        while len(self._streams) != count:
            if time.monotonic() > deadline:
                message = f"{len(self._streams)} streams instead of {count}"
                raise TimeoutError(message)
            time.sleep(0.01)


class _Handler(SimpleHTTPRequestHandler):
    """Serves the page, the graph, the stream, and our static files."""

    def __init__(self, site: GraphSite, *args: Any) -> None:
        """Answer one connection for a site."""
        self.site = site
        super().__init__(*args, directory=str(ROOT))

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's own name
        """Keep the test's output clean."""

    def do_GET(self) -> None:
        """Answer what the page asks for."""
        address = urlsplit(self.path)
        if address.path == "/":
            self._answer("text/html; charset=utf-8", self.site.page())
        elif address.path == "/graph.json":
            self._answer("application/json", json.dumps(self.site.graph))
        elif address.path == "/topics.json":
            self._answer("application/json", json.dumps(self.site.topics))
        elif address.path == "/measures.json" and self.site.measures is None:
            self.send_response(HTTPStatus.NO_CONTENT)
            self.end_headers()
        elif address.path == "/measures.json":
            self._answer("application/json", json.dumps(self.site.measures))
        elif address.path == "/live" and self.site.refusing:
            self.send_error(HTTPStatus.SERVICE_UNAVAILABLE)
        elif address.path == "/live":
            known = parse_qs(address.query)
            self._stream(int(known["after"][0]), known.get("rules", [""])[0])
        else:
            super().do_GET()

    def do_POST(self) -> None:
        """Take what a screen sends about its places."""
        message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self._answer("application/json", json.dumps(self.site.share(message)))

    def _answer(self, kind: str, text: str) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        self.end_headers()
        self.wfile.write(text.encode())

    def _stream(self, cursor: int, rules: str) -> None:
        stream = self.site.open_stream(cursor, rules)
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        try:
            self.wfile.write(b"event: ping\ndata: {}\n\n")
            while (data := stream.get()) is not None:
                self.wfile.write(data)
        except OSError:
            pass  # the browser has gone
        finally:
            self.site.close_stream(stream)


@contextmanager
def serving() -> Iterator[GraphSite]:
    """Serve a site on a free port for as long as the context lasts."""
    site = GraphSite()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, site))
    server.daemon_threads = True
    site.address = f"http://localhost:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield site
    finally:
        site.drop()
        server.shutdown()
        server.server_close()
