"""Commands of the server: flask --app app <command>.

Exit codes: 0 done, 2 the input cannot be used; verify-result has 1 for no.
"""

from flask import Flask

from eventapp.cli.demo import demo
from eventapp.cli.export import graph, standings
from eventapp.cli.measures import measures
from eventapp.cli.rehearse import rehearse
from eventapp.cli.remove_second_factor import remove_second_factor
from eventapp.cli.sign_in_link import sign_in_link
from eventapp.cli.verify_result import verify_result


def init_app(app: Flask) -> None:
    """Adds the commands."""
    for command in (
        demo,
        rehearse,
        standings,
        graph,
        measures,
        sign_in_link,
        remove_second_factor,
        verify_result,
    ):
        app.cli.add_command(command)
