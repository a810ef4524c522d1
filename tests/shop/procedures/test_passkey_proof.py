import base64
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealbench import canon
from sealbench.errors import MalformedError, VerificationError
from sealbench.shop.procedures.passkey_proof import NewPasskey, prove_passkey, refuse_results
from tests.statement import samples
from tests.support.passkeys import SoftwarePasskey

SITE = "http://localhost:8000"
STATEMENT = samples.statement("sign-in by passphrase")
MADE = SoftwarePasskey(SITE)
GOOD: dict[str, Any] = {"registration": MADE.register(STATEMENT), "file": ""}


def test_it_proves_a_passkey_without_a_file() -> None:
    proven = prove_passkey(NewPasskey.from_json(GOOD), STATEMENT, site=SITE)
    assert (proven.id, proven.spki, proven.label) == (MADE.id, MADE.spki, "this device")


@given(st.binary(min_size=1, max_size=400))
def test_whatever_is_posted_as_attestation_it_is_malformed_or_unverified(data: bytes) -> None:
    response = {**GOOD["registration"]["response"], "attestationObject": canon.b64u(data)}
    made = NewPasskey.from_json(
        {"file": "", "registration": {**GOOD["registration"], "response": response}}
    )
    with pytest.raises((MalformedError, VerificationError)):
        prove_passkey(made, STATEMENT, site=SITE)


@given(st.data())
def test_one_changed_byte_of_the_attestation_does_no_harm(data: st.DataObject) -> None:
    whole = bytearray(canon.unb64u(GOOD["registration"]["response"]["attestationObject"]))
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] ^= data.draw(st.integers(1, 255))
    response = {**GOOD["registration"]["response"], "attestationObject": canon.b64u(bytes(whole))}
    made = NewPasskey.from_json(
        {"file": "", "registration": {**GOOD["registration"], "response": response}}
    )
    try:
        proven = prove_passkey(made, STATEMENT, site=SITE)
    except (MalformedError, VerificationError):
        return
    assert proven.id  # attestation "none" signs nothing: a changed key is simply another one


@pytest.mark.parametrize(
    "body",
    [
        {"clientExtensionResults": {}},
        {"a": {"b": [{"prf": 1}]}},
        {"a": [[{"clientExtensionResults": None}]]},
    ],
)
def test_results_are_refused_wherever_they_hide(body: dict[str, Any]) -> None:
    with pytest.raises(MalformedError, match="never be sent"):
        refuse_results(body)
    refuse_results({"a": ["prf", {"b": "clientExtensionResults"}]})


@pytest.mark.parametrize(
    "changes",
    [
        {"type": "password"},
        {"rawId": base64.b64encode(b"x" * 4).decode()},
        {"more": 1},
        {"response": []},
        {"response": {"clientDataJSON": "AA", "attestationObject": "AA", "transports": "usb"}},
        {"response": {"clientDataJSON": "AA", "attestationObject": "AA", "transports": ["U S B"]}},
    ],
)
def test_a_registration_of_another_form_is_malformed(changes: dict[str, Any]) -> None:
    with pytest.raises(MalformedError):
        NewPasskey.from_json({"file": "", "registration": {**GOOD["registration"], **changes}})
