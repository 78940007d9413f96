"""Who goes first where a process answers people and works besides? People."""

import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_EXTENSION = "eventapp_right_of_way"


class RightOfWay:
    """Counts the requests that a process is answering, so that other work can let them go first.

    Threads of one process take turns with the interpreter, every few milliseconds: a request of twenty statements
    beside a thread that composes mails would wait for it twenty times. A stream counts until it begins only.
    """

    def __init__(self, app: "WSGIApplication") -> None:
        """Stands before the app.

        Args:
            app: What answers.
        """
        self._app = app
        self._answering = 0
        self._changed = threading.Condition()

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Has a request answered."""
        with self._changed:
            self._answering += 1
        try:
            return self._app(environ, start_response)
        finally:
            with self._changed:
                self._answering -= 1
                if not self._answering:
                    self._changed.notify_all()

    def give(self, longest: float) -> None:
        """Returns as soon as nobody waits for an answer.

        Args:
            longest: After so many seconds it returns all the same: on the busiest evening mails go out, too.
        """
        with self._changed:
            self._changed.wait_for(lambda: not self._answering, longest)


def init_app(app: Flask) -> None:
    """Puts one before the app."""
    app.extensions[_EXTENSION] = way = RightOfWay(app.wsgi_app)
    app.wsgi_app = way  # type: ignore[method-assign] # as Flask documents it


def give_way(app: Flask, longest: float) -> None:
    """Lets the requests go first that this process is answering, for so many seconds at most."""
    way: RightOfWay = app.extensions[_EXTENSION]
    way.give(longest)
