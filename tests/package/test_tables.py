import csv
import io
import json

from hypothesis import given
from hypothesis import strategies as st

from sealbench.canon import JSON
from sealbench.package.tables import BOM, GUARD, to_csv, to_json, to_json_lines

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
cells = st.one_of(texts, st.sampled_from(["=1+1", "+49", "-1", "@a", "\tx", "\rx", "\nx", "'x"]))
rows = st.lists(st.dictionaries(texts, cells, min_size=1, max_size=4), max_size=5)
FORMULAS = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


def read(data: bytes) -> list[list[str]]:
    text = data.decode()
    assert text.startswith(BOM)
    return list(csv.reader(io.StringIO(text.removeprefix(BOM), newline=""), strict=True))


def unguarded(cell: str) -> str:
    return cell.removeprefix(GUARD)


@given(rows)
def test_a_spreadsheet_reads_the_texts_and_finds_no_formula(those: list[JSON]) -> None:
    table = read(b"".join(to_csv(those)))
    columns = [unguarded(cell) for cell in table[0]]
    assert all(not cell.startswith(FORMULAS) for row in table for cell in row)
    found = [dict(zip(columns, map(unguarded, row), strict=True)) for row in table[1:]]
    assert found == [{name: row.get(name, "") for name in columns} for row in those]


@given(rows)
def test_json_has_the_same_without_a_guard(those: list[JSON]) -> None:
    assert json.loads(b"".join(to_json(those))) == those
    lines = b"".join(to_json_lines(those)).splitlines()
    assert [json.loads(line) for line in lines] == those


def test_it_is_rfc_4180() -> None:
    data = b"".join(to_csv([{"a": 'x "y"', "b": 1}, {"c": [True, None], "a": "l1\nl2"}]))
    assert data == (
        b'\xef\xbb\xbf"a","b","c"\r\n'
        b'"x ""y""","1",""\r\n'
        b'"l1\nl2","","[true,null]"\r\n'
    )  # fmt: skip


def test_numbers_words_and_nothing_are_written_plainly() -> None:
    data = b"".join(to_csv([{"a": -5, "b": True, "c": False, "d": None, "e": {"k": "v"}}]))
    assert read(data)[1] == ["'-5", "true", "false", "", '{"k":"v"}']


def test_a_table_without_rows_is_there_and_empty() -> None:
    assert read(b"".join(to_csv([]))) == [[]]
    assert b"".join(to_json([])) == b"[]\n"
