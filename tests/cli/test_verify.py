"""`sealbench verify` on its own: what it loads, what it prints, how it leaves."""

import contextlib
import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from tests.dossier.story import CARLA, Teller, dossier, staff, whole
from tests.dossier.test_consent import WHOLE as CONSENT

from sealbench import canon
from sealbench.cli.main import run
from sealbench.dossier import write_dossier

VECTORS = Path(__file__).parents[2] / "vectors"
WHOLE = dossier(whole().payloads)

# Whatever only the shop needs is not there, and no home is named.
PROBE = """
import sys
SHOP = {"django", "cedarpy", "webauthn", "psycopg", "granian", "whitenoise", "segno",
        "structlog", "pydantic_settings", "cbor2", "asn1crypto", "OpenSSL", "pyhanko", "typst"}
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in SHOP:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Missing())
from sealbench.cli.main import run
code = run(["verify", *sys.argv[1:]])
assert not SHOP & {name.split(".")[0] for name in sys.modules}, "the shop was loaded"
assert not [name for name in sys.modules if name.startswith("sealbench.shop")]
sys.exit(code)
"""


def alone(*arguments: str, **environment: str) -> tuple[int, str, str]:
    """Run the command where only the verifier's own requirements are installed."""
    home = {name: value for name, value in os.environ.items() if name == "PATH"}
    done = subprocess.run(
        [sys.executable, "-c", PROBE, *arguments],
        capture_output=True,
        check=False,
        cwd=VECTORS,
        env={**home, "PYTHONPATH": str(VECTORS.parent / "src"), **environment},
    )
    return done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode()


def written(tmp_path: Path, data: bytes) -> str:
    path = tmp_path / "dossier.zip"
    path.write_bytes(data)
    return str(path)


def test_it_needs_neither_server_nor_framework_nor_database_nor_home() -> None:
    code, out, err = alone("dossier.zip")
    assert (code, err) == (0, "")
    assert "The client sealed a login" in out


def test_json_is_one_canonical_object_and_the_verdict_is_in_it() -> None:
    code, out, _ = alone("dossier.zip", "--json")
    value = canon.from_bytes(out.rstrip("\n").encode())
    assert (code, value["holds"], value["job"]) == (0, True, 1001)


def test_what_does_not_verify_leaves_with_3_and_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bent = dossier([*whole().payloads[:5], *whole().payloads[6:]])
    assert run(["verify", written(tmp_path, write_dossier(bent))]) == 3
    captured = capsys.readouterr()
    assert "fails" in captured.out
    assert captured.err == "sealbench: this dossier does not verify\n"
    assert run(["verify", written(tmp_path, write_dossier(WHOLE))]) == 0


@pytest.mark.parametrize("size", [0, 4, 5_000])
def test_what_is_cut_off_leaves_with_2(
    size: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["verify", written(tmp_path, write_dossier(WHOLE)[:size])]) == 2
    assert capsys.readouterr().out == ""


def test_a_report_that_was_changed_leaves_with_3(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "changed.zip"
    with zipfile.ZipFile(VECTORS / "dossier.zip") as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, data.replace(b"Tariq", b"Nobody") if "html" in name else data)
    assert run(["verify", str(path)]) == 3
    assert "report.html says something else" in capsys.readouterr().out


def test_names_from_a_stranger_cannot_steer_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    teller = Teller()
    teller.begin("tariq")
    name = "\x1b[31m[red]Eve[/red]\x1b]0;owned\x07\u202e"
    teller.tell("login:removed", {**CARLA, "name": name}, login="none")
    teller.tell(f"moon:{name}", staff("olga"))
    teller.hand_out()
    assert run(["verify", written(tmp_path, write_dossier(dossier(teller.payloads)))]) == 3
    out = capsys.readouterr().out
    assert "[red]Eve[/red]" in out
    assert "Not judged" in out
    assert not {"\x1b", "\x07", "\u202e"} & set(out)


def test_a_terminal_that_knows_only_ascii_still_gets_the_verdict(tmp_path: Path) -> None:
    teller = Teller()
    teller.begin("tariq")
    teller.tell("login:removed", {**CARLA, "name": "Žofie"}, login="none")
    teller.hand_out()
    path = written(tmp_path, write_dossier(dossier(teller.payloads)))
    code, out, _ = alone(path, PYTHONIOENCODING="ascii")
    assert code == 3
    assert "?ofie removed a login" in out


def test_on_a_terminal_the_results_have_colours_and_elsewhere_none(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = str(VECTORS / "dossier.zip")
    assert run(["verify", path]) == 0
    assert "\x1b[" not in capsys.readouterr().out
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert run(["verify", path]) == 0
    assert "\x1b[32mholds" in capsys.readouterr().out


def test_a_job_that_nobody_signed_for_has_no_table_of_signatures(tmp_path: Path) -> None:
    teller = Teller()
    teller.begin("tariq")
    teller.payloads = teller.payloads[:1]
    teller.hand_out()
    path = written(tmp_path, write_dossier(dossier(teller.payloads)))
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        assert run(["verify", path]) == 0
    assert "Signed deed" not in out.getvalue()


def test_a_consent_is_verified_by_itself(tmp_path: Path) -> None:
    path = tmp_path / "consent.json"
    path.write_bytes(canon.to_bytes(CONSENT))
    code, out, _ = alone(str(path))
    assert (code, "dpv:RenewedConsentGiven" in out) == (0, True)
    code, out, _ = alone(str(path), "--json")
    assert (code, canon.from_bytes(out.strip().encode())["holds"]) == (0, True)
    bent: Any = canon.parse(canon.to_bytes(CONSENT))
    bent["record"]["event"].pop()
    path.write_bytes(canon.to_bytes(bent))
    assert alone(str(path))[0] == 2  # the receipt is of another record
    bent["receipt"]["consent_receipt"] = canon.b64u(canon.digest(bent["record"]))
    path.write_bytes(canon.to_bytes(bent))
    code, out, err = alone(str(path))
    assert (code, "an event that nobody signed" in out) == (3, True)
    assert err == "sealbench: this consent does not verify\n"
