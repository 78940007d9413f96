"""An app with a filled hall, and how each visitor walks through it."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from eventapp import assets
from eventapp.badges.stock import SINGLE
from eventapp.champion.trophy.order import Line, TrophyOrder
from eventapp.champion.trophy.store import Facts, Store, TrophyFile, keep
from eventapp.config import Config
from tests.conftest import open_app
from tests.desk import Contents, contents
from tests.ground_rules.access import ACCESS, Answer
from tests.ground_rules.hall import DRAFT, OVER, OWN, Hall, Place, Visitor

OF_CONCERN = {
    **dict.fromkeys((Visitor.ANONYMOUS, Visitor.ATTENDEE, Visitor.HOST, Visitor.ORGANISER), OVER),
    **dict.fromkeys((Visitor.FOREIGN_HOST, Visitor.FOREIGN_ORGANISER), DRAFT),
}
"""Where a visitor gets something else than at the own event: at others they are refused alike."""
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class House:
    """An app, and what it is filled with."""

    app: Flask
    hall: Hall

    def client(self, visitor: Visitor) -> FlaskClient:
        """A new browser of that visitor, who reads German."""
        client = self.app.test_client()
        with client.session_transaction() as session:
            session.update(self.hall.sessions[visitor])
        return client

    def rules(self, endpoint: str | None = None) -> Iterator[Rule]:
        """All rules of the app, or of one endpoint."""
        yield from sorted(self.app.url_map.iter_rules(endpoint), key=lambda rule: (rule.rule, rule.endpoint))

    def path(self, rule: Rule, place: Place, visitor: Visitor = Visitor.ANONYMOUS) -> str:
        """The address of a rule at one event."""
        values = self.values(rule, place, visitor)
        built = rule.build({name: values[name] for name in rule.arguments})
        assert built is not None
        return built[1]

    def values(self, rule: Rule, place: Place, visitor: Visitor) -> dict[str, Any]:
        """What stands in the variable parts of an address."""
        return {
            "slug": place.slug,
            "uid": place.uid,
            "contact_id": place.contact_id,
            "account_id": place.host_id,
            "invitation_id": place.invitation_id,
            "sign_in_id": self.hall.other_sign_ins.get(visitor, 1),
            "station_id": place.station_id,
            "projector_id": place.projector_id,
            "table_id": place.table_id,
            "organisation_id": place.organisation_id,
            "version": 1,
            "number": place.number,
            "key": place.print_key if rule.endpoint.startswith(("printings.", "labels.")) else TROPHY.key,
            "alarm_id": place.alarm_id,
            "list_id": place.list_id,
            "device_id": place.device_id,
            "size_id": place.size_id,
            "design_id": place.design_id,
            "role_id": place.role_id,
            "question_id": place.question_id,
            "import_uid": place.import_uid,
            "code_id": place.code_id,
            "mailing_uid": place.mailing_uid,
            "session_id": place.session_id,
            "stock": SINGLE.key,
            "ending": "stl",
            "code": _code(rule, place),
            "kind": "attendance",
            "language": "de",
            "token": self.hall.links.get(rule.endpoint, {}).get(visitor, "x"),
            "of_version": assets.version(),
            "filename": "css/tokens.css",
        }

    def send(
        self, client: FlaskClient, rule: Rule, method: str, place: Place, visitor: Visitor, **options: Any
    ) -> TestResponse:
        """Sends a request as the page would, with a form that is taken; streams are closed at once."""
        if method not in SAFE and "json" not in options:
            options.setdefault("data", ACCESS[rule.endpoint].form(place))
        response = client.open(self.path(rule, place, visitor), method=method, **options)
        if response.mimetype != "text/event-stream":
            response.get_data()
        response.close()
        return response

    def walk(self) -> Iterator[tuple[Rule, Visitor, TestResponse]]:
        """What everybody gets from every route that can be looked at, at the events that differ to them."""
        for visitor in Visitor:
            client = self.client(visitor)
            for rule in self.rules():
                slugs = (OWN, OF_CONCERN.get(visitor, OWN)) if "slug" in rule.arguments else (OWN,)
                for slug in dict.fromkeys(slugs) if "GET" in (rule.methods or ()) else ():
                    yield rule, visitor, self.send(client, rule, "GET", self.hall.places[slug], visitor)

    def served(self, *slugs: str) -> Iterator[tuple[Rule, Callable[..., TestResponse]]]:
        """Every route that can be looked at, at these events, and how somebody who may looks at it."""
        clients = {visitor: self.client(visitor) for visitor in Visitor}
        for rule in self.rules():
            if "GET" not in (rule.methods or ()):
                continue
            audience = ACCESS[rule.endpoint].audience
            likely = (Visitor.ATTENDEE, Visitor.ORGANISER, *Visitor)
            visitor = next((each for each in likely if audience[each] is Answer.SERVED), Visitor.ORGANISER)
            for slug in slugs if "slug" in rule.arguments else slugs[:1]:
                yield rule, partial(self.send, clients[visitor], rule, "GET", self.hall.places[slug], visitor)

    def contents(self) -> Contents:
        """Every row of every table."""
        return contents(self.app)


def _code(rule: Rule, place: Place) -> str:
    """The code that an address of this rule holds."""
    codes = {"rounds": place.table_code, "certificate_check": place.certificate_code}
    return codes.get(rule.endpoint.partition(".")[0], place.met.code)


TROPHY = TrophyOrder(Line("Anna", "Bold.ttf"), Line("Treffen · 2026", "Bold.ttf"), 150, (0,), ())


@dataclass(frozen=True)
class Houses:
    """Houses that are filled alike.

    Attributes:
        shared: For everything that must change nothing.
        before: What `shared` held at first.
        is_written: Whether anything was written to `shared` since; always, where the database does not tell.
        fresh: Opens another one.
    """

    shared: House
    before: Contents
    is_written: Callable[[], bool]
    fresh: Callable[[], AbstractContextManager[House]]

    @property
    def is_untouched(self) -> bool:
        """Whether the shared house holds what it held at first."""
        return not self.is_written() or self.shared.contents() == self.before


@contextmanager
def open_house(settings: Config, hall: Hall, **overrides: object) -> Iterator[House]:
    """Makes an app on a filled database, with a trophy in its folder."""
    store = Store(settings.instance)
    for place in hall.places.values():
        store.place(place.event_id, place.number, TROPHY)
        folder = store.path(place.event_id, place.number, TROPHY.key, TrophyFile.STL).parent
        keep(folder, dict.fromkeys(TrophyFile, b"solid"), Facts(1, 1, 1, 0, 0, 84.0, 150.0, 80.0, 5, 5))
    with open_app(settings, **overrides) as app:
        yield House(app, hall)


def methods_of(rule: Rule) -> list[str]:
    """The methods that a rule takes, OPTIONS aside, which Flask answers by itself."""
    return sorted((rule.methods or set()) - {"OPTIONS"})


def without_head(rule: Rule) -> list[str]:
    """Its methods but HEAD, which Flask gives to the view of GET and answers without the page."""
    return [method for method in methods_of(rule) if method != "HEAD"]
