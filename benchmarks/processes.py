"""How is a server started for a benchmark, stopped again, and what does it cost the machine?"""

import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
STARTS_WITHIN = 180.0
STOPS_WITHIN = 40.0
_PROC = Path("/proc")
_KIB = 1024
_NOT_FOR_OUTGOING = (10_000, 32_768)
"""Above well-known services, below the ports that Linux gives to outgoing connections (ip_local_port_range)."""


class CannotRunError(Exception):
    """A benchmark cannot be run here; its text is one sentence that says why."""


class Process(Protocol):
    """What is asked of a process, as `Popen` answers it."""

    pid: int

    def poll(self) -> int | None:
        """Its exit code; None as long as it runs."""

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code, when it has ended; `TimeoutExpired` when it has not."""

    def terminate(self) -> None:
        """Asks it to stop."""

    def kill(self) -> None:
        """Ends it."""


Begin = Callable[[Mapping[str, str]], Process]


def program(*command: str) -> Begin:
    """What starts a Python program of this checkout: `command` stands after `python` on the command line."""
    return lambda environ: subprocess.Popen(  # noqa: S603 a program of this project
        [sys.executable, *command], cwd=ROOT, env=environ, stdout=subprocess.DEVNULL
    )


class RunningServer:
    """A server that takes requests."""

    def __init__(self, begin: Begin, port: int, environ: Mapping[str, str]) -> None:
        """Knows how it is started; `start` does that.

        Args:
            begin: Starts its process in an environment.
            port: Where it is going to listen, on HOST.
            environ: Its environment.
        """
        self.port = port
        self.environ = dict(environ)
        self._begin = begin
        self._process: Process | None = None

    def start(self) -> None:
        """Starts it, and waits until it listens.

        Raises:
            CannotRunError: It ends or does not answer.
        """
        self._process = self._begin(self.environ)
        deadline = time.monotonic() + STARTS_WITHIN
        while self._process.poll() is None and time.monotonic() < deadline:
            try:
                socket.create_connection((HOST, self.port), timeout=1).close()
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise CannotRunError(f"The server of the benchmark did not start on port {self.port}.")

    def stop(self) -> None:
        """Asks it to stop, and waits until it has."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    @property
    def processes(self) -> list[int]:
        """The ids of its processes, the first one first."""
        return [] if self._process is None else _family(self._process.pid)

    def cpu_seconds(self) -> float:
        """CPU time that its processes have used so far."""
        return sum(map(_cpu_seconds, self.processes))

    def peak_memory_mb(self) -> float:
        """The most memory that one of its processes has held at any time, in MB."""
        return max(map(_peak_memory, self.processes)) / 1e6

    def memory_kb(self) -> float:
        """What its processes hold now, in kB; what several share is shared out among them."""
        return sum(map(_proportional_memory, self.processes)) / 1000


def environment(instance: Path, **more: str) -> dict[str, str]:
    """This process's environment for a program with an instance folder of its own; nothing of another instance."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("EVENTAPP_") and name != "DATABASE_URL"
    }
    return {**inherited, "EVENTAPP_INSTANCE": str(instance), **more}


@contextmanager
def running(begin: Begin, port: int, environ: Mapping[str, str]) -> Iterator[RunningServer]:
    """Starts a program that listens on a port, and stops it in the end.

    Args:
        begin: Starts its process in an environment.
        port: Where it is going to listen.
        environ: Its environment.

    Raises:
        CannotRunError: It ends or does not answer.
    """
    server = RunningServer(begin, port, environ)
    try:
        server.start()
        yield server
    finally:
        server.stop()


def free_port() -> int:
    """A port that nobody listens on, below those that the kernel gives to outgoing connections.

    So nobody else gets it between this answer and the start of a server there, nor while one restarts.
    """
    while True:
        port = random.randrange(*_NOT_FOR_OUTGOING)  # noqa: S311 no secret
        with suppress(OSError), socket.create_server((HOST, port)):
            return port


def _family(pid: int) -> list[int]:
    """A process and all that descend from it."""
    parents: dict[int, int] = {}
    for folder in _PROC.iterdir():
        if folder.name.isdigit():
            try:
                parents[int(folder.name)] = int(_stat(int(folder.name))[1])
            except OSError:  # it has ended meanwhile
                continue
    family = [pid]
    for member in family:
        family += [child for child, parent in parents.items() if parent == member]
    return family


def _stat(pid: int) -> list[str]:
    """The fields of /proc/<pid>/stat after the program's name: state, parent and so on."""
    return (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()


def _cpu_seconds(pid: int) -> float:
    fields = _stat(pid)
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _peak_memory(pid: int) -> int:
    """In bytes."""
    lines = (_PROC / str(pid) / "status").read_text().splitlines()
    return next((int(line.split()[1]) * _KIB for line in lines if line.startswith("VmHWM:")), 0)


def _proportional_memory(pid: int) -> int:
    """In bytes."""
    lines = (_PROC / str(pid) / "smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) * _KIB for line in lines if line.startswith("Pss:"))
