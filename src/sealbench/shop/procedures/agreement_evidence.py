"""The events that hold the signatures of an agreement, each with its place in the ledger."""

from collections.abc import Sequence

from sealbench import canon, ledger
from sealbench.agreement import Recorded
from sealbench.canon import JSON
from sealbench.shop.bench import open_event, proofs
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.agreement_file import AgreementFile
from sealbench.shop.records.models import Event as EventRow
from sealbench.shop.records.models import Head


def signatures_of(file: AgreementFile) -> list[JSON]:
    """Return the signatures of *file* as the journal has them: index, leaf, r and payload."""
    rows = EventRow.objects.filter(subject=file.subject.id).order_by("counter")
    columns = ("leaf_id", "counter", "sealed", "leaf__leaf_id", "leaf__commit")
    found: list[JSON] = []
    for index, counter, sealed, leaf_id, commit in rows.values_list(*columns):
        r, data = open_event(file.subject, counter, bytes(sealed))
        payload = canon.parse(data)
        if payload["type"] != Event.AGREEMENT_SIGNED or payload["agreement"] != file.id:
            continue
        leaf = ledger.Leaf(id=bytes(leaf_id), commit=bytes(commit)).to_bytes()
        found.append(
            {"index": index, "leaf": leaf.decode(), "r": canon.b64u(r), "payload": payload}
        )
    return found


def recorded(signatures: Sequence[JSON]) -> tuple[Recorded, ...]:
    """Return *signatures* with their proofs, by the newest checkpoint."""
    size = Head.objects.get(pk=1).size
    note = proofs.note_of(size)
    paths = proofs.inclusion_paths([int(str(each["index"])) for each in signatures], size)
    return tuple(
        _recorded(each, ledger.Proof(int(str(each["index"])), tuple(path), note).to_text())
        for each, path in zip(signatures, paths, strict=True)
    )


def _recorded(each: JSON, proof: str) -> Recorded:
    payload = each["payload"]
    assert isinstance(payload, dict)  # noqa: S101 - it was parsed as one
    leaf, r = str(each["leaf"]).encode(), canon.unb64u(str(each["r"]))
    return Recorded(leaf, r, payload, proof)
