"""Commands of the server: flask --app app <command>."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Adds the commands."""
