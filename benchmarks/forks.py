"""How is the app started? As `python app.py`; a trial forks what has imported it already."""

import multiprocessing
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks.processes import Process, program
from eventapp.config import BASE

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["eventapp.serve"])


@dataclass
class Starts:
    """The starts of the app in this process.

    Attributes:
        is_trial: Nothing is measured: they need not be the same, and importing is nearly all of what one takes.
    """

    is_trial: bool = False

    def begin(self, environ: Mapping[str, str]) -> Process:
        """Starts the app in an environment."""
        return _ForkedApp(environ) if self.is_trial else program("app.py")(environ)


starts = Starts()


class _ForkedApp:
    """A process that serves as `python app.py` does, with what `RunningServer` uses of a `Popen`."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        """Starts it.

        Args:
            environ: Its environment.
        """
        self._process = _CONTEXT.Process(target=_serve, args=(dict(environ),))
        self._process.start()
        assert self._process.pid is not None  # noqa: S101 for mypy: it was started
        self.pid = self._process.pid

    def poll(self) -> int | None:
        """Its exit code; None as long as it runs."""
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code, when it has ended.

        Raises:
            TimeoutExpired: It has not.
        """
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired("app.py", timeout or 0)
        return self._process.exitcode

    def terminate(self) -> None:
        """Asks it to stop."""
        self._process.terminate()

    def kill(self) -> None:
        """Ends it."""
        self._process.kill()


def _serve(environ: dict[str, str]) -> None:
    from eventapp.serve import main  # noqa: PLC0415 this process has it already, whoever starts it need not

    multiprocessing.set_start_method("fork", force=True)  # for the server's own processes
    os.environ.clear()
    os.environ.update(environ)
    os.chdir(BASE)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    raise SystemExit(main([]))
