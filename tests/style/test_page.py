"""Does the HTML that the macros write hold together? Read from the style page, which shows them all."""

import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp import config, create_app
from tests.conftest import make_settings

pytestmark = [pytest.mark.slow, pytest.mark.measured]

Element = tuple[str, dict[str, str | None]]
PAGES = ["/style", "/style/error", "/style/projector"]


class Elements(HTMLParser):
    """Every start tag of a page with its attributes, in order."""

    def __init__(self, text: str) -> None:
        """Reads the whole page at once."""
        super().__init__()
        self.found: list[Element] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keeps the tag."""
        self.found.append((tag, dict(attrs)))


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    """A browser on an app that shows the style page and needs no tables."""
    app: Flask = create_app(make_settings(tmp_path), {"TESTING": True, "DEBUG": True})
    return app.test_client()


def elements(client: FlaskClient, path: str = "/style") -> list[Element]:
    """The start tags of a page."""
    answer = client.get(path)
    assert answer.status_code == 200
    return Elements(answer.text).found


@pytest.mark.parametrize("path", PAGES)
def test_ids_are_unique(client: FlaskClient, path: str) -> None:
    """No id stands twice, so that labels and descriptions reach what they mean."""
    ids = Counter(attributes["id"] for _tag, attributes in elements(client, path) if "id" in attributes)
    assert [name for name, times in ids.items() if times > 1] == []


@pytest.mark.parametrize("path", PAGES)
def test_references_lead_somewhere(client: FlaskClient, path: str) -> None:
    """Every label, description, list of suggestions and link inside the page points to an element of the page."""
    found = elements(client, path)
    ids = {attributes["id"] for _tag, attributes in found if "id" in attributes}
    names = ("for", "aria-describedby", "aria-labelledby", "list", "popovertarget")
    targets = {word for _tag, a in found for name in names for word in (a.get(name) or "").split()}
    targets |= {(a.get("href") or "")[1:] for tag, a in found if tag == "a" and (a.get("href") or "").startswith("#")}
    assert targets - ids - {""} == set()


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_inline(client: FlaskClient, path: str) -> None:
    """The page keeps the content security policy: no style attribute, no event attribute, no script in the page."""
    for tag, attributes in elements(client, path):
        assert "style" not in attributes
        assert not any(name.startswith("on") for name in attributes)
        assert tag != "style"
        assert tag != "script" or "src" in attributes


def test_every_icon_exists(client: FlaskClient) -> None:
    """Each icon that the page uses stands in the sprite."""
    sprite = (config.BASE / "static" / "img" / "icons.svg").read_text("utf-8")
    drawn = set(re.findall(r'<symbol id="(\w+)"', sprite))
    used = {(attributes["href"] or "").partition("#")[2] for tag, attributes in elements(client) if tag == "use"}
    assert used
    assert used <= drawn


def test_wrong_fields_say_so(client: FlaskClient) -> None:
    """A field with an error is marked invalid, described by its error, and linked from the summary on top."""
    found = elements(client)
    by_id = {attributes["id"]: attributes for _tag, attributes in found if "id" in attributes}
    links = {attributes.get("href") for tag, attributes in found if tag == "a"}
    for name in ("wrong-name", "wrong-email", "wrong-tracking"):
        assert by_id[name]["aria-invalid"] == "true"
        assert f"{name}-error" in (by_id[name]["aria-describedby"] or "").split()
        assert f"#{name}" in links
    assert "aria-invalid" not in by_id["wrong-organisation"]


def test_consents_start_unticked(client: FlaskClient) -> None:
    """An empty form ticks nothing for anybody."""
    boxes = [a for tag, a in elements(client) if tag == "input" and a.get("type") == "checkbox"]
    assert [a["id"] for a in boxes if "checked" in a] == ["filled-tracking"]


def test_forms_that_post_carry_a_token(client: FlaskClient) -> None:
    """Every form that changes something sends the CSRF token: the page's forms, the single buttons, the language."""
    found = elements(client)
    posting = sum(tag == "form" and a.get("method") == "post" for tag, a in found)
    tokens = sum(tag == "input" and a.get("name") == "csrf_token" for tag, a in found)
    assert posting == tokens
    assert posting >= 5


def test_little_css_on_every_page(client: FlaskClient) -> None:
    """What every page loads fits into twelve kilobytes on the wire: the hall's Wi-Fi is slow."""
    sheets = [a["href"] or "" for tag, a in elements(client, "/style/error") if a.get("rel") == "stylesheet"]
    size = 0
    for address in sheets:
        with client.get(address, headers={"Accept-Encoding": "gzip"}) as answer:
            assert answer.status_code == 200
            assert answer.headers["Content-Encoding"] == "gzip"
            size += len(answer.data)
    assert 0 < size < 12_000
