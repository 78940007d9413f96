"""Pages: titles, closing contact tracking, recording the result, and the stage for the projector."""

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_datetime
from flask_babel import gettext as _

from eventapp import clock
from eventapp.accounts.guards import signed_in_account
from eventapp.accounts.roles import Right
from eventapp.champion import queries, service
from eventapp.champion.ceremony import named
from eventapp.champion.checking import checking
from eventapp.champion.forms import AHEAD, CloseForm, ReasonForm, TitlesForm
from eventapp.champion.models import FrozenResult
from eventapp.champion.results import titles_of
from eventapp.champion.service import Closing, FrozenStanding
from eventapp.champion.threads import threads
from eventapp.core.closing import Phase
from eventapp.core.standings import Criterion, Score, decided_by
from eventapp.core.titles import Title, TitleHolder
from eventapp.errors import error_response
from eventapp.events.guards import with_right
from eventapp.events.models import Event
from eventapp.network import event_network

bp = Blueprint("champion", __name__)
TOP = 10


@dataclass(frozen=True)
class ResultLine:
    """One line of a frozen result with what a page shows of it.

    Attributes:
        standing: The line as frozen.
        name: The person's name as it is now; "" when the registration is gone.
        organisation: Their organisation, or "".
        shows_name: They agreed to be named on the projector.
        reached_at: As a moment.
        ahead_by: What put them ahead of the next line; None for the last.
    """

    standing: FrozenStanding
    name: str
    organisation: str
    shows_name: bool
    reached_at: datetime | None
    ahead_by: Criterion | None


@bp.app_template_filter("exact_time")
def exact_time(moment: datetime, zone: str, other: datetime) -> str:
    """A moment as precisely as it takes to see that it was earlier or later than another one."""
    fraction = ".SSS" if moment.replace(microsecond=0) == other.replace(microsecond=0) else ""
    return str(format_datetime(moment.astimezone(ZoneInfo(zone)), "EEE HH:mm:ss" + fraction, rebase=False))


@bp.get("/events/<slug>/champion")
@with_right(Right.ORGANISE)
def champion(event: Event) -> ResponseReturnValue:
    """Where contact tracking is closed, the frozen standings are read, and the champion is crowned."""
    return _page(event, ReasonForm(formdata=None))


@bp.post("/events/<slug>/champion/close")
@with_right(Right.ORGANISE)
def close(event: Event) -> ResponseReturnValue:
    """Ends contact tracking, now or after a countdown."""
    form = CloseForm()
    if not form.validate():
        return error_response(HTTPStatus.BAD_REQUEST)
    account_id = signed_in_account().id
    return _done(event, service.close(event.id, account_id=account_id, now=clock.now(), in_minutes=form.minutes.data))


@bp.post("/events/<slug>/champion/record")
@with_right(Right.ORGANISE)
def record(event: Event) -> ResponseReturnValue:
    """Records the result, also while phones still deliver."""
    return _done(event, service.record_result(event.id, account_id=signed_in_account().id, now=clock.now()))


@bp.route("/events/<slug>/champion/titles", methods=["GET", "POST"])
@with_right(Right.ORGANISE)
def titles(event: Event) -> ResponseReturnValue:
    """Which titles the event awards; fixed as soon as the first contact is made."""
    form = TitlesForm(chosen=event.titles)
    if form.is_submitted() and form.validate():
        account_id = signed_in_account().id
        if service.choose_titles(event.id, form.chosen(), account_id=account_id, now=clock.now()) is Closing.DONE:
            flash(_("Saved."), "success")
        else:
            flash(_("Since the first contact the titles stay as they are."), "warning")
        return redirect(url_for("champion.titles", slug=event.slug), HTTPStatus.SEE_OTHER)
    is_fixed = queries.has_contacts(event.id)
    days = len(event.days)
    page = render_template("champion/titles.html", form=form, is_fixed=is_fixed, days=days, all=list(Title))
    return page, HTTPStatus.UNPROCESSABLE_ENTITY if form.is_submitted() else HTTPStatus.OK


@bp.post("/events/<slug>/champion/reopen")
@with_right(Right.ORGANISE)
def reopen(event: Event) -> ResponseReturnValue:
    """Lets people scan again; a recorded result stays."""
    return _with_reason(event, service.reopen)


@bp.post("/events/<slug>/champion/correct")
@with_right(Right.ORGANISE)
def correct(event: Event) -> ResponseReturnValue:
    """Records the result anew, with a reason."""
    return _with_reason(event, service.correct)


@bp.post("/events/<slug>/champion/crown")
@with_right(Right.ORGANISE)
def crown(event: Event) -> ResponseReturnValue:
    """Announces the result: from now on the stage shows the champion."""
    return _done(event, service.crown(event.id, account_id=signed_in_account().id, now=clock.now()))


@bp.get("/events/<slug>/champion/stage")
@with_right(Right.ORGANISE)
def stage(event: Event) -> ResponseReturnValue:
    """The page for the projector: names only of people who agreed to be named there."""
    return stage_page(event)


def stage_page(event: Event) -> str:
    """The stage as it is now, also for the screens of the hall.

    A result that was corrected is no result any more: until the new one is crowned, it is being checked.
    """
    latest, now = queries.latest_result(event.id), clock.now()
    is_crowned = latest is not None and queries.crowning(latest.id) is not None
    phase = event.closing.phase(now, is_crowned=is_crowned)
    champions: list[ResultLine] = []
    if latest is not None and phase is Phase.CROWNED:
        champions = _lines(event, latest, len(service.champions(latest)))
    figures = event_network.figures(event)
    return render_template(
        "champion/stage.html",
        event=event,
        phase=phase,
        seconds_left=event.closing.seconds_left(now),
        champions=champions,
        figures=figures,
        threads=threads(champions[0].standing.counted if champions else figures.contacts),
    )


def _done(event: Event, outcome: Closing) -> ResponseReturnValue:
    """Back to the page, which shows what is now; a word only where nothing was changed."""
    sentences = {
        Closing.ALREADY_DONE: _("That was done already; nothing has changed since."),
        Closing.STILL_OPEN: _("Contacts are still collected. Close contact tracking first."),
        Closing.NOTHING_FROZEN: _("No result is recorded yet."),
        Closing.NOBODY_TO_CROWN: _("Nobody has a contact that counts, so there is nobody to crown."),
    }
    if outcome in sentences:
        flash(sentences[outcome], "info")
    return redirect(url_for("champion.champion", slug=event.slug), 303)


def _with_reason(event: Event, act: service.ActWithReason) -> ResponseReturnValue:
    form = ReasonForm()
    if not form.validate_on_submit():
        return _page(event, form), 422
    outcome = act(event.id, reason=form.reason.data, account_id=signed_in_account().id, now=clock.now())
    if outcome is Closing.REASON_MISSING:  # nothing was left of it but invisible characters
        form.reason.errors = [_("Please say why; the reason stands in the log.")]
        return _page(event, form), 422
    return _done(event, outcome)


def _page(event: Event, form: ReasonForm) -> str:
    results = queries.results(event.id)
    latest, now = results[0] if results else None, clock.now()
    crowning = queries.crowning(latest.id) if latest else None
    phase = event.closing.phase(now, is_crowned=crowning is not None)
    is_checked = phase in (Phase.GRACE, Phase.REVIEW)
    return render_template(
        "champion/champion.html",
        form=form,
        now=now,
        phase=phase,
        ahead=AHEAD,
        seconds_left=event.closing.seconds_left(now),
        checking=checking(event) if is_checked else None,
        figures=event_network.figures(event),
        leading=[row for row in event_network.standings(event)[:TOP] if row.counted],
        results=results,
        result=latest,
        lines=_lines(event, latest) if latest else [],
        champions=service.champions(latest) if latest else [],
        crowning=crowning,
        titles=_titles(event, latest) if latest else [],
        named_people=named(event.id, latest) if latest else [],
        erased=queries.erased_since(latest) if latest else 0,
    )


def _titles(event: Event, result: FrozenResult) -> list[tuple[TitleHolder, list[str]]]:
    """The titles of a result with the names of their holders as they are now; "" for who is gone."""
    holders = titles_of(result)
    people = queries.people_by_number(event.id, [number for holder in holders for number in holder.numbers])
    organisations = queries.organisation_names([each for holder in holders for each in holder.organisations])
    return [
        (
            holder,
            [people[number].name if number in people else "" for number in holder.numbers]
            + [organisations.get(organisation, "") for organisation in holder.organisations],
        )
        for holder in holders
    ]


def _lines(event: Event, result: FrozenResult, most: int | None = None) -> list[ResultLine]:
    standings = service.frozen_standings(result)
    shown = standings[:most]
    people = queries.people_by_number(event.id, [line.number for line in shown])
    lines = []
    for place, line in enumerate(shown):
        person = people.get(line.number)
        below = standings[place + 1] if place + 1 < len(standings) else None
        lines.append(
            ResultLine(
                standing=line,
                name=person.name if person else "",
                organisation=person.organisation.name if person and person.organisation else "",
                shows_name=person is not None and person.shows_name,
                reached_at=datetime.fromisoformat(line.reached_at) if line.reached_at else None,
                ahead_by=decided_by(_score(line), _score(below)) if below else None,
            )
        )
    return lines


def _score(line: FrozenStanding) -> Score:
    reached_at = datetime.fromisoformat(line.reached_at) if line.reached_at else None
    return Score(line.counted, line.contacts, line.organisations_met, reached_at)
