import hashlib
import re
import subprocess
from dataclasses import fields, replace
from datetime import timedelta, timezone
from pathlib import Path

import pytest

from sealbench.agreement import (
    ErasureCertificate,
    Step,
    StepKind,
    render_erasure,
)
from sealbench.agreement.limits import LIMITS
from tests.agreement.samples import CERTIFICATE, NOW

HOSTILE = '#read("sheet.typ") *b* _i_ $x^2$ @ref <lab> `raw` \\ // c ] ) } = H #panic() https://x.y'


def words(pdf: bytes, tmp_path: Path) -> str:
    """Return the text that a reader sees, in one line."""
    path = tmp_path / "certificate.pdf"
    path.write_bytes(pdf)
    done = subprocess.run(
        ["pdftotext", "-nopgbrk", path, "-"], capture_output=True, text=True, check=True
    )
    return re.sub(r"\s+", " ", done.stdout.replace("\u200b", ""))


def without_spaces(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_everything_that_is_certified_can_be_read(tmp_path: Path) -> None:
    text = without_spaces(words(render_erasure(CERTIFICATE), tmp_path))
    method, ledger = CERTIFICATE.method, CERTIFICATE.ledger
    wanted = [
        CERTIFICATE.case,
        CERTIFICATE.scope,
        CERTIFICATE.issuer.name,
        CERTIFICATE.issuer.address,
        CERTIFICATE.issuer.phone,
        *(step.detail for step in CERTIFICATE.steps),
        *("Stopped", "Collected", "Returned", "Confirmed", "Destroyed"),
        *("61", "374", "38"),
        *(getattr(method, each.name) for each in fields(method)),
        *(f"{each.realm}" for each in CERTIFICATE.roots),
        *("41", "42", "310", "313"),
        *(each.name for each in CERTIFICATE.places),
        *(each.holder for each in CERTIFICATE.copies),
        *(each.what for each in CERTIFICATE.copies),
        *(each.detail for each in CERTIFICATE.copies),
        "not confirmed",
        *(each.reason for each in CERTIFICATE.exemptions),
        "2036-12-31",
        CERTIFICATE.proof.method,
        CERTIFICATE.proof.level,
        ledger.origin,
        str(ledger.leaf_index),
        str(ledger.tree_size),
        ledger.root_hash,
        ledger.fingerprint,
        *LIMITS,
        "SP 800-88 Rev. 2",
        "2026-11-27 09:30 UTC",
    ]
    assert [each for each in wanted if without_spaces(each) not in text] == []


def test_the_same_data_gives_the_same_file_and_other_data_another() -> None:
    first, second = render_erasure(CERTIFICATE), render_erasure(CERTIFICATE)
    assert hashlib.sha256(first).digest() == hashlib.sha256(second).digest()
    assert render_erasure(replace(CERTIFICATE, case="E-2026-0018")) != first


def test_the_zone_of_a_time_changes_nothing() -> None:
    berlin = timezone(timedelta(hours=1))
    there = replace(CERTIFICATE, issued_at=NOW.astimezone(berlin))
    assert render_erasure(there) == render_erasure(CERTIFICATE)


def test_what_people_wrote_is_never_markup(tmp_path: Path) -> None:
    bent = _everywhere(HOSTILE)
    text = without_spaces(words(render_erasure(bent), tmp_path))
    assert text.count(without_spaces(HOSTILE)) >= 12


@pytest.mark.parametrize("text", ["a\u202eb", "a\x00b\nc", "\ud7ff\ufdd0", "\u200b"])
def test_unseen_characters_are_not_printed(text: str, tmp_path: Path) -> None:
    said = words(render_erasure(_of_a_shop_at(f"Carla {text}")), tmp_path)
    assert "Carla" in said
    assert not set(said) & set("\u202e\x00\ufdd0")


def test_it_is_archival_tagged_and_brings_its_fonts_along(tmp_path: Path) -> None:
    pdf = render_erasure(CERTIFICATE)
    assert b"<pdfaid:part>2</pdfaid:part>" in pdf
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf
    path = tmp_path / "certificate.pdf"
    path.write_bytes(pdf)
    fonts = subprocess.run(["pdffonts", path], capture_output=True, text=True, check=True).stdout
    rows = [line.split() for line in fonts.splitlines()[2:]]
    assert rows
    assert all(row[-5] == "yes" for row in rows)
    assert b"/JavaScript" not in pdf
    assert b"/URI" not in pdf


def test_letters_without_a_font_make_no_certificate_impossible(tmp_path: Path) -> None:
    said = words(render_erasure(_of_a_shop_at("王小明 Wang")), tmp_path)
    assert "Wang" in said


def test_a_case_with_nothing_in_it_says_so(tmp_path: Path) -> None:
    bare = replace(
        CERTIFICATE,
        steps=(Step(StepKind.STOPPED, NOW), Step(StepKind.RETURNED, None, "nobody could")),
        roots=(),
        places=(),
        copies=(),
        exemptions=(),
    )
    said = words(render_erasure(bare), tmp_path)
    for wanted in (
        "No place outside of the system",
        "No copy outside of the system is known",
        "Nothing.",
        "not done",
        "nobody could",
    ):
        assert wanted in said


def test_it_stays_on_few_pages_and_breaks_between_rows(tmp_path: Path) -> None:
    many = replace(CERTIFICATE, copies=CERTIFICATE.copies * 60)
    said = words(render_erasure(many), tmp_path)
    assert said.count("disk image of the laptop") == 60
    pages = re.findall(r"Page (\d+) of (\d+)", said)
    assert [int(number) for number, _ in pages] == list(range(1, len(pages) + 1))


def _everywhere(text: str) -> ErasureCertificate:
    it = CERTIFICATE
    return replace(
        it,
        case=text,
        scope=text,
        issuer=replace(it.issuer, address=text, phone=text),
        steps=tuple(replace(step, detail=text) for step in it.steps[:1]),
        roots=(replace(it.roots[0], realm=text),),
        places=(replace(it.places[0], name=text, kind=text),),
        copies=(replace(it.copies[0], what=text, holder=text, detail=text),),
        exemptions=(replace(it.exemptions[0], what=text, reason=text),),
        proof=replace(it.proof, method=text, level=text),
        method=replace(it.method, media=text, performed_by=text),
    )


def _of_a_shop_at(address: str) -> ErasureCertificate:
    return replace(CERTIFICATE, issuer=replace(CERTIFICATE.issuer, address=address))
