"""How does a scan's answer read, and with which status does it leave the server?"""

from functools import lru_cache
from http import HTTPStatus
from typing import Any, TypedDict

from flask import get_template_attribute

from eventapp.contacts.people_search import SearchAnswer
from eventapp.contacts.service import ScanAnswer
from eventapp.contacts.talk import Talk
from eventapp.core.contact_rules import Reason, Verdict
from eventapp.language import choose

RETRY_AFTER_SECONDS = 60
"""How long a phone leaves the server alone after a pause was imposed; the windows of the limits slide."""

_MACROS = "_macros/verdicts.html"
_STATUS = {
    Verdict.OWN_BADGE: HTTPStatus.UNPROCESSABLE_ENTITY,
    Verdict.UNKNOWN_BADGE: HTTPStatus.NOT_FOUND,
    Verdict.REPLACED_BADGE: HTTPStatus.GONE,
    Verdict.TOO_FAST: HTTPStatus.TOO_MANY_REQUESTS,
    Verdict.TOO_MANY_MISSES: HTTPStatus.TOO_MANY_REQUESTS,
}


class PersonInWords(TypedDict):
    """The person met, as the scanner may know them."""

    name: str
    organisation: str | None


class AnswerInWords(TypedDict):
    """A scan's answer in the visitor's language: what pages show and scripts get."""

    verdict: str
    kind: str
    title: str
    text: str
    person: PersonInWords | None
    contact_number: int | None
    topics: list[str]
    icebreaker: str | None


def in_words(answer: ScanAnswer) -> AnswerInWords:
    """Puts an answer into the sentences of templates/_macros/verdicts.html."""
    person, talk = answer.person, answer.talk
    kind, title, text = _said(choose(), answer.verdict, answer.reason, answer.contact_number)
    return {
        "verdict": answer.verdict.name,
        "kind": kind,
        "title": title,
        "text": text,
        "person": {"name": person.name, "organisation": person.organisation or None} if person else None,
        "contact_number": answer.contact_number,
        "topics": topics_in_words(talk) if talk else [],
        "icebreaker": (talk.icebreaker or None) if talk else None,
    }


@lru_cache(4096)
def _said(
    _language: str, verdict: Verdict, reason: Reason | None, contact_number: int | None
) -> tuple[str, str, str]:
    """Kind, title and text of a verdict in the language of this request.

    Kept, since few sentences are said to everybody, and making one takes as long as writing the contact.
    """
    text = _from_template("text")(verdict, reason, contact_number)
    return _from_template("kinds")[verdict], str(_from_template("title")(verdict)), str(text)


def topics_in_words(talk: Talk) -> list[str]:
    """What two people share, one sentence for each kind of sharing; what the reader seeks comes first."""
    kinds = (("sought", talk.sought), ("offered", talk.offered), ("shared", talk.shared))
    told = [(kind, ", ".join(names)) for kind, names in kinds if names]
    if not told:
        return []
    sentence = _from_template("topics")
    return [str(sentence(kind, names).unescape()) for kind, names in told]


def search_in_words(answer: SearchAnswer) -> str:
    """What a search for a name led to."""
    return str(_from_template("search")(answer.outcome, len(answer.people), answer.has_more).unescape())


def status_of(verdict: Verdict) -> HTTPStatus:
    """The HTTP status of a verdict.

    200 is an outcome, whatever it is: contact made, known, refused for want of consent, closed. 404 is a code that
    no badge of this event carries (another event's badge looks the same), 410 a replaced badge, 422 one's own.
    429 is a pause: nothing was kept, and the scanner sends the same scan again after Retry-After by itself. So
    TOO_FAST loses no meeting, and a pile of badges still goes no faster than the limit.
    """
    return _STATUS.get(verdict, HTTPStatus.OK)


def headers_of(verdict: Verdict) -> dict[str, str]:
    """What else belongs to a verdict's response."""
    if status_of(verdict) is HTTPStatus.TOO_MANY_REQUESTS:
        return {"Retry-After": str(RETRY_AFTER_SECONDS)}
    return {}


def _from_template(name: str) -> Any:
    return get_template_attribute(_MACROS, name)
