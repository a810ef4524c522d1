"""The table of the sweeps: every act that is swept stands in it, and its sums are right."""

from tests.docs.places import DOCS
from tests.fault.results import HEAD, Act

PAGE = DOCS / "fault-sweeps.md"


def results() -> list[list[str]]:
    """Return the cells of each row of the results."""
    lines = PAGE.read_text("utf-8").partition(f"| {' | '.join(HEAD)} |\n")[2].splitlines()
    table = lines[1 : lines.index("")]
    return [line.strip("| ").split(" | ") for line in table]


def test_every_act_was_swept_and_nothing_was_violated() -> None:
    *rows, _ = results()
    assert {row[0] for row in rows} == {act.value for act in Act}
    assert {row[-1] for row in rows} == {"0"}


def test_the_sums_of_the_table_are_right() -> None:
    *rows, total = results()
    counts = [[int(cell) for cell in row[2:]] for row in rows]
    assert [int(cell) for cell in total[2:]] == [
        sum(column) for column in zip(*counts, strict=True)
    ]
    for _calls, runs, before, after, _violations in counts:
        assert before + after == runs
