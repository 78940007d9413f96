"""How does somebody agree, asked by an organiser, to be named in the hall?"""

from datetime import datetime

from sqlalchemy import select

from eventapp.accounts.audit import record
from eventapp.database import write_session
from eventapp.events.changes import lock_event, next_change_no
from eventapp.extensions import db
from eventapp.registration.models import Purpose, Registration
from eventapp.registration.service import record_consent


def decide_naming(  # noqa: PLR0913 a proof has these parts
    event_id: int, number: int, *, text: str, given: bool, account_id: int, now: datetime
) -> bool:
    """Keeps what somebody has said about their name on the projector, and which organiser says so.

    It is the consent that they are asked for at registration: they find it among their own, and can withdraw it.

    Args:
        event_id: Where.
        number: Who, by the number in the result.
        text: What they were asked, in which way; kept as proof.
        given: They agreed; or no longer.
        account_id: Whom they said it to.
        now: The present moment.

    Returns:
        Whether that changed anything.
    """
    with write_session(db.session()) as session:
        lock_event(session, event_id)
        person = session.scalar(
            select(Registration).where(Registration.event_id == event_id, Registration.number == number)
        )
        if person is None or person.shows_name is given:
            return False
        record_consent(session, person, Purpose.PROJECTOR, text, given=given, now=now)
        person.change_no = next_change_no(session, event_id)
        action = "consent.told" if given else "consent.withdrawal_told"
        record(session, action, event_id=event_id, account_id=account_id, now=now, registration_id=person.id)
    return True
