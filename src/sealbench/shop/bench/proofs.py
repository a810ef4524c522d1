"""Proofs from the rows of the ledger: what leaves with a released login."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sealbench import canon, ledger
from sealbench.errors import MalformedError, UnavailableError
from sealbench.shop.bench.journal import read_nodes
from sealbench.shop.bench.subject import Receipt
from sealbench.shop.records.statements.statement import Statement

_NOTE = Statement("SELECT note FROM records_checkpoint WHERE size = %s")


@dataclass(frozen=True, slots=True)
class Proof:
    """One event as a browser checks it: the leaf, what opens it, and where it stands."""

    leaf: bytes
    r: bytes = field(repr=False)
    payload: bytes = field(repr=False)  # canonical JSON
    inclusion: str  # tlog-proof@v1
    consistency: Sequence[bytes]

    def to_json(self) -> dict[str, object]:
        """Return the form that pages and dossiers carry."""
        return {
            "leaf": self.leaf.decode(),
            "r": canon.b64u(self.r),
            "payload": self.payload.decode(),
            "proof": self.inclusion,
            "consistency": [canon.b64u(node) for node in self.consistency],
        }


def prove(receipt: Receipt, *, known: int = 0) -> Proof:
    """Prove *receipt* in the checkpoint of its commit, consistent with size *known*."""
    index, size = receipt.index, receipt.size
    wanted = ledger.inclusion_nodes(index, size)
    found = receipt.growth.nodes(wanted) if receipt.growth else read_nodes(wanted)
    path = ledger.inclusion_proof(index, size, found)
    return Proof(
        leaf=receipt.leaf,
        r=receipt.r,
        payload=receipt.payload,
        inclusion=ledger.Proof(index, tuple(path), receipt.note or note_of(size)).to_text(),
        consistency=prove_consistency(known, size),
    )


def inclusion_paths(indices: Sequence[int], size: int) -> Sequence[Sequence[bytes]]:
    """Return the audit path of each of *indices*, with one query for all."""
    wanted = {node for index in indices for node in ledger.inclusion_nodes(index, size)}
    nodes = read_nodes(sorted(wanted))
    return [ledger.inclusion_proof(index, size, nodes) for index in indices]


def note_of(size: int) -> str:
    """Return the signed checkpoint of *size*."""
    found = _NOTE.one(size)
    if found is None:
        raise UnavailableError("there is no checkpoint of this size")
    return str(found[0])


def prove_consistency(known: int, size: int) -> Sequence[bytes]:
    """Return the consistency proof from *known* to *size*, empty where none is needed."""
    if not 0 <= known <= size:
        raise MalformedError("the known size is larger than the ledger")
    if known in {0, size}:
        return ()
    return ledger.consistency_proof(known, size, read_nodes(ledger.consistency_nodes(known, size)))
