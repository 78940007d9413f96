"""Who is in an event's team, as what, and who is invited to it?"""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from eventapp.accounts.audit import record
from eventapp.accounts.models import EventRole, LinkPurpose, OneTimeLink, Role
from eventapp.accounts.service import invite, of_invitation
from eventapp.core.codes import new_secret, secret_hash
from eventapp.database import write_session
from eventapp.extensions import db


def change_role(account_id: int, role: Role, *, event_id: int, by_account_id: int, now: datetime) -> bool | None:
    """Gives somebody of the team another role, from their next page on.

    Returns:
        False for the last owner, who stays one; None for nobody of this team.
    """
    with write_session(db.session()) as session:
        owners = _locked_owners(session, event_id)
        member = session.get(EventRole, (account_id, event_id))
        if member is None:
            return None
        if owners == [member] and role is not Role.OWNER:
            return False
        if member.role != role:
            member.role = role
            record(
                session,
                "team.role_changed",
                event_id=event_id,
                account_id=by_account_id,
                now=now,
                member=account_id,
                role=role,
            )
    return True


def remove_from_team(account_id: int, *, event_id: int, by_account_id: int, now: datetime) -> bool:
    """Takes somebody's role away; False for the last owner, who stays."""
    with write_session(db.session()) as session:
        owners = _locked_owners(session, event_id)
        role = session.get(EventRole, (account_id, event_id))
        if role is None:
            return True
        if owners == [role]:
            return False
        session.delete(role)
        record(session, "team.removed", event_id=event_id, account_id=by_account_id, now=now, removed=account_id)
    return True


def open_invitations(event_id: int, *, now: datetime) -> list[OneTimeLink]:
    """Invitations that nobody has answered yet, in the order in which they were made."""
    return list(
        db.session.scalars(
            select(OneTimeLink)
            .where(
                OneTimeLink.event_id == event_id,
                OneTimeLink.purpose == LinkPurpose.INVITATION,
                OneTimeLink.origin_id.is_(None),
                OneTimeLink.used_at.is_(None),
                OneTimeLink.expires_at > now,
            )
            .order_by(OneTimeLink.id)
        )
    )


def withdraw_invitation(invitation_id: int, *, event_id: int, account_id: int, now: datetime) -> OneTimeLink | None:
    """Makes all links of an invitation worth nothing; None where no such one is open at the event."""
    with write_session(db.session()) as session:
        link = session.get(OneTimeLink, invitation_id, with_for_update=True)
        if link is None or link.event_id != event_id or link.origin_id or link.used_at or link.expires_at <= now:
            return None
        session.execute(update(OneTimeLink).where(of_invitation(link)).values(expires_at=now))
        record(session, "team.invitation_withdrawn", event_id=event_id, account_id=account_id, now=now)
    return link


def invite_again(
    invitation_id: int, *, event_id: int, account_id: int, now: datetime, locale: str
) -> tuple[OneTimeLink, str] | None:
    """Puts a new invitation in the place of one, with a new mail; the earlier links are worth nothing.

    Returns:
        The earlier one and the link to pass on; None where no such one is open at the event.
    """
    earlier = withdraw_invitation(invitation_id, event_id=event_id, account_id=account_id, now=now)
    if earlier is None:
        return None
    email, role = earlier.email or "", Role(earlier.role or Role.VIEWER)
    return earlier, invite(email, role, event_id=event_id, account_id=account_id, now=now, locale=locale)


def link_by_mail(invitation_id: int, *, now: datetime) -> tuple[OneTimeLink, str] | None:
    """Another link of an invitation, for the mail that takes it; None once it is answered, withdrawn or expired."""
    token = new_secret()
    with write_session(db.session()) as session:
        link = session.get(OneTimeLink, invitation_id, with_for_update=True)
        if link is None or link.used_at is not None or link.expires_at <= now:
            return None
        session.add(
            OneTimeLink(
                token_hash=secret_hash(token),
                purpose=LinkPurpose.INVITATION,
                email=link.email,
                event_id=link.event_id,
                role=link.role,
                origin_id=link.id,
                created_at=now,
                expires_at=link.expires_at,
            )
        )
    return link, token


def _locked_owners(session: Session, event_id: int) -> list[EventRole]:
    """Locked, so that two owners who remove each other at the same moment do not both succeed."""
    owners = (
        select(EventRole)
        .where(EventRole.event_id == event_id, EventRole.role == Role.OWNER)
        .order_by(EventRole.account_id)
        .with_for_update()
    )
    return list(session.scalars(owners))
