"""`sealbench verify` with an agreement: what it prints, how it leaves, what it needs."""

from pathlib import Path

import pytest
from tests.agreement.authorities import Stamps
from tests.cli.test_verify import VECTORS, alone

from sealbench import canon
from sealbench.cli.main import run

PDF = VECTORS / "agreement.pdf"


def test_the_file_alone_verifies(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["verify", str(PDF)]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "Olga signed exactly these bytes (passkey)" in out
    assert "drawn in person, before Tariq" in out
    assert "none was given" in out
    assert run(["verify", "--json", str(PDF)]) == 0
    report = canon.parse(capsys.readouterr().out.strip().encode())
    assert (report["kind"], report["holds"]) == ("agreement", True)


@pytest.mark.parametrize("at", [100, 20_000, 40_000, -20])
def test_a_changed_byte_is_found(
    at: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    raw = bytearray(PDF.read_bytes())
    raw[at] ^= 1
    path = tmp_path / "agreement.pdf"
    path.write_bytes(raw)
    assert run(["verify", str(path)]) in {2, 3}
    assert capsys.readouterr().err


def test_a_changed_letter_of_the_document_says_what_fails(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    raw = bytearray(PDF.read_bytes())
    raw[4000] ^= 1
    path = tmp_path / "agreement.pdf"
    path.write_bytes(raw)
    assert run(["verify", str(path)]) == 3
    captured = capsys.readouterr()
    assert "altered after it was sealed" in captured.out
    assert "signed another document" in captured.out
    assert "this agreement does not verify" in captured.err


def test_another_pdf_and_another_fingerprint_are_told_apart(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "other.pdf"
    path.write_bytes(b"%PDF-1.7\n%%EOF\n")
    assert run(["verify", str(path)]) == 2
    assert "not a final agreement" in capsys.readouterr().err
    wrong = "0000 " * 9 + "0000"
    assert run(["verify", str(PDF), "--fingerprint", wrong]) == 3
    assert "another home: this agreement is of" in capsys.readouterr().out


def test_a_root_of_time_stamps_may_be_given(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Stamps(tmp_path)
    assert run(["verify", str(PDF), "--stamp-root", str(tmp_path / "root.pem")]) == 0
    assert "sealed without a time stamp" in capsys.readouterr().out
    (tmp_path / "junk").write_bytes(b"junk")
    assert run(["verify", str(PDF), "--stamp-root", str(tmp_path / "junk")]) == 2
    assert run(["verify", str(PDF), "--stamp-root", str(tmp_path / "none")]) == 2


def test_where_nothing_reads_a_pdf_it_says_what_to_install() -> None:
    assert alone("dossier.zip")[0] == 0
    code, _, err = alone("agreement.pdf")
    assert code == 7
    assert 'pip install "sealbench[documents]"' in err
