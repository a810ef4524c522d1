"""The published dossier: made again from the same keys, and read from the file."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from sealbench import canon, clock
from sealbench.dossier import read_dossier, verify_dossier
from sealbench.dossier.form import from_json, to_json
from tests.dossier.make_vectors import FOLDER, WHOLE, vectors
from tests.dossier.verdicts import failed

VECTORS: Mapping[str, Any] = json.loads((FOLDER / "dossier.json").read_text("utf-8"))
PUBLISHED = read_dossier((FOLDER / VECTORS["file"]).read_bytes())
SPEC = Path(__file__).parents[2] / "docs" / "spec" / "dossier.md"


def test_they_are_what_the_script_makes() -> None:
    assert vectors() == VECTORS
    assert PUBLISHED == WHOLE


def test_the_published_dossier_has_the_published_report() -> None:
    now = clock.from_text(VECTORS["now"])
    for form in ("fingerprint", "printed"):
        report = verify_dossier(PUBLISHED, fingerprint=VECTORS[form], now=now)
        assert report.to_json() == VECTORS["report"]
        assert report.holds


@pytest.mark.parametrize("vector", VECTORS["tampered"], ids=lambda each: str(each["name"]))
def test_what_was_changed_fails_the_published_checks(vector: Mapping[str, Any]) -> None:
    records = canon.from_bytes(canon.to_bytes(to_json(PUBLISHED)))
    place: Any = records
    for step in vector["path"][:-1]:
        place = place[step]
    place[vector["path"][-1]] = vector["value"]
    changed = from_json(records, lambda counter: PUBLISHED.entries[counter].proof)
    now = clock.from_text("2030-01-01T00:00:00Z")
    report = verify_dossier(changed, fingerprint=VECTORS["fingerprint"], now=now)
    assert failed(report) == set(vector["fails"])


def test_the_specification_names_every_check() -> None:
    text = SPEC.read_text("utf-8")
    for check in VECTORS["report"]["checks"]:
        assert f"| {check['name']} |" in text
