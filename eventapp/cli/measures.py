"""Command: measures. In a process of its own: it changes how this one runs."""

import gc
import json
import os
from typing import Any

import click
from flask.cli import with_appcontext

from eventapp import clock
from eventapp.cli.command import event_named, prepare_database
from eventapp.core.measures import to_json
from eventapp.network import measuring

LOWEST_PRIORITY = 19
_BY_PERSON = {"members", "betweenness", "constraint", "effective_size", "joints"}
"""Values that are too long for a table."""


@click.command("measures")
@click.argument("event")
@click.option("--json", "as_json", is_flag=True, help="One JSON object with everything, by pseudonym number.")
@click.option("--keep", is_flag=True, help="Keeps them for the pages, at low priority, as the server does by itself.")
@with_appcontext
def measures(event: str, *, as_json: bool, keep: bool) -> None:
    """Measures the contact graph of EVENT: groups, distances, circles, bridges, mixing, growth."""
    if keep:
        os.nice(LOWEST_PRIORITY)
    prepare_database()
    spare_the_collector()
    measured = event_named(event)
    measurement = measuring.measure(measured, now=clock.now())
    if keep:
        measuring.keep(measured, measurement)
    plain = to_json(measurement.measures)
    if as_json:
        about = {
            "event": event,
            "change_no": measurement.change_no,
            "measured_at": measurement.measured_at.isoformat(),
            "seconds": measurement.seconds,
        }
        click.echo(json.dumps({**about, "measures": plain}, ensure_ascii=False))
        return
    lines = [*_lines(plain), ("seconds", measurement.seconds)]
    width = max(len(name) for name, _ in lines)
    for name, value in lines:
        click.echo(f"{name:<{width}}  {value}")


def spare_the_collector() -> None:
    """Lets this process look for cycles of objects less often.

    Measuring makes hundreds of thousands of objects that stay; to look among them took a third of the time.
    """
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def _lines(plain: dict[str, Any], before: str = "") -> list[tuple[str, Any]]:
    """Each value with its name; a value beside chance on one line."""
    lines: list[tuple[str, Any]] = []
    for name, value in plain.items():
        if name in _BY_PERSON or isinstance(value, list):
            lines.append((before + name, len(value)))
        elif isinstance(value, dict) and "shuffles" in value:
            lines.append((before + name, "{value:.4g}  by chance {low:.4g} to {high:.4g}".format(**value)))
        elif isinstance(value, dict):
            lines += _lines(value, f"{before}{name} ")
        else:
            lines.append((before + name, "-" if value is None else round(value, 4)))
    return lines
