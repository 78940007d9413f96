"""Does the press get sentences and a picture, and a name only where it was agreed to?"""

import io
import zipfile

from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from tests.desk import sign_in
from tests.factories import make_account, make_attendee, make_event
from tests.report.conftest import NAMES, Filled, told

CHAMPION = NAMES[0]


def press(client: FlaskClient, filled: Filled) -> str:
    """The page, its white space made one."""
    response = client.get(f"/events/{filled.slug}/report/press", headers={"Accept-Language": "en"})
    assert response.status_code == 200
    return " ".join(response.text.partition("<main")[2].split())


def kit(client: FlaskClient, filled: Filled) -> dict[str, bytes]:
    """The files of the download by name."""
    response = client.get(f"/events/{filled.slug}/report/press.zip", headers={"Accept-Language": "en"})
    archive = zipfile.ZipFile(io.BytesIO(response.data))
    assert archive.testzip() is None
    return {name: archive.read(name) for name in archive.namelist()}


def test_before_the_champion_is_announced_nobody_is_named(client: FlaskClient, filled: Filled) -> None:
    """Three sentences in each language, and no name in any of them."""
    text = press(client, filled)
    assert "12 people of 4 organisations came to “Treffen”" in text
    assert "12 Menschen aus 4 Organisationen kamen zu „Treffen“" in text
    assert "21 pairs of people met in conversation, 3.5 for each person on average." in text
    assert "There is no champion yet." in text
    assert told(text, filled.secrets) == set()


def test_one_person_alone(app: Flask, client: FlaskClient) -> None:
    """The sentence keeps its grammar."""
    with app.app_context():
        organiser = make_account()
        organiser_id, event = organiser.id, make_event(title="Treffen", organiser=organiser)
        slug = event.slug
        make_attendee(event, "Anna")
    sign_in(app, client, organiser_id)
    text = " ".join(client.get(f"/events/{slug}/report/press").text.partition("<main")[2].split())
    assert "Ein Mensch aus einer Organisation kam zu „Treffen“" in text


def test_the_champion_is_named_only_with_consent(client: FlaskClient, filled: Filled) -> None:
    """Whoever agreed to be named in the hall stands in the sentences; of anybody else there is a number."""
    filled.announce()
    text, files = press(client, filled), kit(client, filled)
    written = files["sentences.txt"].decode() + files["README.txt"].decode()
    if filled.may_be_named:
        assert f"{CHAMPION} (Großwerk) became Vernetzungschampion with 7 new contacts." in text
        assert f"Vernetzungschampion wurde mit 7 neuen Kontakten {CHAMPION} (Großwerk)." in written
        assert told(text, filled.secrets - set(CHAMPION.split())) == set()
    else:
        assert "The Vernetzungschampion made 7 new contacts." in text
        assert "The champion has not agreed to be named." in text
        assert told(text + written, filled.secrets) == set()


def test_the_kit(client: FlaskClient, filled: Filled) -> None:
    """Text, and the picture as vectors and as pixels, large enough for print."""
    files = kit(client, filled)
    assert sorted(files) == ["README.txt", "picture.png", "picture.svg", "sentences.txt"]
    picture = Image.open(io.BytesIO(files["picture.png"]))
    assert picture.width == 2400
    assert files["picture.svg"].startswith(b"<svg ")
    assert told(files["picture.svg"].decode(), filled.secrets) == set()
