import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealbench import canon
from sealbench.errors import MalformedError, VerificationError
from sealbench.ledger import (
    Leaf,
    commitment,
    leaf_hash,
    leaf_id,
    make_leaf,
    packed_leaves,
    verify_id,
    verify_opening,
    write_leaves,
)

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "leaf.json").read_text())

hashes = st.binary(min_size=32, max_size=32)
payloads = st.dictionaries(
    st.text(max_size=5), st.none() | st.booleans() | st.integers(0, 9) | st.text(max_size=9)
).map(canon.to_bytes)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda each: each["name"])
def test_it_agrees_with_the_vectors(vector: dict[str, Any]) -> None:
    r, secret = bytes.fromhex(vector["r"]), bytes.fromhex(vector["secret"])
    payload, counter = vector["payload"].encode(), int(vector["counter"])
    leaf = Leaf.from_bytes(vector["leaf"].encode())
    if vector["expect"] == "opens":
        assert make_leaf(secret, counter=counter, r=r, payload=payload) == leaf
        assert leaf_hash(leaf.to_bytes()).hex() == vector["leaf_hash"]
        verify_opening(leaf, r=r, payload=payload)
        verify_id(leaf, secret=secret, counter=counter)
    elif vector["expect"] == "other opening":
        with pytest.raises(VerificationError):
            verify_opening(leaf, r=r, payload=payload)
    else:
        with pytest.raises(VerificationError):
            verify_id(leaf, secret=secret, counter=counter)


@given(hashes, hashes)
def test_its_bytes_are_canonical_json_and_come_back(id_: bytes, commit: bytes) -> None:
    leaf = Leaf(id_, commit)
    expected: canon.JSON = {"v": 1, "id": canon.b64u(id_), "commit": canon.b64u(commit)}
    assert leaf.to_bytes() == canon.to_bytes(expected)
    assert Leaf.from_bytes(leaf.to_bytes()) == leaf


@given(st.lists(st.tuples(hashes, hashes), max_size=5))
def test_many_are_written_as_each_alone(pairs: list[tuple[bytes, bytes]]) -> None:
    alone = [Leaf(id_, commit).to_bytes() for id_, commit in pairs]
    assert write_leaves([id_ for id_, _ in pairs], [commit for _, commit in pairs]) == alone
    assert packed_leaves(b"".join(b"%b\0%b\0" % (commit, id_) for id_, commit in pairs)) == alone


@pytest.mark.parametrize(
    "cells",
    [
        bytes(65),
        bytes(33),
        bytes(67),
        bytes(32) + b"\1" + bytes(33),
        bytes(65) + b"\1",
        b"\1" * 31 + bytes(1) + b"\1" * 33 + bytes(1),  # 31 bytes and 33
    ],
)
def test_cells_of_another_size_are_malformed(cells: bytes) -> None:
    assert len(packed_leaves(bytes(66))) == 1
    with pytest.raises(MalformedError):
        packed_leaves(cells)


def test_hashes_of_another_size_are_not_written() -> None:
    for ids, commits in (([bytes(31)], [bytes(33)]), ([bytes(32)], [bytes(31)])):
        with pytest.raises(MalformedError):
            write_leaves([b"\1" * len(each) for each in ids], [b"\1" * len(x) for x in commits])


@given(hashes, st.integers(0, 2**64 - 1), hashes, payloads)
def test_it_opens_with_what_made_it(secret: bytes, counter: int, r: bytes, payload: bytes) -> None:
    leaf = make_leaf(secret, counter=counter, r=r, payload=payload)
    verify_opening(leaf, r=r, payload=payload)
    verify_id(leaf, secret=secret, counter=counter)
    with pytest.raises(VerificationError):
        verify_opening(leaf, r=r, payload=canon.to_bytes({"another": payload.decode()}))
    with pytest.raises(VerificationError):
        verify_opening(leaf, r=bytes([r[0] ^ 1]) + r[1:], payload=payload)
    with pytest.raises(VerificationError):
        verify_id(leaf, secret=secret, counter=counter ^ 1)


@given(st.binary(max_size=140) | st.text(max_size=140).map(str.encode))
def test_what_is_no_leaf_is_malformed(data: bytes) -> None:
    with pytest.raises(MalformedError):
        Leaf.from_bytes(data)


@pytest.mark.parametrize(
    "change",
    [
        lambda good: good + b"\n",
        lambda good: good.replace(b'"v":1', b'"v":2'),
        lambda good: good.replace(b'"v":1', b'"v": 1'),
        lambda good: good.replace(b"A", b"+", 1),
        lambda good: good.replace(b'A"', b'B"', 1),  # bits behind the last byte
        lambda good: good.replace(b"commit", b"Commit"),
    ],
)
def test_another_spelling_is_malformed(change: Any) -> None:
    good = Leaf(bytes(32), bytes(32)).to_bytes()
    assert Leaf.from_bytes(good) == Leaf(bytes(32), bytes(32))
    with pytest.raises(MalformedError):
        Leaf.from_bytes(change(good))


def test_sizes_are_checked() -> None:
    assert leaf_id(bytes(32), 2**64 - 1) != leaf_id(bytes(32), 0)
    for secret, counter in ((bytes(31), 0), (bytes(32), -1), (bytes(32), 2**64)):
        with pytest.raises(MalformedError):
            leaf_id(secret, counter)
    with pytest.raises(MalformedError):
        commitment(bytes(33), b"{}")
    with pytest.raises(MalformedError):
        Leaf(bytes(32), bytes(31))


def test_an_opening_of_another_spelling_is_malformed() -> None:
    payload = b'{"a": 1}'
    leaf = make_leaf(bytes(32), counter=0, r=bytes(32), payload=payload)
    with pytest.raises(MalformedError):
        verify_opening(leaf, r=bytes(32), payload=payload)
