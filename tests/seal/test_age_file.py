import io
import subprocess
from pathlib import Path

import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sealbench.errors import MalformedError, VerificationError
from sealbench.seal import (
    SealedReader,
    SealedWriter,
    age,
    by_identity,
    by_passphrase,
    new_identity,
    recipient_of,
    to_passphrase,
    to_recipients,
)
from tests.support import node
from tests.support.age import open_block, seal_block

CHUNK = age.CHUNK
CARLA, MALLORY = new_identity(), new_identity()
TO_CARLA, BY_CARLA = to_recipients([recipient_of(CARLA)]), by_identity(CARLA)
WORDS = "harbour-lentil-copper"
UNDER_WORDS = to_passphrase(WORDS, work=4)
SIZES = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 1, 5 * CHUNK + 7]


def made(size: int) -> bytes:
    return bytes(at * 7 % 251 for at in range(size))


@pytest.mark.parametrize("size", SIZES)
def test_it_opens_what_it_sealed(size: int) -> None:
    data = made(size)
    assert open_block(seal_block(data, TO_CARLA), BY_CARLA) == data
    assert open_block(seal_block(data, UNDER_WORDS), by_passphrase(WORDS)) == data


@given(st.lists(st.integers(0, 3 * CHUNK), max_size=6))
@settings(max_examples=30)
def test_how_it_was_cut_does_not_matter(cuts: list[int]) -> None:
    output = io.BytesIO()
    with SealedWriter(output, TO_CARLA) as sink:
        for cut in cuts:
            assert sink.write(made(cut)) == cut
    assert open_block(output.getvalue(), BY_CARLA) == b"".join(made(cut) for cut in cuts)


@given(st.lists(st.tuples(st.integers(0, 3 * CHUNK + 9), st.integers(-1, 2 * CHUNK))))
@settings(max_examples=40)
def test_it_is_read_from_anywhere_like_any_file(reads: list[tuple[int, int]]) -> None:
    data = made(3 * CHUNK + 5)
    plain, sealed = io.BytesIO(data), SealedReader(io.BytesIO(SEALED_LARGE), BY_CARLA)
    for at, size in reads:
        assert sealed.seek(at) == plain.seek(at)
        assert sealed.read(size) == plain.read(size)
        assert sealed.tell() == plain.tell()
    assert sealed.seek(-3, io.SEEK_END) == len(data) - 3
    assert sealed.seek(1, io.SEEK_CUR) == len(data) - 2
    with pytest.raises(ValueError, match="before"):
        sealed.seek(-1)


SEALED_LARGE = seal_block(made(3 * CHUNK + 5), TO_CARLA)


def test_others_do_not_open_it() -> None:
    assert open_block(SEALED_LARGE, BY_CARLA)
    with pytest.raises(VerificationError):
        open_block(SEALED_LARGE, by_identity(MALLORY))
    with pytest.raises(MalformedError):
        open_block(SEALED_LARGE, by_passphrase(WORDS))
    locked = seal_block(b"x", UNDER_WORDS)
    with pytest.raises(VerificationError):
        open_block(locked, by_passphrase("harbour-lentil-coppers"))
    with pytest.raises(MalformedError):
        open_block(locked, BY_CARLA)


def test_a_file_that_was_not_finished_is_no_file() -> None:
    output = io.BytesIO()

    def write() -> None:
        with SealedWriter(output, TO_CARLA) as sink:
            sink.write(made(2 * CHUNK + 1))
            raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        write()
    assert len(output.getvalue()) > 2 * CHUNK
    with pytest.raises(VerificationError):
        open_block(output.getvalue(), BY_CARLA)


@pytest.mark.parametrize(
    "cut", [1, 5, 21, 22, CHUNK, CHUNK + 16, CHUNK + 21, 2 * (CHUNK + 16) + 21]
)
def test_a_file_that_was_cut_off_is_refused_before_a_byte_goes_out(cut: int) -> None:
    with pytest.raises((VerificationError, MalformedError)):
        SealedReader(io.BytesIO(SEALED_LARGE[:-cut]), BY_CARLA)


def test_chunks_that_change_places_or_bits_are_refused() -> None:
    start = age.parse_header(SEALED_LARGE).size + age.NONCE
    sealed = CHUNK + 16
    head, first, second = (
        SEALED_LARGE[:start],
        SEALED_LARGE[start : start + sealed],
        SEALED_LARGE[start + sealed : start + 2 * sealed],
    )
    rest = SEALED_LARGE[start + 2 * sealed :]
    assert open_block(head + first + second + rest, BY_CARLA)
    for swapped in (head + second + first + rest, head + first + first + rest):
        with pytest.raises(VerificationError):
            open_block(swapped, BY_CARLA)
    with pytest.raises(VerificationError):
        open_block(head + first + second[:-1] + bytes([second[-1] ^ 1]) + rest, BY_CARLA)


@given(st.data())
@settings(max_examples=60)
def test_a_flipped_bit_never_gives_a_plaintext(data: st.DataObject) -> None:
    raw = bytearray(seal_block(b"plaintext", TO_CARLA))
    place = data.draw(st.integers(0, len(raw) * 8 - 1))
    raw[place // 8] ^= 1 << place % 8
    with pytest.raises((MalformedError, VerificationError)):
        open_block(bytes(raw), BY_CARLA)


def test_only_hybrid_recipients_and_real_passphrases() -> None:
    classic = pyrage.x25519.Identity.generate().to_public()
    for recipients in ([], [str(classic)], [recipient_of(CARLA)] * 2, ["age1pq1x"]):
        with pytest.raises(MalformedError):
            to_recipients(recipients)
    for words, work in (("", 18), (WORDS, 0), (WORDS, 21)):
        with pytest.raises(MalformedError):
            to_passphrase(words, work=work)


def test_each_recipient_opens_it() -> None:
    data = seal_block(b"block", to_recipients([recipient_of(CARLA), recipient_of(MALLORY)]))
    assert open_block(data, BY_CARLA) == open_block(data, by_identity(MALLORY)) == b"block"


def test_the_browsers_library_opens_it(tmp_path: Path) -> None:
    sealed, plain = tmp_path / "sealed.age", tmp_path / "plain"
    for size in (0, CHUNK, 3 * CHUNK + 1):
        sealed.write_bytes(seal_block(made(size), TO_CARLA))
        node.age_open(sealed, plain, identity=CARLA)
        assert plain.read_bytes() == made(size)
    sealed.write_bytes(seal_block(made(CHUNK + 1), UNDER_WORDS))
    node.age_open(sealed, plain, passphrase=WORDS)
    assert plain.read_bytes() == made(CHUNK + 1)
    with pytest.raises(subprocess.CalledProcessError):
        node.age_open(sealed, plain, passphrase=f"{WORDS}s")


def test_the_rust_library_opens_what_is_under_a_passphrase() -> None:
    data = made(2 * CHUNK)
    assert pyrage.passphrase.decrypt(seal_block(data, UNDER_WORDS), WORDS) == data
