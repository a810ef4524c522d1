"""A certificate that is brought along: what is taken, and why each other file is not."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID
from hypothesis import given
from hypothesis import strategies as st

from sealbench.agreement import MOST_PKCS12, SigningKey, load_pkcs12, require_fit, try_out
from sealbench.errors import MalformedError, VerificationError
from tests.agreement.brought_files import (
    P256,
    PASSPHRASE,
    SIGNS,
    Issuer,
    brought,
    other_kind,
    pack,
    rsa_key,
)
from tests.agreement.samples import KEY, NOW

_DER = Encoding.DER
ROOT = Issuer("Documents root", now=NOW)
MIDDLE = Issuer("Documents of 2026", now=NOW, above=ROOT)
GOOD = pack(P256, MIDDLE.issue(), MIDDLE.chain)


def load(data: bytes, passphrase: str = PASSPHRASE, *, days: int = 0) -> SigningKey:
    return load_pkcs12(data, passphrase, now=NOW + timedelta(days=days))


def test_a_file_that_was_brought_along_is_read_with_its_chain() -> None:
    assert load(brought(KEY)) == KEY
    found = load(GOOD)
    assert [len(found.chain), found.root] == [2, ROOT.chain[0].public_bytes(_DER)]
    try_out(found, at=NOW)


def test_one_that_came_alone_is_trusted_as_it_is() -> None:
    alone = load(brought(KEY, chain=False))
    assert (alone.chain, alone.root) == ((), KEY.certificate)
    try_out(alone, at=NOW)


@pytest.mark.parametrize("private", [rsa_key(2048), ec.generate_private_key(ec.SECP384R1())])
def test_keys_of_other_kinds_that_readers_know_are_taken(private: Any) -> None:
    found = load(pack(private, ROOT.issue(private), ROOT.chain))
    try_out(found, at=NOW)


def test_a_file_without_a_passphrase_is_read() -> None:
    assert load(brought(KEY, passphrase=""), "") == KEY


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "not a PKCS#12"),
        (b"junk", "not a PKCS#12"),
        (b"-----BEGIN CERTIFICATE-----\nMIIB\n", "not a PKCS#12"),
        (KEY.certificate, "not a PKCS#12"),
        (brought(KEY, passphrase=PASSPHRASE[:-1]), "passphrase is another"),
        (GOOD[: len(GOOD) // 2], "passphrase is another"),
        (GOOD + bytes(MOST_PKCS12), "too large"),
        (pack(None, ROOT.issue(), ROOT.chain), "no EC or RSA key"),
    ],
)
def test_what_is_no_such_file_is_told_apart(data: bytes, said: str) -> None:
    with pytest.raises(MalformedError, match=said) as told:
        load(data)
    assert told.value.hint
    assert PASSPHRASE not in f"{told.value} {told.value.hint}"


EC_KEY = ec.generate_private_key(ec.SECP256K1())


@pytest.mark.parametrize(
    ("private", "issued", "said"),
    [
        (P256, {"usage": ("key_agreement",)}, "not for signatures"),
        (P256, {"usage": ("digital_signature",)}, "not for signatures"),
        (P256, {"usage": ()}, "not for signatures"),
        (P256, {"purposes": [ExtendedKeyUsageOID.SERVER_AUTH]}, "not for signatures"),
        (P256, {"ca": True}, "an authority's"),
        (P256, {"digest": hashes.SHA224()}, "weak hash"),
        (rsa_key(1024), {}, "1024 bits"),
        (EC_KEY, {}, "another kind"),
        (other_kind(), {}, "no EC or RSA key"),
    ],
)
def test_what_cannot_seal_documents_is_refused(
    private: Any, issued: dict[str, Any], said: str
) -> None:
    with pytest.raises(MalformedError, match=said) as told:
        load(pack(private, ROOT.issue(private, **issued), ROOT.chain))
    assert told.value.hint


@pytest.mark.parametrize(
    ("others", "said"),
    [
        (MIDDLE.chain[:1], "before its root"),
        ([Issuer("Documents of 2026", now=NOW, above=ROOT).chain[0], *ROOT.chain], "does not hold"),
        ([MIDDLE.chain[0], *Issuer("Documents root", now=NOW).chain], "does not hold"),
    ],
)
def test_a_chain_that_is_broken_is_refused(others: Sequence[x509.Certificate], said: str) -> None:
    with pytest.raises(MalformedError, match=said):
        load(pack(P256, MIDDLE.issue(), others))


def test_certificates_beside_the_chain_are_left_out() -> None:
    beside = Issuer("Somebody else", now=NOW).chain
    assert load(pack(P256, MIDDLE.issue(), [*beside, *MIDDLE.chain])).chain == load(GOOD).chain


def test_a_key_of_another_certificate_is_refused() -> None:
    key = load(GOOD)
    with pytest.raises(MalformedError, match="of another key"):
        require_fit(SigningKey(KEY.key, key.certificate, key.chain), now=NOW)
    for bad in (SigningKey(b"", key.certificate, ()), SigningKey(key.key, b"no", ())):
        with pytest.raises(MalformedError, match="not a signing key"):
            require_fit(bad, now=NOW)


@pytest.mark.parametrize(
    ("days", "said"),
    [((1, 400), "begins on"), ((-400, -1), "ended on"), ((-400, 29), "ends on 2026-12-26")],
)
def test_one_that_does_not_hold_now_or_not_for_long_is_refused_with_its_day(
    days: tuple[int, int], said: str
) -> None:
    with pytest.raises(VerificationError, match=said):
        load(pack(P256, ROOT.issue(days=days), ROOT.chain))


def test_it_must_hold_for_thirty_days_and_no_second_less() -> None:
    data = pack(P256, ROOT.issue(days=(-1, 30)), ROOT.chain)
    assert load(data).ends == NOW + timedelta(days=30)
    with pytest.raises(VerificationError, match="ends on"):
        load_pkcs12(data, PASSPHRASE, now=NOW + timedelta(seconds=1))


def test_an_authority_that_ends_first_ends_the_certificate() -> None:
    short = Issuer("Short", now=NOW - timedelta(days=720))
    leaf = short.issue(days=(700, 1500), usage=SIGNS)
    with pytest.raises(VerificationError, match="ends on 2026-12-07"):
        load(pack(P256, leaf, short.chain))


@given(st.binary(max_size=400), st.text(max_size=20))
def test_no_bytes_do_more_than_be_refused(data: bytes, passphrase: str) -> None:
    for each in (data, GOOD[:12] + data):
        with pytest.raises(MalformedError):
            load(each, passphrase)
