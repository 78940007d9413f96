"""Commands: standings and graph."""

import json
import sys
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext

from eventapp import clock
from eventapp.cli.command import event_named, prepare_database, refuse
from eventapp.core.graph import GraphFormat
from eventapp.network import event_network
from eventapp.network.exports import WantedFile, graph_file


@click.command("standings")
@click.argument("event")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of a table.")
@with_appcontext
def standings(event: str, *, as_json: bool) -> None:
    """Shows who stands where at EVENT (its address, as in /events/EVENT)."""
    prepare_database()
    rows: list[dict[str, Any]] = [
        {
            "rank": row.rank,
            "name": row.person.name,
            "organisation": row.person.organisation or None,
            "counted": row.counted,
            "contacts": row.contacts,
            "organisations_met": row.organisations_met,
            "reached_at": row.reached_at.isoformat() if row.reached_at else None,
        }
        for row in event_network.standings(event_named(event))
    ]
    if as_json:
        click.echo(json.dumps({"event": event, "standings": rows}, ensure_ascii=False))
        return
    click.echo("rank  counted  contacts  organisations  reached at                 name")
    for row in rows:
        reached = (row["reached_at"] or "")[:19]
        organisation = f" ({row['organisation']})" if row["organisation"] else ""
        click.echo(
            f"{row['rank']:>4}  {row['counted']:>7}  {row['contacts']:>8}  {row['organisations_met']:>13}  "
            f"{reached:<25}  {row['name']}{organisation}"
        )


@click.command("graph")
@click.argument("event")
@click.option(
    "--format",
    "file_format",
    type=click.Choice([form.value for form in GraphFormat]),
    required=True,
    help="File form.",
)
@click.option("--names", is_flag=True, help="With the names of those who agreed to it.")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
@with_appcontext
def graph(event: str, file_format: str, file: Path, *, names: bool) -> None:
    """Writes the contact graph of EVENT to FILE (- for standard output)."""
    prepare_database()
    wanted = WantedFile(GraphFormat(file_format), with_names=names)
    content = graph_file(event_named(event), wanted, account_id=None, now=clock.now())
    if str(file) == "-":
        sys.stdout.buffer.write(content)
        return
    try:
        file.write_bytes(content)
    except OSError as error:
        refuse(f"{file} cannot be written: {error.strerror}.")
