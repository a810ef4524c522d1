"""The chunks of a file: any length comes back, and nothing that was bent opens."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealbench import canon
from sealbench.errors import MalformedError, VerificationError
from sealbench.ids import FileId, new_id
from sealbench.keyring import Key
from sealbench.shop.bench.chunks import (
    CHUNK,
    SEALED,
    ChunkSealer,
    chunk_aad,
    open_chunks,
    sealed_size,
)
from tests.shop.bench import make_vectors

VECTORS = json.loads(make_vectors.FILE.read_text("utf-8"))
FILE = FileId("a" * 24)
KEY = Key(bytes(range(32)))
EDGES = (0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 1, 3 * CHUNK)
lengths = st.one_of(st.sampled_from(EDGES), st.integers(0, 3 * CHUNK + 5))


def plain(size: int) -> bytes:
    return (b"0123456789abcdef" * (size // 16 + 1))[:size]


def sealed(data: bytes, *, file: FileId = FILE, key: Key = KEY, step: int = 10_007) -> bytes:
    sealer = ChunkSealer(file, key)
    parts = [sealer.take(data[start : start + step]) for start in range(0, len(data), step)]
    assert sealer.size == len(data)
    return b"".join([*parts, sealer.finish()])


def opened(box: bytes, *, file: FileId = FILE, key: Key = KEY, step: int = 4_099) -> bytes:
    blocks = (box[start : start + step] for start in range(0, len(box), step))
    return b"".join(open_chunks(file, key, blocks))


def pieces(box: bytes) -> list[bytes]:
    return [box[start : start + SEALED] for start in range(0, len(box), SEALED)]


@given(size=lengths, into=st.integers(1, 3 * SEALED), out=st.integers(1, 3 * SEALED))
def test_any_length_comes_back_however_it_is_cut(size: int, into: int, out: int) -> None:
    box = sealed(plain(size), step=max(into, size // 50 + 1))
    assert len(box) == sealed_size(size)
    assert opened(box, step=max(out, len(box) // 50 + 1)) == plain(size)


@given(size=lengths, cut=st.integers(1, 3 * SEALED))
def test_what_is_cut_off_does_not_open(size: int, cut: int) -> None:
    box = sealed(plain(size))
    with pytest.raises(VerificationError):
        opened(box[: -min(cut, len(box))])


@pytest.mark.parametrize("size", EDGES)
def test_a_file_without_its_last_chunk_does_not_open(size: int) -> None:
    with pytest.raises(VerificationError):
        opened(b"".join(pieces(sealed(plain(size)))[:-1]))


@given(size=lengths, place=st.integers(0), bit=st.integers(0, 7))
def test_a_bit_that_was_turned_does_not_open(size: int, place: int, bit: int) -> None:
    box = bytearray(sealed(plain(size)))
    box[place % len(box)] ^= 1 << bit
    with pytest.raises(VerificationError):
        opened(bytes(box))


def bent(chunks: list[bytes]) -> Iterator[list[bytes]]:
    """Yield the chunks in other orders, doubled, and with one left out."""
    for at in range(len(chunks)):
        yield chunks[:at] + chunks[at + 1 :]
        yield [*chunks[: at + 1], chunks[at], *chunks[at + 1 :]]
        for other in range(at):
            moved = list(chunks)
            moved[at], moved[other] = moved[other], moved[at]
            yield moved


def test_chunks_that_were_moved_doubled_or_left_out_do_not_open() -> None:
    chunks = pieces(sealed(plain(3 * CHUNK + 9)))
    assert opened(b"".join(chunks)) == plain(3 * CHUNK + 9)
    for other in bent(chunks):
        with pytest.raises(VerificationError):
            opened(b"".join(other))


def test_a_chunk_of_another_file_does_not_open_even_under_the_same_key() -> None:
    data, other = plain(2 * CHUNK + 5), FileId(new_id())
    ours, theirs = pieces(sealed(data)), pieces(sealed(data, file=other))
    for at in range(3):
        mixed = [*ours[:at], theirs[at], *ours[at + 1 :]]
        with pytest.raises(VerificationError):
            opened(b"".join(mixed))
    with pytest.raises(VerificationError):
        opened(sealed(data), key=Key.random())
    assert opened(sealed(data, file=other), file=other) == data


def test_an_empty_last_chunk_after_others_is_another_form() -> None:
    full = KEY.seal(plain(CHUNK), aad=chunk_aad(FILE, 0, last=False))
    with pytest.raises(MalformedError):
        opened(full + KEY.seal(b"", aad=chunk_aad(FILE, 1, last=True)))


def test_what_was_yielded_before_the_fault_is_genuine() -> None:
    box = bytearray(sealed(plain(3 * CHUNK)))
    box[2 * SEALED + 40] ^= 1
    found = open_chunks(FILE, KEY, [bytes(box)])
    assert next(found) + next(found) == plain(2 * CHUNK)
    with pytest.raises(VerificationError):
        next(found)


@pytest.mark.parametrize("vector", VECTORS["vectors"], ids=lambda each: str(each["size"]))
def test_a_vector_opens_as_the_specification_says(vector: dict[str, Any]) -> None:
    box = make_vectors.made(vector["size"])
    assert len(box) == vector["length"] == sealed_size(vector["size"])
    assert hashlib.sha256(box).hexdigest() == vector["sha256"]
    assert "sealed" not in vector or canon.unb64u(vector["sealed"]) == box
    file, key = FileId(VECTORS["file"]), Key(canon.unb64u(VECTORS["key"]))
    assert opened(box, file=file, key=key) == plain(vector["size"])
    with pytest.raises(VerificationError):
        opened(box[:-1], file=file, key=key)


def test_the_vectors_are_those_that_are_made() -> None:
    assert VECTORS["vectors"] == make_vectors.vectors()
