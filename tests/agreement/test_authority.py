from datetime import timedelta

import pytest
from cryptography import x509
from hypothesis import given
from hypothesis import strategies as st

from sealbench.agreement import SigningKey, new_signing_key
from sealbench.errors import MalformedError
from tests.agreement.samples import KEY, NOW


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
