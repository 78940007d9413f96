"""Which logo does an organisation have on badges?"""

from datetime import datetime

from sqlalchemy import Select, delete, insert, select
from sqlalchemy.orm import Session

from eventapp.accounts.audit import record
from eventapp.badges.design.fields import Picture
from eventapp.badges.design.images import as_logo, kept
from eventapp.badges.models import OrganisationLogo
from eventapp.database import write_session
from eventapp.events.changes import lock_event
from eventapp.events.models import Organisation
from eventapp.extensions import db
from eventapp.pictures import PictureFlaw
from eventapp.registration.service import at_merging


class Logos:
    """The logos of a series, each read when it is first asked for."""

    def __init__(self, series_id: int) -> None:
        """Begins with none."""
        self._series_id = series_id
        self._read: dict[str, Picture | None] = {}

    def of(self, organisation: str) -> Picture | None:
        """The logo of an organisation, by its name as it stands on badges."""
        if organisation not in self._read:
            self._read[organisation] = kept(db.session.scalar(self._statement(organisation)))
        return self._read[organisation]

    def _statement(self, organisation: str) -> Select[bytes]:
        return (
            select(OrganisationLogo.content)
            .join(Organisation, Organisation.id == OrganisationLogo.organisation_id)
            .where(Organisation.series_id == self._series_id, Organisation.name == organisation)
        )


def logo_of(organisation_id: int) -> Picture | None:
    """The logo of one organisation."""
    content = select(OrganisationLogo.content).where(OrganisationLogo.organisation_id == organisation_id)
    return kept(db.session.scalar(content))


def keep_logo(
    organisation_id: int, content: bytes, *, event_id: int, account_id: int | None, now: datetime
) -> PictureFlaw | None:
    """Takes an uploaded logo, in a form of our own, in place of the one that was there.

    Args:
        organisation_id: Whose; it takes part in the event.
        content: The file, whatever it is.
        event_id: At which event it is uploaded.
        account_id: Who uploaded it.
        now: The present moment.

    Returns:
        Why it is not taken.
    """
    made = as_logo(content)
    if isinstance(made, PictureFlaw):
        return made
    with write_session(db.session()) as session:
        lock_event(session, event_id)
        session.execute(delete(OrganisationLogo).where(OrganisationLogo.organisation_id == organisation_id))
        values = {"organisation_id": organisation_id, "content": made.content, "changed_at": now}
        session.execute(insert(OrganisationLogo).values(values))
        about = {"organisation_id": organisation_id}
        record(session, "organisation_logo.kept", event_id=event_id, account_id=account_id, now=now, **about)
    return None


def remove_logo(organisation_id: int, *, event_id: int, account_id: int | None, now: datetime) -> None:
    """Takes a logo away."""
    with write_session(db.session()) as session:
        lock_event(session, event_id)
        session.execute(delete(OrganisationLogo).where(OrganisationLogo.organisation_id == organisation_id))
        about = {"organisation_id": organisation_id}
        record(session, "organisation_logo.removed", event_id=event_id, account_id=account_id, now=now, **about)


@at_merging
def hand_logo_on(session: Session, goes_id: int, stays_id: int, now: datetime) -> None:
    """An organisation without a logo takes over that of the one that becomes part of it; other events keep both."""
    logos = dict(
        session.execute(
            select(OrganisationLogo.organisation_id, OrganisationLogo.content).where(
                OrganisationLogo.organisation_id.in_((goes_id, stays_id))
            )
        ).all()
    )
    if goes_id in logos and stays_id not in logos:
        values = {"organisation_id": stays_id, "content": logos[goes_id], "changed_at": now}
        session.execute(insert(OrganisationLogo).values(values))
