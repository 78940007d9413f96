"""What does a visitor see when something does not work? One page, one JSON, for every error."""

from http import HTTPStatus

from flask import Flask, Response, current_app, jsonify, make_response, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, NoResultFound, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionError
from werkzeug.exceptions import HTTPException, SecurityError

from eventapp.extensions import db

RETRY_SECONDS = 3
FOREIGN_KEY = "23503"
"""What PostgreSQL calls a row that refers to nothing."""


def init_app(app: Flask) -> None:
    """Answers every error with the same page, or JSON where the client asks for it."""
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(SecurityError, _foreign_host)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OperationalError, _database)
    app.register_error_handler(NoConnectionError, _no_connection)
    app.register_error_handler(NoResultFound, _erased_meanwhile)
    app.register_error_handler(IntegrityError, _broken_rule)
    app.register_error_handler(Exception, _unexpected)


def wants_json() -> bool:
    """Whether the client is a script of ours rather than a person's browser window."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return request.is_json or best == "application/json"


def error_response(status: int, code: str = "", sentence: str = "") -> Response:
    """The answer for an error, as a page or as JSON.

    Args:
        status: HTTP status.
        code: A word for scripts; the status' own name when empty.
        sentence: One clear sentence; the status' usual one when empty.
    """
    sentence = sentence or _sentence(status)
    if wants_json():
        response = jsonify(error=code or HTTPStatus(status).name.lower(), text=sentence)
    elif status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        # Without what every page is given (who is signed in, which event this is): it is asked of the database, and
        # that may be what does not work.
        page = current_app.jinja_env.get_template("errors/error.html").render(status=status, sentence=sentence)
        response = make_response(page)
    else:
        response = make_response(render_template("errors/error.html", status=status, sentence=sentence))
    response.status_code = status
    if status in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}:
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _sentence(status: int) -> str:
    sentences = {
        400: _("The request was not understood. Go back and try again."),
        401: _("Please sign in first."),
        403: _("You may not do this."),
        404: _("There is nothing here. The address may be mistyped or out of date."),
        405: _("This address does not take that kind of request."),
        409: _("That has happened already."),
        410: _("This link no longer works."),
        413: _("That was too large."),
        415: _("The request came in a form that is not understood here."),
        429: _("That was too often in a short time. Please wait a moment."),
        503: _("The server is very busy. Nothing was saved; please try again in a moment."),
        507: _("The server's storage is full. Nothing was saved; please tell the organiser."),
    }
    unexpected = _("Something went wrong on our side. Nothing was lost that was saved before.")
    other = unexpected if status >= HTTPStatus.INTERNAL_SERVER_ERROR else sentences[400]
    return str(sentences.get(status, other))


def _csrf(_error: CSRFError) -> Response:
    return error_response(
        400, "csrf", _("This page was open too long or in another window. Reload it and send it again.")
    )


def _foreign_host(_error: SecurityError) -> Response:
    """Under a name that is not ours no page can be made, since its addresses would carry that name."""
    sentence = _("This server does not go by the name in your request.")
    if wants_json():
        return error_response(HTTPStatus.BAD_REQUEST, sentence=sentence)
    return Response(sentence, HTTPStatus.BAD_REQUEST, mimetype="text/plain")


def _http(error: HTTPException) -> Response:
    if error.response is not None:
        return make_response(error.response)
    response = error_response(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
    for name, value in error.get_headers():
        if name == "Allow":
            response.headers[name] = value
    return response


def _database(error: OperationalError) -> Response:
    db.session.rollback()
    text = str(error.orig)
    if "disk is full" in text:
        return error_response(HTTPStatus.INSUFFICIENT_STORAGE)
    return error_response(HTTPStatus.SERVICE_UNAVAILABLE)


def _no_connection(_error: NoConnectionError) -> Response:
    """All connections to the database are in use, and none came back in time."""
    return error_response(HTTPStatus.SERVICE_UNAVAILABLE)


def _erased_meanwhile(error: NoResultFound | IntegrityError) -> Response:
    """Somebody was erased between two steps of this request: what comes after is like what comes later."""
    db.session.rollback()
    cause = getattr(error, "orig", error)  # without what was to be written, which may name somebody
    current_app.logger.warning("erased while it was asked for at %s: %s", request.endpoint, cause)
    return error_response(HTTPStatus.NOT_FOUND)


def _broken_rule(error: IntegrityError) -> Response:
    """A rule of the database; a row that refers to nothing any more is no error of ours."""
    is_reference = getattr(error.orig, "sqlstate", "") == FOREIGN_KEY or "FOREIGN KEY" in str(error.orig)
    return _erased_meanwhile(error) if is_reference else _unexpected(error)


def _unexpected(error: Exception) -> Response:
    db.session.rollback()
    current_app.logger.error("unexpected error at %s", request.endpoint, exc_info=error)
    return error_response(HTTPStatus.INTERNAL_SERVER_ERROR)
