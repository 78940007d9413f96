"""What does a visitor see when the database is gone, or a row of it?"""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy import insert

from eventapp import clock
from eventapp.accounts.guards import signed_in_account
from eventapp.accounts.models import Account
from eventapp.config import Config
from eventapp.database import write_session
from eventapp.events.models import EventDay
from eventapp.events.queries import event_by_slug
from eventapp.extensions import db
from tests.contacts.phones import statements
from tests.desk import Desk, make_desk, sign_in
from tests.factories import make_account
from tests.ground_rules.test_headers import check_private
from tests.postgresql import PostgresqlServer


@pytest.fixture
def lose_database(app: Flask, settings: Config, request: pytest.FixtureRequest) -> Iterator[Callable[[], None]]:
    """Takes the database away, and gives it back in the end."""
    with app.app_context():
        is_sqlite, name = db.engine.dialect.name == "sqlite", str(db.engine.url.database)
    if is_sqlite:
        away = settings.instance.with_name("away")

        def take_the_folder() -> None:
            db.engine.dispose()
            settings.instance.rename(away)

        yield take_the_folder
        away.rename(settings.instance)
        return
    server: PostgresqlServer = request.getfixturevalue("postgresql")[0]

    def end_all_connections() -> None:
        server.execute("ALTER DATABASE {} ALLOW_CONNECTIONS false", name)
        server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 'test%'")

    yield end_all_connections
    server.execute("ALTER DATABASE {} ALLOW_CONNECTIONS true", name)


@pytest.fixture
def desk(app: Flask, client: FlaskClient) -> Desk:
    """A host's browser, whose pages ask the database for the account, the event and the role."""
    return make_desk(app, client)


@pytest.mark.parametrize(("accept", "mimetype"), [("text/html", "text/html"), ("*/*", "application/json")])
def test_without_a_database_the_answer_is_ours(
    desk: Desk, lose_database: Callable[[], None], accept: str, mimetype: str
) -> None:
    """503 and when to try again, as page and as JSON, though nobody can say who is signed in."""
    with desk.app.app_context():
        lose_database()
    headers = {"Accept": accept} if accept == "text/html" else {"Accept": "application/json"}
    response = desk.client.get(f"{desk.path}/door", headers={**headers, "Accept-Language": "en"})
    assert (response.status_code, response.mimetype) == (503, mimetype)
    assert response.headers["Retry-After"] == "3"
    assert "The server is very busy" in response.text
    check_private(response)


def test_a_database_that_is_lost_halfway(desk: Desk, lose_database: Callable[[], None]) -> None:
    """Account and event are known already and would be read again for the page; it does without them."""

    @desk.app.get("/accident/<slug>")
    def accident(slug: str) -> str:
        g.event = event_by_slug(slug)
        assert signed_in_account()
        db.session.remove()
        lose_database()
        return str(event_by_slug(slug))

    response = desk.client.get(f"/accident/{desk.slug}", headers={"Accept": "text/html"})
    assert (response.status_code, response.mimetype) == (503, "text/html")
    check_private(response)


def test_the_page_of_an_accident_asks_the_database_nothing(app: Flask, client: FlaskClient) -> None:
    """Whatever went wrong: no statement is sent after it, so that the page cannot fail for the same reason."""
    with app.app_context():
        account_id = make_account().id
    sign_in(app, client, account_id)
    after: list[str] = []

    @app.get("/accident")
    def accident() -> str:
        assert signed_in_account()
        after.extend(asked)
        raise ValueError("secret-detail")

    with statements(app) as asked:
        response = client.get("/accident", headers={"Accept": "text/html"})
    assert response.status_code == 500
    assert "<h1>" in response.text
    assert len(after) > 0
    assert asked == after


def test_with_all_connections_in_use_the_answer_is_ours(app: Flask, client: FlaskClient) -> None:
    """503 and when to try again: the next request may find one."""
    with app.app_context():
        db.engine.pool._timeout = 0.1  # type: ignore[attr-defined] # noqa: SLF001 half a minute otherwise
        taken = [db.engine.raw_connection() for _ in range(60)]
    try:
        response = (client.get("/healthz"), client.get("/events/nowhere", headers={"Accept": "application/json"}))
    finally:
        for connection in taken:
            connection.close()
    assert [answer.status_code for answer in response] == [503, 503]
    assert response[1].headers["Retry-After"] == "3"
    assert client.get("/events/nowhere").status_code == 404


def test_a_row_that_went_meanwhile(app: Flask, client: FlaskClient) -> None:
    """Somebody was erased while a request about them was under way: like anything that is not there.

    A row that is there twice is an error of ours.
    """

    @app.get("/read")
    def read() -> str:
        return db.session.get_one(Account, 4711).name

    @app.get("/refer")
    def refer() -> str:
        with write_session(db.session()) as session:
            session.execute(insert(EventDay).values(event_id=4711, date=date(2031, 5, 14)))
        return ""

    @app.get("/twice")
    def twice() -> str:
        make_account("ola@example.org")
        with write_session(db.session()) as session:
            session.add(Account(email="ola@example.org", name="", password_hash="", created_at=clock.now()))
        return ""

    assert [client.get(path).status_code for path in ("/read", "/refer", "/twice")] == [404, 404, 500]
