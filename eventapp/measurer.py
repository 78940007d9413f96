"""Who measures networks? A process of low priority beside the server, one at a time: scans keep their speed."""

import logging
import os
import subprocess
import sys
import time

from flask import Flask

from eventapp import clock
from eventapp.config import Config
from eventapp.network import measuring

_log = logging.getLogger(__name__)


class Measurer:
    """Starts the command `measures` for the event that has waited longest; one of these in each server process."""

    def __init__(self, app: Flask) -> None:
        """Starts with nothing to do."""
        self._app = app
        self._child: subprocess.Popen[bytes] | None = None
        self._event_id = 0
        self._ends_at = 0.0

    def step(self) -> bool:
        """Looks whether the last measurement is done, and starts the next one that is due; whether one goes on."""
        if self._child is not None:
            if self._child.poll() is None and time.monotonic() < self._ends_at:
                return True
            self._finish()
        with self._app.app_context():
            event = measuring.claim_next(now=clock.now())
            if event is None:
                return False
            self._event_id, slug = event.id, event.slug
        self._ends_at = time.monotonic() + measuring.CLAIM_LASTS.total_seconds()
        self._child = subprocess.Popen(  # noqa: S603 our own command, and the address of an event
            [sys.executable, "-m", "flask", "--app", "eventapp", "measures", slug, "--keep"],
            env=self._environment(),
            stdout=subprocess.DEVNULL,
        )
        return True

    def stop(self) -> None:
        """Ends a measurement that goes on; another process takes the event over at once."""
        if self._child is not None:
            self._child.terminate()
            self._finish(is_failure=False)

    def _finish(self, *, is_failure: bool = True) -> None:
        """Lets go of the child, and of the event if it was not measured."""
        assert self._child is not None  # noqa: S101 for mypy: asked before
        if self._child.poll() is None:
            self._child.kill()
        code, self._child = self._child.wait(), None
        if code == 0:
            return
        with self._app.app_context():
            if is_failure:
                _log.error("event %s could not be measured (%s); it is tried again", self._event_id, code)
            measuring.give_back(self._event_id, now=clock.now(), is_failure=is_failure)

    def _environment(self) -> dict[str, str]:
        """The settings of this app, whatever the server's own environment says."""
        config: Config = self._app.extensions["eventapp_config"]
        return os.environ | {"EVENTAPP_INSTANCE": str(config.instance), "DATABASE_URL": config.database_url}
