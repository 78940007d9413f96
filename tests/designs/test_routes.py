"""What does an organiser see of designs, and what can be changed?"""

import io
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from eventapp.accounts.models import Role
from eventapp.accounts.service import grant_role
from eventapp.badges.design import Design, FieldKind, Template, design_for
from eventapp.badges.design.document import as_document, fields_as_data
from eventapp.designs.models import BadgeDesign
from eventapp.designs.queries import choice_of, choices_for, design_of
from eventapp.designs.service import MOST_DESIGNS
from eventapp.events.models import Event
from eventapp.extensions import db
from tests.desk import Desk, make_desk

pytestmark = pytest.mark.one_database
ENGLISH = {"Accept-Language": "en"}
CARD = design_for(90, 54)


@pytest.fixture
def desk(app: Flask, client: FlaskClient) -> Desk:
    """An event whose organiser is signed in."""
    made = make_desk(app, client)
    with app.app_context():
        grant_role(made.host_id, Role.ORGANISER, event_id=made.event_id)
    return made


def get(client: FlaskClient, desk: Desk, rest: str = "") -> TestResponse:
    """A page below the designs of the event."""
    return client.get(f"/events/{desk.slug}/designs{rest}", headers=ENGLISH)


def post(client: FlaskClient, desk: Desk, rest: str = "", **form: Any) -> TestResponse:
    """Sends a form below the designs of the event."""
    return client.post(f"/events/{desk.slug}/designs{rest}", data=form, headers=ENGLISH)


def begin(client: FlaskClient, desk: Desk, template: str = "thread", stock: str = "a4-cards") -> int:
    """Begins with a template; returns the id of the design."""
    response = post(client, desk, template=template, stock=stock)
    assert response.status_code == 303
    return int(response.location.rpartition("/")[2])


def form_of(design: Design, **changed: str) -> dict[str, str]:
    """What the editor sends of a design, with some entries changed."""
    form = {"name": "Unser Schild", "count": str(len(design.fields)), "action": "save"}
    for number, field in enumerate(fields_as_data(design)):
        for key, value in field.items():
            if value is not False:
                form[f"f{number}-{key}"] = "y" if value is True else str(value)
    return form | changed


def kept(app: Flask, design_id: int) -> Design:
    """A design as it is kept."""
    with app.app_context():
        row = db.session.get_one(BadgeDesign, design_id)
        saved = design_of(design_id, row.series_id)
        assert saved is not None
        return saved.design


def picture(width: int = 900, height: int = 540, colour: str = "white") -> tuple[io.BytesIO, str]:
    """A picture as a browser sends it."""
    file = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(file, "PNG")
    return io.BytesIO(file.getvalue()), "bild.png"


def test_every_template_is_shown_for_every_paper(client: FlaskClient, desk: Desk) -> None:
    """Four pictures, drawn for the paper that was chosen; nonsense gives the usual one."""
    for stock, box in (
        ("", "0 0 255.12 153.07"),
        ("?stock=a6", "0 0 297.64 419.53"),
        ("?stock=x", "0 0 255.12 153.07"),
    ):
        page = get(client, desk, stock).text
        assert page.count(f'viewBox="{box}"') == len(Template)


def test_a_template_is_made_ones_own(app: Flask, client: FlaskClient, desk: Desk) -> None:
    """It is kept as it is, shown in three names, and can be chosen for badges of its size only."""
    design_id = begin(client, desk, "panel", "a6")
    assert kept(app, design_id) == design_for(105, 148, Template.PANEL)
    page = get(client, desk, f"/{design_id}").text
    assert page.count('class="badge-picture"') == 3
    with app.app_context():
        series_id = db.session.get_one(Event, desk.event_id).series_id
        assert [choice.key for choice in choices_for(series_id, 105, 148)] == [f"own-{design_id}", *Template]
        assert [choice.key for choice in choices_for(series_id, 90, 54)] == [*Template]
        assert choice_of(f"own-{design_id}", series_id, 90, 54) is None
        assert choice_of("own-99", series_id, 105, 148) is None
        usual = choice_of("", series_id, 105, 148)
        assert usual is not None
        assert usual.design == design_for(105, 148)


def test_what_is_typed_is_kept(app: Flask, client: FlaskClient, desk: Desk) -> None:
    """Each entry of each field, with a comma as people type it; the mark of the design changes with it."""
    design_id = begin(client, desk)
    with app.app_context():
        series_id = db.session.get_one(Event, desk.event_id).series_id
        before = choice_of(f"own-{design_id}", series_id, 90, 54)
    form = form_of(CARD, **{"f0-size": "8,5", "f0-colour": "#AA3300", "f0-weight": "bold", "name": " Schild  rot "})
    del form["f1-shown"]
    assert post(client, desk, f"/{design_id}", **form).status_code == 303
    design = kept(app, design_id)
    first, second, *others = design.fields
    assert (first.size, first.colour, first.weight, second.shown) == (8.5, "#aa3300", "bold", False)
    assert tuple(others) == CARD.fields[2:]
    with app.app_context():
        after = choice_of(f"own-{design_id}", series_id, 90, 54)
        assert before is not None
        assert after is not None
        assert after.name == "Schild rot"
        assert (before.mark == after.mark) is False


@pytest.mark.parametrize(
    ("entry", "value", "said"),
    [
        ("f0-x", "", "Please enter a number."),
        ("f0-x", "links", "Please enter a number."),
        ("f0-x", "nan", "Between 0 and 300.0 millimetres."),
        ("f0-width", "1e999", "Between 0.1 and 300.0 millimetres."),
        ("f0-x", "80", "This field leaves the badge."),
        ("f0-width", "80", "This field covers the QR code"),
        ("f0-floor", "20", "The smallest size is larger"),
        ("f0-colour", "red", "Please enter a colour"),
        ("f0-kind", "photo", "Not a valid choice"),
        ("f0-weight", "fat", "Not a valid choice"),
        ("name", " ", "Please give the design a name."),
    ],
)
def test_what_cannot_be_is_refused_by_name(  # noqa: PLR0913, PLR0917 - an entry, its value, and what is said
    app: Flask, client: FlaskClient, desk: Desk, entry: str, value: str, said: str
) -> None:
    """Saving and previewing answer with the entry and the reason, and nothing is kept."""
    design_id = begin(client, desk)
    for address in (f"/{design_id}", f"/{design_id}/preview"):
        response = post(client, desk, address, **form_of(CARD, **{entry: value}))
        assert response.status_code == 422
        assert re.search(r'<li><a href="#(f0-\w+|name)">', response.text)
        assert said in response.text
    assert kept(app, design_id) == CARD


def test_a_preview_changes_nothing(app: Flask, client: FlaskClient, desk: Desk) -> None:
    """With a script or by the button: the pictures show what is typed, and a way leads back to what is kept."""
    design_id = begin(client, desk)
    form = form_of(CARD, **{"f0-colour": "#aa3300"})
    part = post(client, desk, f"/{design_id}/preview", **form)
    page = post(client, desk, f"/{design_id}", **form | {"action": "preview"})
    for answer in (part, page):
        assert answer.status_code == 200
        assert 'fill="#aa3300"' in answer.text
    assert "<html" not in part.text
    assert "Back to the saved one" in page.text
    assert kept(app, design_id) == CARD


def test_fields_are_added_moved_and_removed(app: Flask, client: FlaskClient, desk: Desk) -> None:
    """Each button shows the page with the change, unsaved; what was typed meanwhile stays."""
    design_id = begin(client, desk)
    count = len(CARD.fields)

    def kinds(page: str) -> list[str]:
        return re.findall(r'name="f\d+-kind" value="(\w+)"', page)

    before = [field.kind.value for field in CARD.fields]
    added = post(client, desk, f"/{design_id}", **form_of(CARD, action="add", new="text", name="Neu"))
    assert kinds(added.text) == [*before, "text"]
    assert 'value="Neu"' in added.text
    removed = post(client, desk, f"/{design_id}", **form_of(CARD, action=f"remove-{count - 1}"))
    assert kinds(removed.text) == before[:-1]
    moved = post(client, desk, f"/{design_id}", **form_of(CARD, action="up-1"))
    assert kinds(moved.text) == [before[1], before[0], *before[2:]]
    broken = post(client, desk, f"/{design_id}", **form_of(CARD, action="up-1", **{"f1-x": "links"}))
    assert 'value="links"' in entry_of(broken.text, "f0-x")
    assert kept(app, design_id) == CARD


def entry_of(page: str, name: str) -> str:
    """The tag of an entry."""
    (tag,) = re.findall(rf'<input[^>]*name="{name}"[^>]*>', page)
    return str(tag)


@pytest.mark.parametrize(
    "action", ["up-0", "up-99", "remove--1", "remove-99999999999", "add", "up-", "fly", "remove-٣"]
)
def test_odd_buttons_break_nothing(app: Flask, client: FlaskClient, desk: Desk, action: str) -> None:
    """What is asked for and cannot be is as if „save“ were pressed."""
    design_id = begin(client, desk)
    assert post(client, desk, f"/{design_id}", **form_of(CARD, action=action, new="photo")).status_code == 303
    assert kept(app, design_id) == CARD


@pytest.mark.parametrize("count", ["", "-1", "x", "9999999999999", "٣", "41"])
def test_an_odd_number_of_fields_breaks_nothing(client: FlaskClient, desk: Desk, count: str) -> None:
    """It is none, or as many as a design may have."""
    design_id = begin(client, desk)
    assert post(client, desk, f"/{design_id}", **form_of(CARD, count=count)).status_code in {303, 422}


def test_markup_in_a_design_is_text(client: FlaskClient, desk: Desk) -> None:
    """Neither a name nor a text of the design becomes part of the page."""
    design_id = begin(client, desk)
    evil = '"><script>alert(1)</script>'
    design = design_for(90, 54)
    form = form_of(design, name=evil, **{"f0-kind": "text", "f0-text": evil})
    assert post(client, desk, f"/{design_id}", **form).status_code == 303
    for page in (get(client, desk, f"/{design_id}"), get(client, desk)):
        assert "<script>alert" not in page.text
        assert "&lt;script&gt;" in page.text or "&#34;&gt;&lt;script" in page.text


def test_pictures(app: Flask, client: FlaskClient, desk: Desk) -> None:
    """A background is taken, warned of when it is coarse or swallows the name, and taken off again."""
    design_id = begin(client, desk)
    sent = post(client, desk, f"/{design_id}/picture", picture="background", file=picture(300, 180, "#102030"))
    assert sent.location.endswith(f"/designs/{design_id}#pictures")
    background = kept(app, design_id).background
    assert background is not None
    assert (background.width, background.height) == (300, 180)
    page = get(client, desk, f"/{design_id}").text
    assert "85 dots per inch" in page
    assert "“First name” is hard to read on its background: contrast 1." in page
    assert page.count("data:image/jpeg;base64,") == 3
    post(client, desk, f"/{design_id}/picture", picture="logo", file=picture(40, 20))
    assert kept(app, design_id).logo is not None
    for each in ("background", "logo"):
        post(client, desk, f"/{design_id}/picture/remove", picture=each)
    assert kept(app, design_id) == CARD


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ((io.BytesIO(b"file:///etc/passwd"), "x.png"), "no picture that can be read"),
        ((io.BytesIO(b""), "x.png"), "choose a file"),
    ],
)
def test_what_is_no_picture_is_not_taken(
    app: Flask, client: FlaskClient, desk: Desk, file: tuple[io.BytesIO, str], said: str
) -> None:
    """The page says why, and the design stays as it was."""
    design_id = begin(client, desk)
    post(client, desk, f"/{design_id}/picture", picture="background", file=(io.BytesIO(file[0].getvalue()), file[1]))
    assert said in get(client, desk, f"/{design_id}").text
    assert kept(app, design_id) == CARD
    assert post(client, desk, f"/{design_id}/picture", picture="photo").status_code == 400
    assert post(client, desk, f"/{design_id}/picture/remove", picture="photo").status_code == 400


def test_a_design_is_taken_along_and_brought_in(app: Flask, client: FlaskClient, desk: Desk) -> None:
    """The file of one becomes another one that looks the same, name and pictures included."""
    design_id = begin(client, desk)
    post(client, desk, f"/{design_id}/picture", picture="background", file=picture())
    post(client, desk, f"/{design_id}", **form_of(CARD, name="Schild/Ö"))
    saved = get(client, desk, f"/{design_id}.json")
    assert saved.mimetype == "application/json"
    assert "attachment" in saved.headers["Content-Disposition"]
    back = post(client, desk, "/import", file=(io.BytesIO(saved.data), "schild.json"))
    other = int(back.location.rpartition("/")[2])
    assert kept(app, other).fields == CARD.fields
    assert kept(app, other).background is not None
    assert "Schild/Ö" in get(client, desk, f"/{other}").text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "This file is no JSON."),
        (b"[1]", "This file is no design of eventapp"),
        (as_document(CARD).replace('"#4b5f58"', '"grau"').encode(), "“fields[0].colour” is no colour"),
        (as_document(CARD).replace('"x": 5.5', '"x": 88').encode(), "“fields[0]” is not possible: This field leaves"),
    ],
)
def test_a_file_that_is_no_design_is_refused_by_name(
    client: FlaskClient, desk: Desk, content: bytes, said: str
) -> None:
    """The page says which value it is."""
    response = post(client, desk, "/import", file=(io.BytesIO(content), "x.json"))
    assert response.status_code == 422
    assert said in response.text
    assert post(client, desk, "/import").status_code == 422


def test_a_design_is_thrown_away(client: FlaskClient, desk: Desk) -> None:
    """It is gone from the list, and its address leads nowhere."""
    design_id = begin(client, desk)
    assert post(client, desk, f"/{design_id}/remove").status_code == 303
    assert get(client, desk, f"/{design_id}").status_code == 404
    assert "Own designs" not in get(client, desk).text


@pytest.mark.slow
def test_there_is_a_limit(app: Flask, client: FlaskClient, desk: Desk) -> None:
    """A series has some dozens of designs at most."""
    for _ in range(MOST_DESIGNS):
        begin(client, desk)
    assert post(client, desk, template="thread", stock="a6").location.endswith("/designs")
    with app.app_context():
        assert db.session.query(BadgeDesign).count() == MOST_DESIGNS


@pytest.mark.parametrize("form", [{}, {"template": "thread", "stock": "x"}, {"template": "x", "stock": "a6"}])
def test_a_template_that_is_not_there_is_refused(client: FlaskClient, desk: Desk, form: dict[str, str]) -> None:
    """Only what the page offers can be begun with."""
    assert post(client, desk, **form).status_code == 400


def test_what_somebody_wrote_into_the_table_by_hand_does_no_harm(app: Flask, client: FlaskClient, desk: Desk) -> None:
    """A design that cannot be read looks as usual."""
    design_id = begin(client, desk)
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(BadgeDesign.__table__.update().values(fields=[{"kind": "x"}]))  # type: ignore[attr-defined]
    assert kept(app, design_id) == CARD
    assert get(client, desk, f"/{design_id}").status_code == 200


@pytest.mark.slow
@pytest.mark.measured
def test_each_kind_of_field_has_its_entries(client: FlaskClient, desk: Desk) -> None:
    """All kinds that are offered can be added and saved as they come."""
    design_id = begin(client, desk)
    page = get(client, desk, f"/{design_id}").text
    offered = re.findall(r'<option value="(\w+)"', page.partition('name="new"')[2])
    assert set(offered) == set(FieldKind)
    for kind in offered:
        added = post(client, desk, f"/{design_id}", **form_of(CARD, action="add", new=kind))
        assert entry_of(added.text, f"f{len(CARD.fields)}-kind").endswith(f'value="{kind}">')
        assert "Please enter a number." not in added.text
