"""What the death of a client's key takes with it, and how the order names it (C2, law 3).

The order stands in the house's journal without the client: the keys that must die are named by
a hash, which only whoever knows the names can compare.
"""

from collections.abc import Sequence
from typing import Any

from sealbench import canon
from sealbench.errors import VerificationError
from sealbench.ids import ClientId, FileId, JobId, KeepId
from sealbench.keyring import Node, Realm, client_node, file_node, job_node, keep_node
from sealbench.shop.bench import Work
from sealbench.shop.records.models import Erasure, File, Job, KeptLogin, Termination

_HASHED = "sealbench/erasure/node/v1"


def nodes_of(client: ClientId) -> list[Node]:
    """Return every key of *client* that may be there: of jobs, files, kept logins, last its own."""
    dead = Erasure.objects.filter(realm=Realm.JOBS).exclude(confirmed_at=None).values("job")
    jobs = Job.objects.filter(client=client).exclude(pk__in=dead).order_by("pk")
    found = [job_node(JobId(pk)) for pk in jobs.values_list("pk", flat=True)]
    files = File.objects.filter(job__client=client).order_by("pk").values_list("pk", flat=True)
    found += [file_node(FileId(pk)) for pk in files]
    kept = KeptLogin.objects.filter(request__client=client).order_by("pk")
    found += [keep_node(KeepId(pk)) for pk in kept.values_list("pk", flat=True)]
    return [*found, client_node(client)]


def hash_of(node: Node) -> str:
    """Return what an order names *node* by."""
    return canon.b64u(canon.digest([_HASHED, node.realm.value, node.name]))


def plan(nodes: Sequence[Node], subjects: Sequence[str]) -> dict[str, canon.JSONValue]:
    """Return what a case remembers until the erasure is confirmed: names of keys and subjects."""
    return {
        "nodes": [[node.realm.value, node.name] for node in nodes],
        "subjects": list(subjects),
    }


def planned(work: Work, row: Erasure, order: Any) -> tuple[Termination, dict[str, Any], list[Node]]:
    """Return the case of *row*, its content, and the keys that the *order* is about.

    Raise VerificationError unless the order of the journal names exactly these keys, the
    client's own among them: whoever can write rows may not end keys by them.
    """
    case = Termination.objects.select_for_update().filter(client=row.client).first()
    if case is None or not row.client:
        raise VerificationError("there is no case for this erasure")
    content: dict[str, Any] = work.read(case)
    made = content.get("plan") or {"nodes": []}
    nodes = [Node(Realm(realm), name) for realm, name in made["nodes"]]
    if [hash_of(node) for node in nodes] != order.get("nodes") or not nodes:
        raise VerificationError("the journal has no order for this erasure")
    if client_node(ClientId(row.client)) not in nodes:
        raise VerificationError("this erasure is about another key than that of its owner")
    return case, content, nodes
