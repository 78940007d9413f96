"""Who measures networks? A process beside the server, one at a time."""

import logging

from flask import Flask

from eventapp import clock
from eventapp.child_process import ChildProcess, Task
from eventapp.network import measuring

_log = logging.getLogger(__name__)


class Measurer(ChildProcess):
    """Starts the command `measures` for the event that has waited longest."""

    def __init__(self, app: Flask) -> None:
        """Starts with nothing to do."""
        super().__init__(app)
        self._event_id = 0

    def claim(self) -> Task | None:
        """The event that has waited longest."""
        with self.app.app_context():
            event = measuring.claim_next(now=clock.now())
            if event is None:
                return None
            self._event_id, slug = event.id, event.slug
        return Task(["-m", "flask", "--app", "eventapp", "measures", slug, "--keep"], measuring.CLAIM_LASTS)

    def give_back(self, *, code: int, is_failure: bool) -> None:
        """Lets others measure the event, after a failure a while later."""
        if is_failure:
            _log.error("event %s could not be measured (%s); it is tried again", self._event_id, code)
        with self.app.app_context():
            measuring.give_back(self._event_id, now=clock.now(), is_failure=is_failure)
