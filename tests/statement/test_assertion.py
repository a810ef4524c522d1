import json
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa, x25519
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from sealbench import canon
from sealbench.errors import MalformedError, VerificationError
from sealbench.statement import Assertion, verify_assertion
from tests.statement.passkey import SITE, FixedPasskey, eddsa, es256, rs256
from tests.statement.samples import statement

OPENING = statement("opening by passkey")
COMPRESSED = (
    ec.derive_private_key(5, ec.SECP256R1())
    .public_key()
    .public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
)
PASSKEYS = [es256(), eddsa(), rs256()]


def check(assertion: Assertion, passkey: FixedPasskey, site: str = SITE) -> None:
    verify_assertion(assertion, OPENING, spki=passkey.spki, site=site)


@pytest.mark.parametrize("passkey", PASSKEYS, ids=["es256", "eddsa", "rs256"])
def test_each_algorithm_verifies_and_notices_an_altered_signature(
    passkey: FixedPasskey,
) -> None:
    good = passkey.answer(OPENING)
    check(good, passkey)
    altered = good.signature[:-1] + bytes([good.signature[-1] ^ 1])
    with pytest.raises(VerificationError):
        check(replace(good, signature=altered), passkey)
    with pytest.raises(VerificationError):
        check(replace(good, signature=good.signature[:8]), passkey)


@pytest.mark.parametrize(
    "assertion",
    [
        es256().answer(statement("opening by passkey", purpose="copy-files")),
        es256().answer(OPENING, "https://evil.example"),
        es256().answer(OPENING, rp="evil.example"),
        es256().answer(OPENING, flags=0x04),
        es256().answer(OPENING, flags=0x01),
        es256().answer(OPENING, extra={"type": "webauthn.create"}),
        es256().answer(OPENING, extra={"origin": SITE + ":8443"}),
        es256().answer(OPENING, extra={"crossOrigin": True}),
        es256().answer(OPENING, extra={"crossOrigin": 0}),
        es256().answer(OPENING, extra={"topOrigin": "https://evil.example"}),
        es256(6).answer(OPENING),
    ],
    ids=[
        "another statement",
        "another site",
        "another rp",
        "no presence",
        "no verification",
        "a registration",
        "another port",
        "cross-origin",
        "cross-origin by number",
        "top origin",
        "another key",
    ],
)
def test_it_refuses_what_is_not_this_statement_here_by_this_user(assertion: Assertion) -> None:
    check(es256().answer(OPENING, extra={"other_keys_can_be_added_here": "yes"}), es256())
    with pytest.raises(VerificationError):
        check(assertion, es256())


@pytest.mark.parametrize("client_data", [b"", b"[]", b"{", b'{"a":1,"a":1}', b"\xff"])
def test_client_data_that_is_no_object_is_malformed(client_data: bytes) -> None:
    data = es256().answer(OPENING).authenticator_data
    with pytest.raises(MalformedError):
        check(es256().sign(client_data, data), es256())


def test_client_data_is_read_as_browsers_write_it() -> None:
    good = es256().answer(OPENING)
    spaced = json.dumps(json.loads(good.client_data), indent=1).encode()
    check(es256().sign(spaced, good.authenticator_data), es256())


@pytest.mark.parametrize(
    "spki",
    [
        b"",
        b"x" * 91,
        es256().spki + b"\0",
        es256(curve=ec.SECP384R1()).spki,
        x25519.X25519PrivateKey.generate()
        .public_key()
        .public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
        rsa.RSAPublicNumbers(65537, (1 << 1023) + 1)
        .public_key()
        .public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
        eddsa().spki[:12] + bytes(32),
        bytes.fromhex("3039301306072a8648ce3d020106082a8648ce3d030107032200") + COMPRESSED,
    ],
    ids=["empty", "junk", "trailing", "p-384", "x25519", "short rsa", "weak", "compressed"],
)
def test_it_refuses_public_keys_of_other_kinds(spki: bytes) -> None:
    with pytest.raises(MalformedError):
        verify_assertion(es256().answer(OPENING), OPENING, spki=spki, site=SITE)


@given(st.data())
def test_a_flipped_bit_anywhere_is_noticed(data: st.DataObject) -> None:
    good = es256().answer(OPENING)
    part = data.draw(st.sampled_from(["client_data", "authenticator_data", "signature"]))
    raw = bytearray(getattr(good, part))
    place = data.draw(st.integers(0, len(raw) * 8 - 1))
    raw[place // 8] ^= 1 << place % 8
    form = {**good.to_json(), part: canon.b64u(bytes(raw))}
    with pytest.raises((VerificationError, MalformedError)):
        check(Assertion.from_json(form), es256())


@given(st.binary(max_size=200))
def test_any_bytes_as_public_key_are_malformed(raw: bytes) -> None:
    with pytest.raises(MalformedError):
        verify_assertion(es256().answer(OPENING), OPENING, spki=raw, site=SITE)
