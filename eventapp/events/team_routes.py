"""Pages of an event's team: who is in it and as what, who is invited, and how somebody invited comes in."""

from http import HTTPStatus

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp import clock
from eventapp.accounts import attempts
from eventapp.accounts import service as accounts
from eventapp.accounts import team as team_service
from eventapp.accounts.forms import InvitedForm
from eventapp.accounts.guards import current_account, dead_link, link_required, signed_in_account, start_session
from eventapp.accounts.models import Account, LinkPurpose, OneTimeLink, Role
from eventapp.accounts.queries import has_account
from eventapp.accounts.queries import team as members
from eventapp.accounts.roles import Right, may
from eventapp.config import current_config
from eventapp.events import queries, service
from eventapp.events.forms import TeamInvitationForm
from eventapp.events.guards import with_right
from eventapp.events.models import Event
from eventapp.forms import sent_texts
from eventapp.language import current

bp = Blueprint("team", __name__)

_NEW_INVITATION = "new_invitation"


@bp.route("/events/<slug>/team", methods=["GET", "POST"], endpoint="team")
@with_right(Right.MANAGE_TEAM)
def team_page(event: Event) -> ResponseReturnValue:
    """Shows who runs the event, and invites more; the link of an invitation is shown once."""
    form, status = TeamInvitationForm(), HTTPStatus.OK
    if not form.validate_on_submit():
        status = _status(form)
    elif not _may_invite():
        form.form_errors.append(_too_many())
        status = HTTPStatus.TOO_MANY_REQUESTS
    else:
        token = accounts.invite(
            form.email.data,
            Role(form.role.data),
            event_id=event.id,
            account_id=signed_in_account().id,
            now=clock.now(),
            locale=current(),
        )
        return _to_the_link(event, form.email.data, token)
    invited = session.pop(_NEW_INVITATION, None)
    page = render_template(
        "events/team.html",
        form=form,
        members=members(event.id),
        invitations=team_service.open_invitations(event.id, now=clock.now()),
        invited=invited if invited is not None and invited["slug"] == event.slug else None,
    )
    return page, status


def _may_invite() -> bool:
    return attempts.take(attempts.INVITATIONS, str(signed_in_account().id), now=clock.now())


def _too_many() -> str:
    text: str = _("You have sent many invitations within an hour. Please go on in an hour.")
    return text


def _to_the_link(event: Event, email: str, token: str) -> ResponseReturnValue:
    """Shows the link of an invitation on the team's page, once."""
    address = current_config().base_url + url_for("team.invitation", token=token)
    session[_NEW_INVITATION] = {"slug": event.slug, "email": email, "address": address}
    return redirect(url_for("team.team", slug=event.slug), HTTPStatus.SEE_OTHER)


@bp.post("/events/<slug>/team/invitations/<id:invitation_id>/again")
@with_right(Right.MANAGE_TEAM)
def invite_again(event: Event, invitation_id: int) -> ResponseReturnValue:
    """Sends an invitation once more; the earlier mail and link are worth nothing."""
    own_id, now = signed_in_account().id, clock.now()
    if invitation_id not in {each.id for each in team_service.open_invitations(event.id, now=now)}:
        abort(HTTPStatus.NOT_FOUND)
    if not _may_invite():
        flash(_too_many(), "error")
        return redirect(url_for("team.team", slug=event.slug), HTTPStatus.SEE_OTHER)
    again = team_service.invite_again(invitation_id, event_id=event.id, account_id=own_id, now=now, locale=current())
    if again is None:
        abort(HTTPStatus.NOT_FOUND)
    earlier, token = again
    return _to_the_link(event, earlier.email or "", token)


@bp.post("/events/<slug>/team/invitations/<id:invitation_id>/withdraw")
@with_right(Right.MANAGE_TEAM)
def withdraw_invitation(event: Event, invitation_id: int) -> ResponseReturnValue:
    """Takes an invitation back."""
    own_id = signed_in_account().id
    if not team_service.withdraw_invitation(invitation_id, event_id=event.id, account_id=own_id, now=clock.now()):
        abort(HTTPStatus.NOT_FOUND)
    flash(_("The invitation is withdrawn; its links no longer work."), "success")
    return redirect(url_for("team.team", slug=event.slug), HTTPStatus.SEE_OTHER)


@bp.post("/events/<slug>/team/<id:account_id>/remove")
@with_right(Right.MANAGE_TEAM)
def remove_member(event: Event, account_id: int) -> ResponseReturnValue:
    """Takes somebody out of the team; the last owner stays."""
    own_id = signed_in_account().id
    if not team_service.remove_from_team(account_id, event_id=event.id, by_account_id=own_id, now=clock.now()):
        flash(_("An event needs an owner: make somebody else one first."), "error")
    elif account_id == own_id:
        flash(_("You have left the team of this event."), "success")
        return redirect(url_for("events.home"), HTTPStatus.SEE_OTHER)
    return redirect(url_for("team.team", slug=event.slug), HTTPStatus.SEE_OTHER)


@bp.post("/events/<slug>/team/<id:account_id>/role")
@with_right(Right.MANAGE_TEAM)
def change_role(event: Event, account_id: int) -> ResponseReturnValue:
    """Gives somebody of the team another role; the last owner keeps theirs."""
    role = sent_texts().get("role", "")
    if role not in list(Role):
        abort(HTTPStatus.BAD_REQUEST)
    own_id = signed_in_account().id
    changed = team_service.change_role(
        account_id, Role(role), event_id=event.id, by_account_id=own_id, now=clock.now()
    )
    if changed is None:
        abort(HTTPStatus.NOT_FOUND)
    if not changed:
        flash(_("An event needs an owner: make somebody else one first."), "error")
    else:
        flash(_("Saved."), "success")
    is_out = changed and account_id == own_id and not may(Role(role), Right.MANAGE_TEAM)
    return redirect(url_for("events.overview" if is_out else "team.team", slug=event.slug), HTTPStatus.SEE_OTHER)


@bp.post("/events/<slug>/team/second-factor")
@with_right(Right.MANAGE_TEAM)
def require_second_factor(event: Event) -> ResponseReturnValue:
    """Asks the team for two factors, or leaves it to each of them."""
    required = sent_texts().get("required") == "yes"
    service.require_second_factor(event.id, required=required, account_id=signed_in_account().id, now=clock.now())
    flash(_("Saved."), "success")
    return redirect(url_for("team.team", slug=event.slug), HTTPStatus.SEE_OTHER)


@bp.route("/invitation/<token>", methods=["GET", "POST"])
@link_required(LinkPurpose.INVITATION)
def invitation(token: str, link: OneTimeLink) -> ResponseReturnValue:
    """Takes an invited person into the team: with their account, or with a new one."""
    assert link.event_id is not None  # noqa: S101 for mypy: the database holds it for invitations
    invited_to = queries.event_by_id(link.event_id)
    account = current_account()
    if account is not None and account.email == link.email:
        if request.method == "POST":
            return _accept(token, account, invited_to)
        return render_template("events/invitation_accept.html", invited_to=invited_to, link=link)
    if has_account(link.email or ""):
        return render_template("events/invitation_sign_in.html", invited_to=invited_to, link=link)
    form = InvitedForm()
    if not form.validate_on_submit():
        return render_template("events/invitation.html", invited_to=invited_to, link=link, form=form), _status(form)
    signed_in = accounts.use_link_for_account(
        token, email="", name=form.name.data, password=form.password.data, now=clock.now()
    )
    if signed_in is None:
        return dead_link()
    start_session(signed_in)
    return redirect(url_for("events.overview", slug=invited_to.slug), HTTPStatus.SEE_OTHER)


def _accept(token: str, account: Account, invited_to: Event) -> ResponseReturnValue:
    if accounts.accept_invitation(token, account_id=account.id, now=clock.now()) is None:
        return dead_link()
    return redirect(url_for("events.overview", slug=invited_to.slug), HTTPStatus.SEE_OTHER)


def _status(form: TeamInvitationForm | InvitedForm) -> HTTPStatus:
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.is_submitted() else HTTPStatus.OK
