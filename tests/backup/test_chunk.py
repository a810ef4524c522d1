import secrets

from hypothesis import given
from hypothesis import strategies as st

from sealbench.backup import chunks_of

ROW = 400


def keyed(numbers: range) -> list[tuple[bytes, bytes]]:
    return [(b"key %d" % each, secrets.token_bytes(ROW)) for each in numbers]


@given(st.lists(st.tuples(st.binary(max_size=9), st.binary(min_size=1, max_size=99)), max_size=99))
def test_chunks_together_are_the_rows(rows: list[tuple[bytes, bytes]]) -> None:
    assert b"".join(chunks_of(rows)) == b"".join(row for _, row in rows)


def test_chunks_have_a_size_that_a_disk_likes() -> None:
    chunks = list(chunks_of(keyed(range(20_000))))
    assert 5 < len(chunks) < 60
    assert max(map(len, chunks)) <= (1 << 23) + ROW


def test_a_chunk_never_outgrows_the_most_although_no_key_ends_it() -> None:
    # 0x00000000 is the checksum of no bytes: with rows of no length nothing would end a chunk.
    unlucky = next(b"%d" % each for each in range(10**6) if _is_unlucky(b"%d" % each))
    chunks = list(chunks_of((unlucky, bytes(ROW)) for _ in range(50_000)))
    assert max(map(len, chunks)) < (1 << 23) + ROW
    assert len(chunks) > 1


def _is_unlucky(key: bytes) -> bool:
    return len(list(chunks_of([(key, bytes(ROW)), (key, bytes(ROW))]))) == 1


def test_a_row_that_comes_or_goes_changes_two_chunks_at_most() -> None:
    rows = keyed(range(20_000))
    before = set(chunks_of(rows))
    for at in range(0, 20_000, 997):
        for changed in (
            [*rows[:at], *rows[at + 1 :]],
            [*rows[:at], (b"new", bytes(ROW)), *rows[at:]],
            [*rows[:at], (rows[at][0], bytes(ROW)), *rows[at + 1 :]],
        ):
            assert len(set(chunks_of(changed)) - before) <= 2
