"""What every implementation reads: vectors/*.json, checked with this one."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sealbench import canon, clock
from sealbench.errors import MalformedError, VerificationError
from sealbench.ids import HomeId
from sealbench.seal import (
    Directory,
    Login,
    Pin,
    WrappedBy,
    check_identity_file,
    check_sealed,
    derive,
    name_form,
    open_sealed,
    receipt_form,
    recipient_of,
    unwrap_by_passkey,
    unwrap_by_passphrase,
    verify_chain,
    verify_genesis,
)
from sealbench.seal.identity_file import prf_inputs, prf_key
from sealbench.seal.padding import pad, unpad
from sealbench.seal.passphrase import salt_of
from sealbench.statement import (
    Assertion,
    Role,
    SignedStatement,
    Statement,
    sign,
    verify_assertion,
    verify_signatures,
)
from sealbench.statement.curve import check_key
from tests.seal.make_vectors import FOLDER, directory_vectors, statement_vectors, to_text


def read(name: str) -> dict[str, Any]:
    value: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return value


STATEMENT, DIRECTORY = read("statement"), read("directory")
SEALED, IDENTITY = read("sealed-login"), read("identity-file")
BROWSER = read("sealed-login-js")


@pytest.mark.parametrize(
    ("name", "make"), [("statement", statement_vectors), ("directory", directory_vectors)]
)
def test_the_files_are_what_the_code_makes_today(
    name: str, make: Callable[[], dict[str, Any]]
) -> None:
    assert to_text(make()) == (FOLDER / f"{name}.json").read_text("utf-8")


@pytest.mark.parametrize("vector", STATEMENT["statements"], ids=lambda each: each["name"])
def test_each_context_verifies_and_is_signed_alike(vector: dict[str, Any]) -> None:
    received = SignedStatement.from_json(vector["signed"])
    statement = received.statement
    keys = {
        Role(role): Ed25519PrivateKey.from_private_bytes(canon.unb64u(seed))
        for role, seed in vector["seeds"].items()
    }
    assert statement.message.decode() == vector["message"]
    assert canon.b64u(statement.challenge) == vector["challenge"]
    assert statement.hash == vector["hash"]
    assert sign(statement, keys, received.assertion) == received
    verify_signatures(received, {r: k.public_key().public_bytes_raw() for r, k in keys.items()})


@pytest.mark.parametrize("vector", STATEMENT["malformed"], ids=lambda each: each["reason"])
def test_each_malformed_statement_is_refused(vector: dict[str, Any]) -> None:
    with pytest.raises(MalformedError):
        SignedStatement.from_json(vector["signed"])


@pytest.mark.parametrize("key", STATEMENT["weak_keys"])
def test_each_weak_key_is_refused(key: str) -> None:
    with pytest.raises(MalformedError):
        check_key(canon.unb64u(key))


@pytest.mark.parametrize("vector", STATEMENT["assertions"], ids=lambda each: each["name"])
def test_each_assertion_has_its_verdict(vector: dict[str, Any]) -> None:
    statement = Statement.from_json(vector["statement"])
    assertion = Assertion.from_json(vector["assertion"])
    spki = canon.unb64u(vector["spki"])
    if vector["valid"]:
        verify_assertion(assertion, statement, spki=spki, site=vector["site"])
        return
    with pytest.raises(VerificationError):
        verify_assertion(assertion, statement, spki=spki, site=vector["site"])


@pytest.mark.parametrize("vector", DIRECTORY["chains"], ids=lambda each: each["name"])
def test_each_chain_has_its_verdict(vector: dict[str, Any]) -> None:
    genesis = verify_genesis(
        SignedStatement.from_json(DIRECTORY["genesis"]), fingerprint=DIRECTORY["fingerprint"]
    )
    documents = [
        SignedStatement.from_json(DIRECTORY["documents"][name]) for name in vector["documents"]
    ]
    now = clock.from_text(vector["now"])
    pin = Pin(**vector["pin"]) if vector["pin"] else None
    if vector["number"]:
        assert verify_chain(genesis, documents, now=now, pin=pin).number == vector["number"]
        return
    with pytest.raises(VerificationError):
        verify_chain(genesis, documents, now=now, pin=pin)


def test_each_person_has_a_fingerprint() -> None:
    first = SignedStatement.from_json(DIRECTORY["documents"]["first"])
    people = Directory.from_statement(first.statement).people
    assert [{"id": p.id, "fingerprint": p.fingerprint} for p in people] == DIRECTORY["people"]


@pytest.mark.parametrize("vector", SEALED["recipients"], ids=["tariq", "nina"])
def test_each_identity_has_its_recipient(vector: dict[str, str]) -> None:
    assert recipient_of(vector["identity"]) == vector["recipient"]


@pytest.mark.parametrize("vector", SEALED["paddings"], ids=lambda each: str(len(each["data"])))
def test_each_padding(vector: dict[str, str]) -> None:
    data, padded = canon.unb64u(vector["data"]), canon.unb64u(vector["padded"])
    assert pad(data) == padded
    assert unpad(padded) == data


def opens(vector: dict[str, Any]) -> None:
    data = canon.unb64u(vector["file"])
    expected = Login.from_bytes(canon.to_bytes(vector["login"]))
    check_sealed(data, recipients=len(vector["identities"]))
    for identity in vector["identities"]:
        assert expected == open_sealed(
            data, identity, job=expected.job, login=expected.login, label=expected.label
        )


@pytest.mark.parametrize("vector", SEALED["sealed"], ids=lambda each: each["name"])
def test_each_sealed_login_opens(vector: dict[str, Any]) -> None:
    opens(vector)


@pytest.mark.parametrize("vector", BROWSER["sealed"], ids=lambda each: each["name"])
def test_what_the_browser_sealed_opens(vector: dict[str, Any]) -> None:
    opens(vector)


@pytest.mark.parametrize("vector", SEALED["malformed"], ids=lambda each: each["reason"])
def test_each_malformed_file_is_refused(vector: dict[str, Any]) -> None:
    for count in (1, 2):
        with pytest.raises(MalformedError):
            check_sealed(canon.unb64u(vector["file"]), recipients=count)


def test_the_prf_gives_its_key() -> None:
    prf = IDENTITY["prf"]
    assert [canon.b64u(each) for each in prf_inputs()] == prf["inputs"]
    assert canon.b64u(prf_key(*(canon.unb64u(each) for each in prf["results"]))) == prf["key"]


@pytest.mark.parametrize("vector", IDENTITY["passphrases"], ids=["person", "receipt"])
def test_each_passphrase_gives_its_keys(vector: dict[str, Any]) -> None:
    home = HomeId(vector["home"])
    key = vector["client_key"]
    form = receipt_form(canon.unb64u(key)) if key else name_form(vector["name"])
    assert form == vector["form"]
    assert canon.b64u(salt_of(home, form)) == vector["salt"]
    keys = derive(vector["passphrase"], home, form)
    assert canon.b64u(keys.sign_in_seed) == vector["sign_in_seed"]
    assert canon.b64u(keys.wrapping_key) == vector["wrapping_key"]


@pytest.mark.parametrize("vector", IDENTITY["files"] + BROWSER["files"])
def test_each_identity_file_opens(vector: dict[str, Any]) -> None:
    kind, data = WrappedBy(vector["kind"]), canon.unb64u(vector["file"])
    unwrap = unwrap_by_passkey if kind is WrappedBy.PASSKEY else unwrap_by_passphrase
    check_identity_file(data, kind)
    keys = unwrap(data, canon.unb64u(vector["key"]))
    assert canon.parse(keys.to_bytes()) == vector["payload"]


@pytest.mark.parametrize("vector", IDENTITY["malformed"], ids=lambda each: each["reason"])
def test_each_malformed_identity_file_is_refused(vector: dict[str, Any]) -> None:
    with pytest.raises(MalformedError):
        check_identity_file(canon.unb64u(vector["file"]), WrappedBy(vector["kind"]))
