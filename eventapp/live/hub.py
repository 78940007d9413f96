"""Who watches which event, and how do changes reach them? One watcher per process reads; streams only wait."""

import json
import logging
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from eventapp.contacts.queries import change_numbers
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.network.event_network import payload_after

LOOK_EVERY = 0.1
"""Seconds between two looks at the database; a look is one indexed read for all watched events."""
PING_EVERY = 15.0
RIGHTS_EVERY = 10.0
"""Seconds between two checks that a stream's owner still may watch."""
MOST_STREAMS = 200
"""Streams per process; each holds a thread of the server."""
_log = logging.getLogger(__name__)


@dataclass(eq=False)
class Stream:
    """One open page. Holds no database connection while it waits.

    Attributes:
        event_id: What it watches.
        cursor: The last change that was sent.
        may_watch: Whether its owner still may; asked by the watcher, inside an app context.
    """

    event_id: int
    cursor: int
    may_watch: Callable[[], bool]
    _messages: list[tuple[int, str]] = field(default_factory=list)
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _ended: bool = False

    def put(self, cursor: int, message: str) -> None:
        """Hands a message over; one that the page has already is left out."""
        with self._changed:
            if cursor > self.cursor:
                self.cursor = cursor
                self._messages.append((cursor, message))
                self._changed.notify()

    def end(self) -> None:
        """Closes the stream after what waits."""
        with self._changed:
            self._ended = True
            self._changed.notify()

    def events(self) -> Iterator[str]:
        """The lines of the stream, in the form of Server-Sent Events, until it ends."""
        while True:
            with self._changed:
                if not self._messages and not self._ended:
                    self._changed.wait(PING_EVERY)
                messages, self._messages = self._messages, []
                ended = self._ended
            yield from (f"event: changes\nid: {cursor}\ndata: {message}\n\n" for cursor, message in messages)
            if ended:
                return
            if not messages:
                yield "event: ping\ndata: {}\n\n"


class Hub:
    """The streams of this process and the thread that serves them."""

    def __init__(self) -> None:
        """Starts without streams; the watcher starts with the first one."""
        self._lock = threading.Lock()
        self._streams: set[Stream] = set()
        self._watcher: threading.Thread | None = None

    def open(self, app: Flask, event_id: int, after: int, may_watch: Callable[[], bool]) -> Stream | None:
        """Opens a stream that begins with everything after a cursor; None when there are too many."""
        stream = Stream(event_id, after, may_watch)
        with self._lock:
            if len(self._streams) >= MOST_STREAMS:
                return None
            self._streams.add(stream)
            if self._watcher is None or not self._watcher.is_alive():
                self._watcher = threading.Thread(target=self._watch, args=(app,), name="live-watcher", daemon=True)
                self._watcher.start()
        return stream

    def close(self, stream: Stream) -> None:
        """Forgets a stream."""
        with self._lock:
            self._streams.discard(stream)

    def _watch(self, app: Flask) -> None:
        rights_checked = time.monotonic()
        while True:
            time.sleep(LOOK_EVERY)
            with self._lock:
                streams = list(self._streams)
                if not streams:
                    self._watcher = None
                    return
            try:
                with app.app_context():
                    self._serve(streams)
                    if time.monotonic() - rights_checked > RIGHTS_EVERY:
                        rights_checked = time.monotonic()
                        self._check_rights(streams)
            except SQLAlchemyError:
                _log.exception("the live watcher could not read; it tries again")

    def _serve(self, streams: list[Stream]) -> None:
        numbers = change_numbers(sorted({stream.event_id for stream in streams}))
        messages: dict[tuple[int, int], tuple[int, str]] = {}
        for stream in streams:
            since = (stream.event_id, stream.cursor)
            if numbers.get(stream.event_id, 0) <= stream.cursor:
                continue
            if since not in messages:
                changes = payload_after(db.session.get_one(Event, stream.event_id), stream.cursor)
                messages[since] = (changes["cursor"], json.dumps(changes, separators=(",", ":")))
            stream.put(*messages[since])

    def _check_rights(self, streams: list[Stream]) -> None:
        for stream in streams:
            if not stream.may_watch():
                stream.end()


hub = Hub()
