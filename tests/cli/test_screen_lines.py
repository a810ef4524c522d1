"""JSON lines as they arrive: what is there is answered before more is waited for."""

import io
import json
import subprocess
import sys

import pytest

from sealbench.cli.exit import code_of
from sealbench.cli.screen_lines import answer_lines
from sealbench.errors import MalformedError, UnavailableError


class _Pieces(io.BytesIO):
    """A stream that brings a piece at each reading, as a pipe may."""

    def __init__(self, *pieces: bytes) -> None:
        super().__init__()
        self._pieces = list(pieces)

    def read1(self, size: int | None = -1, /) -> bytes:
        del size
        return self._pieces.pop(0) if self._pieces else b""


def _answers(*pieces: bytes) -> list[dict[str, object]]:
    out = io.BytesIO()
    answer_lines(_Pieces(*pieces), out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_lines_are_whole_however_they_arrive() -> None:
    data = "".join(
        json.dumps({"id": i, "text": f"caf\u00e9 {i}, pw: hunter{i}"}, ensure_ascii=False) + "\n"
        for i in range(7)
    ).encode()
    whole = _answers(data)
    assert [row["id"] for row in whole] == list(range(7))
    for size in (1, 3, 50, 100):
        pieces = [data[at : at + size] for at in range(0, len(data), size)]
        assert _answers(*pieces) == whole
    assert _answers(data.rstrip(b"\n")) == whole


def test_contexts_may_be_mixed_and_the_order_stays() -> None:
    lines = [
        {"id": "a", "text": "admin / bluewhale77", "context": "note"},
        {"id": "b", "text": "admin / bluewhale77", "context": "name"},
        {"id": ["c"], "text": "pw: hunter2", "context": "name"},
        {"id": None, "text": "fan"},
    ]
    rows = _answers("\n".join(map(json.dumps, lines)).encode())
    assert [row["id"] for row in rows] == ["a", "b", ["c"], None]
    assert [bool(row["findings"]) for row in rows] == [True, False, True, False]


def test_white_space_around_an_object_is_json_and_two_objects_are_not() -> None:
    assert len(_answers(b' {"text": "a"}\r\n{"text": "b"} \n')) == 2
    with pytest.raises(MalformedError, match="line 2 is not json"):
        _answers(b'{"text": "a"}\n{"text": "b"}{"text": "c"}\n')


def test_a_line_is_answered_while_the_next_is_waited_for() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "sealbench.cli", "screen"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdin
        assert process.stdout
        for number in (1, 2):
            process.stdin.write(b'{"text": "pw: hunter2"}\n')
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == number
        process.stdin.close()
        assert process.wait() == 1


def test_the_verifier_loads_no_numpy_and_the_command_says_what_is_missing() -> None:
    source = (
        "import sys; from sealbench.cli.main import run; assert 'numpy' not in sys.modules;"
        "sys.modules['numpy'] = None; sys.exit(run(['screen']))"
    )
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, check=False)
    assert done.returncode == code_of(UnavailableError("the screen"))
    assert b'pip install "sealbench[screen]"' in done.stderr
