import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sealbench.agreement import check, new_signing_key, render_erasure, sign
from sealbench.errors import MalformedError, VerificationError
from tests.agreement.samples import CERTIFICATE, KEY, NOW, later

PDF = render_erasure(CERTIFICATE)
SIGNED = sign(PDF, KEY, at=NOW, reason="Certificate of erasure")


def covered(signed: bytes) -> tuple[bytes, bytes]:
    """Return everything but the seal itself."""
    before, _, rest = signed.partition(b"/Contents <")
    return before, rest.partition(b">")[2]


def test_the_seal_says_who_and_when_and_holds() -> None:
    seal = check(SIGNED, [KEY.root], now=NOW)
    assert (seal.signer, seal.at, seal.certificate) == ("Olga's Workbench", NOW, KEY.certificate)
    assert SIGNED.startswith(PDF)


def test_it_holds_for_years_and_not_after_the_certificate() -> None:
    assert check(SIGNED, [KEY.root], now=later(days=3000)).signer
    with pytest.raises(VerificationError):
        check(SIGNED, [KEY.root], now=later(days=3700))


def test_a_reader_of_other_make_sees_it_and_that_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "signed.pdf"
    path.write_bytes(SIGNED)
    done = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True, check=True)
    for wanted in (
        "ETSI.CAdES.detached",
        "Signature is Valid",
        "Total document signed",
        "Olga's Workbench",
        "SHA-256",
    ):
        assert wanted in done.stdout
    path.write_bytes(SIGNED.replace(b"1.7", b"1.6", 1))
    done = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True, check=False)
    assert "Signature is Valid" not in done.stdout


@pytest.mark.parametrize("place", [8, 3000, 40_000, -10, -1000])
def test_an_altered_byte_breaks_it(place: int) -> None:
    raw = bytearray(SIGNED)
    raw[place] ^= 1
    with pytest.raises((VerificationError, MalformedError)):
        check(bytes(raw), [KEY.root], now=NOW)


def test_the_spelling_of_the_seal_itself_is_one() -> None:
    start = SIGNED.index(b"/Contents <") + len(b"/Contents <")
    end = SIGNED.index(b">", start)
    assert check(SIGNED, [KEY.root], now=NOW).signer
    assert SIGNED[end - 100 : end] == b"0" * 100
    for bent in (
        SIGNED[:start] + SIGNED[start:end].lower() + SIGNED[end:],
        SIGNED[: end - 2] + b"01" + SIGNED[end:],
        SIGNED[: end - 2] + b"  " + SIGNED[end:],
    ):
        with pytest.raises(VerificationError):
            check(bent, [KEY.root], now=NOW)


def test_what_is_added_breaks_it() -> None:
    with pytest.raises(VerificationError):
        check(SIGNED + b"\n% more\n", [KEY.root], now=NOW)


def test_a_second_seal_is_not_ours() -> None:
    with pytest.raises(MalformedError):
        sign(SIGNED, KEY, at=NOW, reason="again")


def test_a_stranger_is_not_trusted() -> None:
    with pytest.raises(VerificationError, match="not trusted"):
        check(SIGNED, [new_signing_key("Olga's Workbench", now=NOW).root], now=NOW)
    with pytest.raises(VerificationError, match="not trusted"):
        check(SIGNED, [], now=NOW)


def test_what_has_no_seal_is_malformed() -> None:
    for data in (b"", b"%PDF-1.7", PDF, PDF[:5000], SIGNED[:-3000], b"PK\x03\x04"):
        with pytest.raises(MalformedError):
            check(data, [KEY.root], now=NOW)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_any_bent_file_is_refused_in_our_words(data: st.DataObject) -> None:
    raw = bytearray(SIGNED)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=40))
    try:
        seal = check(bytes(raw), [KEY.root], now=NOW)
    except (MalformedError, VerificationError):
        return
    # A few digits of the container are covered by nothing: version, labels of algorithms.
    assert seal == check(SIGNED, [KEY.root], now=NOW)
    assert covered(bytes(raw)) == covered(SIGNED)


def test_nothing_but_a_pdf_is_signed() -> None:
    with pytest.raises(MalformedError):
        sign(b"hello", KEY, at=NOW, reason="x")


def test_neither_typst_nor_pyhanko_is_loaded_before_it_is_needed() -> None:
    probe = (
        "import sys, sealbench.agreement;"
        "found = {'typst', 'pyhanko', 'lxml', 'aiohttp'} & set(sys.modules);"
        "sys.exit(str(found) if found else 0)"
    )
    assert subprocess.run([sys.executable, "-c", probe], check=False).returncode == 0


def test_a_seal_of_an_hour_ago_says_so() -> None:
    at = NOW - timedelta(hours=1)
    assert check(sign(PDF, KEY, at=at, reason="x"), [KEY.root], now=NOW).at == at
