"""Does the analysis say in words, in a heat map and in charts what the measures say?"""

import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from eventapp import clock
from eventapp.core.breaks import breaks_of
from eventapp.core.measures.growth import HALF_HOUR
from eventapp.core.measures.values import Compared, HalfHour
from eventapp.database import write_session
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.network import measuring
from eventapp.network.analysis import bridge_builders, charts, scale
from eventapp.network.organisation_matrix import SHADES, PairOrder, organisation_matrix
from eventapp.registration.models import Registration
from tests.desk import sign_in
from tests.factories import MadeAttendee, make_account, make_attendee, make_event, scan

pytestmark = [pytest.mark.one_database, pytest.mark.slow, pytest.mark.measured]

ENGLISH = {"Accept-Language": "en"}
ORGANISATIONS = ("A", "A", "A", "B", "B", "C", "C", "D", "")
MEETINGS = ((0, 1), (0, 3), (1, 3), (2, 4), (0, 5), (5, 6), (3, 5), (8, 0))
NOON = int(datetime(2036, 3, 9, 12, tzinfo=UTC).timestamp())


def event_of(slug: str = "treffen") -> Event:
    """The event as the database has it."""
    db.session.rollback()
    return db.session.query(Event).filter_by(slug=slug).one()


@pytest.fixture
def people(app: Flask, client: FlaskClient) -> list[MadeAttendee]:
    """Nine people of four organisations and of none, some of whom met, and the organiser signed in."""
    with app.app_context():
        ola = make_account("ola@example.org")
        ola_id = ola.id
        event = make_event(title="Treffen", organiser=ola)
        made = [
            make_attendee(event, f"Person {place}", organisation=name) for place, name in enumerate(ORGANISATIONS)
        ]
        with write_session(db.session()) as session:
            alone = update(Registration).where(Registration.id == made[-1].id)
            session.execute(alone.values(organisation_id=None))
        for one, other in MEETINGS:
            scan(made[one], made[other])
    sign_in(app, client, ola_id)
    return made


def keep_measures() -> None:
    """Measures the event, as the work beside the server does."""
    event = event_of()
    measuring.keep(event, measuring.measure(event, now=clock.now()))


def page(client: FlaskClient, path: str) -> str:
    """A page's own part, its white space made one."""
    response = client.get(f"/events/treffen/{path}", headers=ENGLISH)
    assert response.status_code == 200
    return " ".join(response.text.partition("<main")[2].partition("</main>")[0].split())


@given(st.floats(-1, 1), st.floats(-1, 1), st.floats(0, 1), st.floats(0, 1))
def test_a_comparison_is_drawn_in_order(value: float, chance: float, down: float, up: float) -> None:
    """What is larger stands further right, and nothing outside of the picture."""
    compared = Compared(value, chance, chance - down, chance + up, shuffles=20)
    drawn = scale(compared)
    pairs = [(compared.value, drawn.value), (compared.low, drawn.low), (compared.high, drawn.high)]
    assert all(0 <= place <= 100 for _, place in pairs)
    for (one, at_one), (other, at_other) in combinations(pairs, 2):
        assert (at_one <= at_other) or one >= other


def test_charts_leave_no_half_hour_out() -> None:
    """Each day from its first to its last contact, by the clock of the event; quiet half hours are empty bars."""
    night = NOON + 12 * 3600
    growth = [HalfHour(NOON, 4), HalfHour(NOON + 3 * HALF_HOUR, 8), HalfHour(night, 2)]
    breaks = breaks_of(["12:45-13:30 Mittag", "14:00-14:15", "20:00-21:00"], [date(2036, 3, 9)], "Europe/Berlin")
    drawn = charts(growth, "Europe/Berlin", breaks)
    assert list(drawn) == [date(2036, 3, 9), date(2036, 3, 10)]
    first, second = (chart.bars for chart in drawn.values())
    bands = [[(band.x, band.width, band.name) for band in chart.bands] for chart in drawn.values()]
    assert bands == [[(0, 1, "Mittag"), (2, 0.5, "")], []]
    assert [(bar.contacts, bar.height) for bar in first] == [(4, 50.0), (0, 0.0), (0, 0.0), (8, 100.0)]
    assert [(bar.contacts, bar.height) for bar in second] == [(2, 25.0)]
    assert first[0].begins == datetime(2036, 3, 9, 13, tzinfo=ZoneInfo("Europe/Berlin"))
    assert charts([], "Europe/Berlin") == {}


def test_the_matrix_counts_as_one_would_by_hand(app: Flask, people: list[MadeAttendee]) -> None:
    """Every field, both ways round, with the pairs who could have met."""
    with app.app_context():
        matrix = organisation_matrix(event_of())
    sizes = Counter(name for name in ORGANISATIONS if name)
    met = Counter(frozenset((ORGANISATIONS[one], ORGANISATIONS[other])) for one, other in MEETINGS)
    assert [(row.name, row.people) for row in matrix.rows] == [("A", 3), ("B", 2), ("C", 2), ("D", 1)]
    for row in matrix.rows:
        for other, cell in zip(matrix.rows, row.cells, strict=True):
            assert cell.pair.contacts == met[frozenset((row.name, other.name))]
            own = row is other
            size = sizes[row.name]
            assert cell.pair.possible == (size * (size - 1) // 2 if own else size * sizes[other.name])
            assert (cell.shade == 0) == (cell.pair.contacts == 0)
            assert cell.shade <= SHADES
    assert (matrix.organisations, matrix.connected, matrix.without) == (4, 3, 1)
    assert [(pair.first, pair.second) for pair in matrix.strangers] == [("A", "D"), ("B", "D"), ("C", "D")]
    assert len(people) == len(ORGANISATIONS)


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    ("order", "first"), [(PairOrder.CONTACTS, "A B 3"), (PairOrder.SHARE, "C C 1"), (PairOrder.NAME, "A A 1")]
)
def test_pairs_are_sorted_as_asked(app: Flask, client: FlaskClient, order: PairOrder, first: str) -> None:
    """By the address, so that it works without JavaScript and can be passed on."""
    with app.app_context():
        pairs = organisation_matrix(event_of(), order).pairs
    assert f"{pairs[0].first} {pairs[0].second} {pairs[0].contacts}" == first
    shown = page(client, f"analysis/organisations?order={order}").partition('id="pairs"')[2]
    rows = re.findall(r'<th scope="row">(\w+)</th><td>(\w+)</td>', shown)
    assert rows == [(pair.first, pair.second if pair.second != pair.first else "itself") for pair in pairs]


@pytest.mark.usefixtures("people")
def test_an_unknown_order_is_the_usual_one(client: FlaskClient) -> None:
    """Nonsense in the address breaks nothing."""
    assert page(client, "analysis/organisations?order=%00") == page(client, "analysis/organisations")


def test_nobody_has_an_organisation(app: Flask, client: FlaskClient) -> None:
    """The page says so instead of showing an empty map."""
    with app.app_context():
        ola = make_account("ola@example.org")
        make_event(title="Treffen", organiser=ola)
        ola_id = ola.id
    sign_in(app, client, ola_id)
    assert "No organisations yet" in page(client, "analysis/organisations")
    assert "Nothing has been measured yet" in page(client, "analysis")
    with app.app_context():
        keep_measures()
    assert "Nobody has met anybody yet" in page(client, "analysis")


@pytest.mark.usefixtures("people")
def test_the_page_says_what_the_measures_say(app: Flask, client: FlaskClient) -> None:
    """How many, how they hang together, and what could be done; too few contacts say nothing of chance."""
    with app.app_context():
        keep_measures()
    text = page(client, "analysis")
    assert "9 people take part" in text
    assert "who made 8 contacts" in text
    assert "1 person has met nobody yet." in text  # Person 7
    assert "2 parts, between which nobody has met anybody. The largest holds 6 people, the next one 2." in text
    assert "nothing has changed since" in text
    assert "There are too few contacts yet" in text
    assert "Within what chance explains" not in text
    with app.app_context(), write_session(db.session()) as session:
        session.execute(update(Event).values(change_no=Event.change_no + 1))
    assert "New contacts have come since" in page(client, "analysis")


def test_who_did_not_agree_has_a_number_for_a_name(
    app: Flask, client: FlaskClient, people: list[MadeAttendee]
) -> None:
    """A laptop stands where others see its screen; those who left contact tracking are not there at all."""
    with app.app_context():
        keep_measures()
        event = event_of()
        measurement = measuring.latest(event)
        assert measurement is not None
        best = bridge_builders(event, measurement.measures)
        numbers = dict(db.session.query(Registration.id, Registration.number).all())
    assert best[0].person.name == "Person 0"
    assert best[0].elsewhere == pytest.approx(3)  # four contacts, among whom 1 met 3, and 3 met 5
    text = page(client, "analysis").partition('id="bridges"')[2]
    assert f"Attendee {numbers[people[0].id]}" in text
    assert "Person 0" not in text


def test_with_enough_contacts_chance_is_asked(app: Flask, client: FlaskClient) -> None:
    """Two organisations that keep to themselves: the page says it, and what to do."""
    with app.app_context():
        ola = make_account("ola@example.org")
        ola_id = ola.id
        event = make_event(title="Treffen", organiser=ola)
        halves = [[make_attendee(event, f"{name} {each}", organisation=name) for each in range(6)] for name in "AB"]
        now = clock.now()
        for half in halves:
            for place, (one, other) in enumerate(combinations(half, 2)):
                scan(one, other, now=now + timedelta(minutes=place))
        scan(halves[0][0], halves[1][0])
        keep_measures()
    sign_in(app, client, ola_id)
    text = page(client, "analysis")
    assert "People stay with their own organisation more than chance would have it." in text
    assert "2 circles have formed" in text
    assert "3&nbsp;% of the contacts lead to another organisation" in text
    assert "2 people without each of whom others would be cut off" in text
    assert "Less than chance explains" in text


@pytest.mark.usefixtures("people")
def test_breaks_stand_beside_what_they_brought(app: Flask, client: FlaskClient) -> None:
    """All contacts were made now: in a break of the whole day, and outside of one that was over."""
    with app.app_context():
        keep_measures()
        now = clock.now().astimezone(ZoneInfo(event_of().time_zone))
        begins = now - timedelta(minutes=now.minute % 30, seconds=now.second)
    for lines, said in (
        (["00:00-23:59 Immer"], "100&nbsp;% of the contacts were made in breaks"),
        ([f"{begins:%H:%M}-{begins:%H:}{begins.minute + 1:02} Kurz"], "which took 3&nbsp;% of the time"),
        ([], ""),
    ):
        with app.app_context(), write_session(db.session()) as session:
            session.execute(update(Event).values(breaks=lines))
        text = page(client, "analysis")
        assert ("were made in breaks" in text) is bool(said)
        assert said in text
