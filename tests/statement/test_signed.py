from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealbench import canon
from sealbench.errors import MalformedError, VerificationError
from sealbench.statement import (
    Context,
    Role,
    Signature,
    SignedStatement,
    Statement,
    curve,
    sign,
    verify_signatures,
    verify_signed,
)
from tests.statement.passkey import SITE, es256
from tests.statement.samples import AT, JOB, OLGA, SAMPLES, h, private, public, signed, statement

json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


def keys_of(name: str) -> dict[Role, bytes]:
    return {role: canon.unb64u(public(seed)) for role, seed in SAMPLES[name][2].items()}


def form_of(name: str) -> dict[str, Any]:
    return canon.parse(signed(name).to_bytes())


@pytest.mark.parametrize("name", SAMPLES)
def test_a_signed_statement_survives_the_journey_and_verifies(name: str) -> None:
    original = signed(name)
    received = SignedStatement.from_bytes(original.to_bytes())
    assert received == original
    assert received.statement.fields == original.statement.fields
    verify_signatures(received, keys_of(name))


@pytest.mark.parametrize("name", SAMPLES)
def test_an_altered_signature_or_statement_does_not_verify(name: str) -> None:
    original = signed(name)
    for place, signature in enumerate(original.signatures):
        broken = bytearray(signature.sig)
        broken[40] ^= 1
        others = list(original.signatures)
        others[place] = Signature(signature.role, signature.key, bytes(broken))
        with pytest.raises(VerificationError):
            verify_signatures(
                SignedStatement(original.statement, tuple(others), original.assertion),
                keys_of(name),
            )
    moved = SignedStatement(
        statement(name, at="2026-11-23T15:00:01Z"), original.signatures, original.assertion
    )
    if moved.signatures:
        with pytest.raises(VerificationError):
            verify_signatures(moved, keys_of(name))


def test_it_refuses_a_key_that_nobody_vouched_for() -> None:
    seal = signed("seal")
    verify_signatures(seal, {Role.CLIENT: canon.unb64u(public("carla"))})
    with pytest.raises(VerificationError):
        verify_signatures(seal)
    with pytest.raises(VerificationError):
        verify_signatures(seal, {Role.CLIENT: canon.unb64u(public("mallory"))})


def test_it_refuses_a_signature_by_another_key_than_the_statement_names() -> None:
    forged = sign(statement("visit"), {Role.CLIENT: private("mallory")})
    with pytest.raises(VerificationError):
        verify_signatures(forged, {Role.CLIENT: canon.unb64u(public("mallory"))})


def wrong_forms(name: str) -> Iterator[dict[str, Any]]:
    fields = form_of(name)["statement"]
    for field in fields:
        yield {key: value for key, value in fields.items() if key != field}
        junk: list[Any] = [[], None, 2.5, "\u202e", {}, -1, [[]], "x" * 5000]
        for value in junk[field == "revoked" :]:
            yield {**fields, field: value}
    yield {**fields, "extra": ""}


@pytest.mark.parametrize("name", SAMPLES)
def test_every_field_is_needed_and_has_one_form(name: str) -> None:
    Statement.from_json(form_of(name)["statement"])
    for wrong in wrong_forms(name):
        with pytest.raises(MalformedError):
            Statement.from_json(wrong)


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("enrolment", {"opening_key": public("tariq statement")}),
        ("seal", {"expires": AT}),
        ("directory", {"expires": AT}),
        ("client-act", {"subject": ""}),
        ("genesis", {"context": "sealbench/genesis/v2"}),
        ("agreement by management", {"seal": ""}),
        ("agreement by management", {"drawing": h("drawing")}),
        ("agreement by the client", {"seal": h("root")}),
        ("agreement before a witness", {"drawing": ""}),
        ("agreement-end by management", {"ends": "2026-11-23T14:59:59Z"}),
        ("directory", {"people": [OLGA, OLGA]}),
        ("directory", {"people": [{**OLGA, "roles": ["technician", "management"]}]}),
        ("directory", {"people": [{**OLGA, "roles": ["owner"]}]}),
    ],
)
def test_it_refuses_fields_that_do_not_fit_together(name: str, changes: dict[str, Any]) -> None:
    with pytest.raises(MalformedError):
        Statement.from_json({**form_of(name)["statement"], **changes})


def test_an_agreement_may_end_at_once() -> None:
    assert statement("agreement-end by the client", ends=AT).text("ends") == AT


@pytest.mark.parametrize("value", [None, [], "x", 1, {}, {"context": 1}, {"context": "x"}])
def test_what_is_no_statement_is_malformed(value: canon.JSONValue) -> None:
    with pytest.raises(MalformedError):
        Statement.from_json(value)
    with pytest.raises(MalformedError):
        SignedStatement.from_json(value)


def test_a_statement_keeps_its_own_copy() -> None:
    fields: dict[str, Any] = form_of("directory")["statement"]
    kept = Statement.from_json(fields)
    fields["people"].clear()
    assert kept.fields["people"]
    assert Statement.from_json(dict(kept.fields)) == kept


def test_what_is_signed_is_the_prefix_and_the_canonical_form() -> None:
    visit = statement("visit")
    assert visit.message == b"sealbench statement v1\n" + canon.to_bytes(dict(visit.fields))
    assert visit.hash == canon.b64u(canon.digest(dict(visit.fields)))


def test_it_reads_typed_fields_and_refuses_absent_ones() -> None:
    seal = statement("seal")
    assert (seal.text("job"), seal.number("openings")) == (JOB, 3)
    assert seal.time("expires") > seal.at
    seal.require(Context.SEAL)
    for wrong in (
        lambda: seal.text("openings"),
        lambda: seal.number("job"),
        lambda: seal.time("job"),
        lambda: seal.require(Context.VISIT),
        lambda: signed("seal").key(Role.OPENING),
    ):
        with pytest.raises(MalformedError):
            wrong()
    assert signed("seal").key(Role.CLIENT) == canon.unb64u(public("carla"))


def test_a_repr_shows_no_name() -> None:
    assert "Tariq" not in repr(signed("enrolment"))


def envelope(**changes: Any) -> dict[str, Any]:
    return {**form_of("opening by passkey"), **changes}


def entry(**changes: Any) -> dict[str, Any]:
    return {**form_of("visit")["signatures"][0], **changes}


@pytest.mark.parametrize(
    "wrong",
    [
        envelope(extra=1),
        envelope(signatures=[]),
        envelope(signatures=None),
        envelope(assertion=None),
        envelope(assertion={}),
        envelope(statement=form_of("opening by passphrase")["statement"]),
        {**form_of("visit"), "assertion": envelope()["assertion"]},
        {**form_of("visit"), "signatures": [entry(role="opening")]},
        {**form_of("visit"), "signatures": [entry(role="owner")]},
        {**form_of("visit"), "signatures": [entry(sig="AA")]},
        {**form_of("visit"), "signatures": [entry(key=canon.b64u(bytes(32)))]},
        {**form_of("visit"), "signatures": [entry(key=None)]},
        {**form_of("visit"), "signatures": [entry(), entry()]},
        {**form_of("visit"), "signatures": [1]},
        {
            **form_of("enrolment"),
            "signatures": list(reversed(form_of("enrolment")["signatures"])),
        },
    ],
)
def test_it_refuses_an_envelope_of_another_form(wrong: dict[str, Any]) -> None:
    with pytest.raises(MalformedError):
        SignedStatement.from_json(wrong)


def test_a_directory_needs_an_assertion_from_number_two_on() -> None:
    second = statement("directory", number=2, previous=h("first"))
    keys = {Role.STATEMENT: private("olga statement")}
    for made in (second, statement("directory")):
        sign(made, keys, es256().answer(made))
    sign(statement("directory"), keys)
    with pytest.raises(MalformedError):
        sign(second, keys)


def test_it_refuses_weak_points_in_key_and_signature() -> None:
    key, message = private("olga statement"), b"m"
    raw, good = key.public_key().public_bytes_raw(), key.sign(message)
    curve.verify(raw, good, message)
    with pytest.raises(MalformedError):
        curve.verify(bytes(32), good, message)
    for bad in (good[:63], b"\x01" + bytes(31) + good[32:], bytes(64), b"\xff" * 64):
        with pytest.raises(VerificationError):
            curve.verify(raw, bad, message)


@given(st.sampled_from(sorted(SAMPLES)), st.data())
def test_any_field_may_hold_anything_and_nothing_but_malformed_comes_out(
    name: str, data: st.DataObject
) -> None:
    form = form_of(name)
    part = data.draw(st.sampled_from(["statement", "signatures", "assertion"]))
    if part == "statement":
        field = data.draw(st.sampled_from(sorted(form["statement"])))
        form["statement"][field] = data.draw(json_values)
    else:
        form[part] = data.draw(json_values)
    try:
        received = SignedStatement.from_json(form)
    except MalformedError:
        return
    assert SignedStatement.from_json(received.to_json()) == received


def test_an_entry_that_is_no_object_is_no_signature() -> None:
    with pytest.raises(MalformedError):
        Signature.from_json(1)


def test_everything_on_it_is_verified_in_one_call() -> None:
    keys, passkeys = keys_of("opening by passkey"), {es256().id: es256().spki}
    verify_signed(signed("opening by passkey"), keys, passkeys=passkeys, site=SITE)
    verify_signed(signed("opening by passphrase"), keys, site=SITE)
    verify_signed(signed("seal"), keys_of("seal"), site=SITE)
    attempts: list[Callable[[], None]] = [
        lambda: verify_signed(signed("opening by passkey"), keys, site=SITE),
        lambda: verify_signed(signed("opening by passkey"), passkeys=passkeys, site=SITE),
        lambda: verify_signed(
            signed("opening by passkey"), keys, passkeys={es256().id: es256(6).spki}, site=SITE
        ),
        lambda: verify_signed(
            signed("opening by passkey"), keys, passkeys=passkeys, site="https://evil.example"
        ),
        lambda: verify_signed(signed("visit"), site="https://evil.example"),
    ]
    for wrong in attempts:
        with pytest.raises(VerificationError):
            wrong()
