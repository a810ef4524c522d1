import hashlib
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sealbench import canon
from sealbench.agreement import (
    TEMPLATES,
    Cleared,
    Contract,
    Drawing,
    Party,
    Terms,
    inspect_pdf,
    one_line,
    render_contract,
)
from sealbench.agreement.contract import MOST_CLAUSES
from sealbench.agreement.terms import MOST_CLEARED, MOST_TEXT
from sealbench.errors import MalformedError
from tests.agreement.contracts import CLEARED, CONTRACT, DRAWING, TERMS
from tests.agreement.test_erasure_sheet import HOSTILE, without_spaces, words
from tests.statement.samples import b32

# What was published stays: a change of one of these is a new version of the template.
PUBLISHED = {
    "mutual-nda.1": "1720c68baa77883322776ba09145d53f",
    "confidentiality.1": "0e4505c7d7722459e462e16ad2392d09",
}
RIGHT_TO_LEFT = "اتفاقية السرية مع الورشة"


@pytest.mark.parametrize("template", TEMPLATES)
def test_everything_that_was_agreed_can_be_read(template: str, tmp_path: Path) -> None:
    text = without_spaces(words(render_contract(template, CONTRACT), tmp_path))
    wanted = [
        TEMPLATES[template].title,
        CONTRACT.number,
        CONTRACT.shop.name,
        CONTRACT.shop.address,
        CONTRACT.shop.signs,
        CONTRACT.client.name,
        CONTRACT.client.address,
        TERMS.confidential,
        TERMS.returned,
        *(each.name for each in TERMS.cleared),
        "2026-11-28",
        "2027-11-27",
        "30 days",
        *CONTRACT.clauses,
        f"{template}.en",
    ]
    assert [each for each in wanted if without_spaces(each) not in text] == []


@pytest.mark.parametrize("template", TEMPLATES)
def test_the_same_contract_is_the_same_bytes(template: str) -> None:
    first = render_contract(template, CONTRACT)
    assert render_contract(template, replace(CONTRACT)) == first
    assert render_contract(template, replace(CONTRACT, number="A-2026-0008")) != first
    assert inspect_pdf(first).links == 0


@pytest.mark.parametrize("template", TEMPLATES)
def test_the_text_of_a_published_template_never_changes(template: str, tmp_path: Path) -> None:
    said = without_spaces(words(render_contract(template, CONTRACT), tmp_path))
    assert hashlib.sha256(said.encode()).hexdigest()[:32] == PUBLISHED[template]


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize(
    "text",
    [
        HOSTILE,
        '#import "sheet.typ": *',
        '#read("/etc/passwd")',
        "#panic() ] } ) $ ` \\",
        "#sys.inputs.data",
        "../../etc/passwd",
        "<script>alert(1)</script> {{ 7*7 }} %s {0}",
        RIGHT_TO_LEFT,
        "王小明",
        "\U0001f600 e\u0301",
    ],
)
def test_what_people_wrote_is_never_markup(template: str, text: str, tmp_path: Path) -> None:
    bent = replace(
        CONTRACT,
        client=Party(text, text, text),
        terms=replace(TERMS, confidential=text, returned=text, cleared=(Cleared(b32("x"), text),)),
        clauses=(text, text),
    )
    said = words(render_contract(template, bent), tmp_path)
    assert "root:" not in said
    if text.isascii():
        assert without_spaces(said).count(without_spaces(text)) >= 7


@given(st.text(min_size=1, max_size=60))
@settings(max_examples=25, deadline=None)
def test_any_visible_text_makes_an_agreement(text: str) -> None:
    shown = one_line(text)
    if not shown:
        return
    assert render_contract("mutual-nda.1", replace(CONTRACT, clauses=(shown,))).startswith(b"%PDF")


def test_the_longest_of_everything_fits(tmp_path: Path) -> None:
    people = sorted((Cleared(b32(str(n)), "N" * 120) for n in range(MOST_CLEARED)), key=_id)
    full = replace(
        CONTRACT,
        client=Party("W" * 120, "W" * 240, "W" * 120),
        terms=replace(TERMS, confidential="c" * MOST_TEXT, cleared=tuple(people)),
        clauses=("long " * 399 + "long",) * MOST_CLAUSES,
    )
    said = words(render_contract("confidentiality.1", full), tmp_path)
    assert said.count("long") >= 400 * MOST_CLAUSES


def _id(each: Cleared) -> str:
    return each.id


BAD_TERMS: dict[str, dict[str, Any]] = {
    "nothing confidential": {"confidential": ""},
    "too much": {"confidential": "x" * (MOST_TEXT + 1)},
    "two lines": {"returned": "a\nb"},
    "a byte of nothing": {"returned": "a\x00b"},
    "a turned text": {"returned": "a\u202eb"},
    "nobody cleared": {"cleared": ()},
    "too many cleared": {"cleared": tuple(Cleared(b32(str(n)), "x") for n in range(51))},
    "one twice": {"cleared": (CLEARED[0], CLEARED[0])},
    "out of order": {"cleared": CLEARED[::-1]},
    "no identifier": {"cleared": (Cleared("olga", "Olga"),)},
    "no name": {"cleared": (Cleared(b32("olga"), ""),)},
    "the end before the beginning": {"valid_until": date(2026, 11, 27)},
    "for ever": {"valid_until": date(2099, 1, 1)},
    "a negative notice": {"notice_days": -1},
    "a notice of eleven years": {"notice_days": 4000},
}


@pytest.mark.parametrize("name", BAD_TERMS)
def test_terms_that_nobody_can_keep_are_refused(name: str) -> None:
    assert replace(TERMS) == TERMS
    with pytest.raises(MalformedError):
        replace(TERMS, **BAD_TERMS[name])


def test_texts_around_them_have_limits_too() -> None:
    refused: tuple[Callable[[], object], ...] = (
        lambda: replace(CONTRACT, number=""),
        lambda: replace(CONTRACT, number="A\u200b1"),
        lambda: replace(CONTRACT, clauses=("x",) * (MOST_CLAUSES + 1)),
        lambda: replace(CONTRACT, clauses=("",)),
        lambda: Party("", "x"),
        lambda: Party("x" * 121, "x"),
        lambda: Party("x", "a\tb"),
        lambda: render_contract("mutual-nda.2", CONTRACT),
        lambda: render_contract("../erasure", CONTRACT),
        lambda: render_contract("mutual-nda.1", CONTRACT, language="../x"),
    )
    for bad in refused:
        with pytest.raises(MalformedError):
            bad()


def test_they_are_in_force_from_the_first_to_the_last_moment() -> None:
    assert TERMS.begins == datetime(2026, 11, 28, tzinfo=UTC)
    assert TERMS.ends == datetime(2027, 11, 28, tzinfo=UTC)
    day = replace(TERMS, valid_until=TERMS.valid_from)
    assert (day.ends - day.begins).total_seconds() == 86400


def test_their_hash_is_of_every_field() -> None:
    hashes = {
        TERMS.hash,
        replace(TERMS, notice_days=31).hash,
        replace(TERMS, returned="Nothing.").hash,
        replace(TERMS, cleared=CLEARED[:1]).hash,
        replace(TERMS, valid_until=date(2027, 11, 28)).hash,
    }
    assert len(hashes) == 5
    assert Terms.from_json(canon.parse(canon.to_bytes(TERMS.to_json()))) == TERMS
    assert TERMS.confidential not in repr(TERMS)
    assert CONTRACT.client.name not in repr(CONTRACT)


def test_a_drawing_survives_its_way_and_nothing_else_is_one() -> None:
    form = canon.parse(canon.to_bytes(DRAWING.to_json()))
    assert Drawing.from_json(form) == DRAWING
    assert Drawing.from_json(form).hash == DRAWING.hash
    stroke: Any
    for stroke in ([], [[1]], [[1, 2, 3]], [[-1, 0]], [[1201, 0]], [[0, 401]], [[1.5, 2]], "ab"):
        with pytest.raises(MalformedError):
            Drawing.from_json({**form, "strokes": [stroke]})
    others: tuple[Any, ...] = (
        None,
        [],
        {**form, "strokes": []},
        {**form, "v": 2},
        {**form, "width": 1},
    )
    for other in others:
        with pytest.raises(MalformedError):
            Drawing.from_json(other)
    with pytest.raises(MalformedError):
        Drawing((((1, 1),) * 4001,))
    assert "200" not in repr(DRAWING)


def test_a_template_reads_no_file_but_those_of_the_house(tmp_path: Path) -> None:
    """No template reads one, and typst itself stays in the folder that it is given."""
    folder = Path(__file__).parents[2] / "src/sealbench/agreement/templates"
    reading = "\n".join(path.read_text() for path in folder.glob("*.typ"))
    assert "#read(" not in reading
    assert "eval(" not in reading
    probe = (
        "import typst, sys, pathlib; f = pathlib.Path(sys.argv[1]) / 'a.typ';"
        "f.write_text('#read(\"near.txt\")'); (f.parent / 'near.txt').write_text('x');"
        "typst.compile(f, root=sys.argv[1]);"
        "f.write_text('#read(\"../../../../../../etc/passwd\")');"
        "print('read what is near');"
        "typst.compile(f, root=sys.argv[1])"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe, tmp_path], capture_output=True, text=True, check=False
    )
    assert done.stdout == "read what is near\n"
    assert done.returncode != 0


def test_a_contract_of_one_side_shows_who_signs() -> None:
    assert (
        Contract(
            number="1",
            drafted=date(2026, 1, 1),
            shop=Party("S", "", "O"),
            client=Party("C", ""),
            terms=TERMS,
        ).clauses
        == ()
    )
