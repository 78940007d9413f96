"""Command: print-badges. Draws a large printing beside the server, which starts it."""

import os

import click
from flask.cli import with_appcontext
from flask_babel import force_locale

from eventapp import clock
from eventapp.cli.command import refuse
from eventapp.config import current_config
from eventapp.events.queries import event_by_id
from eventapp.extensions import db
from eventapp.prints.drawing import draw
from eventapp.prints.jobs import Claim
from eventapp.prints.looks import look_of
from eventapp.prints.models import PrintJob
from eventapp.prints.words import edition_of, title_of

LOWEST_PRIORITY = 19


@click.command("print-badges", hidden=True)
@click.argument("job", type=int)
@click.argument("attempt", type=int)
@with_appcontext
def print_badges(job: int, attempt: int) -> None:
    """Draws the badges of printing JOB, which is in its ATTEMPT-th attempt."""
    os.nice(LOWEST_PRIORITY)
    printing = db.session.get(PrintJob, job)
    if printing is None:
        refuse(f"there is no printing {job}.")
    event = event_by_id(printing.event_id)
    with force_locale(printing.locale):
        look = look_of(printing, edition_of(event))
        if look is None:
            refuse(f"the stock {printing.stock!r} is gone.")
        claim = Claim(printing.id, printing.key, attempt)
        draw(claim, printing, look, title_of(event.title), instance=current_config().instance, now=clock.now)
