"""In which words is told what the log says?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from eventapp.language import full_date


class Kind(StrEnum):
    """What an entry is about, for those who look for something."""

    PEOPLE = "people"
    DOOR = "door"
    BADGES = "badges"
    MAILS = "mails"
    CONTACTS = "contacts"
    RESULT = "result"
    SETTINGS = "settings"
    TEAM = "team"


class Doer(StrEnum):
    """Who it was where no account did it."""

    SELF = "self"
    """The person whom it is about."""
    SERVER = "server"
    """A command on the server."""
    DEVICE = "device"
    CLOCK = "clock"
    """Nobody: its time had come."""


@dataclass(frozen=True, slots=True)
class Told:
    """How an action is told.

    Attributes:
        kind: Among what it is found.
        words: What happened; whom or what it is about follows after a colon.
        otherwise: Who it was where the log names no account.
    """

    kind: Kind
    words: Any
    otherwise: Doer = Doer.SERVER


KINDS: Mapping[Kind, Any] = {
    Kind.PEOPLE: _l("Registrations"),
    Kind.DOOR: _l("Door"),
    Kind.BADGES: _l("Badges"),
    Kind.MAILS: _l("Mailings"),
    Kind.CONTACTS: _l("Contacts"),
    Kind.RESULT: _l("Outcome"),
    Kind.SETTINGS: _l("Settings"),
    Kind.TEAM: _l("Team"),
}
DOERS: Mapping[Doer, Any] = {
    Doer.SELF: _l("the person themselves"),
    Doer.SERVER: _l("a command on the server"),
    Doer.DEVICE: _l("a device"),
    Doer.CLOCK: _l("by itself"),
}

_PEOPLE = {
    "registration.accepted": Told(Kind.PEOPLE, _l("Took the place offered"), Doer.SELF),
    "registration.approved": Told(Kind.PEOPLE, _l("Registration approved")),
    "registration.asked_again": Told(Kind.PEOPLE, _l("Asked for a place again"), Doer.SELF),
    "registration.cancelled": Told(Kind.PEOPLE, _l("Place cancelled"), Doer.SELF),
    "registration.corrected": Told(Kind.PEOPLE, _l("Registration corrected"), Doer.SELF),
    "registration.declined": Told(Kind.PEOPLE, _l("Registration declined")),
    "registration.erased": Told(Kind.PEOPLE, _l("Registration deleted"), Doer.SELF),
    "registration.rush_let_in": Told(Kind.PEOPLE, _l("Very many registered; more were let in")),
    "registration.lapsed": Told(Kind.PEOPLE, _l("Did not answer in time: the place is lost"), Doer.CLOCK),
    "registration.moved_up": Told(Kind.PEOPLE, _l("Moved up from the waiting list"), Doer.CLOCK),
    "registration.placed": Told(Kind.PEOPLE, _l("Place given past the waiting list")),
    "registrations.exported": Told(Kind.PEOPLE, _l("List of registrations taken along")),
    "registrations.imported": Told(Kind.PEOPLE, _l("List imported")),
    "consent.told": Told(Kind.PEOPLE, _l("Told the team: the name may stand on the projector")),
    "consent.withdrawal_told": Told(Kind.PEOPLE, _l("Told the team: the name may no longer stand on the projector")),
    "organisations.merged": Told(Kind.PEOPLE, _l("Organisations merged")),
    "days.decided": Told(Kind.PEOPLE, _l("Days on which somebody comes changed")),
    "session.entered": Told(Kind.PEOPLE, _l("Put into a session")),
    "session.listed": Told(Kind.PEOPLE, _l("Put onto the waiting list of a session")),
    "session.moved_up": Told(Kind.PEOPLE, _l("Moved up from the waiting list of a session"), Doer.CLOCK),
    "session.noted": Told(Kind.PEOPLE, _l("A session noted until there is a place at the event")),
    "session.overbooked": Told(Kind.PEOPLE, _l("Put into a session beyond its places")),
    "session.placed": Told(Kind.PEOPLE, _l("Place in a session given past its waiting list")),
    "session.taken_out": Told(Kind.PEOPLE, _l("Taken out of a session")),
    "session_list.exported": Told(Kind.PEOPLE, _l("List of a session taken along")),
    "personal_link.shown": Told(Kind.PEOPLE, _l("Sign-in code shown at the desk")),
}
_DOOR = {
    "check_in.undone": Told(Kind.DOOR, _l("Check-in taken back"), Doer.DEVICE),
    "door_device.made": Told(Kind.DOOR, _l("Device for the door added")),
    "door_device.paired": Told(Kind.DOOR, _l("Device for the door paired"), Doer.DEVICE),
    "door_device.pairing_renewed": Told(Kind.DOOR, _l("New pairing code for a device")),
    "door_device.revoked": Told(Kind.DOOR, _l("Device for the door ended")),
    "door_list.changed": Told(Kind.DOOR, _l("Door list changed")),
    "door_list.closed": Told(Kind.DOOR, _l("Door list closed")),
    "door_list.made": Told(Kind.DOOR, _l("Door list added")),
    "door_list.opened": Told(Kind.DOOR, _l("Door list opened again")),
    "door_paper.entered": Told(Kind.DOOR, _l("Ticks of the paper list entered")),
    "door_paper.printed": Told(Kind.DOOR, _l("Paper list printed")),
}
_BADGES = {
    "badge.replaced": Told(Kind.BADGES, _l("Badge replaced, with a new code")),
    "badge_alarm.settled": Told(Kind.BADGES, _l("Settled: a replaced badge was seen")),
    "badge_role.given": Told(Kind.BADGES, _l("Role on the badge given or taken")),
    "badge_role.kept": Told(Kind.BADGES, _l("Role on badges saved")),
    "badge_role.removed": Told(Kind.BADGES, _l("Role on badges deleted")),
    "badges.print_cancelled": Told(Kind.BADGES, _l("Printing cancelled")),
    "badges.printed": Told(Kind.BADGES, _l("Badges printed")),
    "badges.replaced": Told(Kind.BADGES, _l("Badges replaced, with new codes")),
    "design.added": Told(Kind.BADGES, _l("Design of badges added")),
    "design.changed": Told(Kind.BADGES, _l("Design of badges changed")),
    "design.removed": Told(Kind.BADGES, _l("Design of badges deleted")),
    "organisation_logo.kept": Told(Kind.BADGES, _l("Logo of an organisation saved")),
    "organisation_logo.removed": Told(Kind.BADGES, _l("Logo of an organisation deleted")),
}
_MAILS = {
    "mailing.sent": Told(Kind.MAILS, _l("Mailing sent")),
    "mailing.stopped": Told(Kind.MAILS, _l("Mailing stopped")),
}
_CONTACTS = {
    "contacts.closed": Told(Kind.CONTACTS, _l("Contact tracking closed")),
    "contacts.kept": Told(Kind.CONTACTS, _l("Contacts looked at and kept")),
    "contacts.reopened": Told(Kind.CONTACTS, _l("Contact tracking opened again")),
    "contacts.restored": Told(Kind.CONTACTS, _l("Voided contacts count again")),
    "contacts.voided": Told(Kind.CONTACTS, _l("Contacts voided")),
    "round.ended": Told(Kind.CONTACTS, _l("Round ended early")),
    "round.started": Told(Kind.CONTACTS, _l("Round started")),
    "scans.paused": Told(Kind.CONTACTS, _l("Scanning paused after many unknown codes"), Doer.CLOCK),
    "station.made": Told(Kind.CONTACTS, _l("Contact station added")),
    "station.paired": Told(Kind.CONTACTS, _l("Contact station paired"), Doer.DEVICE),
    "station.pairing_renewed": Told(Kind.CONTACTS, _l("New pairing code for a contact station")),
    "station.revoked": Told(Kind.CONTACTS, _l("Contact station ended")),
}
_RESULT = {
    "certificates.chosen": Told(Kind.RESULT, _l("Settings of the certificates changed")),
    "certificates.made": Told(Kind.RESULT, _l("Certificates made")),
    "certificates.picture_removed": Told(Kind.RESULT, _l("Picture taken off the certificates")),
    "certificates.picture_set": Told(Kind.RESULT, _l("Picture put on the certificates")),
    "champion.crowned": Told(Kind.RESULT, _l("Champion crowned")),
    "network.exported": Told(Kind.RESULT, _l("Network taken along as a file")),
    "result.corrected": Told(Kind.RESULT, _l("Result recorded anew")),
    "result.recorded": Told(Kind.RESULT, _l("Result recorded")),
    "titles.chosen": Told(Kind.RESULT, _l("Titles chosen")),
}
_SETTINGS = {
    "event.changed": Told(Kind.SETTINGS, _l("Settings changed")),
    "event.created": Told(Kind.SETTINGS, _l("Event created")),
    "event.published": Told(Kind.SETTINGS, _l("Event published")),
    "event.topics_changed": Told(Kind.SETTINGS, _l("Topics and icebreakers changed")),
    "invitation_code.added": Told(Kind.SETTINGS, _l("Invitation code made")),
    "invitation_code.ended": Told(Kind.SETTINGS, _l("Invitation code ended"), Doer.CLOCK),
    "places.changed": Told(Kind.SETTINGS, _l("Places changed")),
    "programme.days_asked": Told(Kind.SETTINGS, _l("Changed whether people choose their days")),
    "session.cancelled": Told(Kind.SETTINGS, _l("Session cancelled")),
    "session.changed": Told(Kind.SETTINGS, _l("Session changed")),
    "session.made": Told(Kind.SETTINGS, _l("Session added")),
    "projector.made": Told(Kind.SETTINGS, _l("Screen added")),
    "projector.revoked": Told(Kind.SETTINGS, _l("Screen ended")),
    "projector.top_hidden": Told(Kind.SETTINGS, _l("Screen no longer shows the first ten")),
    "projector.top_shown": Told(Kind.SETTINGS, _l("Screen shows the first ten")),
    "question.added": Told(Kind.SETTINGS, _l("Question added")),
    "question.changed": Told(Kind.SETTINGS, _l("Question changed")),
    "question.moved": Told(Kind.SETTINGS, _l("Question moved")),
    "question.removed": Told(Kind.SETTINGS, _l("Question deleted")),
    "test_mode.begun": Told(Kind.SETTINGS, _l("Test begun")),
    "test_mode.ended": Told(Kind.SETTINGS, _l("Test ended, and all that happened in it deleted")),
}
_TEAM = {
    "account.created": Told(Kind.TEAM, _l("Joined the team, with a new account")),
    "team.invited": Told(Kind.TEAM, _l("Invited somebody to the team")),
    "team.invitation_withdrawn": Told(Kind.TEAM, _l("Invitation to the team withdrawn")),
    "team.joined": Told(Kind.TEAM, _l("Joined the team")),
    "team.second_factor_left_free": Told(Kind.TEAM, _l("Two-factor sign-in left to each of the team")),
    "team.second_factor_required": Told(Kind.TEAM, _l("Two-factor sign-in asked of the team")),
    "team.role_changed": Told(Kind.TEAM, _l("Role in the team changed")),
    "team.removed": Told(Kind.TEAM, _l("Removed from the team")),
}
TOLD: Mapping[str, Told] = {
    **_PEOPLE,
    **_DOOR,
    **_BADGES,
    **_MAILS,
    **_CONTACTS,
    **_RESULT,
    **_SETTINGS,
    **_TEAM,
}
"""Every action that an event's log can hold."""


def actions_of(kind: Kind) -> list[str]:
    """What belongs to a kind."""
    return [action for action, told in TOLD.items() if told.kind is kind]


def on_days(listed: str) -> str:
    """Days as the log keeps them, as they are read."""
    return "; ".join(full_date(date.fromisoformat(day)) for day in listed.split(", "))
