"""How does the answer to two badges read?"""

from typing import Any, TypedDict

from flask import get_template_attribute

from eventapp.contacts.answers import PersonInWords
from eventapp.stations.pairs import PairAnswer

_VERDICTS, _WORDS = "_macros/verdicts.html", "stations/_words.html"


class PairInWords(TypedDict):
    """An answer in the visitor's language: what the page shows and the script gets."""

    verdict: str
    kind: str
    title: str
    text: str
    people: list[PersonInWords]


def in_words(answer: PairAnswer) -> PairInWords:
    """Puts an answer into the sentences of templates/stations/_words.html."""
    title: Any = get_template_attribute(_WORDS, "title")
    text: Any = get_template_attribute(_WORDS, "text")
    return {
        "verdict": answer.verdict.name,
        "kind": get_template_attribute(_VERDICTS, "kinds")[answer.verdict],
        "title": str(title(answer.verdict)),
        "text": str(text(answer.verdict, answer.reason, answer.badge)),
        "people": [
            {"name": person.name, "organisation": person.organisation or None} for person in answer.people or ()
        ],
    }
