"""Recognise a client who has been here before, at the intake: by name, and no more (A5)."""

from typing import NamedTuple

from sealbench.ids import ClientId
from sealbench.policy import Action
from sealbench.shop.bench import Granted, Outcome, Staff, Work
from sealbench.shop.procedures.client_lock import locked_client
from sealbench.shop.procedures.client_words import read_client
from sealbench.shop.procedures.enter import enter
from sealbench.shop.procedures.looks import record_finding


class Recognised(NamedTuple):
    """A client of before: the name, and whether nothing is opened without an agreement (C1)."""

    name: str
    agreement_required: bool


def recognise_client(work: Work, *, who: Staff, client: ClientId) -> Outcome[Recognised]:
    """Return the name of *client* to whoever takes in a job; record the look once a visit."""
    facts = {"screened": True, "assignees_fit": True}
    decision = enter(work, who=who, action=Action.TAKE_IN_JOB, context=facts)
    if not isinstance(decision, Granted):
        return decision
    row = locked_client(client)
    record_finding(work, who, row)
    return Granted(Recognised(read_client(work, row).name, row.agreement_required))
