"""What the end of a case takes with it, and how the order names it (C2, law 3).

The order stands in the house's journal without the client: the keys that must die are named by
a hash, which only whoever knows the names can compare.
"""

from collections.abc import Sequence
from typing import Any

from sealbench import canon
from sealbench.errors import VerificationError
from sealbench.ids import ClientId, FileId, JobId, KeepId
from sealbench.keyring import (
    Node,
    Realm,
    client_node,
    file_node,
    job_node,
    keep_node,
    record_node,
)
from sealbench.shop.bench import Work
from sealbench.shop.procedures.case_scope import Scope
from sealbench.shop.records.models import Erasure, File, KeptLogin, Paper, Termination

_HASHED = "sealbench/erasure/node/v1"


def nodes_of(scope: Scope) -> list[Node]:
    """Return every key in *scope* that may be there: of jobs, files and records, its own last.

    What the client lets the shop keep is of no one job: it ends with the whole service.
    """
    dead = Erasure.objects.filter(realm=Realm.JOBS).exclude(confirmed_at=None).values("job")
    jobs = scope.jobs().order_by("pk").values_list("pk", flat=True)
    found = [job_node(JobId(pk)) for pk in jobs.exclude(pk__in=dead)]
    files = File.objects.filter(job__in=scope.jobs()).order_by("pk").values_list("pk", flat=True)
    found += [file_node(FileId(pk)) for pk in files]
    found += [record_node(JobId(pk)) for pk in jobs if pk != scope.job]
    kept = KeptLogin.objects.filter(request__client=scope.client) if scope.job is None else ()
    found += [keep_node(KeepId(str(each.pk))) for each in kept]
    return [*found, scope.node]


def objects_of(scope: Scope) -> list[FileId]:
    """Return the objects in *scope*: of files and, with the whole service, of agreements."""
    files = File.objects.filter(job__in=scope.jobs()).order_by("pk").values_list("pk", flat=True)
    papers = Paper.objects.filter(agreement__client=scope.client).order_by("pk")
    kept = [] if scope.job else papers.values_list("pk", flat=True)
    return [FileId(pk) for pk in (*files, *kept)]


def hash_of(node: Node) -> str:
    """Return what an order names *node* by."""
    return canon.b64u(canon.digest([_HASHED, node.realm.value, node.name]))


def plan(
    nodes: Sequence[Node], subjects: Sequence[str], objects: Sequence[FileId]
) -> dict[str, canon.JSONValue]:
    """Return what a case remembers until the erasure is confirmed: all by their names."""
    return {
        "nodes": [[node.realm.value, node.name] for node in nodes],
        "subjects": list(subjects),
        "objects": list(objects),
    }


def planned(work: Work, row: Erasure, order: Any) -> tuple[Termination, dict[str, Any], list[Node]]:
    """Return the case of *row*, its content, and the keys that the *order* is about.

    Raise VerificationError unless the order of the journal names exactly these keys, that of
    the client or of the job's record among them: whoever can write rows may not end keys by them.
    """
    wanted = {"client": row.client} if row.client else {"job": row.node}
    case = Termination.objects.select_for_update().filter(**wanted).first()
    if case is None or not row.node:
        raise VerificationError("there is no case for this erasure")
    content: dict[str, Any] = work.read(case)
    made = content.get("plan") or {"nodes": []}
    nodes = [Node(Realm(realm), name) for realm, name in made["nodes"]]
    if [hash_of(node) for node in nodes] != order.get("nodes") or not nodes:
        raise VerificationError("the journal has no order for this erasure")
    own = client_node(ClientId(row.client)) if row.client else record_node(JobId(row.node))
    if own not in nodes:
        raise VerificationError("this erasure is about another key than that of its owner")
    return case, content, nodes
