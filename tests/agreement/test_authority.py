from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    load_der_private_key,
    pkcs12,
)
from hypothesis import given
from hypothesis import strategies as st

from sealbench.agreement import SigningKey, load_pkcs12, new_signing_key
from sealbench.agreement.authority import _begun, _name, _usage
from sealbench.errors import MalformedError, VerificationError
from tests.agreement.samples import KEY, NOW

PASSPHRASE = "correct horse"  # noqa: S105 - of a file made here


def brought(key: SigningKey, *, chain: bool = True, passphrase: str = PASSPHRASE) -> bytes:
    others = [x509.load_der_x509_certificate(each) for each in key.chain] if chain else None
    private = load_der_private_key(key.key, None)
    assert isinstance(private, ec.EllipticCurvePrivateKey)
    return pkcs12.serialize_key_and_certificates(
        b"documents",
        private,
        x509.load_der_x509_certificate(key.certificate),
        others,
        BestAvailableEncryption(passphrase.encode()),
    )


def test_the_certificate_is_for_documents_and_issued_by_its_root() -> None:
    certificate = x509.load_der_x509_certificate(KEY.certificate)
    root = x509.load_der_x509_certificate(KEY.root)
    certificate.verify_directly_issued_by(root)
    root.verify_directly_issued_by(root)
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    assert usage.digital_signature
    assert usage.content_commitment
    assert not usage.key_cert_sign
    basic = root.extensions.get_extension_for_class(x509.BasicConstraints)
    assert basic.critical
    assert (basic.value.ca, basic.value.path_length) == (True, 0)
    assert certificate.not_valid_before_utc < NOW < certificate.not_valid_after_utc
    assert certificate.not_valid_after_utc - NOW > timedelta(days=3600)


def test_two_keys_of_a_shop_have_nothing_in_common() -> None:
    other = new_signing_key("Olga's Workbench", now=NOW)
    assert other.key != KEY.key
    assert other.root != KEY.root


@given(st.text(max_size=200))
def test_any_name_of_a_shop_makes_a_certificate(shop: str) -> None:
    try:
        shop.encode()
    except UnicodeEncodeError:
        return
    assert new_signing_key(shop, now=NOW).certificate


def test_it_reads_what_it_wrote_and_hides_the_key() -> None:
    assert SigningKey.from_bytes(KEY.to_bytes()) == KEY
    assert repr(KEY.key)[2:20] not in repr(KEY)
    data = KEY.to_bytes()
    for bad in (b"", b"{}", data[:-1], data.replace(b'"v":1', b'"v":2'), data + b" "):
        with pytest.raises(MalformedError):
            SigningKey.from_bytes(bad)


def test_a_file_that_was_brought_along_is_read_with_its_chain() -> None:
    assert load_pkcs12(brought(KEY), PASSPHRASE, now=NOW) == KEY
    alone = load_pkcs12(brought(KEY, chain=False), PASSPHRASE, now=NOW)
    assert alone.chain == ()
    assert alone.root == KEY.certificate


def test_what_is_no_signing_key_is_refused() -> None:
    for data, passphrase in ((b"junk", PASSPHRASE), (brought(KEY), "wrong"), (b"", "")):
        with pytest.raises(MalformedError):
            load_pkcs12(data, passphrase, now=NOW)


def test_a_certificate_for_something_else_is_refused() -> None:
    private = ec.generate_private_key(ec.SECP256R1())
    public, name = private.public_key(), _name("a web server")
    begun = _begun(name, name, public, public, NOW)
    certificate = begun.add_extension(_usage("key_agreement"), critical=True)
    data = pkcs12.serialize_key_and_certificates(
        b"web",
        private,
        certificate.sign(private, hashes.SHA256()),
        None,
        BestAvailableEncryption(PASSPHRASE.encode()),
    )
    with pytest.raises(MalformedError, match="not for signatures"):
        load_pkcs12(data, PASSPHRASE, now=NOW)


def test_a_certificate_that_ended_or_has_not_begun_is_refused_with_its_day() -> None:
    KEY.require_valid(NOW)
    assert load_pkcs12(brought(KEY), PASSPHRASE, now=NOW + timedelta(days=3649)) == KEY
    for days, said in ((3651, "ended on 2036-11-24"), (-2, "begins on 2026-11-26")):
        with pytest.raises(VerificationError, match=said):
            load_pkcs12(brought(KEY), PASSPHRASE, now=NOW + timedelta(days=days))
