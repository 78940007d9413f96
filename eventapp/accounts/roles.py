"""What may somebody with a role do at an event? One table; guards, pages and menus ask it."""

from collections.abc import Mapping
from enum import StrEnum

from eventapp.accounts.models import Role


class Right(StrEnum):
    """What somebody may do at one event."""

    SEE = "see"
    """Its overview: that one belongs to the team."""
    WATCH = "watch"
    """Graph, standings and statistics, with the names of those only who agreed to be named."""
    DESK = "desk"
    """Help one person who stands there: a code for signing in, a replaced badge that turned up."""
    CHECK_IN = "check_in"
    """The door: its lists, entries, walk-ins."""
    PRINT = "print"
    """Badges, and who wears them."""
    ORGANISE = "organise"
    """Everything about the event itself, its people and its outcome."""
    MANAGE_TEAM = "manage_team"
    """Who else may what, and how they sign in."""


_DOOR = frozenset({Right.SEE, Right.DESK, Right.CHECK_IN})
_BADGES = frozenset({Right.SEE, Right.DESK, Right.PRINT})
RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.VIEWER: frozenset({Right.SEE, Right.WATCH}),
    Role.DOOR_HOST: _DOOR,
    Role.BADGE_HOST: _BADGES,
    Role.HOST: _DOOR | _BADGES,
    Role.ORGANISER: frozenset(Right) - {Right.MANAGE_TEAM},
    Role.OWNER: frozenset(Right),
}
"""From the smallest role to the largest, in the order in which a team reads them."""


def may(role: Role | None, right: Right) -> bool:
    """Whether somebody with this role, or none, may do something."""
    return role is not None and right in RIGHTS[role]


def roles_with(right: Right) -> list[Role]:
    """Which roles may do something."""
    return [role for role, rights in RIGHTS.items() if right in rights]


def sees_personal_data(role: Role) -> bool:
    """Whether a role shows what people did not agree to show to everybody in the hall."""
    return may(role, Right.DESK)


def joined(standing: Role | None, invited: Role) -> Role:
    """The role of somebody who accepts an invitation: the larger one, and of two halves of a host the whole."""
    if standing is None or RIGHTS[standing] <= RIGHTS[invited]:
        return invited
    if {standing, invited} == {Role.DOOR_HOST, Role.BADGE_HOST}:
        return Role.HOST
    order = list(RIGHTS)
    return max(standing, invited, key=order.index)
