"""Destroy what the shop keeps of a client, or of one job: every key, and every row (C2, law 3).

At once after the client confirmed the return; otherwise once everybody was told and 14 days
have passed without objection.  Staff can never waive this for the client.
"""

from sealbench.ids import new_id
from sealbench.policy import Action, Principal, Refused, Request
from sealbench.shop.bench import Granted, Outcome, Staff, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures import erasure_facts
from sealbench.shop.procedures.actors import (
    KEEPER,
    KEEPER_ACTOR,
    staff_actor,
    staff_principal,
)
from sealbench.shop.procedures.case_file import CaseFile, facts_of, load_case, record, refuse
from sealbench.shop.procedures.client_erasure import hash_of, nodes_of, objects_of, plan
from sealbench.shop.procedures.client_lock import lock_whole_client
from sealbench.shop.procedures.client_rows import delete_rows, subjects_of
from sealbench.shop.procedures.ended_link import keep_links
from sealbench.shop.records.models import EndedJob, Erasure
from sealbench.shop.records.statements import changes


def destroy_client(work: Work, *, who: Staff | None, case: str) -> Outcome[str]:
    """Order the death of the keys in the scope of *case*, delete the rows; return the erasure's id.

    Nobody in *who* is the clock.  It asks only once a case is due: see `due_cases`.
    """
    file = load_case(work, case)
    principal: Principal = staff_principal(who, now=work.seconds) if who else KEEPER
    actor = staff_actor(who) if who else KEEPER_ACTOR
    if who and who.person not in file.content["runners"]:
        file.content["runners"] = sorted({*file.content["runners"], who.person})
    request = Request(Action.DESTROY_CLIENT, principal, facts_of(work, file, file.scope))
    decision = work.decide(request)
    if isinstance(decision, Refused):
        return refuse(work, file.file, decision, actor, Action.DESTROY_CLIENT, case=case)
    return Granted(_destroy(work, file, actor))


def _destroy(work: Work, file: CaseFile, actor: dict[str, str]) -> str:
    erasure, scope = new_id(), file.scope
    lock_whole_client(scope.client)
    nodes, subjects = nodes_of(scope), subjects_of(scope)
    keep_links(work, file)
    record(
        work,
        file,
        Event.CLIENT_ERASURE_ORDERED,
        actor,
        erasure=erasure,
        nodes=[hash_of(node) for node in nodes],
    )
    Erasure.objects.create(
        pk=erasure,
        realm=scope.node.realm,
        node=scope.node.name,
        client="" if scope.job else scope.client,
        ordered_at=work.seconds,
    )
    file.content["plan"] = plan(nodes, subjects, objects_of(scope))
    file.content["epochs"] = erasure_facts.epochs(work.house.keys)
    file.content["approver"] = _approver(file, actor)
    file.content["method"] = _method(file)
    # What is searched forgets the client, or with all of the index the device of the job.
    changes.note(changes.ENDED) if scope.job else changes.note_end(scope.client)
    file.content["destroys"] = {"keys": len(nodes), **delete_rows(scope)}
    file.row.ordered_at = work.seconds
    file.save(work)
    if scope.job:
        _remember(work, file)
    for node in nodes:
        work.turn.end(node)
    work.scrub()
    work.recycle()
    return erasure


def _remember(work: Work, file: CaseFile) -> None:
    """Keep that the job was, and to which case it leads, for its client and for its number."""
    EndedJob.objects.create(
        number=file.number, client_id=file.client, case=file.row, ended_at=work.seconds
    )


def _approver(file: CaseFile, actor: dict[str, str]) -> str:
    """Return who is behind it: the client who confirmed, a person of the shop, or the clock."""
    if file.at("confirmed_at") is not None and file.content.get("confirmed_by") == "the client":
        return "the client"
    return actor.get("name", "the clock of the shop")


def _method(file: CaseFile) -> str:
    """Return why it may be destroyed: confirmed with which proof, or after notice."""
    if file.at("confirmed_at") is not None:
        return f"confirmed return ({file.content['level']})"
    return "notice on every channel, 14 days without objection"
