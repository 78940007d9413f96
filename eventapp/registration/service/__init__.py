"""How does somebody register, decide on consents, and get in by the personal link?"""

from eventapp.registration.service.consents import record_consent
from eventapp.registration.service.links import (
    LINK_OUTLIVES_EVENT,
    SignedIn,
    end_all_sign_ins,
    issue_personal_link,
    use_personal_link,
)
from eventapp.registration.service.registering import (
    Entry,
    Opening,
    Registering,
    RegisteringOutcome,
    at_registration,
    opening,
    register,
)
from eventapp.registration.service.tickets import (
    TICKET,
    Occasion,
    mail_link_again,
    mail_ticket_again,
)

__all__ = [
    "LINK_OUTLIVES_EVENT",
    "TICKET",
    "Entry",
    "Occasion",
    "Opening",
    "Registering",
    "RegisteringOutcome",
    "SignedIn",
    "at_registration",
    "end_all_sign_ins",
    "issue_personal_link",
    "mail_link_again",
    "mail_ticket_again",
    "opening",
    "record_consent",
    "register",
    "use_personal_link",
]
