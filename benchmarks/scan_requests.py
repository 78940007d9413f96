"""Scans as the scanner page of a phone sends them: signed in, with its CSRF token, each of a pair that is new."""

import json
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from benchmarks.browser import Browser
from benchmarks.processes import HOST
from benchmarks.served_event import SLUG, Guest

SCAN_PATH = f"/events/{SLUG}/scan"
_USER_AGENT = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36"
)


@dataclass(frozen=True)
class Phone:
    """A phone whose owner has opened the scanner.

    Attributes:
        owner: Who is signed in.
        cookie: Its Cookie header.
        csrf_token: The token of its scanner page.
    """

    owner: Guest
    cookie: str
    csrf_token: str

    def scan(self, port: int, guest: Guest) -> str:
        """The request by which the phone sends a guest's badge."""
        moment = datetime.now(UTC).isoformat(timespec="milliseconds")
        body = json.dumps({"code": guest.badge_code, "nonce": str(uuid.uuid4()), "scanned_at": moment})
        return post_request(port, SCAN_PATH, body, {"X-CSRFToken": self.csrf_token, "Cookie": self.cookie})


def phones(port: int, guests: Sequence[Guest]) -> list[Phone]:
    """Signs everybody in by the personal link and opens their scanner."""
    found = []
    for guest in guests:
        with Browser(port) as browser:
            browser.sign_in(guest.link or "")
            found.append(Phone(guest, "", browser.csrf_token(SCAN_PATH)))
            found[-1] = Phone(guest, browser.cookie, found[-1].csrf_token)
    return found


def new_pairs(phones: Sequence[Phone]) -> Iterator[tuple[Phone, Guest]]:
    """Every pair once, everybody scanning about as often as the others, and always somebody else than just before."""
    for distance in range(1, (len(phones) + 1) // 2):
        for number, phone in enumerate(phones):
            yield phone, phones[(number + distance) % len(phones)].owner


def post_request(port: int, path: str, body: str, headers: dict[str, str]) -> str:
    """A whole HTTP request that sends JSON, with the headers that a phone's browser sends."""
    origin = f"http://{HOST}:{port}"
    lines = {
        "Host": f"{HOST}:{port}",
        "Connection": "keep-alive",
        "User-Agent": _USER_AGENT,
        "Accept": "application/json",
        "Accept-Language": "de-DE,de;q=0.9,en;q=0.8",
        "Accept-Encoding": "gzip, deflate, br",
        "Content-Type": "application/json",
        "Content-Length": str(len(body.encode())),
        "Origin": origin,
        "Referer": f"{origin}{path}",
        **headers,
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"POST {path} HTTP/1.1\r\n{head}\r\n{body}"
