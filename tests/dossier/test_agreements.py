import hashlib
import io
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils.generic import ArrayObject, NumberObject, StreamObject, pdf_name
from pyhanko.pdf_utils.reader import PdfFileReader

from sealbench import canon
from sealbench.agreement import Evidence, Terms, final_pdf, new_signing_key, pades, sign
from sealbench.agreement.audit import render_audit
from sealbench.dossier import Result
from sealbench.dossier.agreements import (
    AgreementReport,
    TimeStamped,
    finish_agreement,
    verify_agreement,
)
from sealbench.dossier.agreements.finish import _audit
from sealbench.errors import MalformedError, SealbenchError, VerificationError
from tests.agreement import hostile_pdfs
from tests.dossier.agreements import (
    AT,
    CONTRACT,
    DOCUMENT,
    KEY,
    SETTLED,
    SIGNED_AT,
    TERMS,
    Agreed,
    by_client,
    by_management,
    by_witness,
    claim,
    event,
    in_person,
    judged_at,
    records,
    seal_of,
)
from tests.dossier.story import CARLA, DIRECTORIES, GENESIS, day, staff
from tests.statement.samples import b32, h, public

GOOD = Agreed().evidence()
FINAL = finish_agreement(DOCUMENT, GOOD, KEY, at=AT).pdf
SHEET = render_audit(_audit(DOCUMENT, GOOD, AT))
OTHER_KEY = new_signing_key("Corner Repairs", now=SIGNED_AT)


def judge(pdf: bytes, fingerprint: str | None = GENESIS.statement.hash) -> AgreementReport:
    return verify_agreement(pdf, fingerprint=fingerprint, now=judged_at())


def forged(evidence: Evidence, document: bytes = DOCUMENT) -> bytes:
    """What somebody with the shop's certificate, but no manager's key, can make."""
    return final_pdf.extend(document, SHEET, evidence.to_bytes(), KEY, at=AT)


def failed(report: AgreementReport) -> dict[str, str]:
    return {each.name: each.detail for each in report.checks if each.result is Result.FAILS}


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


# What is bent, which check fails, and what it says.
FORGERIES: dict[str, tuple[Callable[[], Evidence], str, str]] = {
    "management did not sign": (
        lambda: replace(GOOD, records=records(event(by_client(), SETTLED))),
        "management",
        "did not sign",
    ),
    "the client did not sign": (
        lambda: replace(GOOD, records=records(event(by_management(), dict(staff("olga"))))),
        "client",
        "did not sign",
    ),
    "a technician signs as management": (
        lambda: Agreed(
            by_management("tariq", "tariq"), actors={"management": dict(staff("tariq"))}
        ).evidence(),
        "management",
        "may not sign",
    ),
    "a technician's key in the manager's name": (
        lambda: Agreed(by_management("tariq", "olga")).evidence(),
        "management",
        "somebody else",
    ),
    "a key that no directory lists": (
        lambda: Agreed(by_management("rogue")).evidence(),
        "management",
        "directory of that time",
    ),
    "the statement key without the passkey": (
        lambda: Agreed(by_management("olga", "new")).evidence(),
        "management",
        "another passkey",
    ),
    "another document": (
        lambda: Agreed(by_management(document=h("other"))).evidence(),
        "management",
        "another document",
    ),
    "another document for the client": (
        lambda: Agreed(client=by_client(document=h("other"))).evidence(),
        "client",
        "another document",
    ),
    "other terms": (
        lambda: replace(GOOD, terms=replace(TERMS, notice_days=0)),
        "management",
        "another terms",
    ),
    "another home": (
        lambda: Agreed(by_management(home=b32("other"))).evidence(),
        "management",
        "another home",
    ),
    "another site": (
        lambda: Agreed(by_management(site="https://evil.example")).evidence(),
        "management",
        "another site",
    ),
    "another agreement": (
        lambda: Agreed(client=by_client(agreement=b32("other"))).evidence(),
        "client",
        "another agreement",
    ),
    "another client": (
        lambda: Agreed(client=by_client(client=b32("other"))).evidence(),
        "client",
        "another client",
    ),
    "another certificate": (
        lambda: Agreed(by_management(seal=seal_of(OTHER_KEY))).evidence(),
        "management",
        "another certificate",
    ),
    "before the shop was founded": (
        lambda: Agreed(by_management(at=day(-1))).evidence(),
        "management",
        "directory of that time",
    ),
    "recorded later": (
        lambda: replace(
            GOOD,
            records=records(
                event(by_management(), dict(staff("olga")), at=day(12)),
                event(by_client(), SETTLED),
            ),
        ),
        "management",
        "another time",
    ),
    "the client before management": (
        lambda: Agreed(client=by_client(at=day(9))).evidence(),
        "client",
        "before management",
    ),
    "a key that another claim names": (
        lambda: Agreed(client=by_client("eve")).evidence(),
        "client",
        "another key",
    ),
    "no claim": (lambda: replace(GOOD, claim=None), "client", "claim is missing"),
    "a claim that is forged": (
        lambda: replace(GOOD, claim=replace(claim(), signatures=claim(1).signatures)),
        "client",
        "signature is wrong",
    ),
    "a claim at another home": (
        lambda: replace(GOOD, claim=claim(home=b32("other"))),
        "client",
        "another home",
    ),
    "a claim on the device in custody": (
        lambda: replace(GOOD, claim=claim(device_stays=True)),
        "client",
        "not settled",
    ),
    "a claim of yesterday": (lambda: replace(GOOD, claim=claim(9)), "client", "not settled"),
    "another drawing": (
        lambda: replace(in_person().evidence(), drawing=None),
        "client",
        "another drawing",
    ),
    "a witness who only repairs": (
        lambda: Agreed(
            client=None, witness=by_witness("nina"), actors={"witness": dict(staff("nina"))}
        ).evidence(),
        "client",
        "may not sign",
    ),
    "a ledger that another key signed": (
        lambda: replace(
            GOOD, records=tuple(replace(r, proof=_resigned(r.proof)) for r in GOOD.records)
        ),
        "ledger",
        "",
    ),
    "an event that the leaf does not hold": (
        lambda: replace(
            GOOD,
            records=(
                replace(GOOD.records[0], payload={**GOOD.records[0].payload, "more": 1}),
                GOOD.records[1],
            ),
        ),
        "ledger",
        "something else",
    ),
    "a place that is not its own": (
        lambda: replace(
            GOOD,
            records=(replace(GOOD.records[0], proof=GOOD.records[1].proof), GOOD.records[1]),
        ),
        "ledger",
        "",
    ),
    "a directory left out": (
        lambda: replace(GOOD, directories=DIRECTORIES[1:]),
        "directories",
        "",
    ),
    "another size": (lambda: replace(GOOD, size=len(DOCUMENT) - 1), "document", ""),
    "a size beyond the file": (lambda: replace(GOOD, size=10**9), "document", "larger"),
    "another root": (lambda: replace(GOOD, root=OTHER_KEY.root), "seal", "not trusted"),
}


def _resigned(proof: str) -> str:
    head, _, _ = proof.rpartition("\n— ")
    line = proof[len(head) :]
    return head + line.replace("A", "B", 1)


@pytest.mark.parametrize("name", FORGERIES)
def test_the_seal_alone_is_not_enough(name: str) -> None:
    """Whoever has the shop's certificate still lacks the keys of the manager and the client."""
    bend, check, said = FORGERIES[name]
    assert judge(forged(GOOD)).holds
    evidence = bend()
    report = judge(forged(evidence))
    assert not report.holds
    assert said in failed(report)[check]
    with pytest.raises(SealbenchError):
        finish_agreement(DOCUMENT, evidence, KEY, at=AT)


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


def crafted(change: Callable[[Any], None]) -> bytes:
    """A final PDF whose update does more than it may, sealed as the shop."""
    writer = final_pdf._Writer(io.BytesIO(DOCUMENT))
    final_pdf._add_pages(writer, PdfFileReader(io.BytesIO(SHEET)))
    final_pdf._attach(writer, GOOD.to_bytes())
    change(writer)
    return pades.seal(writer, KEY, at=AT, reason="agreement", page=-1)


def _page(writer: Any) -> Any:
    return writer.root["/Pages"]["/Kids"][0]


def _contents(writer: Any) -> None:
    reference = _page(writer).raw_get("/Contents")
    writer.objects[(reference.generation, reference.idnum)] = StreamObject(stream_data=b"")


def _annotate(writer: Any) -> None:
    _page(writer)[pdf_name("/Annots")] = ArrayObject()
    writer.update_container(_page(writer))


def _drop(writer: Any) -> None:
    tree = writer.root["/Pages"]
    del tree["/Kids"][0]
    tree["/Count"] = NumberObject(tree["/Count"] - 1)


def _twice(writer: Any) -> None:
    tree = writer.root["/Pages"]
    tree["/Kids"].insert(1, tree["/Kids"].raw_get(0))
    tree["/Count"] = NumberObject(tree["/Count"] + 1)


def _twice_at_the_end(writer: Any) -> None:
    tree = writer.root["/Pages"]
    tree["/Kids"].insert(len(tree["/Kids"]) - 1, tree["/Kids"].raw_get(0))
    tree["/Count"] = NumberObject(tree["/Count"] + 1)


def _in(name: str, key: str, value: Any) -> Callable[[Any], None]:
    def change(writer: Any) -> None:
        where = {"root": writer.root, "pages": writer.root["/Pages"]}[name]
        where[pdf_name(key)] = value
        writer.update_root()

    return change


def _on_the_new_page(writer: Any) -> None:
    page = writer.root["/Pages"]["/Kids"][-1]
    page[pdf_name("/AA")] = final_pdf._dictionary({})


CRAFTED: dict[str, tuple[Callable[[Any], None], str]] = {
    "the contents of a page": (_contents, "replaced"),
    "something on a page": (_annotate, "replaced"),
    "a page left out": (_drop, "other pages"),
    "a page again": (_twice, "other pages"),
    "a page again among those that are added": (_twice_at_the_end, "twice"),
    "an action at the opening": (
        _in("root", "/OpenAction", final_pdf._dictionary({})),
        "catalogue",
    ),
    "layers": (_in("root", "/OCProperties", final_pdf._dictionary({})), "catalogue"),
    "all pages turned": (_in("pages", "/Rotate", NumberObject(90)), "other pages"),
    "an action on the page that is added": (_on_the_new_page, "acts"),
}


@pytest.mark.parametrize("name", CRAFTED)
def test_an_update_that_shows_something_else_fails(name: str) -> None:
    change, said = CRAFTED[name]
    assert judge(crafted(lambda _: None)).holds
    report = judge(crafted(change))
    assert said in failed(report)["document"]
    assert next(each for each in report.checks if each.name == "seal").result is Result.HOLDS


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
        for bad in (None, 1, "x", [], {}):
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
    for change in ({"v": 2}, {"cleared": []}, {"valid_until": "2024-13-01"}, {"more": 1}):
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
