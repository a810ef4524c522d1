from typing import Any

import pytest

from sealbench import canon
from sealbench.errors import MalformedError
from sealbench.seal import Directory
from sealbench.statement import Statement
from tests.seal.people import OLGA, PASSKEYS, TARIQ, day, directory, passkey_entry, person
from tests.statement.samples import b32, h, public, recipient, statement


def read(made: Statement) -> Directory:
    return Directory.from_statement(made)


def test_it_reads_people_roles_and_keys() -> None:
    found = read(directory(1, 0, "", OLGA, TARIQ))
    olga, tariq = found.person(b32("olga")), found.person(b32("tariq"))
    assert olga is not None
    assert tariq is not None
    assert olga.roles == {"management", "technician"}
    assert found.manager(olga.statement_key) is olga
    assert found.manager(tariq.statement_key) is None
    assert found.person(b32("nina")) is None
    assert olga.passkey(PASSKEYS["olga"].id) == olga.passkeys[0]
    assert olga.passkey(b"x") is None
    assert tariq.keys[0] == recipient("tariq")


def test_a_fingerprint_is_over_the_three_public_keys() -> None:
    olga = read(directory(1, 0, "", OLGA)).people[0]
    names = ("opening_key", "recipient", "statement_key")
    assert olga.fingerprint == canon.fingerprint({name: OLGA[name] for name in names})
    assert len(olga.fingerprint) == 49


def test_a_revoked_person_is_remembered_with_the_time() -> None:
    gone = [{"id": b32("nina"), "at": day(0)}]
    assert dict(read(directory(1, 0, "", OLGA, revoked=gone)).revoked) == {
        b32("nina"): read(directory(1, 0, "", OLGA)).at
    }


@pytest.mark.parametrize(
    "changes",
    [
        {"expires": day(31)},
        {"previous": h("first")},
        {"number": 2},
        {"revoked": [{"id": b32("olga"), "at": day(0)}]},
        {"revoked": [{"id": b32("nina"), "at": day(1)}]},
        {"people": [{**OLGA, "since": day(1)}]},
        {"people": [{**OLGA, "roles": ["technician"]}]},
        {"people": [{**OLGA, "recipient": "age1pq1" + "q" * 1952}]},
        {"people": [{**OLGA, "opening_key": OLGA["statement_key"]}]},
        {
            "people": sorted(
                [OLGA, {**TARIQ, "recipient": recipient("olga")}], key=lambda e: e["id"]
            )
        },
        {
            "people": sorted(
                [OLGA, {**TARIQ, "statement_key": public("olga opening")}], key=lambda e: e["id"]
            )
        },
        {
            "people": sorted(
                [OLGA, {**TARIQ, "passkeys": [passkey_entry(PASSKEYS["olga"])]}],
                key=lambda e: e["id"],
            )
        },
    ],
)
def test_it_refuses_what_does_not_fit_together(changes: dict[str, Any]) -> None:
    fields = {"number": 1, "at": 0, "previous": "", **changes}
    made = directory(fields.pop("number"), fields.pop("at"), fields.pop("previous"), OLGA, **fields)
    read(directory(1, 0, "", OLGA, person("tariq", "technician")))
    with pytest.raises(MalformedError):
        read(made)


def test_another_statement_is_no_directory() -> None:
    with pytest.raises(MalformedError):
        read(statement("visit"))
