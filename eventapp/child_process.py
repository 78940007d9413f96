"""How does a server do work that takes long? In a process of low priority beside it: scans keep their speed."""

import os
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask import Flask

from eventapp.config import Config


@dataclass(frozen=True, slots=True)
class Task:
    """One piece of work.

    Attributes:
        arguments: What Python runs: a module or command of ours, which lowers its priority by itself.
        longest: Whoever takes longer is ended.
    """

    arguments: Sequence[str]
    longest: timedelta


class ChildProcess(ABC):
    """Does one piece of work after the other; one of each kind in each server process."""

    def __init__(self, app: Flask) -> None:
        """Starts with nothing to do.

        Args:
            app: Whose settings the work gets, whatever the server's own environment says.
        """
        config: Config = app.extensions["eventapp_config"]
        self.app = app
        self._environment = {"EVENTAPP_INSTANCE": str(config.instance), "DATABASE_URL": config.database_url}
        self._child: subprocess.Popen[bytes] | None = None
        self._ends_at = 0.0

    @abstractmethod
    def claim(self) -> Task | None:
        """Takes what has waited longest, so that no other process does it; None when nothing waits."""

    @abstractmethod
    def give_back(self, *, code: int, is_failure: bool) -> None:
        """Says that what was claimed last was not done.

        Args:
            code: With which the process ended.
            is_failure: It failed, or took too long; else the server stops, and another one takes it over.
        """

    def step(self) -> bool:
        """Looks whether the last piece is done, and starts the next one that waits; whether one goes on."""
        if self._child is not None:
            if self._child.poll() is None and time.monotonic() < self._ends_at:
                return True
            self._finish(is_failure=True)
        task = self.claim()
        if task is None:
            return False
        self._ends_at = time.monotonic() + task.longest.total_seconds()
        self._child = subprocess.Popen(  # noqa: S603 a module or command of ours, with names of ours
            [sys.executable, *task.arguments], env=os.environ | self._environment, stdout=subprocess.DEVNULL
        )
        return True

    def stop(self) -> None:
        """Ends what goes on; another process takes it over at once."""
        if self._child is not None:
            self._child.terminate()
            self._finish(is_failure=False)

    def _finish(self, *, is_failure: bool) -> None:
        """Lets go of the child, and of its work if that was not done."""
        assert self._child is not None  # noqa: S101 for mypy: asked before
        if self._child.poll() is None:
            self._child.kill()
        code, self._child = self._child.wait(), None
        if code != 0:
            self.give_back(code=code, is_failure=is_failure)
