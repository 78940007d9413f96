"""What happens to nonsense in the forms of an event?"""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp.events.forms import MOST_ORGANISATIONS, time_zones
from eventapp.events.programme_forms import MOST_BREAKS
from eventapp.events.queries import event_by_slug

pytestmark = pytest.mark.one_database

FIELDS = (
    "title",
    "place",
    "time_zone",
    "first_day",
    "day_count",
    "series",
    "new_series",
    "breaks",
    "organisations",
    "address",
    "privacy_contact",
    "confirmation",
    "require_check_in",
)
NONSENSE = {
    "nothing": b"",
    "NUL": b"a\x00b",
    "only NUL": b"\x00\x00",
    "lone surrogate": b"a%ED%A0%80b",
    "raw lone surrogate": b"a\xed\xa0\x80b",
    "bytes that are no text": b"\xff\xfe",
    "very long": b"x" * 10_000,
    "one sign that compares as eighteen": "ﷺ".encode() * 200,
    "a number beyond all": b"9" * 5000,
    "a negative number": b"-1",
    "zero": b"0",
    "four hundred": b"400",
    "a day that is none": b"2031-02-30",
    "the last day of all": b"9999-12-31",
    "digits of another script": "\uff12\uff10\uff13\uff11-01-01".encode(),
    "an unknown zone": b"Mars/Olympus",
    "a zone that is a path": b"../../etc/passwd",
    "markup": b"<script>alert(1)</script>{{ 7 * 7 }}%s%(x)s",
    "overrides": "\u202eabc\u200b".encode(),
}


def quoted(value: bytes) -> bytes:
    """The value in an urlencoded body; what is percent-encoded or raw on purpose stays so."""
    return value.replace(b"%s", b"%25s").replace(b"%(", b"%25(").replace(b"&", b"%26").replace(b"+", b"%2B")


@pytest.mark.slow
@pytest.mark.parametrize("value", NONSENSE.values(), ids=NONSENSE.keys())
def test_nonsense_never_breaks_the_form(organiser: FlaskClient, typed: dict[str, str], value: bytes) -> None:
    """In every field, nonsense is refused beside its field or kept in its cleaned form; never an error of ours."""
    for field in FIELDS:
        pairs = [f"{name}={text}".encode() for name, text in typed.items() if name != field]
        answer = organiser.post(
            "/events/new",
            data=b"&".join([*pairs, field.encode() + b"=" + quoted(value)]),
            content_type="application/x-www-form-urlencoded",
        )
        assert answer.status_code in {303, 422}, field
        if answer.status_code == 303:
            assert organiser.get(answer.headers["Location"]).status_code == 200, field
            settings = organiser.get(answer.headers["Location"].replace("overview", "settings"))
            assert settings.status_code == 200, field
            assert "\x00" not in settings.text
        else:
            assert 'class="error-summary' in answer.text
        assert "<script>alert" not in answer.text


@pytest.mark.slow
@pytest.mark.parametrize("value", NONSENSE.values(), ids=NONSENSE.keys())
def test_nonsense_as_a_file_or_in_parts_never_breaks_the_form(
    organiser: FlaskClient, typed: dict[str, str], value: bytes
) -> None:
    """The same in a multipart body, whose texts are decoded another way."""
    for field in ("title", "organisations", "first_day"):
        parts = b"".join(
            b'--x\r\nContent-Disposition: form-data; name="' + name.encode() + b'"\r\n\r\n' + text + b"\r\n"
            for name, text in {**{key: text.encode() for key, text in typed.items()}, field: value}.items()
        )
        answer = organiser.post(
            "/events/new", data=parts + b"--x--\r\n", content_type="multipart/form-data; boundary=x"
        )
        assert answer.status_code in {303, 422}


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("title", ""),
        ("title", "x" * 201),
        ("place", "\u200b"),
        ("time_zone", "Berlin"),
        ("time_zone", "localtime"),
        ("first_day", ""),
        ("first_day", "0031-11-12"),
        ("day_count", "0"),
        ("day_count", "400"),
        ("day_count", "1.5"),
        ("new_series", "x" * 201),
        ("organisations", "MDZ\n" + "x" * 201),
        ("breaks", "10:30-11:00 Kaffee\nirgendwann"),
        ("breaks", "11:00-10:30 Kaffee"),
        ("breaks", "1.1. 10:30-11:00 Kaffee"),
        ("breaks", "10:30-11:00 " + "x" * 200),
        ("breaks", "\n".join(["10:30-11:00"] * (MOST_BREAKS + 1))),
        ("organisations", "\n".join(f"MDZ {number}" for number in range(MOST_ORGANISATIONS + 1))),
        ("privacy_contact", "x" * 201),
        ("confirmation", "never"),
        ("address", "ihr"),
    ],
)
def test_a_wrong_entry_is_told_beside_its_field_and_nothing_is_lost(
    app: Flask, organiser: FlaskClient, typed: dict[str, str], field: str, text: str
) -> None:
    """The page comes back with a summary, the error, and all other entries as typed."""
    answer = organiser.post("/events/new", data=typed | {field: text})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert f'href="#{field}"' in answer.text
    for kept in {"title", "place", "privacy_contact", "new_series"} - {field}:
        assert f'value="{typed[kept]}"' in answer.text
    with app.app_context():
        assert event_by_slug("netzwerktreffen") is None


def test_organisations_in_any_spelling_stand_once(app: Flask, organiser: FlaskClient, typed: dict[str, str]) -> None:
    """A name typed twice, in other case and with other blanks, is one organisation, as first spelled."""
    typed["organisations"] = "Straße e.V.\nSTRASSE E.V.\n  Straße\u00a0 e.V. \n\nIHK\u200b"
    organiser.post("/events/new", data=typed)
    with app.app_context():
        event = event_by_slug("netzwerktreffen")
        assert event is not None
        assert [organisation.name for organisation in event.organisations] == ["IHK", "Straße e.V."]


def test_every_offered_zone_is_one_that_people_live_in() -> None:
    """Berlin is offered, aliases and the machine's own zone are not."""
    names = set(time_zones().values())
    assert {"Europe/Berlin", "Europe/Vienna", "America/Argentina/Buenos_Aires", "UTC"} <= names
    assert not {"localtime", "Factory", "CET", "GB"} & names


def test_form_entries_that_are_no_fields_change_nothing(
    app: Flask, organiser: FlaskClient, typed: dict[str, str]
) -> None:
    """Nobody publishes an event, makes it a rehearsal or moves its change number by added entries."""
    smuggled = {"published_at": "2031-01-01", "is_rehearsal": "y", "change_no": "99", "slug": "mine", "id": "1"}
    organiser.post("/events/new", data=typed | smuggled)
    with app.app_context():
        event = event_by_slug("netzwerktreffen")
        assert event is not None
        assert (event.published_at, event.is_rehearsal, event.change_no) == (None, False, 0)
