import json
from pathlib import Path

import typer
from typer.testing import CliRunner

from sealbench.cli.screen import register


def _app() -> typer.Typer:
    app = typer.Typer()
    app.callback()(lambda: None)
    register(app)
    return app


def _run(*arguments: str, lines: bytes = b"") -> tuple[int, str, str]:
    result = CliRunner().invoke(_app(), ["screen", *arguments], input=lines)
    return result.exit_code, result.stdout, result.stderr


def test_clean_lines_exit_0_in_silence() -> None:
    assert _run(lines=b'{"text": "new battery"}\n{"text": "", "kind": "name"}\n') == (0, "", "")


def test_findings_exit_1_and_json_lines_carry_spans_but_no_secret() -> None:
    code, out, err = _run("--json", lines=b'{"text": "pw: hunter2"}\n{"text": "ok"}\n')
    first, second = map(json.loads, out.splitlines())
    assert (code, err) == (1, "")
    assert (first["source"], first["blocks"]) == ("-:1", True)
    assert (first["findings"][0]["start"], first["findings"][0]["end"]) == (4, 11)
    assert second == {"source": "-:2", "blocks": False, "findings": []}
    assert "hunter2" not in out


def test_a_file_is_read_whole_and_places_are_line_and_column(tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_text("fan replaced\n  pw: hunter2\n")
    code, out, _ = _run(str(path))
    assert code == 1
    assert out.startswith(f"{path}:2:7: block password: ")
    path.write_text("fan replaced\n")
    assert _run(str(path)) == (0, "", "")


def test_what_cannot_be_read_exits_2_without_the_content(tmp_path: Path) -> None:
    path = tmp_path / "bytes"
    path.write_bytes(b"pw: hunter2 \xff")
    for arguments, lines in (
        ([str(path)], b""),
        ([str(tmp_path / "absent")], b""),
        ([], b"pw: hunter2\n"),
        ([], b'{"text": 5}\n'),
        ([], b'{"note": "hunter2"}\n'),
        ([], b'{"text": "hunter2", "more": 1}\n'),
        ([], b'{"text": "hunter2", "kind": "poem"}\n'),
        ([], b'{"text": "hunter2", "kind": 1}\n'),
        ([], b'{"text": "\xff"}\n'),
    ):
        code, out, err = _run(*arguments, lines=lines)
        assert (code, out) == (2, "")
        assert err.startswith("sealbench screen: ")
        assert "hunter2" not in err


def test_nul_is_text_and_half_a_surrogate_pair_is_not() -> None:
    assert _run(lines=b'{"text": "\\u0000"}\n')[0] == 0
    assert _run(lines=b'{"text": "\\ud800"}\n')[0] == 2
