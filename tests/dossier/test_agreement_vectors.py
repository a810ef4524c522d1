"""The published agreement: what is found of it, and of what somebody changed in it."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from sealbench import clock
from sealbench.agreement import Drawing, Terms
from sealbench.dossier import Result
from sealbench.dossier.agreements import verify_agreement
from tests.dossier.make_agreement_vectors import FOLDER, vectors

VECTORS: Mapping[str, Any] = json.loads((FOLDER / "agreement.json").read_text("utf-8"))
PUBLISHED = (FOLDER / VECTORS["file"]).read_bytes()
SPEC = Path(__file__).parents[2] / "docs" / "spec" / "agreement.md"
NOW = clock.from_text(VECTORS["now"])


def test_the_published_agreement_has_the_published_report() -> None:
    report = verify_agreement(PUBLISHED, fingerprint=VECTORS["fingerprint"], now=NOW)
    assert report.to_json() == VECTORS["report"]
    assert report.holds
    assert vectors(PUBLISHED) == VECTORS


@pytest.mark.parametrize("vector", VECTORS["tampered"], ids=lambda each: str(each["name"]))
def test_what_was_changed_fails_the_published_checks(vector: Mapping[str, Any]) -> None:
    raw = bytearray(PUBLISHED)
    raw[vector["at"]] ^= 1
    report = verify_agreement(bytes(raw), fingerprint=VECTORS["fingerprint"], now=NOW)
    failed = {each.name for each in report.checks if each.result is Result.FAILS}
    assert failed == set(vector["fails"])


def test_terms_and_drawings_have_the_published_hashes() -> None:
    for each in VECTORS["terms"]:
        assert Terms.from_json(each["value"]).hash == each["hash"]
    for each in VECTORS["drawings"]:
        assert Drawing.from_json(each["value"]).hash == each["hash"]


def test_the_specification_names_every_check() -> None:
    text = SPEC.read_text("utf-8")
    for check in VECTORS["report"]["checks"]:
        assert f"| {check['name']} |" in text
