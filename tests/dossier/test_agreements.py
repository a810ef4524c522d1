import hashlib
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sealbench import canon
from sealbench.agreement import Evidence, Terms, final_pdf, sign
from sealbench.dossier import Result
from sealbench.dossier.agreements import (
    TimeStamped,
    finish_agreement,
    verify_agreement,
)
from sealbench.errors import MalformedError, VerificationError
from tests.agreement import hostile_pdfs
from tests.dossier.agreement_verdicts import (
    FINAL,
    GOOD,
    OTHER_KEY,
    SHEET,
    failed,
    forged,
    judge,
)
from tests.dossier.agreements import (
    AT,
    CONTRACT,
    DOCUMENT,
    KEY,
    SIGNED_AT,
    TERMS,
    Agreed,
    by_client,
    by_management,
    by_witness,
    claim,
    in_person,
)
from tests.dossier.story import CARLA
from tests.statement.samples import h, public


def test_it_holds_and_says_who_signed_what_and_how() -> None:
    report = judge(FINAL)
    assert report.holds
    assert failed(report) == {}
    assert report.document == hashlib.sha256(DOCUMENT).digest()
    assert [(each.name, each.level) for each in report.signatures] == [
        ("Olga", "passkey"),
        ("Dr. Carla Núñez", "settled"),
    ]
    assert {each.name for each in report.checks if each.result is Result.OPEN} == {"time stamp"}
    assert Evidence.from_bytes(GOOD.to_bytes()) == GOOD


def test_the_document_is_the_beginning_of_the_file() -> None:
    assert FINAL.startswith(DOCUMENT)
    assert finish_agreement(DOCUMENT, GOOD, KEY, at=AT).time_stamp is TimeStamped.NOT_ASKED


def test_drawn_in_person_it_holds_by_its_witness() -> None:
    report = judge(finish_agreement(DOCUMENT, in_person().evidence(), KEY, at=AT).pdf)
    assert report.holds
    assert report.signatures[1].method == "drawn in person, before Tariq"
    assert report.signatures[1].level == "in person"


def test_a_fresh_key_signs_with_a_witness_only() -> None:
    agreed = Agreed(witness=by_witness(), actors={"client": CARLA})
    evidence = agreed.evidence(claim=claim(9.9))
    assert judge(finish_agreement(DOCUMENT, evidence, KEY, at=AT).pdf).holds
    alone = Agreed(actors={"client": CARLA}).evidence(claim=claim(9.9))
    assert "not settled" in failed(judge(forged(alone)))["client"]


def test_a_sealed_pdf_without_evidence_is_no_agreement() -> None:
    with pytest.raises(MalformedError, match="not a final agreement"):
        judge(sign(DOCUMENT, KEY, at=AT, reason="agreement"))
    for data in (b"", DOCUMENT, b"%PDF-1.7\n%%EOF\n", FINAL[:-2000]):
        with pytest.raises(MalformedError):
            judge(data)


def test_another_fingerprint_fails() -> None:
    assert set(failed(judge(FINAL, h("other")))) == {"fingerprint"}
    assert judge(FINAL, None).holds


def test_other_pages_before_the_same_evidence_fail() -> None:
    from sealbench.agreement import render_contract  # noqa: PLC0415 - only here

    swapped = render_contract("confidentiality.1", replace(CONTRACT, clauses=("Nothing holds.",)))
    evidence = replace(GOOD, size=len(swapped))
    assert {"management", "client"} <= set(failed(judge(forged(evidence, swapped))))
    with pytest.raises(VerificationError):
        finish_agreement(swapped, evidence, KEY, at=AT)


def test_sealed_again_by_somebody_else_fails() -> None:
    resealed = final_pdf.extend(DOCUMENT, SHEET, GOOD.to_bytes(), OTHER_KEY, at=AT)
    assert "seal" in failed(judge(resealed))
    with pytest.raises(VerificationError, match="another seal"):
        finish_agreement(DOCUMENT, GOOD, OTHER_KEY, at=AT)


def test_a_certificate_that_ended_seals_nothing_and_is_told_later() -> None:
    with pytest.raises(VerificationError, match="ended on 2034-03-06"):
        finish_agreement(DOCUMENT, GOOD, KEY, at=SIGNED_AT + timedelta(days=3651))
    late = verify_agreement(FINAL, fingerprint=None, now=SIGNED_AT + timedelta(days=3700))
    certificate = next(each for each in late.checks if each.name == "certificate")
    assert (late.holds, certificate.result) == (True, Result.OPEN)
    assert "no trusted time stamp" in certificate.detail
    early = verify_agreement(FINAL, fingerprint=None, now=SIGNED_AT - timedelta(days=1))
    assert "future" in failed(early)["seal"]


def test_a_reader_of_other_make_accepts_it_and_tells_a_changed_byte(tmp_path: Path) -> None:
    path = tmp_path / "agreement.pdf"
    path.write_bytes(FINAL)
    assert "Signature is Valid" in _pdfsig(path)
    for place in (20, len(DOCUMENT) // 2, len(DOCUMENT) + 500, len(FINAL) - 40):
        raw = bytearray(FINAL)
        raw[place] ^= 1
        path.write_bytes(raw)
        assert "Signature is Valid" not in _pdfsig(path)
        with pytest.raises((VerificationError, MalformedError)):
            _require(bytes(raw))


def _pdfsig(path: Path) -> str:
    done = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True, check=False)
    return done.stdout if "Total document signed" in done.stdout else ""


def _require(pdf: bytes) -> None:
    if not judge(pdf).holds:
        raise VerificationError("it does not hold")


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_any_bent_file_fails_in_our_words(data: st.DataObject) -> None:
    raw = bytearray(FINAL)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(0, 20))] = data.draw(st.binary(max_size=20))
    try:
        report = judge(bytes(raw))
    except MalformedError:
        return
    # The seal's own container has a few digits that nothing covers; all else fails.
    assert not report.holds or report.document == hashlib.sha256(DOCUMENT).digest()
    assert not report.holds or bytes(raw[: len(DOCUMENT)]) == DOCUMENT


def test_a_client_s_own_pdf_becomes_an_agreement_too() -> None:
    own = hostile_pdfs.pages(3)
    document = canon.b64u(hashlib.sha256(own).digest())
    agreed = Agreed(by_management(document=document), by_client(document=document))
    evidence = agreed.evidence(size=len(own), template="")
    made = finish_agreement(own, evidence, KEY, at=AT).pdf
    assert made.startswith(own)
    assert judge(made).holds


def test_evidence_of_another_form_is_malformed() -> None:
    form = canon.parse(GOOD.to_bytes())
    assert Evidence.from_bytes(canon.to_bytes(form)) == GOOD
    for name in form:
        others: tuple[canon.JSONValue, ...] = (None, 1, "x", [], {})
        for bad in others:
            if form[name] == bad or (name in {"claim", "drawing"} and bad is None):
                continue
            if isinstance(form[name], type(bad)) and isinstance(bad, str | int):
                continue
            with pytest.raises(MalformedError):
                Evidence.from_bytes(canon.to_bytes({**form, name: bad}))
    for data in (b"", b"{}", GOOD.to_bytes() + b" ", canon.to_bytes({**form, "more": 1})):
        with pytest.raises(MalformedError):
            Evidence.from_bytes(data)


def test_terms_survive_their_way_and_nothing_else_is_terms() -> None:
    assert Terms.from_json(TERMS.to_json()) == TERMS
    changes: tuple[canon.JSON, ...] = (
        {"v": 2},
        {"cleared": []},
        {"valid_until": "2024-13-01"},
        {"more": 1},
    )
    for change in changes:
        with pytest.raises(MalformedError):
            Terms.from_json({**TERMS.to_json(), **change})


def test_no_reader_of_pdfs_is_loaded_for_a_dossier() -> None:
    probe = (
        "import sys, sealbench.cli.verify;"
        "sys.exit(bool({'pyhanko', 'typst', 'lxml'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", probe], check=False).returncode == 0


def test_public_names_of_a_report_are_plain() -> None:
    shown = judge(FINAL).to_json()
    assert shown["holds"] is True
    assert shown["kind"] == "agreement"
    assert canon.parse(canon.to_bytes(shown))
    assert public("carla") not in canon.to_bytes(shown).decode()
