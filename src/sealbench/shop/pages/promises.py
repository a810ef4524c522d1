"""What the trust page says of each promise: how far this software keeps it, in plain words."""

from dataclasses import dataclass

from django.utils.functional import Promise as Text
from django.utils.translation import gettext_lazy as _

from sealbench.policy import Clause, load_clauses
from sealbench.shop.queries.trust import Deeds

KEPT, PARTLY, NOT_YET = "kept", "partly", "not yet"

STATES: dict[str, tuple[str, Text]] = {
    "A1": (
        KEPT,
        _(
            "Your browser seals a login to the technicians whom you name. This server cannot open"
            " it, and records each opening before a byte leaves. When somebody who has opened"
            " one leaves, or is no technician any more, you are told to change it."
        ),
    ),
    "A2": (
        PARTLY,
        _(
            "A text that holds a login, a code or a card number is refused before it is saved; who"
            " lets one pass says why, and you read it. No job closes until everybody who worked on"
            " it has stated by passkey that they keep no record. The shop may add words to the"
            " screen; none of them lets through what is certain. Searching the shop's own media is"
            " not built yet."
        ),
    ),
    "A3": (
        KEPT,
        _(
            "The key of a login is overwritten when the job ends, or earlier by time or by count."
            " One is kept for longer only if the client asks for it, by a signed request that any"
            " link of theirs withdraws."
        ),
    ),
    "A4": (
        KEPT,
        _(
            "Each opening names its purpose. Where a kind of service needs no login, none can be"
            " asked for without a reason that you read."
        ),
    ),
    "A5": (
        KEPT,
        _(
            "Your record lies encrypted under a key of your own. Who looks at it is recorded, and"
            " you read it on your page."
        ),
    ),
    "A6": (NOT_YET, _("The list of software before and after the work is not built yet.")),
    "B1": (
        KEPT,
        _(
            "Every access is decided by rules and recorded in a ledger that only grows; backups"
            " are encrypted and restored on trial. How it stands is shown above."
        ),
    ),
    "B2": (NOT_YET, _("The firewall of the workbench is not built yet.")),
    "B3": (
        KEPT,
        _(
            "With a channel in the clear beyond its own machine, this server does not start. The"
            " report of all channels is shown above."
        ),
    ),
    "B4": (NOT_YET, _("The record of where a device is and who holds it is not built yet.")),
    "C1": (
        KEPT,
        _(
            "Only management signs, by passkey, exactly the pages that were read; you sign by a key"
            " that has settled, or before a witness. Where an agreement is required, nobody whom it"
            " does not clear sees your logins, notes or files."
        ),
    ),
    "C2": (
        KEPT,
        _(
            "Ending the service has three acts: stop, return, destroy. After the last you hold a"
            " certificate, and no backup gives your record back."
        ),
    ),
    "D1": (
        KEPT,
        _(
            "At the intake you read and sign these promises and what stays your own risk. The work"
            " does not begin before, and no login is opened without it."
        ),
    ),
}
"""How far each clause is kept by what is built, and how; where it is not, people keep it."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One live count, a multiple of ten that was reached unless it is *exact*."""

    label: Text
    count: int
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Promise:
    """A clause as the trust page shows it, with its evidence."""

    clause: Clause
    state: str
    how: Text
    figures: tuple[Figure, ...]


def promises(deeds: Deeds) -> list[Promise]:
    """Return the thirteen promises with what *deeds* show of each."""
    own: dict[str, tuple[Figure, ...]] = {
        "A1": (Figure(_("Openings that the rules allowed"), deeds.opened),),
        "A2": (
            Figure(
                _("Words that this shop has added to the screen"), deeds.house_words, exact=True
            ),
        ),
        "A3": (
            Figure(_("Logins destroyed"), deeds.logins_destroyed),
            Figure(_("Jobs ended, their keys overwritten"), deeds.jobs_destroyed),
        ),
        "A5": (Figure(_("Looks that the rules allowed"), deeds.looked),),
        "C2": (Figure(_("Clients ended, their keys overwritten"), deeds.clients_destroyed),),
    }
    return [
        Promise(clause, *STATES[clause.id], (*own.get(clause.id, ()), *_refused(clause, deeds)))
        for clause in load_clauses()
    ]


def _refused(clause: Clause, deeds: Deeds) -> tuple[Figure, ...]:
    """Return how often the rules said no; a clause without rules has nothing to say no by."""
    if STATES[clause.id][0] == NOT_YET:
        return ()
    return (Figure(_("Refused by the rules, and recorded"), deeds.refused.get(clause.id, 0)),)
