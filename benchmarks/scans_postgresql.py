"""The same on PostgreSQL: how many scans, and how long does a phone wait, where rows lie behind a line?

The server is Debian's, started on this machine for the benchmark alone, as durable as it comes; it shares the
processors with the app and the clients.
"""

from collections.abc import Mapping

from benchmarks import scans
from benchmarks.figures import Bar, Figure
from benchmarks.options import Options
from benchmarks.processes import CannotRunError
from tests.postgresql import DURABLE, fresh_database, postgresql_server

NAME = "scans-postgresql"
_BARS: Mapping[str, Bar] = {**scans.BARS, "rate": Bar(1000, is_floor=True)}


def measure(options: Options) -> list[Figure]:
    """Compares on PostgreSQL.

    Raises:
        CannotRunError: PostgreSQL is not installed.
    """
    try:
        with postgresql_server(DURABLE) as server, fresh_database(server) as url, fresh_database(server) as bare_url:
            return scans.compare(NAME, _BARS, options, database_url=url, bare_url=bare_url)
    except RuntimeError as error:
        raise CannotRunError(str(error)) from error
