"""Each transcript is a contract: commands as they are typed, and all that they answer.

A line `$ …` is a command, run in the folder `vectors`; what follows is its output, lines on
stderr after `! `, and the exit code in brackets where it is not 0.
"""

import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from sealbench.cli.main import run

TRANSCRIPTS = sorted((Path(__file__).parent / "transcripts").glob("*.txt"))
VECTORS = Path(__file__).parents[2] / "vectors"


def steps(text: str) -> Iterator[tuple[str, str]]:
    """Yield each command of a transcript with its expected answer."""
    for step in ("\n" + text).split("\n$ ")[1:]:
        command, _, answer = step.partition("\n")
        yield command, answer.rstrip()


def answered(command: str, capsys: pytest.CaptureFixture[str]) -> str:
    name, *arguments = shlex.split(command)
    assert name == "sealbench"
    code = run(arguments)
    captured = capsys.readouterr()
    lines = [line.rstrip() for line in captured.out.splitlines()]
    lines += [f"! {line.rstrip()}" for line in captured.err.splitlines()]
    return "\n".join([*lines, *([f"[{code}]"] if code else [])]).rstrip()


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: path.stem)
def test_it_answers_as_it_was_written_down(
    path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(VECTORS)
    told = list(steps(path.read_text("utf-8")))
    assert told
    for command, answer in told:
        assert answered(command, capsys) == answer
