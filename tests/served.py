"""The app as the README starts it: `python app.py` on a free port, with an instance of its own."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError

from benchmarks.processes import free_port
from tests.checkout import ROOT

_PATIENCE = 240  # seconds until the server must answer: machines that run tests are busy


@dataclass(frozen=True)
class Served:
    """A running server.

    Attributes:
        address: Such as `http://127.0.0.1:40123`.
        instance: Its folder, with the outbox.
        output: The file with everything that it printed.
        process: The process that was started; it leads a group of its own with all that it starts.
    """

    address: str
    instance: Path
    output: Path
    process: subprocess.Popen[bytes]

    @property
    def port(self) -> int:
        """Where it listens, on this machine."""
        return int(self.address.rpartition(":")[2])

    def kill(self) -> None:
        """Ends everything at once, as a power cut would: no process gets to write anything any more."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def printed(self, pattern: str) -> str:
        """What the server printed in the first group of a pattern."""
        found = re.search(pattern, self.output.read_text("utf-8"))
        assert found is not None, self.output.read_text("utf-8")
        return found[1]


@contextmanager
def serving(instance: Path, *arguments: str, **environ: str) -> Iterator[Served]:
    """Serves until the context ends; then the server is asked to stop, and must do so."""
    port = int(environ.get("EVENTAPP_PORT") or free_port())
    log = instance.with_suffix(".log")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("EVENTAPP_")}
    environment |= {"EVENTAPP_INSTANCE": str(instance), "EVENTAPP_PORT": str(port), **environ}
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "app.py", *arguments],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
        served = Served(f"http://127.0.0.1:{port}", instance, log, process)
        try:
            _await(served)
            yield served
        finally:
            process.terminate()
            process.wait(_PATIENCE)


def _await(served: Served) -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline and served.process.poll() is None:
        try:
            with urllib.request.urlopen(f"{served.address}/healthz", timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"The server does not answer: {served.output.read_text('utf-8')}")
