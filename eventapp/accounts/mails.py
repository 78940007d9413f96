"""What do mails to organisers and hosts say?"""

from datetime import datetime

from eventapp.accounts.models import Account
from eventapp.accounts.queries import account_of
from eventapp.accounts.service import MAILED_LINK_LASTS, issue_sign_in_link
from eventapp.letters import address_of, letter
from eventapp.mail.models import OutboxMail
from eventapp.mail.service import ComposedMail


def compose_sign_in_link(mail: OutboxMail, now: datetime) -> ComposedMail | None:
    """The mail with a link that signs in once; made at the moment of sending, so that the database never holds it.

    Args:
        mail: The waiting mail; it is about an account.
        now: The present moment.

    Returns:
        None when nobody has an account with that address.
    """
    account: Account | None = account_of(mail.about["account_id"])
    if account is None or account.email != mail.recipient:
        return None
    token = issue_sign_in_link(account.id, now=now, lasts=MAILED_LINK_LASTS)
    values = {"name": account.name, "link": address_of("accounts.sign_in_by_link", token=token)}
    return letter("sign_in_link", mail, None, values)
