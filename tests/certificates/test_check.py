"""What does the page behind a certificate's code say, and what does it keep to itself?"""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventapp import clock
from eventapp.certificates.check_routes import NAMES
from eventapp.certificates.models import Kind
from eventapp.certificates.queries import issued
from eventapp.certificates.words import document_of, edition_of
from eventapp.core.codes import format_certificate_code, new_certificate_code
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.registration.service import erase
from tests.certificates.conftest import announce, certificates, change_event, correct_result, make, record_result
from tests.certificates.papers import text_of
from tests.champion.evening import Evening
from tests.pages import database_contents, without_token

pytestmark = [pytest.mark.slow, pytest.mark.measured]

ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def codes(evening: Evening) -> dict[str, str]:
    """The codes of the certificates of attendance, by first name."""
    make(evening, Kind.ATTENDANCE)
    holders = {person.id: name for name, person in evening.people.items()}
    return {holders[row.registration_id]: row.code for row in certificates(evening)}


@pytest.fixture
def visitor(app: Flask) -> FlaskClient:
    """Somebody who found a certificate on their desk."""
    return app.test_client()


def test_what_it_states(evening: Evening, visitor: FlaskClient, codes: dict[str, str]) -> None:
    """Event, place, kind and days, but nobody's name; looking changes nothing."""
    before = database_contents(evening.app)
    page = visitor.get(f"/c/{codes['Anna']}", headers=ENGLISH).text
    for words in ("This certificate is genuine", "Certificate of attendance", "Netzwerktreffen", "Kaiserslautern"):
        assert words in page
    assert format_certificate_code(codes["Anna"]) in page
    assert str(clock.now().year) in page.partition("</h1>")[2].partition("</p>")[0]
    assert not [name for name in evening.people if name in page]
    assert "Probe" not in page
    assert database_contents(evening.app) == before


def test_a_certificate_of_a_test(evening: Evening, visitor: FlaskClient, codes: dict[str, str]) -> None:
    """The page says that it states nothing, and not that it is genuine; so does the paper."""
    assert "TEST" not in own_paper(evening)
    change_event(evening, test_mode_since=clock.now())
    page = visitor.get(f"/c/{codes['Anna']}", headers=ENGLISH).text
    assert ("This certificate is of a test" in page, "This certificate is genuine" in page) == (True, False)
    assert "TEST" in own_paper(evening)


def own_paper(evening: Evening) -> str:
    """What Anna's certificate says."""
    with evening.app.app_context():
        event = db.session.get_one(Event, evening.event_id)
        document = document_of([issued(event, Kind.ATTENDANCE)[0]], edition_of(event, "de"))
        return text_of(document)


def test_codes_are_read_as_people_type_them(visitor: FlaskClient, codes: dict[str, str]) -> None:
    """In any case, with hyphens or blanks, below /c/ or /C/."""
    code = codes["Anna"]
    for typed in (code, code.lower(), format_certificate_code(code), format_certificate_code(code).replace("-", " ")):
        assert visitor.get(f"/c/{typed}").status_code == visitor.get(f"/C/{typed}").status_code == 200


@pytest.mark.parametrize(("typed", "answer"), [("anna  probe", "Yes: "), ("Anna", "No: "), ("Ben Probe", "No: ")])
def test_a_name_can_be_compared(visitor: FlaskClient, codes: dict[str, str], typed: str, answer: str) -> None:
    """The visitor types it and gets a yes or a no; the page never says what would be right."""
    page = visitor.post(f"/c/{codes['Anna']}", data={"name": typed}, headers=ENGLISH).text
    assert answer in page
    assert ("Anna Probe" in page) is False


def test_a_name_is_wanted(visitor: FlaskClient, codes: dict[str, str]) -> None:
    """An empty field and one that is far too long come back with what is wrong."""
    for name in ("", " ", "x" * 201):
        assert visitor.post(f"/c/{codes['Anna']}", data={"name": name}).status_code == 422


def test_names_cannot_be_tried_one_after_the_other(visitor: FlaskClient, codes: dict[str, str]) -> None:
    """A list of guests is not tried against a code; another certificate can be checked meanwhile."""
    tries = [visitor.post(f"/c/{codes['Anna']}", data={"name": f"Gast {n}"}).status_code for n in range(NAMES.most)]
    assert set(tries) == {200}
    assert visitor.post(f"/c/{codes['Anna']}", data={"name": "Anna Probe"}).status_code == 429
    assert visitor.post(f"/c/{codes['Ben']}", data={"name": "Ben Probe"}).status_code == 200
    assert visitor.get(f"/c/{codes['Anna']}").status_code == 200


def test_of_somebody_erased_there_is_nothing(evening: Evening, visitor: FlaskClient, codes: dict[str, str]) -> None:
    """The answer is that to a code that nobody ever had, letter for letter."""
    with evening.app.app_context():
        erase(evening.people["Anna"].id, account_id=None, now=clock.now())
    visitor.get("/")  # from here on the cookie stays as it is
    for send in (visitor.get, visitor.post):
        answers = [
            send(f"/c/{code}", data={"name": "Anna Probe"}, headers=ENGLISH)
            for code in (codes["Anna"], new_certificate_code(), "ABC", "\x00", "x" * 3000)
        ]
        assert {answer.status_code for answer in answers} == {404}
        pages = {re.sub(r'name="next" value="[^"]*"', "", without_token(answer.text)) for answer in answers}
        assert len(pages) == 1
        assert len({tuple(sorted(name for name, _value in answer.headers)) for answer in answers}) == 1


def test_a_title_that_was_lost_is_not_genuine_any_more(evening: Evening, visitor: FlaskClient) -> None:
    """While a corrected result is being checked, the paper of the old one is worth nothing."""
    record_result(evening)
    announce(evening)
    make(evening, Kind.TITLE)
    [row] = [row for row in certificates(evening) if row.title == "champion"]
    assert "2 contacts that count" in visitor.get(f"/c/{row.code}", headers=ENGLISH).text
    correct_result(evening)
    assert visitor.get(f"/c/{row.code}").status_code == 404


def test_of_a_draft_there_is_nothing(evening: Evening, visitor: FlaskClient, codes: dict[str, str]) -> None:
    """An event that is not public has no public page, this one neither."""
    change_event(evening, published_at=None)
    assert visitor.get(f"/c/{codes['Anna']}").status_code == 404
