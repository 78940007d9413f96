"""People whose phones send scans to a real server: signed in beforehand, as whole HTTP requests."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from flask import Flask

from benchmarks.clients import Answer, Client
from benchmarks.scan_requests import post_request
from eventapp.core.contact_rules import Rules
from tests.factories import MadeAttendee, make_attendee, make_event


@dataclass(frozen=True)
class Handheld:
    """A phone whose owner has opened the scanner.

    Attributes:
        owner: Who is signed in.
        cookie: Its Cookie header.
        csrf_token: The token of its scanner page.
    """

    owner: MadeAttendee
    cookie: str
    csrf_token: str

    def scan(self, port: int, badge: MadeAttendee, nonce: str) -> bytes:
        """The request by which the phone sends somebody's badge."""
        body = json.dumps({"code": badge.code, "nonce": nonce, "scanned_at": "2026-01-01T12:00:00.000+00:00"})
        headers = {"X-CSRFToken": self.csrf_token, "Cookie": self.cookie}
        return post_request(port, f"/events/{self.owner.slug}/scan", body, headers).encode()


def make_crowd(app: Flask, people: int, rules: Rules | None = None) -> list[Handheld]:
    """People at a new event, each of an organisation of their own, everybody arrived and signed in."""
    app.config["WTF_CSRF_ENABLED"] = True
    with app.app_context():
        event = make_event(rules=rules)
        crowd = [make_attendee(event, f"Person {number}") for number in range(people)]
    return [_signed_in(app, person) for person in crowd]


def _signed_in(app: Flask, person: MadeAttendee) -> Handheld:
    client = app.test_client()
    with client.session_transaction() as session:
        session["attendees"] = {person.slug: person.token}
    page = client.get(f"/events/{person.slug}/scan").text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    cookie = client.get_cookie("session")
    assert token is not None
    assert cookie is not None
    return Handheld(person, f"session={cookie.value}", token[1])


def new_pairs(crowd: Sequence[Handheld], count: int) -> list[tuple[Handheld, Handheld]]:
    """So many different pairs; everybody scans about as often as the others."""

    def pairs() -> Iterator[tuple[Handheld, Handheld]]:
        for distance in range(1, (len(crowd) + 1) // 2):
            for number, phone in enumerate(crowd):
                yield phone, crowd[(number + distance) % len(crowd)]

    found = list(islice(pairs(), count))
    assert len(found) == count
    return found


def send_together(clients: Sequence[Client], requests: Sequence[bytes]) -> list[Answer]:
    """Sends one request from each client at the same moment, and waits for all answers."""
    for client, request in zip(clients, requests, strict=True):
        client.send(request)
    return [_answer_of(client) for client in clients]


def _answer_of(client: Client) -> Answer:
    while (answer := client.take()) is None:
        pass
    return answer
