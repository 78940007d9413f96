"""Does an organiser get the champion's trophy, and nobody's else?"""

import io
import re
import threading
from collections.abc import Iterator
from itertools import product
from zipfile import ZipFile

import pytest
import trimesh
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from eventapp import clock
from eventapp.champion.models import FrozenResult
from eventapp.champion.trophy.order import TrophyOrder
from eventapp.champion.trophy.store import LONGEST, Store
from eventapp.config import Config
from eventapp.database import write_session
from eventapp.extensions import db
from eventapp.registration.service import erase
from eventapp.trophy_maker import TrophyMaker
from tests.champion.evening import Evening, make_evening
from tests.desk import sign_in
from tests.factories import close_and_record

pytestmark = [pytest.mark.one_database, pytest.mark.slow, pytest.mark.measured]

ENGLISH = {"Accept-Language": "en"}
PATIENCE = 60.0


@pytest.fixture
def evening(app: Flask, client: FlaskClient) -> Evening:
    """Anna has met Ben, Cleo and Dora; Ben has met Cleo. The result is recorded; the organiser is signed in."""
    made = make_evening(app, Anna="Werk A", Ben="Werk B", Cleo="Werk B", Dora="Werk D")
    made.meet(("Anna", "Ben"), ("Cleo", "Anna"), ("Dora", "Anna"), ("Ben", "Dora"), at=1)
    sign_in(app, client, made.organiser_id)
    return made


@pytest.fixture
def maker(app: Flask) -> Iterator[TrophyMaker]:
    """The one of this process."""
    one = TrophyMaker(app)
    yield one
    one.stop()


def record(evening: Evening) -> None:
    """Ends the evening."""
    with evening.app.app_context():
        close_and_record(evening.event_id, account_id=evening.organiser_id, now=clock.now())


def address(evening: Evening, name: str = "Anna") -> str:
    """Of a person's trophy."""
    return f"/events/{evening.slug}/champion/trophy/{evening.number(name)}"


def ordered(client: FlaskClient, evening: Evening, **values: str) -> TestResponse:
    """Sends the form of Anna's trophy."""
    fields = {"name": "Anna Öztürk", "event": "Netzwerktreffen", "year": "2026", "height": "120"} | values
    return client.post(address(evening), data=fields, headers=ENGLISH)


def finish(maker: TrophyMaker) -> None:
    """Makes what waits."""
    pause = threading.Event()
    for _look in range(int(PATIENCE / 0.05)):
        if not maker.step():
            return
        pause.wait(0.05)
    pytest.fail("the trophy is not done in time")


def kept(app: Flask) -> Store:
    """The trophies of this app."""
    config: Config = app.extensions["eventapp_config"]
    return Store(config.instance)


def placed_order(app: Flask, evening: Evening, response: TestResponse) -> TrophyOrder:
    """What was ordered."""
    return kept(app).order(evening.event_id, evening.number("Anna"), response.location.rpartition("/")[2])


def test_from_the_form_to_the_files(client: FlaskClient, evening: Evening, maker: TrophyMaker) -> None:
    """The organiser orders, waits without a script, sees the cup, and downloads both files."""
    record(evening)
    start = client.get(f"/events/{evening.slug}/champion/trophy", headers=ENGLISH, follow_redirects=True)
    assert start.request.path == address(evening)
    assert 'value="Anna Probe"' in start.text
    response = ordered(client, evening)
    assert response.status_code == 303
    waiting = client.get(response.location, headers=ENGLISH)
    assert "being made" in waiting.text
    assert waiting.headers["Refresh"] == "3"
    finish(maker)
    page = client.get(response.location, headers=ENGLISH)
    assert "Refresh" not in page.headers
    assert "3 contacts: 3 leaves, in 2 groups." in " ".join(page.text.split())
    assert "120 mm high" in page.text
    files = {ending: client.get(f"{response.location}/trophy.{ending}") for ending in ("stl", "3mf", "png")}
    assert trimesh.load_mesh(io.BytesIO(files["stl"].data), file_type="stl").is_watertight
    assert "3D/3dmodel.model" in ZipFile(io.BytesIO(files["3mf"].data)).namelist()
    picture = Image.open(io.BytesIO(files["png"].data))
    assert picture.size == (1120, 760)
    assert len(picture.convert("L").getcolors() or ()) > 50
    assert "attachment" in files["stl"].headers["Content-Disposition"]
    for file in files.values():
        file.close()


def test_the_network_of_the_record(app: Flask, client: FlaskClient, evening: Evening) -> None:
    """Three contacts of Anna's count, two of one organisation; Ben and Dora have met; names of others are no part."""
    record(evening)
    order = placed_order(app, evening, ordered(client, evening))
    assert sorted(order.organisations) == [0, 0, 1]
    others = sorted(("Ben", "Cleo", "Dora"), key=evening.number)
    assert order.links == (tuple(sorted((others.index("Ben"), others.index("Dora")))),)
    assert (order.name.text, order.event.text, order.height) == ("Anna Öztürk", "Netzwerktreffen · 2026", 120)
    assert "Ben" not in order.to_json()


def test_each_champion_has_one(app: Flask, client: FlaskClient) -> None:
    """Where two share the title, the page leads to both trophies; whoever is not champion leads to who is."""
    shared = make_evening(app, Anna="Werk A", Ben="Werk B", Cleo="Werk B")
    shared.meet(("Anna", "Ben"))
    sign_in(app, client, shared.organiser_id)
    record(shared)
    for name in ("Anna", "Ben"):
        page = client.get(address(shared, name), headers=ENGLISH)
        assert page.status_code == 200
        assert {address(shared, "Anna"), address(shared, "Ben")} <= set(re.findall('href="([^"]*)"', page.text))
        assert f'value="{name} Probe"' in page.text
    loser = client.get(address(shared, "Cleo"))
    assert (loser.status_code, loser.location) == (303, f"/events/{shared.slug}/champion/trophy")


def test_there_is_none_before_there_is_a_champion(client: FlaskClient, evening: Evening) -> None:
    """As long as no result is recorded, every address leads to the page that says what is missing."""
    page = client.get(address(evening), headers=ENGLISH, follow_redirects=True)
    assert (page.status_code, "no champion yet" in page.text) == (200, True)
    assert ordered(client, evening).location == page.request.path
    assert client.get(f"{address(evening)}/{'0' * 32}").status_code == 404
    assert not kept(evening.app).people()


def test_no_contacts_at_all(app: Flask, client: FlaskClient) -> None:
    """An event at which nobody met has no champion, so no trophy."""
    lonely = make_evening(app, Anna="Werk A", Ben="Werk B")
    sign_in(app, client, lonely.organiser_id)
    record(lonely)
    page = client.get(f"/events/{lonely.slug}/champion/trophy", headers=ENGLISH)
    assert (page.status_code, "no champion yet" in page.text) == (200, True)


NONSENSE = ("\0", "\ud800", "-1", "1e9", "9" * 400, "x" * 10_000, "🏆", "\u202e150", "<b>", "%00")


def test_nonsense_makes_no_error(client: FlaskClient, evening: Evening) -> None:
    """Whatever a client sends: it is ordered as cleaned text, or refused."""
    record(evening)
    for field, value in product(("name", "event", "year", "height"), NONSENSE):
        fields = {"name": "Anna", "event": "Treffen", "year": "2026", "height": "150", field: value}
        for sent in (fields, {**fields, field: [value]}):
            assert client.post(address(evening), json=sent).status_code in {303, 422}, (field, value)


REFUSED: tuple[tuple[dict[str, str], str], ...] = (
    ({"name": "Anna 💥"}, "U+1F4A5 COLLISION SYMBOL"),
    ({"name": "فاطمة"}, "written from the right"),
    ({"name": "x" * 41}, "At most 40 characters"),
    ({"name": "\u200b"}, "Please fill this in"),
    ({"event": ""}, "Please fill this in"),
    ({"year": "26"}, "four digits"),
    ({"year": "\uff12\uff10\uff12\uff16"}, "four digits"),
    ({"height": "99"}, "Between 100 and 180"),
    ({"height": "181"}, "Between 100 and 180"),
    ({"height": "hoch"}, "Between 100 and 180|Not a valid integer|whole number"),
)


def test_what_cannot_be_made_is_said(client: FlaskClient, evening: Evening) -> None:
    """At the field, and nothing is ordered."""
    record(evening)
    for values, said in REFUSED:
        response = ordered(client, evening, **values)
        assert response.status_code == 422, values
        assert re.search(said.replace("+", r"\+"), response.text), values
    assert not kept(evening.app).people()


def test_other_scripts_can_be_made(client: FlaskClient, evening: Evening) -> None:
    """Greek, Cyrillic, and Latin letters from all over Europe."""
    record(evening)
    for name in ("Ελένη Ξυδάκη", "Юрий Щербаков", "Łukasz Đorđević ẞ"):
        assert ordered(client, evening, name=name).status_code == 303, name


def test_whoever_leaves_takes_the_trophy_along(
    app: Flask, client: FlaskClient, evening: Evening, maker: TrophyMaker
) -> None:
    """After an erasure nothing is shown any more, and the files go."""
    record(evening)
    location = ordered(client, evening).location
    maker.tidy()
    assert client.get(location).status_code == 200
    with app.app_context():
        erase(evening.people["Anna"].id, account_id=None, now=clock.now())
    assert client.get(location).status_code == 404
    assert kept(app).people()
    maker.tidy()
    assert not kept(app).people()


def test_what_fails_is_said(
    app: Flask, client: FlaskClient, evening: Evening, maker: TrophyMaker, caplog: pytest.LogCaptureFixture
) -> None:
    """The log has it, the page has it, and it can be ordered again."""
    record(evening)
    location = ordered(client, evening).location
    folder = kept(app).claim()
    assert folder is not None
    (folder / "order.json").write_text('{"name": {"text": "A", "font": "missing.ttf"}}')
    kept(app).give_back(folder, is_failure=False)
    finish(maker)
    assert "could not be made" in caplog.text
    assert kept(app).claim() is None
    ordered(client, evening)
    assert "being made" in client.get(location, headers=ENGLISH).text


def test_a_maker_that_hangs_is_ended(
    client: FlaskClient, evening: Evening, maker: TrophyMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It gets no more than its time; the page says that it failed."""
    monkeypatch.setattr("eventapp.trophy_maker.LONGEST", LONGEST * 0)
    record(evening)
    location = ordered(client, evening).location
    assert maker.step()
    assert not maker.step()
    assert "could not be made" in client.get(location, headers=ENGLISH).text


def test_a_server_that_stops_leaves_the_order_to_others(
    app: Flask, client: FlaskClient, evening: Evening, maker: TrophyMaker
) -> None:
    """The next one begins at once."""
    record(evening)
    ordered(client, evening)
    one = TrophyMaker(app)
    assert one.step()
    assert not maker.step()
    one.stop()
    assert maker.step()


def test_an_old_result_has_no_contacts(app: Flask, client: FlaskClient, evening: Evening) -> None:
    """From results of before contacts were recorded, the number is known: as many leaves, without links."""
    record(evening)
    [recorded] = evening.results()
    with app.app_context(), write_session(db.session()) as session:
        session.add(
            FrozenResult(
                event_id=evening.event_id,
                version=2,
                frozen_at=recorded.frozen_at,
                reason="Zurück",
                record=recorded.record,
                sha256=recorded.sha256,
            )
        )
    order = placed_order(app, evening, ordered(client, evening))
    assert (order.organisations, order.links) == ((-1, -1, -1), ())
