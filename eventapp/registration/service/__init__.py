"""How does somebody register, decide on consents, get in by the personal link, and go without a trace?"""

from eventapp.registration.service.consents import Spoken, is_given, record_consent
from eventapp.registration.service.correcting import Correcting, Correction, Corrector, correct
from eventapp.registration.service.erasing import Erasing, at_erasure, erase
from eventapp.registration.service.links import (
    DESK_LINK_LASTS,
    LINK_OUTLIVES_EVENT,
    SignedIn,
    end_all_sign_ins,
    issue_desk_link,
    issue_personal_link,
    use_personal_link,
)
from eventapp.registration.service.organisations import Merging, merge_organisations
from eventapp.registration.service.place_settings import PlaceSettings, change_places
from eventapp.registration.service.places import (
    Placing,
    accept,
    approve,
    ask_again,
    cancel,
    decline,
    give_place,
    is_settled,
    keeps_place,
    settle_all,
)
from eventapp.registration.service.profiles import MOST_CHOSEN, Profile, change_profile
from eventapp.registration.service.questions import (
    Asking,
    Option,
    QuestionEntry,
    add_question,
    change_question,
    move_question,
    remove_question,
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
    mail_new_tickets,
    mail_ticket_again,
)
from eventapp.registration.service.topics import TopicChanges, change_topics, topic_key

__all__ = [
    "DESK_LINK_LASTS",
    "LINK_OUTLIVES_EVENT",
    "MOST_CHOSEN",
    "TICKET",
    "Asking",
    "Correcting",
    "Correction",
    "Corrector",
    "Entry",
    "Erasing",
    "Merging",
    "Occasion",
    "Opening",
    "Option",
    "PlaceSettings",
    "Placing",
    "Profile",
    "QuestionEntry",
    "Registering",
    "RegisteringOutcome",
    "SignedIn",
    "Spoken",
    "TopicChanges",
    "accept",
    "add_question",
    "approve",
    "ask_again",
    "at_erasure",
    "at_registration",
    "cancel",
    "change_places",
    "change_profile",
    "change_question",
    "change_topics",
    "correct",
    "decline",
    "end_all_sign_ins",
    "erase",
    "give_place",
    "is_given",
    "is_settled",
    "issue_desk_link",
    "issue_personal_link",
    "keeps_place",
    "mail_link_again",
    "mail_new_tickets",
    "mail_ticket_again",
    "merge_organisations",
    "move_question",
    "opening",
    "record_consent",
    "register",
    "remove_question",
    "settle_all",
    "topic_key",
    "use_personal_link",
]
