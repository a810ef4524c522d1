import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ledger.trees import OTHER, SIGNER, Log

from sealbench.errors import MalformedError, VerificationError
from sealbench.ledger import Proof, VerifierKey, inclusion_nodes, inclusion_proof

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "tlog-proof.json").read_text())

SIZE = 21
LOG = Log()
LOG.grow(SIZE)


def prove(index: int, extra: bytes = b"") -> Proof:
    found = LOG.nodes(inclusion_nodes(index, SIZE))
    return Proof(index, tuple(inclusion_proof(index, SIZE, found)), LOG.notes[0], extra)


GOOD = prove(3).to_text()


@pytest.mark.parametrize("vector", VECTORS["proofs"], ids=lambda each: each["name"])
def test_it_agrees_with_the_vectors(vector: dict[str, Any]) -> None:
    key = VerifierKey.from_text(VECTORS["vkey"])
    leaf = vector["leaf"].encode()
    if vector["expect"] == "verifies":
        assert Proof.from_text(vector["proof"]).verify(leaf, key).size == vector["size"]
        return
    error = MalformedError if vector["expect"] == "malformed" else VerificationError
    with pytest.raises(error):
        Proof.from_text(vector["proof"]).verify(leaf, key)


@given(st.integers(0, SIZE - 1), st.binary(max_size=40))
def test_it_comes_back_and_verifies(index: int, extra: bytes) -> None:
    proof = prove(index, extra)
    found = Proof.from_text(proof.to_text())
    assert found == proof
    assert found.verify(LOG.leaves[index], SIGNER.key) == LOG.checkpoint()


@given(st.integers(0, SIZE - 1), st.integers(0, SIZE - 1))
def test_it_holds_for_its_own_leaf_only(index: int, other: int) -> None:
    if index == other:
        return
    with pytest.raises(VerificationError):
        prove(index).verify(LOG.leaves[other], SIGNER.key)


def test_another_key_proves_nothing() -> None:
    with pytest.raises(VerificationError):
        prove(3).verify(LOG.leaves[3], OTHER.key)


@given(st.data())
def test_one_changed_letter_is_noticed(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(GOOD) - 1))
    letter = data.draw(st.characters(min_codepoint=10, max_codepoint=126))
    if GOOD[at] == letter:
        return
    with pytest.raises((MalformedError, VerificationError)):
        Proof.from_text(GOOD[:at] + letter + GOOD[at + 1 :]).verify(LOG.leaves[3], SIGNER.key)


@given(st.text() | st.text().map(lambda text: f"c2sp.org/tlog-proof@v1\n{text}"))
def test_what_is_no_proof_is_malformed(text: str) -> None:
    with pytest.raises(MalformedError):
        Proof.from_text(text)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("@v1", "@v2"),
        ("index 3\n", ""),
        ("index 3", "index 03"),
        ("index 3", "index -3"),
        ("index 3", "index  3"),
        ("index 3", "extra \nindex 3"),
        ("index 3", "extra AB==\nindex 3"),
        ("index 3", "index 3\nAAAA"),
        ("index 3", "index 3" + ("\n" + "A" * 43 + "=") * 64),
        ("index 3\n", "extra AAAA\n"),
        ("\n\n", "\n"),
        ("\n\n", "\n\n\n"),
        ("c2sp.org/tlog-proof@v1\nindex 3", "c2sp.org/tlog-proof@v1"),
        ("\u2014", "-"),
        ("index 3", "extra " + "A" * 200_000 + "\nindex 3"),
    ],
)
def test_each_malformed_part_is_refused(old: str, new: str) -> None:
    assert Proof.from_text(GOOD).index == 3
    with pytest.raises(MalformedError):
        Proof.from_text(GOOD.replace(old, new, 1))


def test_a_header_alone_is_refused() -> None:
    with pytest.raises(MalformedError):
        Proof.from_text("c2sp.org/tlog-proof@v1\n\n" + LOG.notes[0])
