"""The places of the staff side, and which roles they are for.

What a role may do is decided by the policy; this list only spares people the doors that
would not open.
"""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sealbench.policy import Role
from sealbench.shop.bench import Staff

_WORK = frozenset({Role.FRONT_DESK, Role.TECHNICIAN, Role.MANAGEMENT})
_DESK = frozenset({Role.FRONT_DESK})
_OVERSIGHT = frozenset({Role.MANAGEMENT, Role.AUDITOR})
_ALL = frozenset(Role)


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the navigation; *near* ones also stand in the bar of a phone.

    What is *watched* rather than worked with stands together, behind one button.
    """

    name: str
    label: Promise
    picture: str
    roles: frozenset[Role]
    near: bool = False
    watched: bool = False


PLACES = (
    Place("my_jobs", _("My jobs"), "tool", _WORK, near=True),
    Place("all_jobs", _("All jobs"), "layout-kanban", _WORK, near=True),
    Place("take_in_job", _("New intake"), "plus", _DESK, near=True),
    Place("find_client", _("Find a client"), "search", _DESK),
    Place("people", _("People"), "users", _OVERSIGHT),
    Place("services", _("Services"), "list-details", _ALL),
    Place("agreements", _("Agreements"), "fingerprint", _DESK | _OVERSIGHT, watched=True),
    Place("cases", _("Terminations"), "hand-stop", _DESK | _OVERSIGHT, watched=True),
    Place("policy", _("Policy"), "shield-check", _ALL, watched=True),
    Place("trust", _("Trust page"), "world", _ALL, watched=True),
    Place("looks", _("Looks"), "eye", _OVERSIGHT, watched=True),
    Place("findings", _("Screen"), "list-search", _OVERSIGHT, watched=True),
    Place("risks", _("At risk"), "alert-triangle", _OVERSIGHT, watched=True),
    Place("ledger", _("Ledger"), "timeline", _OVERSIGHT, watched=True),
    Place("backups", _("Backups"), "archive", _OVERSIGHT, watched=True),
    Place("escrow", _("Escrow"), "lock", _OVERSIGHT, watched=True),
    Place("shop", _("Shop"), "building-store", frozenset({Role.MANAGEMENT})),
    Place("me", _("Me"), "user", _ALL),
)


@dataclass(frozen=True, slots=True)
class Door:
    """A place that a person may go to, with its address."""

    place: Place
    address: str
    here: bool


def doors(staff: Staff, path: str) -> list[Door]:
    """Return the places for the roles of *staff*; the one at *path* is marked."""
    allowed = [place for place in PLACES if not staff.roles.isdisjoint(place.roles)]
    found = [(place, reverse(place.name)) for place in allowed]
    return [Door(place, address, here=path == address) for place, address in found]
