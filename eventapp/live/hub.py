"""Who watches which event, and how do changes reach them? One watcher per process reads; streams only wait.

Organisers and the screens of the hall watch the network of an event. Phones of attendees are told that something
about their owner changed, and boards that something changed at the doors; they ask what it is.
"""

import json
import logging
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from eventapp.checkin.queries import door_numbers
from eventapp.contacts.queries import change_numbers, people_changed
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.network.wire_format import changes_since, rules_key

LOOK_EVERY = 0.1
"""Seconds between two looks at the database; a look is one indexed read for all watched events."""
AT_ONCE = 8
"""Streams that are woken at the same moment. Each is a thread, and all of them at once would hold up a scan that runs
in the same process: it hands the interpreter to one of them whenever it waits for the database."""
MOST_STEPS = 25
"""In which all streams are woken; where they are many, more at once."""
STEP = 0.002
"""Seconds between two of them."""
PING_EVERY = 15.0
"""Seconds after which a silent line says that it still stands; proxies close silent ones after a minute or so."""
RIGHTS_EVERY = 10.0
"""Seconds between two checks that a stream's owner still may watch."""
CHECKS = 4
"""At each look, so that changes do not wait for many; where streams are many, a fiftieth of them."""
MOST_STREAMS = 1000
"""Streams of organisers and of the hall's screens per process; each holds a thread of the server and about 100 kB."""
MOST_OF_ONE_SCREEN = 8
"""Streams per process behind one address of a screen; a further one ends the oldest. So nobody who has read an
address off the wall takes the streams of others."""
MOST_PHONES = 400
"""Streams of phones per process; the others ask every few seconds (static/js/news.js)."""
MOST_PHONES_OF_ONE = 2
"""Streams of one attendee per process; a third one ends the oldest."""
PING = "event: ping\ndata: {}\n\n"
RESET = "event: reset\ndata: {}\n\n"
_log = logging.getLogger(__name__)


@dataclass(eq=False)
class Stream:
    """One open page. Holds no database connection while it waits.

    Attributes:
        event_id: What it watches.
        cursor: The last change that was sent.
        rules: The rules by which the page's numbers were counted (`wire_format.rules_key`); "" when it did not say.
        may_watch: Whether its owner still may; asked by the watcher, inside an app context.
        person: The attendee whose phone it is; None for the network of the event.
        screen: The screen of the hall that it is.
        of_doors: It is a board of the doors; its cursor is one of theirs.
        opened_at: When, on the monotonic clock.
        checked_at: When its owner was asked for last.
    """

    event_id: int
    cursor: int
    rules: str
    may_watch: Callable[[], bool]
    person: int | None = None
    screen: int | None = None
    of_doors: bool = False
    opened_at: float = field(default_factory=time.monotonic)
    checked_at: float = field(default_factory=time.monotonic)
    _message: str = ""
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _ended: bool = False

    @property
    def owner(self) -> tuple[int | None, int | None] | None:
        """Whose streams are counted together; None for an organiser's page."""
        return None if self.person is None and self.screen is None else (self.person, self.screen)

    @property
    def most_of_owner(self) -> int:
        """How many of them there may be in this process."""
        return MOST_OF_ONE_SCREEN if self.person is None else MOST_PHONES_OF_ONE

    @property
    def is_ready(self) -> bool:
        """Whether the page has taken what was sent; a slow one gets all that it missed in one message later."""
        return not self._message and not self._ended

    def put(self, cursor: int, message: str) -> None:
        """Hands over what changed up to a cursor; without an effect while something waits to be taken."""
        with self._changed:
            if self.is_ready and cursor > self.cursor:
                self.cursor = cursor
                self._message = f"event: changes\nid: {cursor}\ndata: {message}\n\n"
                self._changed.notify()

    def pass_over(self, cursor: int) -> None:
        """Notes that nothing up to a cursor is of interest here."""
        self.cursor = cursor

    def reset(self) -> None:
        """Tells the page that its numbers cannot be brought up to date by changes, and ends."""
        with self._changed:
            self._message, self._ended = RESET, True
            self._changed.notify()

    def end(self) -> None:
        """Closes the stream after what waits."""
        with self._changed:
            self._ended = True
            self._changed.notify()

    def events(self) -> Iterator[str]:
        """The lines of the stream, in the form of Server-Sent Events, until it ends.

        The first ping comes at once: the page knows that the line stands, and proxies pass the head on.
        """
        yield PING
        while True:
            with self._changed:
                if self.is_ready:
                    self._changed.wait(PING_EVERY)
                message, self._message = self._message, ""
                ended = self._ended
            if message:
                yield message
            if ended:
                return
            if not message:
                yield PING


@dataclass
class _Made:
    """What one look has made already, by event and cursor: many streams wait at the same place.

    Attributes:
        messages: The next cursor and the message for pages of the network.
        people: Whom the changes are about.
        rules: The rules of each event, as their key.
        deliveries: What is to be put into which stream.
    """

    messages: dict[tuple[int, int], tuple[int, str]] = field(default_factory=dict)
    people: dict[tuple[int, int], set[int]] = field(default_factory=dict)
    rules: dict[int, str] = field(default_factory=dict)
    deliveries: list[tuple[Stream, int, str]] = field(default_factory=list)


class Hub:
    """The streams of this process and the thread that serves them."""

    def __init__(self) -> None:
        """Starts without streams; the watcher starts with the first one."""
        self._lock = threading.Lock()
        self._streams: set[Stream] = set()
        self._watcher: threading.Thread | None = None
        self._is_shut = False

    def open(self, app: Flask, stream: Stream) -> bool:
        """Opens a stream that begins with everything after its cursor; False when there are too many."""
        with self._lock:
            if self._is_shut:
                return False
            like_it = [other for other in self._streams if (other.person is None) is (stream.person is None)]
            own = [other for other in like_it if stream.owner is not None and other.owner == stream.owner]
            if stream.owner is not None and len(own) >= stream.most_of_owner:
                oldest = min(own, key=lambda other: other.opened_at)
                self._streams.discard(oldest)
                oldest.end()
            elif len(like_it) >= (MOST_STREAMS if stream.person is None else MOST_PHONES):
                return False
            self._streams.add(stream)
            if self._watcher is None or not self._watcher.is_alive():
                self._watcher = threading.Thread(target=self._watch, args=(app,), name="live-watcher", daemon=True)
                self._watcher.start()
        return True

    def close(self, stream: Stream) -> None:
        """Forgets a stream."""
        with self._lock:
            self._streams.discard(stream)

    def end_all(self) -> None:
        """Ends every stream of this process, also those that nobody reads any more, and with them the watcher."""
        with self._lock:
            streams, self._streams = self._streams, set()
        for stream in streams:
            stream.end()

    def shut(self) -> None:
        """Ends every stream and opens no more: this process is about to stop, and pages come back to the next one."""
        with self._lock:
            self._is_shut = True
        self.end_all()

    def _watch(self, app: Flask) -> None:
        while True:
            time.sleep(LOOK_EVERY)
            with self._lock:
                streams = list(self._streams)
                if not streams:
                    self._watcher = None
                    return
            try:
                with app.app_context():
                    deliveries = self._serve([stream for stream in streams if stream.is_ready])
                    self._check_rights(streams)
                _hand_out(deliveries)
            except SQLAlchemyError:
                # The pages say that they are cut off, and come back one after the other.
                _log.exception("the live watcher could not read; its streams end")
                for stream in streams:
                    stream.end()

    def _serve(self, streams: list[Stream]) -> list[tuple[Stream, int, str]]:
        """Makes what is to be sent; nothing waits while the database is read."""
        numbers = change_numbers(sorted({stream.event_id for stream in streams}))
        at_doors = sorted({stream.event_id for stream in streams if stream.of_doors})
        door_nos = door_numbers(at_doors) if at_doors else {}
        made = _Made()
        for stream in streams:
            try:
                change_no = (door_nos if stream.of_doors else numbers).get(stream.event_id, 0)
                if change_no == stream.cursor:
                    continue
                if stream.of_doors:
                    self._serve_board(stream, change_no, made)
                elif stream.person is None:
                    self._serve_page(stream, change_no, made)
                else:
                    self._serve_phone(stream, change_no, made)
            except SQLAlchemyError:
                raise
            except Exception:  # noqa: BLE001 whatever it is, the other pages go on
                _log.exception("no message could be made of event %s after %s", stream.event_id, stream.cursor)
                stream.end()
        return made.deliveries

    def _serve_page(self, stream: Stream, change_no: int, made: "_Made") -> None:
        event_id, cursor = stream.event_id, stream.cursor
        event = db.session.get_one(Event, event_id)
        if event_id not in made.rules:
            made.rules[event_id] = rules_key(event.rules)
        # Ahead of the database: it was restored to an earlier state. Other rules: every number may differ. Before the
        # end of a test mode: all whom the page shows are gone.
        if change_no < cursor or cursor < event.wiped_no or stream.rules not in {"", made.rules[event_id]}:
            stream.reset()
            return
        if (event_id, cursor) not in made.messages:
            changes = changes_since(event, cursor)
            made.messages[event_id, cursor] = (changes["cursor"], json.dumps(changes, separators=(",", ":")))
        made.deliveries.append((stream, *made.messages[event_id, cursor]))

    def _serve_board(self, stream: Stream, door_no: int, made: "_Made") -> None:
        if door_no < stream.cursor:  # the database was restored to an earlier state
            stream.reset()
        else:
            made.deliveries.append((stream, door_no, "{}"))

    def _serve_phone(self, stream: Stream, change_no: int, made: "_Made") -> None:
        since = (stream.event_id, stream.cursor)
        if since not in made.people:
            made.people[since] = people_changed(stream.event_id, stream.cursor)
        if stream.person in made.people[since]:
            made.deliveries.append((stream, change_no, "{}"))
        else:
            stream.pass_over(change_no)

    def _check_rights(self, streams: list[Stream]) -> None:
        now = time.monotonic()
        due = sorted(
            (each for each in streams if now - each.checked_at > RIGHTS_EVERY), key=lambda each: each.checked_at
        )
        for stream in due[: max(CHECKS, len(streams) // 50)]:
            stream.checked_at = now
            if not stream.may_watch():
                stream.end()


def _hand_out(deliveries: list[tuple[Stream, int, str]]) -> None:
    """Wakes the streams a few at a time."""
    at_once = max(AT_ONCE, len(deliveries) // MOST_STEPS)
    for start in range(0, len(deliveries), at_once):
        if start:
            time.sleep(STEP)
        for stream, cursor, message in deliveries[start : start + at_once]:
            stream.put(cursor, message)


hub = Hub()
