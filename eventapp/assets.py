"""How do style sheets, scripts, fonts and pictures reach a browser, so that it asks for each only once?

All lie under an address with the hash of the whole folder. A script that imports another one, or a style sheet that
names a font, does so by a relative address and stays under that hash: a browser may keep everything for a year, and
after an update nothing old is mixed with something new.
"""

import gzip
import hashlib
from functools import cache
from http import HTTPStatus
from pathlib import Path

from flask import Blueprint, Flask, Response, request, send_from_directory, url_for
from flask.typing import ResponseReturnValue

from eventapp.config import BASE

FOLDER = BASE / "static"
A_YEAR = 365 * 24 * 3600
COMPRESSIBLE = frozenset({"text/css", "text/javascript", "image/svg+xml", "application/wasm", "application/json"})
"""Fonts and photos are compressed already."""

bp = Blueprint("assets", __name__)


def init_app(app: Flask) -> None:
    """Gives templates `asset(filename)`."""
    app.jinja_env.globals["asset"] = asset
    app.register_blueprint(bp)


def asset(filename: str) -> str:
    """The address of a file under static/."""
    return url_for("assets.file", of_version=version(), filename=filename)


@cache
def version() -> str:
    """The hash of everything under static/ when this process began."""
    digest = hashlib.sha256()
    for path in sorted(path for path in FOLDER.rglob("*") if path.is_file()):
        digest.update(f"{path.relative_to(FOLDER)}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:12]


@bp.get("/static/<of_version>/<path:filename>")
def file(of_version: str, filename: str) -> ResponseReturnValue:
    """A file under static/. A page from before an update still gets today's file, but does not keep it."""
    response = send_from_directory(FOLDER, filename)
    if of_version == version():
        response.cache_control.no_cache = None
        response.cache_control.public = True
        response.cache_control.max_age = A_YEAR
        response.cache_control.immutable = True
    if response.mimetype in COMPRESSIBLE:
        response.vary.add("Accept-Encoding")
        if response.status_code == HTTPStatus.OK:
            _compress(response, FOLDER / filename)
    return response


def _compress(response: Response, path: Path) -> None:
    """By the best way that the browser knows: Brotli where a file came with it (hatch_build.py), else gzip."""
    squeezed, accepted = path.with_name(f"{path.name}.br"), request.accept_encodings
    if accepted.quality("br") and squeezed.is_file():
        content, coding = squeezed.read_bytes(), "br"
    elif accepted.quality("gzip"):
        content, coding = _compressed(path), "gzip"
    else:
        return
    response.close()
    response.set_data(content)
    response.content_encoding = coding


@cache
def _compressed(path: Path) -> bytes:
    return gzip.compress(path.read_bytes(), mtime=0)
