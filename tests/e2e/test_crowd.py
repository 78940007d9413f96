"""Is a pair one contact, however many of its scans arrive in the same moment at several processes of the server?

The suite takes 60 pairs and two processes; `pytest --thorough -m "" tests/e2e/test_crowd.py` a thousand and four.
"""

import json
from collections import Counter
from contextlib import ExitStack

import pytest
from flask import Flask

from benchmarks.clients import Client
from eventapp.config import Config
from eventapp.core.contact_rules import Confirmation, Rules
from eventapp.events.queries import event_by_slug
from eventapp.network import event_network
from tests.contacts.phones import contacts
from tests.crowd import Handheld, make_crowd, new_pairs, send_together
from tests.served import Served, serving

pytestmark = pytest.mark.slow

MUTUAL_PAIRS, MUTUAL_PEOPLE = 24, 8
AT_ONCE = 2  # pairs, each with eight connections of its own
Pair = tuple[Handheld, Handheld]
Told = dict[str, set[tuple[int, str]]]
"""What each nonce of a pair was told: status and body. One answer for each, or something is wrong."""


def scan_each_other(served: Served, pairs: list[Pair]) -> list[Told]:
    """Eight scans of each pair at the same moment: from both sides two, each of them sent twice."""
    port = served.port
    told: list[Told] = []
    with ExitStack() as stack:
        clients = [stack.enter_context(Client(port)) for _ in range(8 * AT_ONCE)]
        for start in range(0, len(pairs), AT_ONCE):
            nonces: list[str] = []
            requests: list[bytes] = []
            for number, pair in enumerate(pairs[start : start + AT_ONCE], start):
                for one, other in (pair, pair[::-1]) * 4:
                    nonce = f"nonce-{one.owner.id}-{number}-{len(requests) % 8 // 4}"
                    nonces.append(nonce)
                    requests.append(one.scan(port, other.owner, nonce))
            answers = send_together(clients[: len(requests)], requests)
            for first in range(0, len(requests), 8):
                of_pair: Told = {}
                for nonce, answer in list(zip(nonces, answers, strict=True))[first : first + 8]:
                    of_pair.setdefault(nonce, set()).add((answer.status, answer.body))
                told.append(of_pair)
    return told


def verdicts(told: Told) -> Counter[str]:
    """What came of the four nonces of a pair; each was answered, and both times alike."""
    assert len(told) == 4
    assert [answers for answers in told.values() if len(answers) != 1] == []
    answers = [answer for [answer] in map(tuple, told.values())]
    assert {status for status, _body in answers} == {200}
    return Counter(json.loads(body)["verdict"] for _status, body in answers)


def check_numbers(app: Flask, pairs: list[Pair]) -> None:
    """Everybody has exactly the contacts that they made, and each of them counts once."""
    made = Counter(phone.owner.id for pair in pairs for phone in pair)
    with app.app_context():
        event = event_by_slug(pairs[0][0].owner.slug)
        assert event is not None
        standings = event_network.counted_anew(event).standings()
    assert {row.person.id: (row.contacts, row.counted) for row in standings} == {
        person: (count, count) for person, count in made.items()
    }


def test_all_pairs_at_once(app: Flask, settings: Config, pytestconfig: pytest.Config) -> None:
    """Eight scans at the same moment, several processes: one contact, new once, known to all others; no error.

    Where both have to agree, the contact is new for one side and confirmed for the other, once each.
    """
    people, count, workers = (46, 1000, 4) if pytestconfig.getoption("thorough") else (12, 60, 2)
    pairs = new_pairs(make_crowd(app, people), count)
    mutual = new_pairs(make_crowd(app, MUTUAL_PEOPLE, Rules(confirmation=Confirmation.MUTUAL)), MUTUAL_PAIRS)
    environment = {"DATABASE_URL": settings.database_url, "EVENTAPP_WORKERS": str(workers)}
    with serving(settings.instance, **environment) as served:
        told, told_mutually = scan_each_other(served, pairs), scan_each_other(served, mutual)
        errors = served.output.read_text("utf-8")
    assert [found for found in map(verdicts, told) if found != {"NEW_CONTACT": 1, "ALREADY_MET": 3}] == []
    agreed = {"NEW_CONTACT": 1, "CONFIRMED": 1, "ALREADY_MET": 2}
    assert [found for found in map(verdicts, told_mutually) if found != agreed] == []
    assert len(contacts(app)) == len(pairs) + MUTUAL_PAIRS
    check_numbers(app, pairs)
    check_numbers(app, mutual)
    assert "Traceback" not in errors
