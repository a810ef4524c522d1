import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealbench.backup import Value, read_rows, write_row
from sealbench.errors import MalformedError

NUMBERS = st.integers(-(2**63), 2**63 - 1)
VALUES = st.none() | st.booleans() | NUMBERS | st.text() | st.binary()


@given(st.lists(st.lists(VALUES, min_size=3, max_size=3), max_size=8))
def test_rows_come_back_as_they_were(rows: list[list[Value]]) -> None:
    data = b"".join(map(write_row, rows))
    found = list(read_rows(data, columns=3))
    assert found == rows
    # 0 and False are equal in Python, and are not the same in a column.
    assert [[type(each) for each in row] for row in found] == [
        [type(each) for each in row] for row in rows
    ]


@given(st.binary(max_size=64), st.integers(1, 4))
def test_any_bytes_are_rows_or_malformed(data: bytes, columns: int) -> None:
    try:
        rows = list(read_rows(data, columns=columns))
    except MalformedError:
        return
    assert b"".join(map(write_row, rows)) == data


@given(st.lists(VALUES, min_size=1, max_size=4))
def test_a_row_that_breaks_off_is_malformed(values: list[Value]) -> None:
    data = write_row(values)
    for end in range(1, len(data)):
        with pytest.raises(MalformedError):
            list(read_rows(data[:end], columns=len(values)))
    assert list(read_rows(data, columns=len(values))) == [values]


@pytest.mark.parametrize("value", [2**63, -(2**63) - 1, 1.5, "\ud800", ["a"]])
def test_what_no_column_holds_is_malformed(value: object) -> None:
    with pytest.raises(MalformedError):
        write_row([value])  # type: ignore[list-item]  # on purpose
    assert write_row([2**63 - 1])
