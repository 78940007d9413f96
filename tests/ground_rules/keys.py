"""With what do the visitors of the filled installation get in: sessions, second factors, links that work once?"""

from datetime import timedelta

import pyotp

from eventapp import clock
from eventapp.accounts.models import Account, LinkPurpose, OneTimeLink, Role
from eventapp.accounts.queries import sign_in_by_token
from eventapp.accounts.second_factor import begin_setup, confirm_setup, waiting_setup
from eventapp.accounts.service import invite, issue_sign_in_link, use_link_to_sign_in
from eventapp.core.codes import new_secret, secret_hash
from eventapp.database import write_session
from eventapp.doors.service import NewDevice, make_device
from eventapp.extensions import db
from eventapp.registration.service import issue_personal_link
from eventapp.stations.service import make_station
from tests.ground_rules.hall import SCREEN_PAGES, Place, Visitor


def sign_in(account: Account) -> str:
    """What the cookie of a browser holds in which an account is signed in."""
    now = clock.now()
    token = use_link_to_sign_in(issue_sign_in_link(account.id, now=now), now=now)
    assert token is not None
    return token


def set_up_second_factor(account_id: int) -> None:
    """Sets the second factor of an account up."""
    begin_setup(account_id, now=clock.now())
    waiting = waiting_setup(account_id, now=clock.now())
    assert waiting is not None
    code = pyotp.TOTP(waiting.secret).at(clock.now())
    assert confirm_setup(account_id, code, now=clock.now()).recovery_codes


def other_sign_in(account: Account) -> int:
    """In another browser; what names it."""
    found = sign_in_by_token(sign_in(account), now=clock.now())
    assert found is not None
    return found.id


def links(own: Place) -> dict[str, dict[Visitor, str]]:
    """For each page that takes a secret: one for each visitor, since most work once."""
    now = clock.now()
    return {
        "accounts.setup": {visitor: _setup_link() for visitor in Visitor},
        "accounts.sign_in_by_link": {visitor: issue_sign_in_link(own.host_id, now=now) for visitor in Visitor},
        "team.invitation": {
            visitor: invite(
                f"{visitor}@example.net", Role.HOST, event_id=own.event_id, account_id=own.organiser_id, now=now
            )
            for visitor in Visitor
        },
        "doors.pair": {visitor: _door_pairing(own) for visitor in Visitor},
        "stations.pair": {visitor: _pairing(own) for visitor in Visitor},
        **{endpoint: dict.fromkeys(Visitor, own.projector_token) for endpoint in SCREEN_PAGES},
        "registration.personal_link": {
            visitor: issue_personal_link(own.scanner.id, by_mail=True, now=now) for visitor in Visitor
        },
    }


def _pairing(own: Place) -> str:
    secret = make_station(own.event_id, name="Foyer", account_id=own.organiser_id, now=clock.now())
    assert secret is not None
    return secret


def _door_pairing(own: Place) -> str:
    new = NewDevice("Tür 3", [own.list_id])
    secret = make_device(own.event_id, new, account_id=own.organiser_id, now=clock.now())
    assert secret is not None
    return secret


def _setup_link() -> str:
    """A link as printed at the first start; with accounts about, the service makes none any more."""
    token, now = new_secret(), clock.now()
    with write_session(db.session()) as session:
        session.add(
            OneTimeLink(
                token_hash=secret_hash(token),
                purpose=LinkPurpose.SETUP,
                created_at=now,
                expires_at=now + timedelta(days=1),
            )
        )
    return token
