from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealbench import canon
from sealbench.errors import MalformedError, VerificationError
from sealbench.ids import HomeId
from sealbench.seal import (
    ClientKeys,
    PersonKeys,
    WrappedBy,
    age,
    check_identity_file,
    unwrap_by_passkey,
    unwrap_by_passphrase,
    wrap_by_passkey,
    wrap_by_passphrase,
)
from sealbench.seal.identity_file import PRF_LABEL, PRF_NONCE, prf_inputs, prf_key, require_home
from tests.statement.samples import HOME

OLGA = PersonKeys.generate(HomeId(HOME))
CARLA = ClientKeys.generate(HomeId(HOME))
KEY = prf_key(b"\1" * 32, b"\2" * 32)
Wrap = Callable[[PersonKeys | ClientKeys, bytes], bytes]
Unwrap = Callable[[bytes, bytes], PersonKeys | ClientKeys]
WAYS = [
    (WrappedBy.PASSKEY, wrap_by_passkey, unwrap_by_passkey),
    (WrappedBy.PASSPHRASE, wrap_by_passphrase, unwrap_by_passphrase),
]


@pytest.mark.parametrize("keys", [OLGA, CARLA], ids=["person", "client"])
@pytest.mark.parametrize(("kind", "wrap", "unwrap"), WAYS, ids=[each[0] for each in WAYS])
def test_it_unwraps_what_it_wrapped_and_only_with_the_key(
    keys: PersonKeys | ClientKeys, kind: WrappedBy, wrap: Wrap, unwrap: Unwrap
) -> None:
    data = wrap(keys, KEY)
    check_identity_file(data, kind)
    assert unwrap(data, KEY) == keys
    with pytest.raises(VerificationError):
        unwrap(data, bytes(32))
    (other,) = set(WrappedBy) - {kind}
    with pytest.raises(MalformedError):
        check_identity_file(data, other)


def test_no_repr_shows_a_secret() -> None:
    for keys in (OLGA, CARLA):
        assert repr(keys) == f"{type(keys).__name__}(home='{HOME}')"


def test_keys_belong_to_one_home() -> None:
    require_home(OLGA, HomeId(HOME))
    with pytest.raises(VerificationError):
        require_home(OLGA, HomeId("a" * 24))


def test_the_prf_is_evaluated_on_two_inputs() -> None:
    first, second = prf_inputs()
    assert first == PRF_LABEL + b"\1" + PRF_NONCE
    assert second == PRF_LABEL + b"\2" + PRF_NONCE
    for wrong in ((b"", b"\2" * 32), (b"\1" * 32, b"")):
        with pytest.raises(MalformedError):
            prf_key(*wrong)


def test_one_passphrase_may_wrap_several_files_under_different_keys() -> None:
    first, second = (age.parse_header(wrap_by_passphrase(OLGA, KEY)).stanzas[0] for _ in range(2))
    assert first.arguments[1] != second.arguments[1]


def sealed_with(stanzas: list[age.Stanza], payload: bytes = b"x") -> bytes:
    return age.encrypt(payload, bytes(16), stanzas)


NONCE = age.b64(PRF_NONCE)
BODY = bytes(32)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        wrap_by_passkey(OLGA, KEY) + bytes(8192),
        sealed_with([age.Stanza((PRF_LABEL, NONCE), BODY)], b""),
        sealed_with([age.Stanza((PRF_LABEL, NONCE), BODY)] * 2),
        sealed_with([age.Stanza((PRF_LABEL,), BODY)]),
        sealed_with([age.Stanza((PRF_LABEL, NONCE, b"x"), BODY)]),
        sealed_with([age.Stanza((PRF_LABEL, age.b64(bytes(16))), BODY)]),
        sealed_with([age.Stanza((PRF_LABEL, age.b64(PRF_NONCE[:15])), BODY)]),
        sealed_with([age.Stanza((PRF_LABEL, NONCE), BODY[:31])]),
        sealed_with([age.Stanza((b"scrypt", NONCE, b"18"), BODY)]),
        sealed_with([age.Stanza((b"X25519", NONCE), BODY)]),
    ],
)
def test_the_server_refuses_every_other_header(data: bytes) -> None:
    check_identity_file(sealed_with([age.Stanza((PRF_LABEL, NONCE), BODY)]), WrappedBy.PASSKEY)
    with pytest.raises(MalformedError):
        check_identity_file(data, WrappedBy.PASSKEY)


@pytest.mark.parametrize(
    "change",
    [
        {"v": 2},
        {"kind": "owner"},
        {"home": "x"},
        {"age": "AGE-SECRET-KEY-1"},
        {"opening_seed": "AA"},
        {"extra": 1},
    ],
)
def test_it_refuses_other_payloads(change: dict[str, Any]) -> None:
    payload = canon.to_bytes({**canon.parse(OLGA.to_bytes()), **change})
    body = age.wrap(bytes(16), KEY)
    data = sealed_with([age.Stanza((PRF_LABEL, NONCE), body)], payload)
    with pytest.raises(MalformedError):
        unwrap_by_passkey(data, KEY)


@given(st.sampled_from([OLGA, CARLA]), st.data())
def test_a_flipped_bit_never_gives_keys(keys: PersonKeys | ClientKeys, data: st.DataObject) -> None:
    raw = bytearray(wrap_by_passphrase(keys, KEY))
    place = data.draw(st.integers(0, len(raw) * 8 - 1))
    raw[place // 8] ^= 1 << place % 8
    with pytest.raises((MalformedError, VerificationError)):
        unwrap_by_passphrase(bytes(raw), KEY)
