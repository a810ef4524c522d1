import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealbench.errors import MalformedError, VerificationError
from sealbench.ids import JobId
from sealbench.keyring import Key, job_node


@given(st.binary(max_size=600), st.binary(max_size=60))
def test_what_was_sealed_opens_under_the_same_binding_only(plain: bytes, aad: bytes) -> None:
    key = Key.random()
    box = key.seal(plain, aad=aad)
    assert len(box) == len(plain) + 28
    assert key.open(box, aad=aad) == plain
    with pytest.raises(VerificationError):
        key.open(box, aad=aad + b"x")
    with pytest.raises(VerificationError):
        Key.random().open(box, aad=aad)


@given(st.integers(min_value=0, max_value=8 * 40 - 1))
def test_any_flipped_bit_is_noticed(bit: int) -> None:
    key = Key.random()
    box = bytearray(key.seal(b"twelve bytes", aad=b""))
    box[bit // 8] ^= 1 << bit % 8
    with pytest.raises(VerificationError):
        key.open(bytes(box), aad=b"")


@given(st.binary(max_size=27))
def test_a_box_that_is_too_short_is_refused(box: bytes) -> None:
    with pytest.raises(VerificationError):
        Key.random().open(box, aad=b"")


def test_a_wrapped_key_unwraps_and_is_no_record() -> None:
    parent, child = Key.random(), Key.random()
    box = parent.wrap(child, aad=b"leaf")
    assert parent.unwrap(box, aad=b"leaf").secret() == child.secret()
    with pytest.raises(VerificationError):
        parent.open(box, aad=b"leaf")  # a wrap cannot be passed off as a row


def test_a_key_hides_itself() -> None:
    key = Key.random()
    assert key.secret().hex() not in repr(key)
    assert repr(key) == str(key) == "Key(hidden)"
    with pytest.raises(TypeError):
        pickle.dumps(key)


def test_a_key_has_32_bytes() -> None:
    with pytest.raises(VerificationError):
        Key(b"short")


def test_a_node_is_named_by_an_identifier() -> None:
    with pytest.raises(MalformedError):
        job_node(JobId("../../etc/passwd"))
