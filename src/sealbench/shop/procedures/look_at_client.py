"""Look at the particulars of a client whom the desk has found (A5)."""

from sealbench.errors import AbsentError
from sealbench.ids import ClientId
from sealbench.policy import Action
from sealbench.shop.bench import Granted, Outcome, Staff, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import staff_actor
from sealbench.shop.procedures.client_words import read_client, subject_of_client
from sealbench.shop.procedures.enter import enter
from sealbench.shop.procedures.intake import ClientWords
from sealbench.shop.procedures.looks import is_first_look
from sealbench.shop.records.models import Client


def look_at_client(work: Work, *, who: Staff, client: ClientId) -> Outcome[ClientWords]:
    """Return the words of *client* to whoever takes in a job; record the look once a visit."""
    facts = {"screened": True, "assignees_fit": True}
    decision = enter(work, who=who, action=Action.TAKE_IN_JOB, context=facts)
    if not isinstance(decision, Granted):
        return decision
    row = Client.objects.filter(pk=client).first()
    if row is None:
        raise AbsentError("there is no such client")
    record_look(work, who, row)
    return Granted(read_client(work, row))


def record_look(work: Work, who: Staff, row: Client) -> None:
    """Record in the client's own journal that *who* saw the name, once per visit."""
    if not is_first_look(who, f"client:{row.pk}"):
        return
    subject = subject_of_client(work, row)
    work.record(subject, Event.CLIENT_LOOKED_AT, staff_actor(who), client=row.pk)
