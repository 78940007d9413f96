"""Can anything that a client sends make the server fail? Never a 5xx, whatever stands in an address or a body."""

import json
from collections.abc import Iterator
from itertools import cycle, islice
from typing import Any
from urllib.parse import quote_from_bytes

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from werkzeug.routing import Rule

from tests.ground_rules.access import ACCESS, Answer
from tests.ground_rules.hall import OWN, Visitor
from tests.ground_rules.house import SAFE, House, Houses, methods_of

pytestmark = pytest.mark.slow
BYTES = {
    "NUL": b"a\x00b",
    "only NUL": b"\x00",
    "lone surrogate": b"\xed\xa0\x80",
    "no UTF-8": b"\xff\xfe",
    "beyond Unicode": b"\xf4\x90\x80\x80",
    "beyond 32 bits": b"2147483648",
    "beyond 64 bits": b"9223372036854775808",
    "longest number": b"9" * 5000,
    "long": b"x" * 9000,
    "negative": b"-1",
    "zero": b"0",
    "infinity": b"1e309",
    "foreign digit": "٣".encode(),
    "parent": b"..",
    "formats": b"{{7*7}}%s%n%(x)s",
    "SQL": b"' OR 1=1 --",
    "lines": b"a\r\nX-Injected: 1",
    "invisible": "\u202e\u200b\ufeff\U0010ffff".encode(),
}
"""What stands in a part of an address or in a field, byte by byte."""
JSON = {
    "NUL": "\x00",
    "lone surrogate": "\ud800",
    "beyond 64 bits": 2**70,
    "fraction": 1e308,
    "list": ["a"],
    "empty list": [],
    "object": {"a": {"b": []}},
    "null": None,
    "boolean": True,
    "long": "x" * 9000,
}
OF_DATABASES = {"NUL", "lone surrogate", "no UTF-8", "beyond 32 bits", "beyond 64 bits"}
"""On which databases differ; all others are tried on SQLite only."""
ROUNDS = {"sqlite": (2, 6), "postgresql": (1, 2)}
"""So many times everything is tried, and so many times if that may take long, each time from another value on: a
field gets so many of them, the next field others."""


def each_of(values: dict[str, Any], fixture: str) -> pytest.MarkDecorator:
    """Runs a test with values in turn, round by round, in houses that a fixture makes on each of the databases."""
    cases = []
    for database, marks in (("sqlite", ()), ("postgresql", (pytest.mark.postgresql,))):
        names = [name for name in values if database == "sqlite" or name in OF_DATABASES]
        few, many = (_starts(names, rounds) for rounds in ROUNDS[database])
        for start in sorted(few | many):
            in_turn = [values[name] for name in (*names[start:], *names[:start])]
            of_round = (*marks, pytest.mark.each_case_on_both, *(() if start in few else (pytest.mark.thorough,)))
            cases.append(pytest.param(database, in_turn, id=f"{database}-{names[start]}", marks=of_round))
    return pytest.mark.parametrize((fixture, "nonsense"), cases, indirect=True)


def _starts(names: list[str], rounds: int) -> set[int]:
    """From which value on each round goes, as far apart as can be."""
    return {number * len(names) // rounds for number in range(rounds)}


@pytest.fixture
def nonsense(request: pytest.FixtureRequest) -> Iterator[Any]:
    """One value after the other, over and over."""
    return cycle(request.param)


_FILE = b'--x\r\nContent-Disposition: form-data; name="code"; filename="f"\r\n\r\na\r\n--x--'
HOSTILE_BODIES = (
    ("application/json", b""),
    ("application/json", b"{"),
    ("application/json", b"\xff\xff"),
    ("application/json", b"[" * 100_000),
    ("application/json", b'"text"'),
    ("application/json", b'{"code": NaN, "nonce": Infinity}'),
    ("application/json", b'{"nonce":"' + b"\\ud800" * 8 + b'","code":"\\u0000"}'),
    ("application/json; charset=utf-7", b"+AAA-"),
    ("application/x-www-form-urlencoded", b"=&=&%&%zz&%00=%00"),
    ("application/x-www-form-urlencoded", b"a=1&" * 3000),
    ("application/x-www-form-urlencoded; charset=nonsense", b"name=%ff"),
    ("multipart/form-data", b"no boundary"),
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name=\x00\r\n\r\n\x00\r\n--x--"),
    ("multipart/form-data; boundary=x", _FILE),
    ("text/plain", b"hello"),
    ("\x00/\x00", b"\x00"),
    ("", b"x"),
)
BODIES_EACH = 3
"""So many of them each route gets."""


SENDERS = (Visitor.ATTENDEE, Visitor.ORGANISER, Visitor.STATION, Visitor.GATE, Visitor.KIOSK)


def sent_by(rule: Rule) -> Visitor:
    """Somebody who gets past the guard, even where the own event has nothing to show yet.

    No cookie gets past that of devices: tests/doors/test_api.py sends with their token.
    """
    audience = ACCESS[rule.endpoint].audience
    able = (visitor for visitor in SENDERS if audience[visitor] in {Answer.SERVED, Answer.MISSING})
    return next(able, Visitor.GATE)


def clients(house: House) -> dict[Visitor, FlaskClient]:
    """A browser for each visitor; an error of ours is a 500 here and no exception."""
    house.app.config["PROPAGATE_EXCEPTIONS"] = False
    return {visitor: house.client(visitor) for visitor in SENDERS}


def unsafe(house: House) -> Iterator[tuple[Rule, str, Visitor]]:
    """Every unsafe method of every route that does not sign anybody out, with somebody who may send it."""
    for rule in house.rules():
        for method in set(methods_of(rule)) - SAFE:
            if not rule.endpoint.endswith("sign_out"):
                yield rule, method, sent_by(rule)


def send(client: FlaskClient, path: str, method: str, **options: Any) -> None:
    """Sends a request; fails when the server did."""
    response = client.open(path, method=method, **options)
    response.close()
    assert response.status_code < 500, (method, path[:80], options, response.status)


@each_of(BYTES, "houses")
def test_in_every_part_of_an_address(houses: Houses, nonsense: Iterator[bytes]) -> None:
    """Event, registration, contact, account, code, secret, file: each is replaced in turn."""
    house = houses.shared  # what is not there cannot be changed
    browsers, own = clients(house), house.hall.places[OWN]
    for rule in house.rules():
        values = house.values(rule, own, Visitor.ANONYMOUS)
        for part in rule.arguments:
            path, wrong = rule.rule, next(nonsense)
            for name in rule.arguments:
                value = wrong if name == part else str(values[name]).encode()
                path = path.replace(_variable(path, name), quote_from_bytes(value, safe="/"))
            for method in set(methods_of(rule)) - {"HEAD"}:  # Flask gives it to the view of GET
                send(browsers[sent_by(rule)], path, method)


def _variable(path: str, name: str) -> str:
    """`<uid>` or `<id:uid>` in a rule."""
    end = path.index(f"{name}>") + len(name) + 1
    return path[path.rindex("<", 0, end) : end]


EXTRA = ("q", "page", "confirmed", "scanned_at", "uid", "coming_days", "wished_sessions")
"""Fields that need not be sent."""
QUERY = ("q", "page", "after", "rules", "order", "next", "series", "v")


IN_QUERIES = ("NUL", "lone surrogate", "no UTF-8", "beyond 64 bits", "longest number", "long", "infinity", "lines")


@each_of({name: BYTES[name] for name in IN_QUERIES}, "houses")
def test_in_every_query(houses: Houses, nonsense: Iterator[bytes]) -> None:
    """What our pages read from the address, and what they do not."""
    house = houses.shared  # looking changes nothing
    browsers, own = clients(house), house.hall.places[OWN]
    for rule in house.rules():
        if "GET" in (rule.methods or ()):
            wrong = next(nonsense)
            value = quote_from_bytes(wrong)
            query = "&".join(f"{name}={value}" for name in (*QUERY, value))
            cursor = {"Last-Event-ID": wrong.decode("latin-1").replace("\r\n", "")}
            send(browsers[sent_by(rule)], f"{house.path(rule, own)}?{query}", "GET", headers=cursor)


@each_of(BYTES, "filled")
def test_in_every_field(house: House, nonsense: Iterator[bytes]) -> None:
    """Each field of each form in turn, the others as they should be; of every other an empty value comes first."""
    browsers, own, comes_twice = clients(house), house.hall.places[OWN], cycle((True, False))
    for rule, method, visitor in unsafe(house):
        form, path = ACCESS[rule.endpoint].form(own), house.path(rule, own)
        for name in form or {"x"}:
            value = quote_from_bytes(next(nonsense))
            fields = {key: quote_from_bytes(text.encode()) for key, text in form.items()}
            body = "&".join(
                f"{key}={text}" for key, text in {**dict.fromkeys(EXTRA, value), **fields, name: value}.items()
            )
            if next(comes_twice):
                body = "&".join([*(f"{key}=" for key in (*EXTRA, name)), body])
            send(browsers[visitor], path, method, data=body, content_type="application/x-www-form-urlencoded")


@each_of(JSON, "filled")
def test_in_every_field_of_json(house: House, nonsense: Iterator[Any]) -> None:
    """The same, sent by a script."""
    browsers, own = clients(house), house.hall.places[OWN]
    for rule, method, visitor in unsafe(house):
        form, path = ACCESS[rule.endpoint].form(own), house.path(rule, own)
        for name in form or {"x"}:
            wrong = next(nonsense)
            send(browsers[visitor], path, method, json={**dict.fromkeys(EXTRA, wrong), **form, name: wrong})


@pytest.mark.parametrize("filled", ["sqlite"], indirect=True)  # what is no form never comes as far as a database
def test_in_every_body(house: House) -> None:
    """What is no form and no JSON, or says that it is something else: some of it to each route, in turn."""
    browsers, own, bodies = clients(house), house.hall.places[OWN], cycle(HOSTILE_BODIES)
    for rule, method, visitor in unsafe(house):
        for content_type, body in islice(bodies, BODIES_EACH):
            send(browsers[visitor], house.path(rule, own), method, data=body, content_type=content_type)


COOKIES: tuple[dict[str, Any], ...] = (
    {"account": 1},
    {"account": ["x"]},
    {"attendees": [1]},
    {"attendees": {"eigenes": {}}},
    {"language": {}},
    {"awaits_code": {}},
)


@pytest.mark.one_database
@pytest.mark.parametrize("held", COOKIES)
def test_in_the_cookie(house: House, held: dict[str, Any]) -> None:
    """A cookie of an earlier version may hold other things than today's code writes."""
    house.app.config["PROPAGATE_EXCEPTIONS"] = False
    client, own = house.app.test_client(), house.hall.places[OWN]
    with client.session_transaction() as session:
        session.update(held)
    for rule in house.rules():
        send(client, house.path(rule, own), methods_of(rule)[0])
    client.set_cookie("session", "\x7f.not.a.cookie")
    send(client, "/", "GET")


@pytest.mark.parametrize("filled", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True)
@hypothesis_settings(
    deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)
@given(data=st.data())
def test_with_anything_at_all(house: House, data: st.DataObject) -> None:
    """Routes, methods, fields and values as they come, on the database that takes less."""
    rule = data.draw(st.sampled_from([rule for rule in house.rules() if not rule.endpoint.endswith("sign_out")]))
    own, method = house.hall.places[OWN], data.draw(st.sampled_from(methods_of(rule)))
    house.app.config["PROPAGATE_EXCEPTIONS"] = False
    names = st.sampled_from([*ACCESS[rule.endpoint].form(own), *QUERY])
    body = data.draw(
        st.dictionaries(names, st.one_of(st.text(), st.integers(), st.none(), st.lists(st.text(), max_size=2)))
    )
    content = json.dumps(body).encode()
    send(
        house.client(sent_by(rule)),
        house.path(rule, own),
        method,
        data=content,
        content_type=data.draw(st.sampled_from(["application/json", "application/x-www-form-urlencoded"])),
    )
