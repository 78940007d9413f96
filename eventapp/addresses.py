"""Which addresses can name nothing, so that no page and no database is asked about them?"""

from flask import Flask, abort, request
from werkzeug.routing import IntegerConverter, Map

_HIGHEST_ID = 2**31 - 1
"""Ids are 32 bits wide; PostgreSQL refuses to compare one with a larger number."""


class IdConverter(IntegerConverter):
    """`<id:name>` in a rule: the id of a row; a number that no row can have is a missing page."""

    def __init__(self, url_map: Map) -> None:
        """Takes no arguments in a rule."""
        super().__init__(url_map, min=1, max=_HIGHEST_ID)


def init_app(app: Flask) -> None:
    """Makes `<id:name>` known to the rules, and answers impossible addresses with 404."""
    app.url_map.converters["id"] = IdConverter

    @app.before_request
    def refuse_nul() -> None:
        # PostgreSQL takes no NUL in a text, not even to compare with, and no file name has one.
        if "\0" in request.path:
            abort(404)
