"""Do static files reach a browser small, and does it ask for each only once?"""

import gzip

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp import assets

pytestmark = pytest.mark.one_database

FOR_GOOD = "public, max-age=31536000, immutable"


def address(app: Flask, filename: str) -> str:
    """The address of a file as a page names it."""
    with app.test_request_context():
        return assets.asset(filename)


def test_file_may_be_kept_for_a_year(app: Flask, client: FlaskClient) -> None:
    """Under the hash of the whole folder nothing ever changes, so that a browser need not ask again."""
    with client.get(address(app, "css/tokens.css")) as answer:
        assert answer.status_code == 200
        assert set(answer.headers["Cache-Control"].split(", ")) == set(FOR_GOOD.split(", "))
        assert "Cookie" not in answer.headers["Vary"]


def test_imported_script_is_kept_as_well(app: Flask, client: FlaskClient) -> None:
    """A relative import inside of a script stays under the hash of the page that began it."""
    page_script = address(app, "js/graph/page.js")
    with client.get(page_script.replace("page.js", "model.js")) as answer:
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]


def test_page_of_an_earlier_version_gets_the_file_and_does_not_keep_it(client: FlaskClient) -> None:
    """While a server is updated, an open page goes on working; what it loads is asked for again next time."""
    with client.get("/static/0123456789ab/css/tokens.css") as answer:
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-cache"
        tag = answer.headers["ETag"]
    with client.get("/static/0123456789ab/css/tokens.css", headers={"If-None-Match": tag}) as again:
        assert again.status_code == 304


@pytest.mark.parametrize(
    ("filename", "mimetype"),
    [
        ("css/tokens.css", "text/css"),
        ("js/graph/page.js", "text/javascript"),
        ("img/favicon.svg", "image/svg+xml"),
        ("vendor/zxing-wasm/zxing_reader.wasm", "application/wasm"),
    ],
)
def test_text_and_decoder_come_compressed(app: Flask, client: FlaskClient, filename: str, mimetype: str) -> None:
    """Who accepts gzip gets it, with the same content and a type that the browser's strict mode takes."""
    with client.get(address(app, filename), headers={"Accept-Encoding": "gzip"}) as answer:
        assert answer.mimetype == mimetype
        assert answer.headers["Content-Encoding"] == "gzip"
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert gzip.decompress(answer.data) == (assets.FOLDER / filename).read_bytes()
        assert len(answer.data) == answer.content_length
    with client.get(address(app, filename)) as plain:
        assert "Content-Encoding" not in plain.headers
        assert plain.data == (assets.FOLDER / filename).read_bytes()


def test_decoder_comes_smaller_to_who_accepts_brotli(app: Flask, client: FlaskClient) -> None:
    """It is the largest file of all; a browser without Brotli gets it by gzip. The scanner's tests use it."""
    decoder = address(app, "vendor/zxing-wasm/zxing_reader.wasm")
    with client.get(decoder, headers={"Accept-Encoding": "gzip, br"}) as answer:
        assert answer.mimetype == "application/wasm"
        assert answer.headers["Content-Encoding"] == "br"
        assert answer.headers["Vary"] == "Accept-Encoding"
        squeezed = len(answer.data)
    with client.get(decoder, headers={"Accept-Encoding": "gzip, br;q=0"}) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        assert squeezed < 0.8 * len(answer.data)


def test_font_is_not_compressed_twice(app: Flask, client: FlaskClient) -> None:
    """A font is compressed already."""
    font = address(app, "vendor/fonts/atkinson-hyperlegible-next-latin-wght-normal.woff2")
    with client.get(font, headers={"Accept-Encoding": "gzip"}) as answer:
        assert answer.mimetype == "font/woff2"
        assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize("filename", ["css/nothing.css", "../app.py", "%2e%2e/app.py", "..%2fapp.py", "css/%00.css"])
def test_nothing_else_is_served(client: FlaskClient, filename: str) -> None:
    """What is missing or lies outside the folder is not found, and the answer is not kept."""
    answer = client.get(f"/static/{assets.version()}/{filename}")
    assert answer.status_code == 404
    assert answer.headers["Cache-Control"] == "no-store"
