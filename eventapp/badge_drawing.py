"""Command: python -m eventapp.badge_drawing. Draws a large printing beside the server, which starts it.

It answers no requests and loads no pages: it begins two seconds sooner than the whole app would.
"""

import os
import sys

import click
from flask import Flask
from flask_babel import force_locale

from eventapp import clock, config, database, language
from eventapp.events.queries import event_by_id
from eventapp.extensions import db
from eventapp.prints.drawing import draw
from eventapp.prints.jobs import Claim
from eventapp.prints.looks import look_of
from eventapp.prints.models import PrintJob
from eventapp.prints.words import edition_of, title_of

LOWEST_PRIORITY = 19


@click.command("badge-drawing")
@click.argument("job", type=int)
@click.argument("attempt", type=int)
def main(job: int, attempt: int) -> None:
    """Draws the badges of printing JOB, which is in its ATTEMPT-th attempt."""
    os.nice(LOWEST_PRIORITY)
    settings = config.load()
    with _bare_app(settings).app_context():
        printing = db.session.get(PrintJob, job)
        if printing is None:
            sys.exit(f"eventapp: there is no printing {job}.")
        event = event_by_id(printing.event_id)
        with force_locale(printing.locale):
            look = look_of(printing, edition_of(event))
            if look is None:
                sys.exit(f"eventapp: the stock {printing.stock!r} is gone.")
            claim = Claim(printing.id, printing.key, attempt)
            draw(claim, printing, look, title_of(event.title), instance=settings.instance, now=clock.now)


def _bare_app(settings: config.Config) -> Flask:
    """What drawing needs of the app: the settings, the database, the languages."""
    app = Flask("eventapp", static_folder=None, instance_path=str(settings.instance))
    app.extensions["eventapp_config"] = settings
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database_url
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = language.CATALOGUE_FOLDERS
    db.init_app(app)
    with app.app_context():
        database.configure(db.engine)
    language.init_app(app)
    return app


if __name__ == "__main__":
    main(prog_name="python -m eventapp.badge_drawing")
