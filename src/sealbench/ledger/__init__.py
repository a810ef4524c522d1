"""The ledger: a Merkle log that shows what was recorded, and that nothing was changed.

It knows neither database nor framework.  Rules: a leaf tells nothing to a stranger
(docs/spec/leaf.md); what is signed is what the leaves lead to (docs/spec/checkpoint.md);
formats are those of RFC 6962 and of C2SP (signed-note, tlog-checkpoint, tlog-tiles,
tlog-proof).

    signer = LogSigner.generate(origin)
    leaf = make_leaf(secret, counter=0, r=r, payload=canon.to_bytes(event)).to_bytes()
    frontier, row = Frontier().append(leaf_hash(leaf))      # store (leaf, row) as row 0
    note = Checkpoint(origin, frontier.size, frontier.root()).sign(signer)

    needed = inclusion_nodes(0, frontier.size)
    found = nodes_from_rows(needed, {0: row})               # SELECT ... IN rows_of(needed)
    proof = Proof(0, tuple(inclusion_proof(0, frontier.size, found)), note)
    Proof.from_text(proof.to_text()).verify(leaf, signer.key)

    publish(store, Source(leaves, nodes), note=note, key=signer.key)
    audit(read_rows, size=1, key=signer.key, checkpoints=[note], store=store).is_clean
"""

from sealbench.ledger.audit import Audit, Finding, Subject, audit
from sealbench.ledger.checkpoint import Checkpoint, verify_checkpoint
from sealbench.ledger.frontier import Frontier, Growth, nodes_from_rows, row_of, rows_of
from sealbench.ledger.leaf import (
    Leaf,
    commitment,
    leaf_id,
    make_leaf,
    packed_leaves,
    verify_id,
    verify_opening,
    write_leaves,
)
from sealbench.ledger.note import LogSigner, Note, NoteSignature, VerifierKey, sign_note
from sealbench.ledger.proof import Proof
from sealbench.ledger.segment import Packed, Row
from sealbench.ledger.store import (
    CHECKPOINT,
    DirectoryTileStore,
    MemoryTileStore,
    PinnedStore,
    TileReader,
    TileStore,
    is_log_path,
)
from sealbench.ledger.tiles import Source, Tile, publish, published_checkpoint, tiles
from sealbench.ledger.tree import (
    EMPTY_ROOT,
    Node,
    consistency_nodes,
    consistency_proof,
    inclusion_nodes,
    inclusion_proof,
    leaf_hash,
    node_hash,
    peaks,
    verify_consistency,
    verify_inclusion,
)

__all__ = [
    "CHECKPOINT",
    "EMPTY_ROOT",
    "Audit",
    "Checkpoint",
    "DirectoryTileStore",
    "Finding",
    "Frontier",
    "Growth",
    "Leaf",
    "LogSigner",
    "MemoryTileStore",
    "Node",
    "Note",
    "NoteSignature",
    "Packed",
    "PinnedStore",
    "Proof",
    "Row",
    "Source",
    "Subject",
    "Tile",
    "TileReader",
    "TileStore",
    "VerifierKey",
    "audit",
    "commitment",
    "consistency_nodes",
    "consistency_proof",
    "inclusion_nodes",
    "inclusion_proof",
    "is_log_path",
    "leaf_hash",
    "leaf_id",
    "make_leaf",
    "node_hash",
    "nodes_from_rows",
    "packed_leaves",
    "peaks",
    "publish",
    "published_checkpoint",
    "row_of",
    "rows_of",
    "sign_note",
    "tiles",
    "verify_checkpoint",
    "verify_consistency",
    "verify_id",
    "verify_inclusion",
    "verify_opening",
    "write_leaves",
]
