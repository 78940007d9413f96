"""Under which address does a browser fetch a static file, so that it may keep it for a year?"""

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, current_app, url_for

A_YEAR = 365 * 24 * 3600


def init_app(app: Flask) -> None:
    """Gives templates `asset(filename)` and lets versioned files be cached for good."""
    app.jinja_env.globals["asset"] = asset


def asset(filename: str) -> str:
    """The address of a static file with its content's hash, so that a changed file has a new address."""
    folder = current_app.static_folder
    assert folder is not None  # noqa: S101 for mypy: create_app sets it
    path = Path(folder, filename)
    return url_for("static", filename=filename, v=_version(path, path.stat().st_mtime_ns))


@cache
def _version(path: Path, _modified: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]
