"""`sealbench verify` of a return package that was opened."""

import io
import zipfile
from pathlib import Path

import pytest
from tests.package.make_vectors import FILE
from tests.package.samples import BY_CARLA
from tests.support.age import open_block

from sealbench import canon
from sealbench.cli.main import run
from sealbench.package.archive import MANIFEST

OPENED = open_block(FILE.read_bytes(), BY_CARLA)


def bent(name: str, data: bytes | None) -> bytes:
    output = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(OPENED)) as good,
        zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as bad,
    ):
        for each in good.namelist():
            kept = data if each == name else good.read(each)
            if kept is not None:
                bad.writestr(each, kept)
    return output.getvalue()


def verify(tmp_path: Path, data: bytes, *options: str) -> int:
    path = tmp_path / "package.zip"
    path.write_bytes(data)
    return run(["verify", str(path), *options])


def test_a_whole_package_holds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify(tmp_path, OPENED) == 0
    told = capsys.readouterr().out
    assert "Return package" in told
    assert "compare the file that you got with the shop's slip" in told
    assert verify(tmp_path, OPENED, "--json") == 0
    value = canon.from_bytes(capsys.readouterr().out.rstrip("\n").encode())
    assert (value["holds"], value["kind"]) == (True, "package")


def test_what_was_changed_does_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify(tmp_path, bent("client.json", b"[]")) == 3
    assert "altered" in capsys.readouterr().err
    assert verify(tmp_path, bent("client.json", None)) == 3
    assert "missing" in capsys.readouterr().err


def test_what_is_no_package_is_taken_for_a_dossier(tmp_path: Path) -> None:
    assert verify(tmp_path, bent(MANIFEST, None)) == 2
    assert verify(tmp_path, FILE.read_bytes()) == 2


def test_a_package_has_no_fingerprint(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify(tmp_path, OPENED, "--fingerprint", "0" * 40) == 2
    assert "the dossiers inside" in capsys.readouterr().err
