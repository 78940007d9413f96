"""Does an open page hear of every change, once, in time, and only as long as its owner may?"""

import threading
import time

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update

from eventapp import clock
from eventapp.accounts.models import EventRole, SignIn
from eventapp.contacts.models import Contact
from eventapp.contacts.own_contacts import decide_consent, reject_contact, restore_contact
from eventapp.core.contact_rules import Confirmation
from eventapp.database import write_session
from eventapp.events.models import Event
from eventapp.extensions import db
from eventapp.live import hub
from eventapp.network import event_network
from eventapp.network.wire_format import changes_since
from eventapp.registration.models import Purpose
from eventapp.registration.queries import organisation_uses
from eventapp.registration.service import erase, merge_organisations
from eventapp.test_mode.service import end as end_test
from tests.champion.evening import make_evening
from tests.desk import sign_in
from tests.live.conftest import Watch

pytestmark = [pytest.mark.slow, pytest.mark.measured]


def contact_ids(app: Flask) -> list[int]:
    """All contacts, the first one first."""
    with app.app_context():
        return list(db.session.scalars(select(Contact.id).order_by(Contact.id)))


@pytest.mark.one_database
def test_the_first_line_is_a_ping(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page knows at once that its line stands, and no proxy or cache keeps the stream to itself."""
    monkeypatch.setattr(hub, "PING_EVERY", 3600)
    stream = watch.listen("?after=0")
    assert stream.next("ping").at > 0
    assert stream.status == 200
    assert stream.headers["Content-Type"].startswith("text/event-stream")
    assert stream.headers["X-Accel-Buffering"] == "no"
    assert stream.headers["Cache-Control"] == "no-store"


@pytest.mark.one_database
def test_silence_is_broken_by_pings(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing happens, and still the page hears every few seconds that the line stands."""
    assert hub.PING_EVERY <= 15
    monkeypatch.setattr(hub, "PING_EVERY", 0.2)
    stream = watch.listen(f"?after={watch.graph()['cursor']}")
    times = [stream.next("ping").at for _ in range(4)]
    assert times == sorted(times)


def test_a_contact_arrives_as_it_is_scanned(watch: Watch) -> None:
    """With the two people, their numbers, their organisations and the contact; the cursor moves on.

    How soon, the benchmark `live` measures.
    """
    graph = watch.graph()
    stream = watch.listen(f"?after={graph['cursor']}")
    stream.next("ping")
    watch.evening.meet(("Anna", "Ben"))
    heard = stream.next("changes")
    anna, ben = watch.evening.number("Anna"), watch.evening.number("Ben")
    message = heard.data
    assert message["cursor"] == graph["cursor"] + 1 == int(heard.id)
    names = {row[0]: (row[1], message["organisations"][row[2]], *row[3:]) for row in message["people"]}
    assert names == {anna: ("Anna Probe", "A", 1, 1), ben: ("Ben Probe", "B", 1, 1)}
    [[contact_id, one, other, made_at, counts]] = message["contacts"]
    assert contact_id == contact_ids(watch.evening.app)[0]
    assert {one, other} == {anna, ben}
    assert (made_at, counts) == (int(watch.evening.start.timestamp()), 1)
    assert (message["removed"], message["removed_people"]) == ([], [])


@pytest.mark.one_database
def test_organisations_are_those_of_the_messages_own_people(watch: Watch) -> None:
    """The largest first, counted within the message, whatever place they have in another one."""
    assert watch.graph()["organisations"] == ["A", "B", "C"]
    stream = watch.listen(f"?after={watch.graph()['cursor']}")
    watch.evening.meet(("Cleo", "Ben"))
    assert stream.next("changes").data["organisations"] == ["B", "C"]


@pytest.mark.parametrize("by_header", [True, False])
def test_who_comes_back_hears_what_was_missed(watch: Watch, by_header: bool) -> None:  # noqa: FBT001 a parameter of pytest
    """After a cut the stream goes on from the cursor, be it the page's own or the browser's Last-Event-ID."""
    stream = watch.listen(f"?after={watch.graph()['cursor']}")
    watch.evening.meet(("Anna", "Ben"))
    cursor = stream.next("changes").id
    stream.close()
    watch.evening.meet(("Anna", "Cleo"), ("Ben", "Cleo"))
    again = watch.listen("?after=0", last_event_id=cursor) if by_header else watch.listen(f"?after={cursor}")
    missed = again.next("changes").data
    assert [row[0] for row in missed["contacts"]] == contact_ids(watch.evening.app)[1:]
    assert missed["cursor"] == int(cursor) + 2


def test_a_rejected_contact_goes_and_a_restored_one_returns(watch: Watch) -> None:
    """Rejection arrives as removed with the new numbers of both; taking it back brings the contact again."""
    watch.evening.meet(("Anna", "Ben"))
    stream = watch.listen(f"?after={watch.graph()['cursor']}")
    [contact] = contact_ids(watch.evening.app)
    with watch.evening.app.app_context():
        reject_contact(contact, registration_id=watch.evening.people["Ben"].id, now=clock.now())
    gone = stream.next("changes").data
    assert (gone["removed"], gone["contacts"]) == ([contact], [])
    assert [row[3:] for row in gone["people"]] == [[0, 0], [0, 0]]
    with watch.evening.app.app_context():
        restore_contact(contact, registration_id=watch.evening.people["Ben"].id, now=clock.now())
    back = stream.next("changes").data
    assert [row[0] for row in back["contacts"]] == [contact]
    assert back["removed"] == []
    assert [row[3:] for row in back["people"]] == [[1, 1], [1, 1]]


def test_who_withdraws_is_taken_off_the_screens(watch: Watch) -> None:
    """The person leaves with all contacts, by number and without a name; the others' numbers follow."""
    watch.evening.meet(("Anna", "Ben"), ("Anna", "Cleo"))
    stream = watch.listen(f"?after={watch.graph()['cursor']}")
    contacts, number = contact_ids(watch.evening.app), watch.evening.number("Anna")
    with watch.evening.app.app_context():
        decide_consent(watch.evening.people["Anna"].id, Purpose.TRACKING, "Nein", given=False, now=clock.now())
    heard = stream.next("changes").data
    assert heard["removed_people"] == [number]
    assert sorted(heard["removed"]) == contacts
    assert "Anna Probe" not in [row[1] for row in heard["people"]]
    assert {row[1]: row[4] for row in heard["people"]} == {"Ben Probe": 0, "Cleo Probe": 0}
    assert number not in [row[0] for row in watch.graph()["people"]]
    with watch.evening.app.app_context():
        decide_consent(watch.evening.people["Anna"].id, Purpose.TRACKING, "Doch", given=True, now=clock.now())
    assert [row[0] for row in stream.next("changes").data["people"]] == [number]


def test_who_is_erased_is_taken_off_the_screens(watch: Watch) -> None:
    """Like somebody who withdraws, and then nobody: the whole graph, asked for anew, knows no such number."""
    watch.evening.meet(("Anna", "Ben"), ("Anna", "Cleo"), ("Ben", "Cleo"))
    graph = watch.graph()
    stream = watch.listen(f"?after={graph['cursor']}")
    contacts, number = contact_ids(watch.evening.app), watch.evening.number("Anna")
    with watch.evening.app.app_context():
        erase(watch.evening.people["Anna"].id, account_id=None, now=clock.now())
    heard = stream.next("changes").data
    assert heard["removed_people"] == [number]
    assert sorted(heard["removed"]) == contacts[:2]
    assert {row[1]: row[3:] for row in heard["people"]} == {"Ben Probe": [1, 1], "Cleo Probe": [1, 1]}
    after = watch.graph()
    assert {row[0] for row in after["people"]} == {row[0] for row in graph["people"]} - {number}
    assert [row[0] for row in after["contacts"]] == contacts[2:]
    with watch.evening.app.app_context():
        event = db.session.get_one(Event, watch.evening.event_id)
        kept, anew = event_network.standings(event), event_network.counted_anew(event).standings()
        assert kept == anew
        assert number not in [row.person.number for row in kept]


@pytest.mark.one_database
def test_merged_organisations_join_on_the_screens(watch: Watch) -> None:
    """The contact between two who are colleagues now stops counting at once, on every open page."""
    watch.evening.meet(("Ben", "Cleo"), ("Anna", "Ben"), ("Anna", "Cleo"))
    stream = watch.listen(f"?after={watch.graph()['cursor']}")
    ben_cleo, *_ = contact_ids(watch.evening.app)
    with watch.evening.app.app_context():
        uses = {use.organisation.name: use.organisation.id for use in organisation_uses(watch.evening.event_id)}
        merge_organisations(
            watch.evening.event_id,
            uses["B"],
            into_id=uses["C"],
            account_id=watch.evening.organiser_id,
            now=clock.now(),
        )
    heard = stream.next("changes").data
    organisations = {row[1]: heard["organisations"][row[2]] for row in heard["people"]}
    assert organisations == {"Anna Probe": "A", "Ben Probe": "C", "Cleo Probe": "C"}
    assert {row[1]: row[3:] for row in heard["people"]} == {
        "Anna Probe": [2, 2],
        "Ben Probe": [1, 2],
        "Cleo Probe": [1, 2],
    }
    assert {row[0]: row[4] for row in heard["contacts"]}[ben_cleo] == 0
    assert sorted(row[4] for row in heard["contacts"]) == [0, 1]  # where Ben is not, nothing has changed
    assert (heard["removed"], heard["removed_people"]) == ([], [])


def test_other_rules_reset_the_page(watch: Watch) -> None:
    """Every number may differ then: the page is told to begin anew; one that knows the rules goes on."""
    graph = watch.graph()
    stream = watch.listen(f"?after={graph['cursor']}&rules={graph['rules']}")
    stream.next("ping")
    with watch.evening.app.app_context(), write_session(db.session()) as session:
        event = session.get_one(Event, watch.evening.event_id)
        event.confirmation, event.change_no = Confirmation.MUTUAL, event.change_no + 1
    stream.next("reset")
    stream.next("end")
    anew = watch.graph()
    assert anew["rules"] != graph["rules"]
    stream = watch.listen(f"?after={anew['cursor']}&rules={anew['rules']}")
    watch.evening.meet(("Anna", "Ben"))
    assert stream.next("changes").data["contacts"][0][4] == 0


def test_a_page_ahead_of_the_database_is_reset(watch: Watch) -> None:
    """A backup was put in place of the database: what the page shows beyond it never happened."""
    stream = watch.listen(f"?after={watch.graph()['cursor'] + 7}")
    stream.next("reset")


@pytest.mark.one_database
def test_the_end_of_a_test_resets_the_page(watch: Watch) -> None:
    """Whoever it shows is gone, also where the page comes back only after others have met; then all begins anew."""
    evening, cursor = watch.evening, watch.graph()["cursor"]
    stream = watch.listen(f"?after={cursor}")
    stream.next("ping")
    with evening.app.app_context():
        with write_session(db.session()) as session:
            session.get_one(Event, evening.event_id).test_mode_since = clock.now()
        end_test(evening.event_id, account_id=evening.organiser_id, now=clock.now())
    stream.next("reset")
    assert watch.graph()["people"] == []
    watch.listen(f"?after={cursor}").next("reset")


@pytest.mark.parametrize("loses", ["sign-in", "role"])
def test_who_may_not_watch_any_more_is_cut_off(watch: Watch, monkeypatch: pytest.MonkeyPatch, loses: str) -> None:
    """Signed out elsewhere, or taken off the team: the open stream ends, and a new one is refused."""
    assert hub.RIGHTS_EVERY <= 15
    monkeypatch.setattr(hub, "RIGHTS_EVERY", 0.2)
    stream = watch.listen("?after=0")
    stream.next("ping")
    assert not stream.hears("end", 0.6)
    with watch.evening.app.app_context(), write_session(db.session()) as session:
        mine = watch.evening.organiser_id
        if loses == "sign-in":
            session.execute(update(SignIn).where(SignIn.account_id == mine).values(ended_at=clock.now()))
        else:
            session.execute(delete(EventRole).where(EventRole.account_id == mine))
    stream.next("end")
    assert watch.listen("?after=0").status == (303 if loses == "sign-in" else 404)


@pytest.mark.one_database
def test_streams_are_counted(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    """One too many is told to come later; when somebody leaves, there is room again."""
    monkeypatch.setattr(hub, "MOST_STREAMS", 2)
    monkeypatch.setattr(hub, "PING_EVERY", 0.1)
    streams = [watch.listen("?after=0") for _ in range(2)]
    assert [stream.status for stream in streams] == [200, 200]
    assert watch.listen("?after=0").status == 503
    streams[0].close()
    deadline = time.monotonic() + 60
    while (status := watch.listen("?after=0").status) == 503 and time.monotonic() < deadline:
        time.sleep(0.1)
    assert status == 200


@pytest.mark.one_database
def test_a_server_that_stops_ends_its_streams_and_opens_no_more(
    watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page comes back to the next server, not to the one that waits for its last requests."""
    monkeypatch.setattr(hub.hub, "_is_shut", False)  # as it is again after this test
    stream = watch.listen("?after=0")
    stream.next("ping")
    hub.hub.shut()
    stream.next("end")
    assert watch.listen("?after=0").status == 503


@pytest.mark.one_database
def test_a_message_that_fails_ends_its_own_stream_only(
    watch: Watch, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever goes wrong for one event, pages of the others hear their changes; the log says what it was."""
    app = watch.evening.app
    other = make_evening(app, Emil="E", Fee="F")
    client = app.test_client()
    sign_in(app, client, other.organiser_id)
    elsewhere = Watch(other, client, watch.address, watch.listeners)
    broken = watch.listen(f"?after={watch.graph()['cursor']}")
    healthy = elsewhere.listen(f"?after={elsewhere.graph()['cursor']}")

    def fail(event: Event, cursor: int) -> object:
        if event.id == watch.evening.event_id:
            raise KeyError(cursor)
        return changes_since(event, cursor)

    monkeypatch.setattr(hub, "changes_since", fail)
    watch.evening.meet(("Anna", "Ben"))
    broken.next("end")
    other.meet(("Emil", "Fee"))
    assert len(healthy.next("changes").data["contacts"]) == 1
    assert "no message could be made of event" in caplog.text


@pytest.mark.one_database
def test_a_cursor_that_is_none_is_refused(watch: Watch) -> None:
    """Nonsense is answered with 400."""
    for cursor in ("-1", "1.5", "x", "9" * 30, "٣", "%00"):
        assert watch.client.get(f"/events/{watch.evening.slug}/live?after={cursor}").status_code == 400, cursor


@pytest.mark.one_database
def test_only_organisers_of_the_event_may_listen(watch: Watch, app: Flask) -> None:
    """Strangers are led to the sign-in, organisers of other events find nothing."""
    stranger: FlaskClient = app.test_client()
    assert watch.listen("?after=0", client=stranger).status == 303
    sign_in(app, stranger, make_evening(app).organiser_id)
    assert watch.listen("?after=0", client=stranger).status == 404


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_streams_that_nobody_reads_end_with_the_others(app: Flask, client: FlaskClient) -> None:
    """A browser that was killed takes nothing any more and closes nothing."""
    evening = make_evening(app, Anna="A", Ben="B")
    sign_in(app, client, evening.organiser_id)
    unread = client.get(f"/events/{evening.slug}/live?after=0", buffered=False)
    watchers = [thread for thread in threading.enumerate() if thread.name == "live-watcher"]
    assert watchers
    hub.hub.end_all()
    for watcher in watchers:
        watcher.join(10)
        assert not watcher.is_alive()
    unread.close()
