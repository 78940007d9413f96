"""What is the app made of, and how is it put together?"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask
from sqlalchemy import event
from werkzeug.middleware.proxy_fix import ProxyFix

from eventapp import (
    addresses,
    assets,
    cli,
    config,
    database,
    errors,
    graph_backend,
    headers,
    health,
    language,
    migration,
    right_of_way,
)
from eventapp.accounts import factor_routes as second_factor
from eventapp.accounts import guards as accounts_guards
from eventapp.accounts import own_routes as own_account
from eventapp.accounts import routes as accounts
from eventapp.badges import logo_routes as logos
from eventapp.badges import qr
from eventapp.badges import role_routes as roles
from eventapp.badges import stock_routes as papers
from eventapp.certificates import check_routes as certificate_check
from eventapp.certificates import own_routes as own_certificates
from eventapp.certificates import routes as certificates
from eventapp.champion import ceremony_routes as ceremony
from eventapp.champion import export_routes as result_export
from eventapp.champion import own_routes as own_result
from eventapp.champion import routes as champion
from eventapp.champion import trophy_routes as trophy
from eventapp.checkin import desk_routes as desk
from eventapp.checkin import export_routes as people_export
from eventapp.checkin import list_routes as door_lists
from eventapp.checkin import paper_routes as door_paper
from eventapp.checkin import routes as checkin
from eventapp.checkin import walk_in_routes as walk_ins
from eventapp.contacts import export_routes as exports
from eventapp.contacts import news_routes as news
from eventapp.contacts import note_routes as notes
from eventapp.contacts import own_routes as suggestions
from eventapp.contacts import routes as contacts
from eventapp.contacts import search_routes as people_search
from eventapp.designs import routes as designs
from eventapp.doors import api_routes as door_api
from eventapp.doors import board_routes as door_board
from eventapp.doors import kiosk_routes as kiosk
from eventapp.doors import phone_routes as door_phone
from eventapp.doors import routes as doors
from eventapp.events import routes as events
from eventapp.events import team_routes as team
from eventapp.extensions import csrf, db, migrate
from eventapp.history import own_routes as own_data
from eventapp.history import routes as history
from eventapp.live import routes as live
from eventapp.mailings import routes as mailings
from eventapp.network import analysis_routes as analysis
from eventapp.network import export_routes as network_exports
from eventapp.network import own_routes as own_network
from eventapp.network import picture_routes as picture
from eventapp.network import routes as network
from eventapp.network import series_routes as series
from eventapp.phone import routes as phone
from eventapp.prints import desk_routes as labels
from eventapp.prints import own_routes as own_badge
from eventapp.prints import printing_routes as printings
from eventapp.prints import role_routes as given_roles
from eventapp.prints import routes as badges
from eventapp.programme import own_routes as own_programme
from eventapp.programme import person_routes as person_programme
from eventapp.programme import routes as programme
from eventapp.projector import routes as projector
from eventapp.registration import erasing_routes as erasing
from eventapp.registration import import_routes as imports
from eventapp.registration import invitation_routes as invitations
from eventapp.registration import organisation_routes as organisations
from eventapp.registration import place_routes as places
from eventapp.registration import question_routes as questions
from eventapp.registration import routes as registration
from eventapp.registration import selection_routes as selection
from eventapp.report import press_routes as press
from eventapp.report import routes as report
from eventapp.review import routes as review
from eventapp.rounds import routes as rounds
from eventapp.sessions import Sessions
from eventapp.stations import routes as stations
from eventapp.style import routes as style
from eventapp.test_mode import routes as test_mode

BLUEPRINTS: tuple[Blueprint, ...] = (
    health.bp,
    language.bp,
    accounts.bp,
    own_account.bp,
    second_factor.bp,
    events.bp,
    team.bp,
    registration.bp,
    mailings.bp,
    questions.bp,
    erasing.bp,
    organisations.bp,
    places.bp,
    invitations.bp,
    programme.bp,
    own_programme.bp,
    person_programme.bp,
    selection.bp,
    imports.bp,
    checkin.bp,
    door_lists.bp,
    people_export.bp,
    door_paper.bp,
    desk.bp,
    walk_ins.bp,
    badges.bp,
    papers.bp,
    roles.bp,
    given_roles.bp,
    logos.bp,
    printings.bp,
    labels.bp,
    designs.bp,
    own_badge.bp,
    phone.bp,
    contacts.bp,
    news.bp,
    people_search.bp,
    notes.bp,
    exports.bp,
    suggestions.bp,
    stations.bp,
    rounds.bp,
    network.bp,
    own_network.bp,
    analysis.bp,
    picture.bp,
    network_exports.bp,
    series.bp,
    live.bp,
    review.bp,
    champion.bp,
    ceremony.bp,
    result_export.bp,
    own_result.bp,
    trophy.bp,
    certificates.bp,
    own_certificates.bp,
    certificate_check.bp,
    report.bp,
    press.bp,
    projector.bp,
    history.bp,
    own_data.bp,
    test_mode.bp,
    doors.bp,
    door_board.bp,
    door_phone.bp,
    kiosk.bp,
    door_api.bp,
)


class EventApp(Flask):
    """Flask, in which no function is a coroutine: each request would ask that of each function that it calls."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function as it is."""
        return func


def create_app(settings: config.Config | None = None, overrides: Mapping[str, Any] | None = None) -> Flask:
    """Makes the app. Does not touch the tables: `migration.bring_up_to_date` does that once, before serving.

    Args:
        settings: The checked settings; read from the environment when None.
        overrides: Flask's own configuration values that win; for tests.

    Raises:
        ConfigError: A setting cannot work.
    """
    settings = settings or config.load()
    app = EventApp(
        "eventapp",
        template_folder=str(config.BASE / "templates"),
        static_folder=None,  # assets.py serves them, with addresses that never grow old
        instance_path=str(settings.instance),
    )
    app.extensions["eventapp_config"] = settings
    app.config.from_mapping(_flask_config(settings))
    app.config.from_mapping(overrides or {})
    app.session_interface = Sessions(app)
    _add_extensions(app)
    for part in (addresses, assets, errors, language, accounts_guards):
        part.init_app(app)
    headers.init_app(app, settings)
    app.jinja_env.filters["qr"] = qr.in_page
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    if app.debug:
        app.register_blueprint(style.bp)
    cli.init_app(app)
    graph_backend.switch_on()
    if settings.proxy_hops:
        hops = settings.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign] # as Flask documents it
    right_of_way.init_app(app)
    return app


def _flask_config(settings: config.Config) -> dict[str, Any]:
    return {
        "SECRET_KEY": config.secret_key(settings.instance),
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        # The connection that was used last has its pages and statements at hand.
        "SQLALCHEMY_ENGINE_OPTIONS": {"pool_size": 20, "max_overflow": 40, "pool_use_lifo": True},
        # A host name that is not ours would end up in links; local names are for the machine itself.
        "TRUSTED_HOSTS": [settings.hostname, "localhost", "127.0.0.1", "[::1]"],
        "MAX_CONTENT_LENGTH": 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 256 * 1024,
        "MAX_FORM_PARTS": 200,
        # `__Host-` binds the cookie to this host; browsers take it over https only.
        "SESSION_COOKIE_NAME": "__Host-session" if settings.is_https else "session",
        "SESSION_COOKIE_SECURE": settings.is_https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_REFRESH_EACH_REQUEST": False,
        "PERMANENT_SESSION_LIFETIME": 90 * 24 * 3600,
        # A page left open in a pocket for a day still works: the token ends with the session.
        "WTF_CSRF_TIME_LIMIT": None,
        # Over https Flask-WTF would demand a Referer, which a page with a secret in its address does not send
        # (headers.py); SameSite and the token itself keep strangers out.
        "WTF_CSRF_SSL_STRICT": False,
        "BABEL_TRANSLATION_DIRECTORIES": language.CATALOGUE_FOLDERS,
    }


def _add_extensions(app: Flask) -> None:
    db.init_app(app)
    csrf.init_app(app)
    csrf.exempt(door_api.bp)  # no cookie opens it
    migrate.init_app(app, db, directory=str(Path(migration.FOLDER)))
    with app.app_context():
        database.configure(db.engine)
    if not event.contains(db.session, "before_flush", database.refuse_stray_writes):
        event.listen(db.session, "before_flush", database.refuse_stray_writes)
