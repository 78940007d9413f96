"""Command: verify-result. Counts an exported result again, from its file alone."""

import json
from pathlib import Path

import click

from eventapp.cli.command import refuse
from eventapp.core.result import Finding, verify

EXIT_DIFFERS = 1


@click.command("verify-result")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of sentences.")
def verify_result(file: Path, *, as_json: bool) -> None:
    """Counts the result in FILE again: who stands where, why each contact counted, titles, fingerprint.

    FILE is the record that an organiser downloads on the page Champion; - is standard input. No database is
    asked. Exit code 0: yes, all of it follows from the contacts in the file. 1: something differs, and it is said
    what. 2: it is no such file.
    """
    try:
        with click.open_file(str(file), "rb") as stream:
            document: bytes = stream.read()
    except OSError as error:
        refuse(f"cannot read {str(file)!r}: {error.strerror}.")
    found = verify(document)
    if as_json:
        click.echo(
            json.dumps(
                {"finding": found.finding, "sha256": found.sha256 or None, "differences": list(found.differences)},
                ensure_ascii=False,
            )
        )
    elif found.finding is Finding.VERIFIED and found.record is not None:
        record = found.record
        click.echo(
            f"yes: result {record['version']} of {record['event']!r}, frozen at {record['frozen_at']}, follows from "
            f"its {len(record['contacts'])} contacts of {len(record['people'])} people."
        )
        click.echo(f"sha256 {found.sha256}")
    elif found.finding is Finding.DIFFERS:
        click.echo("no: this is not what follows from the contacts in the file.")
        for difference in found.differences:
            click.echo(f"  {difference}")
    if found.finding is Finding.UNREADABLE:
        refuse(f"{found.differences[0]}.")
    if found.finding is Finding.DIFFERS:
        raise click.exceptions.Exit(EXIT_DIFFERS)
