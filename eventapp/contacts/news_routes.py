"""The notice on the other phone: who scanned its owner a moment ago."""

import hashlib
from datetime import datetime
from http import HTTPStatus

from flask import Blueprint, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from eventapp import clock, language
from eventapp.contacts.answers import topics_in_words
from eventapp.contacts.news import news_of, talks_about
from eventapp.core.closing import ClosingTimes
from eventapp.registration.guards import attendee_required
from eventapp.registration.queries import SignedInAttendee

bp = Blueprint("news", __name__)


@bp.get("/events/<slug>/contacts/news")
@attendee_required
def news(attendee: SignedInAttendee) -> ResponseReturnValue:
    """Who scanned the attendee in the last minutes, as the part of a page that static/js/news.js shows.

    Pages without a stream ask every few seconds: what has not changed since is answered with 304 after one read.
    """
    now = clock.now()
    found = news_of(attendee.registration_id, now=now)
    told = repr((attendee.registration_id, language.current(), attendee.address, found))
    etag = hashlib.sha256(told.encode()).hexdigest()[:32]
    if request.if_none_match.contains(etag):
        response = Response(status=HTTPStatus.NOT_MODIFIED)
    else:
        talks = talks_about(attendee.registration_id, found)
        response = make_response(
            render_template(
                "contacts/_news.html", slug=attendee.slug, news=found, talks=talks, topics_in_words=topics_in_words
            )
        )
    response.set_etag(etag)
    response.headers["Contacts-Closing"] = _closing(attendee.closing, now)
    return response


def _closing(closing: ClosingTimes, now: datetime) -> str:
    """When contacts end, until when phones deliver, and the server's clock (static/js/closing.js)."""
    moments = (closing.ends_at, closing.delivered_by, now)
    is_recorded = closing.recorded_at is not None
    return " ".join(str(moment.timestamp()) for moment in moments) + f" {is_recorded:d}"
