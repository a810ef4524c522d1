"""What nobody can let pass: a checksum that fits, and a key whose form says what it is."""

import pytest

from sealbench.screen import screen, tables

CERTAIN = {
    "luhn": "card 4111 1111 1111 1111 exp soon",
    "bitlocker": "key 256883-174988-465047-106458-643863-570845-140844-353375",
    "iban": "IBAN DE89 3704 0044 0532 0130 00",
    "private-key": "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA",
    "aws-key": "AKIAIOSFODNN7EXAMPLE",
}


@pytest.mark.parametrize("rule", CERTAIN)
def test_what_is_certain_cannot_be_let_past(rule: str) -> None:
    found = screen(CERTAIN[rule])
    assert rule in {finding.rule for finding in found.findings}
    assert found.blocks
    assert not found.overridable


@pytest.mark.parametrize("text", ["password is hunter2", "pass 2024", "admin / bluewhale77"])
def test_what_a_cue_announces_can(text: str) -> None:
    found = screen(text)
    assert found.findings
    assert found.overridable


def test_one_certain_finding_is_enough() -> None:
    assert not screen(f"pass 2024, and {CERTAIN['iban']}").overridable
    assert screen("The fan is loud.").overridable


def test_every_key_that_is_known_by_its_form_is_certain() -> None:
    advice = tables.load("advice")
    certain = {*tables.words(advice, "checked"), *tables.words(advice, "certain")}
    rows = tables.rows(tables.load("formats"), "patterns")
    keys = {str(row["rule"]) for row in rows if row["kind"] in {"api_key", "private_key"}}
    assert keys
    assert keys <= certain
