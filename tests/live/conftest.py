"""An evening with an organiser who watches it, over a really served app."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp.live.hub import hub
from tests.champion.evening import Evening, make_evening
from tests.desk import sign_in
from tests.live.listening import Listener, serving

OpenStream = Callable[..., Listener]


@dataclass
class Watch:
    """What an organiser's page may do: fetch the graph, open the stream."""

    evening: Evening
    client: FlaskClient
    address: str
    listeners: list[Listener]

    def graph(self) -> dict[str, Any]:
        """The whole graph, as a page fetches it first."""
        found = self.client.get(f"/events/{self.evening.slug}/graph.json").json
        assert isinstance(found, dict)
        return found

    def listen(self, query: str, *, client: FlaskClient | None = None, last_event_id: str = "") -> Listener:
        """Opens the stream in the organiser's browser, or in another one."""
        cookie = (client or self.client).get_cookie("session")
        path = f"/events/{self.evening.slug}/live{query}"
        text = f"session={cookie.value}" if cookie else ""
        headers = {"Last-Event-ID": last_event_id} if last_event_id else {}
        self.listeners.append(Listener(self.address, path, {"Cookie": text, **headers}))
        return self.listeners[-1]


@pytest.fixture
def watch(app: Flask, client: FlaskClient) -> Iterator[Watch]:
    """Anna, Ben, Cleo and Dora have not met yet; the organiser is signed in."""
    evening = make_evening(app, Anna="A", Ben="B", Cleo="C", Dora="A")
    sign_in(app, client, evening.organiser_id)
    with serving(app) as address:
        watch = Watch(evening, client, address, [])
        yield watch
        for listener in watch.listeners:
            listener.close()
        end_streams()


def end_streams() -> None:
    """Leaves no stream and no watcher behind that would ask a database which is gone."""
    deadline = time.monotonic() + 60
    while hub._watcher is not None and time.monotonic() < deadline:  # noqa: SLF001 a server ends them by ending
        hub.end_all()  # also those that nobody reads; again and again, since a page opens its stream anew
        time.sleep(0.02)
    assert hub._watcher is None  # noqa: SLF001
