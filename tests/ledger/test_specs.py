from pathlib import Path

from tests.ledger.trees import SIGNER, Log

from sealbench import canon
from sealbench.ledger import (
    Checkpoint,
    Frontier,
    Leaf,
    LogSigner,
    MemoryTileStore,
    Proof,
    Source,
    audit,
    inclusion_nodes,
    inclusion_proof,
    leaf_hash,
    make_leaf,
    nodes_from_rows,
    publish,
)

SPECS = Path(__file__).parents[2] / "docs" / "spec"


def example(name: str) -> str:
    """Return the first code block of a specification."""
    return (SPECS / name).read_text().split("```")[1].partition("\n")[2]


def test_the_example_of_a_leaf_is_a_leaf() -> None:
    data = example("leaf.md").removesuffix("\n").encode()
    assert len(data) == 113
    assert Leaf.from_bytes(data).to_bytes() == data


def test_the_example_of_a_proof_is_signed_by_the_log_of_the_vectors() -> None:
    proof = Proof.from_text(example("checkpoint.md"))
    assert proof.to_text() == example("checkpoint.md")
    assert proof.index == 3
    leaf = make_leaf(bytes(range(32)), counter=3, r=bytes(range(100, 132)), payload=b"{}")
    assert proof.verify(leaf.to_bytes(), SIGNER.key).size == 21


def test_the_lines_of_use_in_the_docstring_work() -> None:
    signer = LogSigner.generate("abcdefghijklmnopqrstuvwx")
    event = canon.to_bytes({"type": "login:opened"})
    leaf = make_leaf(bytes(32), counter=0, r=bytes(32), payload=event).to_bytes()
    frontier, row = Frontier().append(leaf_hash(leaf))
    note = Checkpoint(signer.name, frontier.size, frontier.root()).sign(signer)
    found = nodes_from_rows(inclusion_nodes(0, frontier.size), {0: row})
    proof = Proof(0, tuple(inclusion_proof(0, frontier.size, found)), note)
    assert Proof.from_text(proof.to_text()).verify(leaf, signer.key).root == frontier.root()
    log, store = Log([leaf], [row], frontier), MemoryTileStore()
    publish(store, Source(log.source().leaves, log.source().nodes), note=note, key=signer.key)
    assert audit(log.read, size=1, key=signer.key, checkpoints=[note], store=store).is_clean
