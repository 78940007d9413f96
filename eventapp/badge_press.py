"""Who draws large printings of badges? A process beside the server, one at a time."""

import logging
import time

from flask import Flask

from eventapp import clock
from eventapp.child_process import ChildProcess, Task
from eventapp.config import Config
from eventapp.prints import jobs
from eventapp.prints.jobs import Claim

TIDY_EVERY = 30.0
"""Seconds between two looks for files that are to go."""
_log = logging.getLogger(__name__)


class BadgePress(ChildProcess):
    """Starts `badge_drawing` for what has waited longest, and removes files that are to go."""

    def __init__(self, app: Flask) -> None:
        """Starts with nothing to do."""
        super().__init__(app)
        self._claim: Claim | None = None
        self._tidied_at = float("-inf")

    def claim(self) -> Task | None:
        """The printing that has waited longest; now and then it is tidied first."""
        if time.monotonic() >= self._tidied_at + TIDY_EVERY:
            self._tidied_at = time.monotonic()
            self.tidy()
        with self.app.app_context():
            self._claim = jobs.claim_next(now=clock.now())
        if self._claim is None:
            return None
        job = (str(self._claim.job_id), str(self._claim.attempt))
        return Task(["-m", "eventapp.badge_drawing", *job], jobs.LONGEST)

    def tidy(self) -> None:
        """Removes the files that nobody may fetch any more."""
        config: Config = self.app.extensions["eventapp_config"]
        with self.app.app_context():
            jobs.tidy(config.instance, now=clock.now())

    def give_back(self, *, code: int, is_failure: bool) -> None:
        """Lets others draw the printing, unless it failed too often."""
        assert self._claim is not None  # noqa: S101 for mypy: it was claimed
        if is_failure:
            _log.error("printing %s could not be drawn (%s)", self._claim.job_id, code)
        with self.app.app_context():
            jobs.give_back(self._claim, now=clock.now(), is_failure=is_failure)
