"""Who makes trophies? A process of low priority beside the server, one at a time: scans keep their speed."""

import logging
import subprocess
import sys
import time
from pathlib import Path

from flask import Flask

from eventapp import assets
from eventapp.champion.trophy.store import LONGEST, Store
from eventapp.champion.trophy_orders import without_person
from eventapp.config import Config

TIDY_EVERY = 30.0
"""Seconds between two looks for trophies that are to go."""
_log = logging.getLogger(__name__)


class TrophyMaker:
    """Makes the trophy that has waited longest; one of these in each server process."""

    def __init__(self, app: Flask) -> None:
        """Starts with nothing to do."""
        config: Config = app.extensions["eventapp_config"]
        self._app = app
        self._store = Store(config.instance)
        self._child: subprocess.Popen[bytes] | None = None
        self._folder = Path()
        self._ends_at = 0.0
        self._tidied_at = float("-inf")

    def step(self) -> bool:
        """Looks whether the last trophy is done, and starts the next one that waits; whether one goes on."""
        if self._child is not None:
            if self._child.poll() is None and time.monotonic() < self._ends_at:
                return True
            self._finish()
        if time.monotonic() >= self._tidied_at + TIDY_EVERY:
            self._tidied_at = time.monotonic()
            self.tidy()
        folder = self._store.claim()
        if folder is None:
            return False
        self._folder, self._ends_at = folder, time.monotonic() + LONGEST.total_seconds()
        fonts = assets.FOLDER / "vendor" / "fonts"
        self._child = subprocess.Popen(  # noqa: S603 our own module, and folders of ours
            [sys.executable, "-m", "eventapp.champion.trophy.making", str(folder), str(fonts)],
            stdout=subprocess.DEVNULL,
        )
        return True

    def tidy(self) -> None:
        """Removes the trophies of people who are registered no more, and old ones."""
        with self._app.app_context():
            for event_id, number in without_person(self._store.people()):
                self._store.forget(event_id, number)
        self._store.forget_old()

    def stop(self) -> None:
        """Ends what goes on; another process takes the order over at once."""
        if self._child is not None:
            self._child.terminate()
            self._finish(is_failure=False)

    def _finish(self, *, is_failure: bool = True) -> None:
        """Lets go of the child, and of the order if it was not made."""
        assert self._child is not None  # noqa: S101 for mypy: asked before
        if self._child.poll() is None:
            self._child.kill()
        code, self._child = self._child.wait(), None
        if code == 0 or not self._folder.exists():
            return
        if is_failure:
            _log.error("the trophy in %s could not be made (%s)", self._folder.name, code)
        self._store.give_back(self._folder, is_failure=is_failure)
