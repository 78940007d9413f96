"""Who makes trophies? A process beside the server, one at a time."""

import logging
import time
from pathlib import Path

from flask import Flask

from eventapp import assets
from eventapp.champion.trophy.store import LONGEST, Store
from eventapp.champion.trophy_orders import without_person
from eventapp.child_process import ChildProcess, Task
from eventapp.config import Config

TIDY_EVERY = 30.0
"""Seconds between two looks for trophies that are to go."""
_log = logging.getLogger(__name__)


class TrophyMaker(ChildProcess):
    """Makes the trophy that has waited longest, and removes those that are to go."""

    def __init__(self, app: Flask) -> None:
        """Starts with nothing to do."""
        super().__init__(app)
        config: Config = app.extensions["eventapp_config"]
        self._store = Store(config.instance)
        self._folder = Path()
        self._tidied_at = float("-inf")

    def claim(self) -> Task | None:
        """The order that has waited longest; now and then it is tidied first."""
        if time.monotonic() >= self._tidied_at + TIDY_EVERY:
            self._tidied_at = time.monotonic()
            self.tidy()
        folder = self._store.claim()
        if folder is None:
            return None
        self._folder = folder
        fonts = assets.FOLDER / "vendor" / "fonts"
        return Task(["-m", "eventapp.champion.trophy.making", str(folder), str(fonts)], LONGEST)

    def tidy(self) -> None:
        """Removes the trophies of people who are registered no more, and old ones."""
        with self.app.app_context():
            for event_id, number in without_person(self._store.people()):
                self._store.forget(event_id, number)
        self._store.forget_old()

    def give_back(self, *, code: int, is_failure: bool) -> None:
        """Lets others make the trophy, unless it failed or was removed meanwhile."""
        if not self._folder.exists():
            return
        if is_failure:
            _log.error("the trophy in %s could not be made (%s)", self._folder.name, code)
        self._store.give_back(self._folder, is_failure=is_failure)
