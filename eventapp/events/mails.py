"""What does a mail about an event say to its team?"""

from datetime import datetime

from flask_babel import force_locale

from eventapp.accounts.models import Role
from eventapp.accounts.queries import account_of
from eventapp.accounts.team import link_by_mail
from eventapp.events.queries import event_by_id
from eventapp.events.words import ROLE_NAMES
from eventapp.language import FORMAL, local_date_time, locale_of
from eventapp.letters import address_of, letter
from eventapp.mail.models import OutboxMail
from eventapp.mail.service import ComposedMail


def compose_invitation(mail: OutboxMail, now: datetime) -> ComposedMail | None:
    """The mail that invites somebody to a team, with a link that is made at the moment of sending.

    Args:
        mail: The waiting mail; it is about an invitation.
        now: The present moment.

    Returns:
        None when the invitation was answered or withdrawn meanwhile.
    """
    made = link_by_mail(mail.about["link_id"], now=now)
    inviting = account_of(mail.about["account_id"])
    if made is None or inviting is None:
        return None
    link, token = made
    event = event_by_id(link.event_id or 0)
    with force_locale(locale_of(mail.locale, FORMAL)):
        until = local_date_time(link.expires_at, event.time_zone)
    values = {
        "event": event,
        "by": inviting.name,
        "role": ROLE_NAMES[Role(link.role or Role.VIEWER)],
        "until": until,
        "link": address_of("team.invitation", token=token),
    }
    return letter("team_invitation", mail, None, values)
