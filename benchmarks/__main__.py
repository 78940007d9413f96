"""Command: python -m benchmarks. Measures how fast this checkout is on this machine."""

import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import click

from benchmarks import (
    badges,
    certificates,
    decode,
    doors,
    freeze,
    growth,
    imports,
    large,
    live,
    mails,
    measures,
    picture,
    registrations,
    rehearsal,
    scanner,
    scans,
    scans_postgresql,
    trophy,
)
from benchmarks.figures import Figure, as_json, as_table
from benchmarks.forks import starts
from benchmarks.options import Options
from benchmarks.processes import ROOT, CannotRunError

_ALL = (
    scans,
    scans_postgresql,
    doors,
    growth,
    rehearsal,
    badges,
    decode,
    certificates,
    registrations,
    imports,
    mails,
    freeze,
    trophy,
    measures,
    large,
    live,
    picture,
    scanner,
)
BENCHMARKS: Mapping[str, ModuleType] = {module.NAME: module for module in _ALL}
_DATA_FOLDER = Path(os.environ.get("EVENTAPP_CONTACT_DATA") or ROOT.parent / "shared" / "data")
EXIT_BAR_MISSED, EXIT_CANNOT_RUN = 1, 2


@click.command("benchmarks")
@click.argument("names", nargs=-1, type=click.Choice(list(BENCHMARKS)))
@click.option("--json", "is_json", is_flag=True, help="One JSON object per line instead of a table.")
@click.option(
    "--data",
    "contact_list",
    type=click.Path(path_type=Path),
    default=_DATA_FOLDER / "tij_SFHH.dat",
    help="The recorded contact list for `rehearsal`, of lines `t i j`. By default tij_SFHH.dat in the folder "
    "EVENTAPP_CONTACT_DATA, or in ../shared/data; where that is not there, a list of the same size is made up.",
)
@click.option("--small", "is_small", is_flag=True, help="A trial with a handful of people; no bar is applied.")
@click.pass_context
def main(
    context: click.Context, names: tuple[str, ...], contact_list: Path, *, is_json: bool, is_small: bool
) -> None:
    """Runs the benchmarks NAMES one after the other, or all of these.

    \b
    scans      scans per second over HTTP with 8 clients, beside a bare Flask endpoint that does one INSERT
    scans-postgresql  the same on a PostgreSQL server of this machine
    doors      entries per second at doors with 8 clients, on SQLite and PostgreSQL, beside the same endpoint
    growth     cost of a scan among a million contacts, beside a thousand
    rehearsal  seconds for the contact list of a conference
    badges     seconds, size and memory for the PDF of 2,500 badges, and of more and fewer
    decode     how often two decoders read the codes of printed badges, on each paper: turned, small, blurred, pale
    certificates  the same for 2,500 certificates, and how a page answers meanwhile
    registrations  registrations per second with 8 clients, places that run out, and the list of everybody
    imports    seconds to take in a list of 2,500 people
    mails      seconds to send 2,500 ticket mails to an SMTP server, and how people register meanwhile
    freeze     seconds to record the result of 2,500 people and 30,000 contacts, and to count it again from its file
    trophy     seconds to make a champion's trophy of 169 and of 500 contacts, and the size of its files
    measures   seconds for all measures of a conference's network, of a large and of a very large one
    large      seconds until a fresh process knows 2,500 people and 30,000 contacts, and until its pages answer
    live       from a scan to its edge on 200 open live pages, and what they cost scans, memory and a restart
    picture    seconds until the contact graph of 2,500 people is on the screen, and its longest frame while it grows
    scanner    weight of the scan page, time until it reads, and what it reads: far, tilted, blurred, in the dark

    Everything is measured on a temporary instance that is served as `python app.py` serves, on SQLite, client and
    server on this machine. A figure has a bar that it has to reach, and a baseline: the same figure of a reference
    measured in the same run. The exit code is 0 when every bar is reached, 1 when one is missed, and 2 when a
    benchmark cannot be run (the others still are).
    """  # noqa: D301 click's mark for lines that stay as they are
    options = Options(is_small, _list_to_play(context, contact_list, is_small=is_small))
    starts.is_trial = is_small
    figures: list[Figure] = []
    failed = False
    for name in names or BENCHMARKS:
        load = os.getloadavg()[0]
        click.echo(f"benchmarks: {name}, with a load of {load:.1f} on {os.cpu_count()} processors before", err=True)
        try:
            measured: list[Figure] = BENCHMARKS[name].measure(options)
        except CannotRunError as error:
            click.echo(f"benchmarks: {error}", err=True)
            failed = True
            continue
        figures += [replace(figure, bar=None) for figure in measured] if is_small else measured
        if is_json:
            click.echo("\n".join(as_json(figure) for figure in figures if figure.benchmark == name))
    if not is_json:
        click.echo(as_table(figures))
    is_missed = any(figure.misses_bar for figure in figures)
    sys.exit(EXIT_CANNOT_RUN if failed else EXIT_BAR_MISSED if is_missed else 0)


def _list_to_play(context: click.Context, contact_list: Path, *, is_small: bool) -> Path | None:
    """The list that was named, or the recorded one; None where one has to be made up."""
    is_named = context.get_parameter_source("contact_list") is click.core.ParameterSource.COMMANDLINE
    if contact_list.is_file():
        return contact_list if is_named or not is_small else None
    if is_named:
        click.echo(f"benchmarks: there is no file {contact_list}.", err=True)
        sys.exit(EXIT_CANNOT_RUN)
    click.echo(f"benchmarks: {contact_list} is not there; a list of its size is made up.", err=True)
    return None


if __name__ == "__main__":
    main(prog_name="python -m benchmarks")
