"""The door list: whoever stands there is found, and the head count is right."""

import pytest
from sqlalchemy import update

from eventapp import clock
from eventapp.badges.service import replace_badge
from eventapp.checkin import people as people_module
from eventapp.checkin.people import people_of
from eventapp.checkin.queries import DoorCount, door_list
from eventapp.core.codes import badge_address
from eventapp.database import write_session
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.registration.models import Registration
from eventapp.registration.service import erase
from tests.desk import Desk, make_desk


@pytest.mark.each_case_on_both
@pytest.mark.parametrize("search", ["muller", "mueller", "Müller", "MÜLLER jö", "clausthal müll"])
def test_a_name_is_found_however_it_is_spelled(desk: Desk, search: str) -> None:
    """„muller“, „mueller“ and „Müller“ find Jörg Müller and nobody else."""
    desk.attendee("Jörg Müller", organisation="TU Clausthal")
    desk.attendee("Anna Schmidt", organisation="TU Clausthal")
    with desk.app.app_context():
        assert [row.name for row in door_list(desk.event_id, search).rows] == ["Jörg Müller"]


def test_a_code_is_looked_up_before_names(desk: Desk) -> None:
    """A badge's address, its code and its short code find their holder alone."""
    anna = desk.attendee("Anna Schmidt")
    desk.attendee("Berta Maier")
    with desk.app.app_context():
        for text in (anna.code, anna.short_code.lower(), badge_address("http://localhost", anna.code)):
            assert [row.name for row in door_list(desk.event_id, text).rows] == ["Anna Schmidt"]


def test_a_name_that_could_be_a_short_code_is_found(desk: Desk) -> None:
    """„Schwarze“ is eight letters of the codes' alphabet and still a name."""
    desk.attendee("Ute Schwarze")
    with desk.app.app_context():
        assert [row.name for row in door_list(desk.event_id, "schwarze").rows] == ["Ute Schwarze"]


def test_a_replaced_badge_finds_its_holder_with_a_warning(desk: Desk) -> None:
    """The host sees whose badge it was, and that another one is out there."""
    anna = desk.attendee()
    with desk.app.app_context():
        assert not door_list(desk.event_id, anna.code).by_replaced_badge
        replace_badge(anna.id, desk.event_id, account_id=None, now=clock.now())
        found = door_list(desk.event_id, anna.code)
        assert found.by_replaced_badge
        assert [row.name for row in found.rows] == ["Anna Schmidt"]


def test_the_head_count_is_of_everybody(desk: Desk) -> None:
    """Searching changes whom one sees and not how many are in; another event counts for itself."""
    desk.attendee("Anna", checked_in=True)
    desk.attendee("Berta")
    make_desk(desk.app, desk.app.test_client()).attendee("Carla", checked_in=True)
    with desk.app.app_context():
        assert door_list(desk.event_id).count == DoorCount(1, 2)
        assert door_list(desk.event_id, "berta").count == DoorCount(1, 2)
        (berta,) = door_list(desk.event_id, "berta").rows
        assert berta.arrived_at is None
        (anna,) = door_list(desk.event_id, "anna").rows
        assert anna.arrived_at is not None


def test_the_list_is_in_the_order_of_a_dictionary(desk: Desk) -> None:
    """Umlauts and accents stand beside their letter, small and capital letters together."""
    for name in ("Zoë", "Émile", "anna", "Özgür", "Olga", "Berta", "Łukasz", "Mia"):
        desk.attendee(name)
    with desk.app.app_context():
        names = [row.name for row in door_list(desk.event_id).rows]
    assert names == ["anna", "Berta", "Émile", "Łukasz", "Mia", "Olga", "Özgür", "Zoë"]


@pytest.mark.each_case_on_both
@pytest.mark.parametrize("search", ["Schmitd", "schmit", "anna shcmidt", "clausthl schmidt"])
def test_a_mistyped_name_finds_who_is_meant(desk: Desk, search: str) -> None:
    """Marked as a guess; who is called exactly that comes alone, without guesses."""
    desk.attendee("Anna Schmidt", organisation="TU Clausthal")
    desk.attendee("Berta Schnitt", organisation="MDZ Hannover")
    with desk.app.app_context():
        found = door_list(desk.event_id, search)
        assert "Anna Schmidt" in [row.name for row in found.rows]
        assert found.by_likeness
        exact = door_list(desk.event_id, "schmidt")
        assert ([row.name for row in exact.rows], exact.by_likeness) == (["Anna Schmidt"], False)
    assert "Ähnliche Namen" in desk.get(f"{desk.path}/door?q={search}").text


def test_the_list_follows_what_changes(desk: Desk) -> None:
    """Who registers, who is erased: the list that is kept in memory knows it at the next look."""
    anna = desk.attendee("Anna")
    with desk.app.app_context():
        assert [row.name for row in door_list(desk.event_id).rows] == ["Anna"]
    desk.attendee("Berta")
    with desk.app.app_context():
        assert [row.name for row in door_list(desk.event_id).rows] == ["Anna", "Berta"]
        erase(anna.id, account_id=None, now=clock.now())
        assert [row.name for row in door_list(desk.event_id, "a").rows] == ["Berta"]
        assert people_of(desk.event_id) is people_of(desk.event_id)


def test_only_a_few_lists_are_kept(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one that was made longest ago goes first, and is made again when it is asked for."""
    monkeypatch.setattr(people_module, "MOST_EVENTS", 1)
    other = make_desk(desk.app, desk.app.test_client())
    with desk.app.app_context():
        first = people_of(desk.event_id)
        assert people_of(other.event_id) is people_of(other.event_id)
        assert people_of(desk.event_id) is not first


def test_a_database_that_was_restored_is_read_anew(desk: Desk) -> None:
    """Its latest change lies before the one that the list knows."""
    anna = desk.attendee("Anna")
    with desk.app.app_context():
        assert len(people_of(desk.event_id).by_name) == 1
        with write_session(db.session()) as session:
            session.execute(update(Event).values(change_no=0))
            session.execute(update(Registration).where(Registration.id == anna.id).values(name="Zoë", change_no=0))
        assert [row.name for row in door_list(desk.event_id).rows] == ["Zoë"]
