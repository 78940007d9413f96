"""Pages of events: the start page, and what an organiser does before the doors open."""

from datetime import date
from functools import partial
from http import HTTPStatus
from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp import clock
from eventapp.accounts.forms import InvitedForm
from eventapp.accounts.guards import (
    account_required,
    current_account,
    signed_in_account,
)
from eventapp.accounts.models import Account, Role
from eventapp.accounts.queries import has_accounts
from eventapp.accounts.roles import Right, may
from eventapp.config import current_config
from eventapp.events import queries, service
from eventapp.events.days import days_in_words
from eventapp.events.forms import (
    NEW_SERIES,
    EventForm,
    NewEventForm,
    SeriesForm,
    TeamInvitationForm,
    time_zones,
)
from eventapp.events.guards import may_here, public, role_here, with_right
from eventapp.events.models import Event
from eventapp.events.readiness import readiness
from eventapp.events.words import ROLE_NAMES
from eventapp.mail.service import failing_mails

bp = Blueprint("events", __name__)

_BELOW = {
    "badges": "badges.badges",
    "designs": "badges.badges",
    "mailings": "registration.registrations",
    "programme": "events.settings",
}
"""To which page of the navigation those of a blueprint belong that stand below other addresses, too."""
bp.app_template_filter()(days_in_words)

_NEW_INVITATION = "new_invitation"
NavItem = tuple[str, str, bool]
"""Label, address, and whether the visitor is there."""


@bp.app_context_processor
def event_context() -> dict[str, Any]:
    """Gives the templates of an event's pages `current_event`, and its team `nav_items`."""
    event: Event | None = g.get("event")
    if event is None:
        return {}
    role = g.role if "role" in g else role_here(event)
    about = {"current_event": event, "may": partial(may, role), "role_names": ROLE_NAMES}
    return about if role is None else {**about, "nav_items": nav_items(event, role)}


def nav_items(event: Event, role: Role) -> list[NavItem]:
    """The pages of an event that somebody with this role may open, in the order of the evening."""
    pages = [
        (Right.SEE, "events.overview", _("Overview")),
        (Right.ORGANISE, "registration.registrations", _("Registrations")),
        (Right.PRINT, "badges.badges", _("Badges")),
        (Right.CHECK_IN, "checkin.door", _("Door")),
        (Right.ORGANISE, "stations.stations", _("Stations")),
        (Right.ORGANISE, "rounds.rounds", _("Rounds")),
        (Right.WATCH, "network.graph", _("Contact graph")),
        (Right.WATCH, "analysis.analysis", _("Analysis")),
        (Right.WATCH, "network.standings", _("Standings")),
        (Right.ORGANISE, "projector.projectors", _("Projector")),
        (Right.ORGANISE, "champion.champion", _("Champion")),
        (Right.ORGANISE, "events.settings", _("Settings")),
        (Right.MANAGE_TEAM, "team.team", _("Team")),
    ]
    return [
        (label, url_for(endpoint, slug=event.slug), _is_below(endpoint, event))
        for right, endpoint, label in pages
        if may(role, right)
    ]


def _is_below(endpoint: str, event: Event) -> bool:
    """Whether the page that is asked for belongs to one of the navigation."""
    if request.blueprint in _BELOW:
        return endpoint == _BELOW[request.blueprint]
    address = url_for(endpoint, slug=event.slug)
    return request.path == address or request.path.startswith(f"{address}/")


@bp.get("/")
def home() -> ResponseReturnValue:
    """Own events for an account; for everybody else what this is and what takes place next."""
    account, now = current_account(), clock.now()
    if account is not None:
        return render_template(
            "events/home.html", own_events=queries.events_of(account.id), role_names=ROLE_NAMES, now=now
        )
    return render_template(
        "events/welcome.html", upcoming=queries.upcoming_events(now=now), is_set_up=has_accounts(), now=now
    )


@bp.route("/series/new", methods=["GET", "POST"])
@account_required
def new_series() -> ResponseReturnValue:
    """Makes a series, then its first event."""
    account = _account_that_creates()
    form = SeriesForm()
    if not form.validate_on_submit():
        return render_template("events/new_series.html", form=form), _status(form)
    series = service.create_series(title=form.title.data, account_id=account.id, now=clock.now())
    return redirect(url_for("events.new_event", series=series.id), HTTPStatus.SEE_OTHER)


@bp.route("/events/new", methods=["GET", "POST"])
@account_required
def new_event() -> ResponseReturnValue:
    """Makes an event, in a series that there is or in a new one."""
    account = _account_that_creates()
    own_series = queries.series_of(account.id)
    model = _model(account)
    form = NewEventForm(own_series, model=model)
    if not form.is_submitted():
        latest = model.series_id if model else max((series.id for series in own_series), default=NEW_SERIES)
        form.series.data = request.args.get("series", str(latest))
    if not form.validate_on_submit():
        page = render_template("events/new_event.html", form=form, time_zones=time_zones().values(), model=model)
        return page, _status(form)
    event = service.create_event(
        form.settings(),
        series_id=form.series_id(),
        new_series=form.series_title(),
        account_id=account.id,
        now=clock.now(),
        model_id=model.id if model else None,
    )
    return redirect(url_for("events.overview", slug=event.slug), HTTPStatus.SEE_OTHER)


@bp.get("/events/<slug>")
@public
def event(event: Event) -> ResponseReturnValue:
    """What everybody may know about an event, and the way to registration."""
    return render_template("events/event.html", event=event, now=clock.now())


@bp.get("/events/<slug>/overview")
@with_right(Right.SEE)
def overview(event: Event) -> ResponseReturnValue:
    """Where organisers and hosts of an event start."""
    if not may_here(Right.ORGANISE):
        return render_template("events/overview_host.html", event=event)
    config = current_config()
    points = readiness(event, config)
    return render_template(
        "events/overview.html",
        event=event,
        points=points,
        public_address=config.base_url + url_for("events.event", slug=event.slug),
        sender=config.mail_from,
        outbox=None if config.smtp_url else f"{config.instance.name}/outbox",
        failing=failing_mails(event.id),
    )


@bp.post("/events/<slug>/publish")
@with_right(Right.ORGANISE)
def publish(event: Event) -> ResponseReturnValue:
    """Opens registration."""
    outcome = service.publish_event(event.id, account_id=signed_in_account().id, now=clock.now())
    if outcome is service.Publishing.IN_TEST_MODE:
        flash(_("The event is being tried out. End the test first: then nobody of it is in the real event."), "error")
        return redirect(url_for("test_mode.test_mode", slug=event.slug), HTTPStatus.SEE_OTHER)
    if outcome is service.Publishing.NO_PRIVACY_CONTACT:
        flash(_("Before publishing, enter whom people ask about their data."), "error")
        return redirect(url_for("events.settings", slug=event.slug) + "#privacy_contact", HTTPStatus.SEE_OTHER)
    flash(_("The event is public. Everybody who knows its address can register now."), "success")
    return redirect(url_for("events.overview", slug=event.slug), HTTPStatus.SEE_OTHER)


@bp.route("/events/<slug>/settings", methods=["GET", "POST"])
@with_right(Right.ORGANISE)
def settings(event: Event) -> ResponseReturnValue:
    """Changes what was set when the event was made."""
    form = EventForm(event=event)
    if not form.validate_on_submit():
        page = render_template(
            "events/settings.html",
            form=form,
            event=event,
            time_zones=time_zones().values(),
            rehearsals=queries.rehearsals_of(signed_in_account().id),
        )
        return page, _status(form)
    before = _where_and_when(event)
    changed = service.change_event(event.id, form.settings(), account_id=signed_in_account().id, now=clock.now())
    flash(_("Saved."), "success")
    tell = "y" if changed.published_at and _where_and_when(changed) != before else None
    return redirect(url_for("events.overview", slug=changed.slug, tell=tell), HTTPStatus.SEE_OTHER)


def _where_and_when(event: Event) -> tuple[str, list[date]]:
    """What everybody who comes has to know."""
    return event.place, [day.date for day in event.days]


def _model(account: Account) -> Event | None:
    """The event after which a new one is to be made: one that the account organises, or 404."""
    slug = request.args.get("like")
    if not slug:
        return None
    organised = (own.event for own in queries.events_of(account.id) if own.is_organised)
    return next((event for event in organised if event.slug == slug), None) or abort(HTTPStatus.NOT_FOUND)


def _account_that_creates() -> Account:
    account = signed_in_account()
    if not account.may_create_events:
        abort(HTTPStatus.FORBIDDEN)
    return account


def _status(form: EventForm | SeriesForm | TeamInvitationForm | InvitedForm) -> HTTPStatus:
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.is_submitted() else HTTPStatus.OK
