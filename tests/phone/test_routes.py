"""Is an event an app: manifest, worker, the page kept for the time without network, and whose scans are sent?"""

import gzip
import io
import re
from html.parser import HTMLParser
from urllib.parse import urljoin

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from eventapp import assets
from eventapp.phone.guards import HEADER
from tests.contacts.phones import Phone, contacts
from tests.factories import MadeAttendee, make_attendee, make_event

pytestmark = pytest.mark.one_database

IMPORT = re.compile(r"""(?:^import|^export|\bfrom|\bimport)\s*\(?\s*["'](\.[^"']+)["']""", re.MULTILINE)
DECODER = "/vendor/zxing-wasm/"
TYPEFACE = "/vendor/fonts/"
HEAVIEST = 60_000  # bytes, compressed


class Files(HTMLParser):
    """What a page loads by itself."""

    def __init__(self, page: str) -> None:
        """Reads the page."""
        super().__init__()
        self.by_kind: dict[str, set[str]] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes one element's file."""
        given = dict(attrs)
        if tag == "link":
            self._note(given.get("rel"), given.get("href"))
        elif tag in {"script", "img", "use"}:
            self._note(tag, given.get("src") or given.get("href"))

    def _note(self, kind: str | None, address: str | None) -> None:
        if kind and address and "/static/" in address:
            self.by_kind.setdefault(kind, set()).add(address.partition("#")[0])

    @property
    def all(self) -> set[str]:
        """Every file."""
        return set().union(*self.by_kind.values())


def anna_and_ben(app: Flask) -> tuple[MadeAttendee, MadeAttendee]:
    """Two attendees of one event."""
    with app.app_context():
        event = make_event(title="Netzwerktreffen im Norden")
        return make_attendee(event, "Anna Schmidt"), make_attendee(event, "Ben Öztürk")


def imported(app: Flask, address: str) -> set[str]:
    """A script and all that it imports, and what those import."""
    found: set[str] = set()
    wanted = [address]
    client = app.test_client()
    while wanted:
        script = wanted.pop()
        if script in found:
            continue
        found.add(script)
        with client.get(script) as answer:
            assert answer.status_code == 200, script
            wanted += [urljoin(script, name) for name in IMPORT.findall(answer.get_data(as_text=True))]
    return found


def test_manifest_names_the_event_and_its_icons(app: Flask) -> None:
    """Without a cookie, as browsers ask: the event's name, its scanner as the start, icons that are what they say."""
    anna, _ben = anna_and_ben(app)
    client = app.test_client()
    answer = client.get(f"/events/{anna.slug}/app.webmanifest", headers={"Accept-Language": "de"})
    assert answer.mimetype == "application/manifest+json"
    described = answer.get_json(force=True)
    assert described["name"] == "Netzwerktreffen im Norden"
    assert (described["start_url"], described["scope"]) == (f"/events/{anna.slug}/scan", "/")
    assert (described["display"], described["lang"]) == ("standalone", "de")
    assert {(icon["sizes"], icon["purpose"]) for icon in described["icons"]} == {
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
    }
    for icon in described["icons"]:
        with client.get(icon["src"]) as file:
            picture = Image.open(io.BytesIO(file.data))
        assert (picture.format, "x".join(map(str, picture.size))) == ("PNG", icon["sizes"])
        assert icon["type"] == "image/png"


def test_draft_has_no_manifest(app: Flask, client: FlaskClient) -> None:
    """An event that only its team sees looks like none."""
    with app.app_context():
        slug = make_event(published=False).slug
    assert client.get(f"/events/{slug}/app.webmanifest").status_code == 404
    assert client.get("/events/none/app.webmanifest").status_code == 404


def test_only_pages_of_attendees_are_the_app(app: Flask) -> None:
    """Their pages name manifest, icon and colours; the public page of the event does not."""
    anna, _ben = anna_and_ben(app)
    for path in ("/me", "/scan", "/contacts"):
        page = Phone(app, anna).get(f"/events/{anna.slug}{path}").text
        assert f'href="/events/{anna.slug}/app.webmanifest"' in page
        assert 'rel="apple-touch-icon"' in page
        assert page.count('name="theme-color"') == 2
    for visitor in (Phone(app, None), Phone(app, anna)):
        assert "app.webmanifest" not in visitor.get(f"/events/{anna.slug}").text


def test_worker_is_another_script_with_every_version(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The script at the root names the version, so that browsers see an update; what it loads is there."""
    anna_and_ben(app)
    answer = client.get("/sw.js")
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] in {"no-store", "no-cache"}
    [loaded] = re.findall(r'importScripts\("([^"]+)"\)', answer.text)
    with client.get(loaded) as script:
        assert script.status_code == 200
    monkeypatch.setattr(assets, "version", lambda: "0123456789ab")
    assert client.get("/sw.js").data != answer.data


def test_kept_page_is_the_same_for_everybody(app: Flask) -> None:
    """Anna and Ben get the same bytes, without a form token, and no session begins."""
    anna, ben = anna_and_ben(app)
    answers = [Phone(app, one).get(f"/events/{one.slug}/scan/shell") for one in (anna, ben)]
    assert answers[0].data == answers[1].data
    assert "Set-Cookie" not in answers[0].headers
    assert '<input type="hidden" name="csrf_token" value="">' in answers[0].text
    assert answers[0].text.count("csrf_token") == 1


def test_pages_ask_for_every_file_at_once_and_keep_it(app: Flask) -> None:
    """What the scan page names is all that its scripts import; the kept page names the same files."""
    anna, _ben = anna_and_ben(app)
    pages = [Files(Phone(app, anna).get(f"/events/{anna.slug}{path}").text) for path in ("/scan", "/scan/shell")]
    scripts = pages[1].by_kind["script"]
    beside = {script for script in scripts if "/scan/page.js" not in script}  # each preloads itself
    assert pages[1].by_kind["modulepreload"] == set().union(*(imported(app, script) for script in scripts)) - beside
    app_script = {assets_address(app, "js/app.js")}
    assert pages[0].all - pages[1].all == app_script


def test_scan_page_is_light(app: Flask) -> None:
    """All that the scan page loads, compressed, besides the decoder and the typeface that all pages share."""
    anna, _ben = anna_and_ben(app)
    client = Phone(app, anna).client
    page = client.get(f"/events/{anna.slug}/scan", headers={"Accept-Encoding": "gzip"})
    files = Files(gzip.decompress(page.data).decode()).all | imported(app, assets_address(app, "js/app.js"))
    sizes = {"page": len(page.data)}
    for address in sorted(files):
        with app.test_client().get(address, headers={"Accept-Encoding": "gzip"}) as file:
            assert file.status_code == 200
            sizes[address] = len(file.data)
    besides = {name: size for name, size in sizes.items() if DECODER not in name and TYPEFACE not in name}
    assert len(besides) < len(sizes)
    assert sum(besides.values()) < HEAVIEST, besides


def test_session_says_whose_scans_may_be_sent(app: Flask) -> None:
    """Each attendee has a key of their own, the same each time; the token in the answer is good for a scan."""
    app.config["WTF_CSRF_ENABLED"] = True
    anna, ben = anna_and_ben(app)
    phone = Phone(app, anna)
    said = phone.get(f"/events/{anna.slug}/scan/session").get_json()
    assert said["scanner"] == phone.get(f"/events/{anna.slug}/scan/session").get_json()["scanner"]
    assert said["scanner"] != Phone(app, ben).get(f"/events/{ben.slug}/scan/session").get_json()["scanner"]
    headers = {"X-CSRFToken": said["csrf_token"], HEADER: said["scanner"]}
    scan = {"code": ben.code, "nonce": "from-the-phone-1"}
    assert phone.client.post(f"/events/{anna.slug}/scan", json=scan, headers=headers).status_code == 200


def test_scan_of_another_person_is_refused(app: Flask) -> None:
    """With the key of somebody else, or none at all, nothing is kept; a form, which has no key, is taken."""
    anna, ben = anna_and_ben(app)
    phone = Phone(app, anna)
    bens = Phone(app, ben).get(f"/events/{ben.slug}/scan/session").get_json()["scanner"]
    for key in (bens, "", "ä", "x" * 5000):
        answer = phone.client.post(
            f"/events/{anna.slug}/scan", json={"code": ben.code, "nonce": "from-the-phone-1"}, headers={HEADER: key}
        )
        assert answer.status_code == 409, key
        assert answer.get_json()["error"] == "other_person"
    assert contacts(app) == []
    assert phone.post(f"/events/{anna.slug}/scan", code=ben.code, nonce="from-the-form-01").status_code == 200


def assets_address(app: Flask, filename: str) -> str:
    """The address of a file as a page names it."""
    with app.test_request_context():
        return assets.asset(filename)
