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


def test_every_line_is_answered_in_order_and_findings_exit_1() -> None:
    code, out, err = _run(lines=b'{"id": "a", "text": "pw: hunter2"}\n{"id": 7, "text": "ok"}\n')
    first, second = map(json.loads, out.splitlines())
    assert (code, err) == (1, "")
    assert first["id"] == "a"
    (finding,) = first["findings"]
    assert (finding["start"], finding["end"], finding["kind"]) == (4, 11, "password")
    assert 0 < finding["confidence"] <= 1
    assert second == {"id": 7, "findings": []}
    assert "hunter2" not in out


def test_clean_lines_exit_0_and_a_line_without_an_id_is_its_number() -> None:
    code, out, err = _run(lines=b'{"text": "new battery"}\n{"text": "", "context": "name"}\n')
    assert (code, err) == (0, "")
    assert [json.loads(line)["id"] for line in out.splitlines()] == [1, 2]


def test_any_text_is_screened_and_other_fields_are_let_be() -> None:
    assert _run(lines=b'{"text": "\\u0000 \\ud800", "lang": "en"}\n')[0] == 0


def test_a_file_is_read_whole_and_places_are_line_and_column(tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_text("fan replaced\n  pw: hunter2\n")
    code, out, _ = _run(str(path))
    assert code == 1
    assert out.startswith(f"{path}:2:7: block password: ")
    assert json.loads(_run("--json", str(path))[1])["id"] == str(path)
    path.write_text("fan replaced\n")
    assert _run(str(path)) == (0, "", "")


def test_a_folder_is_walked_in_order_and_what_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "note.txt").write_text("pw: hunter2")
    (tmp_path / "a.txt").write_text("PIN: 4711")
    (tmp_path / "z.bin").write_bytes(b"pw: hunter2 \xff")
    (tmp_path / "link").symlink_to(tmp_path / "a.txt")
    code, out, err = _run(str(tmp_path))
    assert code == 1
    assert [line.split(":")[0] for line in out.splitlines()] == [
        str(tmp_path / "a.txt"),
        str(tmp_path / "b" / "note.txt"),
    ]
    assert err == f"{tmp_path / 'z.bin'}: not a readable text file in utf-8\n"


def test_what_cannot_be_read_exits_2_without_the_content(tmp_path: Path) -> None:
    path = tmp_path / "bytes"
    path.write_bytes(b"pw: hunter2 \xff")
    for arguments, lines in (
        ([str(path)], b""),
        ([str(tmp_path / "absent")], b""),
        ([], b"pw: hunter2\n"),
        ([], b'["hunter2"]\n'),
        ([], b'{"text": 5}\n'),
        ([], b'{"note": "hunter2"}\n'),
        ([], b'{"text": "hunter2", "context": "poem"}\n'),
        ([], b'{"text": "hunter2", "context": 1}\n'),
        ([], b'{"text": "\xff"}\n'),
    ):
        code, out, err = _run(*arguments, lines=lines)
        assert (code, out) == (2, "")
        assert err.startswith("sealbench screen: ")
        assert "hunter2" not in err


def test_results_before_a_malformed_line_are_printed() -> None:
    code, out, err = _run(lines=b'{"text": "ok"}\n{\n')
    assert (code, out) == (2, '{"id":1,"findings":[]}\n')
    assert err == "sealbench screen: line 2 is not json\n"


def test_house_words_come_from_a_file(tmp_path: Path) -> None:
    words = tmp_path / "house.json"
    words.write_text(
        '{"vetoes": ["omeg*"], "cues": [{"words": "Torlosung", "kind": "other_secret"}]}'
    )
    lines = b'{"text": "the desktop wants omega1984"}\n{"text": "Torlosung: azul2009"}\n'
    alone = [json.loads(line)["findings"] for line in _run(lines=lines)[1].splitlines()]
    code, out, _ = _run("--house", str(words), lines=lines)
    with_words = [json.loads(line)["findings"] for line in out.splitlines()]
    assert code == 1
    assert [bool(found) for found in alone] == [True, True]
    assert [len(found) for found in with_words] == [0, 1]
    assert with_words[1][0]["kind"] == "other_secret"
    note = tmp_path / "note.txt"
    note.write_text("the desktop wants omega1984")
    assert _run("--house", str(words), str(note)) == (0, "", "")


def test_house_words_that_are_none_exit_2(tmp_path: Path) -> None:
    words = tmp_path / "house.json"
    for content in ("{", "[]", '{"vetoes": ["*"], "cues": []}', '{"vetoes": [], "cues": [1]}'):
        words.write_text(content)
        code, out, err = _run("--house", str(words), lines=b'{"text": "ok"}\n')
        assert (code, out) == (2, "")
        assert err.startswith(f"sealbench screen: {words}: ")
    code, _, err = _run("--house", str(tmp_path / "absent"), lines=b'{"text": "ok"}\n')
    assert (code, err) == (2, f"sealbench screen: {tmp_path / 'absent'} cannot be read\n")
