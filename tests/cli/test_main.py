import subprocess
import sys

import pytest
import typer

from sealbench import __version__
from sealbench.cli import main
from sealbench.cli.main import run
from sealbench.errors import AbsentError


def test_it_says_its_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out.strip() == __version__


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nonsense"], "No such command"),
        (["--nonsense"], "No such option"),
        (["verify"], "Missing argument 'FILE'"),
        (["verify", "--nonsense"], "No such option"),
    ],
)
def test_what_it_does_not_understand_is_malformed(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    shown = capsys.readouterr()
    assert shown.err.startswith("sealbench: ")
    assert told in shown.err
    assert "hint: look at: sealbench --help" in shown.err
    assert shown.out == ""


def test_without_a_word_it_shows_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([]) == 2
    shown = capsys.readouterr()
    assert "verify" in shown.out
    assert shown.err == ""


def test_asked_for_the_help_it_is_fine(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["verify", "--help"]) == 0
    assert "FILE" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("error", "code", "told"),
    [
        (AbsentError("nothing here", hint="look elsewhere"), 5, "nothing here"),
        (typer.Abort(), 130, "stopped"),
        (RuntimeError("carla@example.org"), 70, "internal error: RuntimeError"),
    ],
)
def test_an_error_becomes_its_exit_code_and_tells_no_datum(
    error: Exception,
    code: int,
    told: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def broken() -> None:
        raise error

    def made(*, alone: bool = False) -> typer.Typer:  # noqa: ARG001 - the shape of make_app
        app = typer.Typer()
        app.command("broken")(broken)
        return app

    monkeypatch.setattr(main, "make_app", made)
    assert run([]) == code
    shown = capsys.readouterr().err
    assert shown.startswith(f"sealbench: {told}")
    assert "carla" not in shown


def test_stopped_by_hand_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*, alone: bool = False) -> typer.Typer:
        raise KeyboardInterrupt(alone)

    monkeypatch.setattr(main, "make_app", interrupted)
    assert run([]) == 130


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["screen", "--help"]])
def test_it_runs_with_what_the_verifier_alone_requires(arguments: list[str]) -> None:
    done = run_alone(arguments)
    assert done.returncode == 0, done.stderr


def test_without_the_server_s_parts_its_commands_are_not_there() -> None:
    shown = run_alone(["--help"]).stdout.decode()
    assert "verify" in shown
    assert "serve" not in shown
    assert run_alone(["serve"]).returncode == 2


def run_alone(arguments: list[str]) -> subprocess.CompletedProcess[bytes]:
    """Run the command where neither the server's packages nor click are installed."""
    absent = ["click", "django", "granian", "psycopg", "webauthn", "cedarpy", "structlog"]
    probe = (
        f"import sys; sys.modules.update(dict.fromkeys({absent!r}));"
        f"from sealbench.cli.main import run; sys.exit(run({arguments!r}))"
    )
    return subprocess.run([sys.executable, "-c", probe], capture_output=True, check=False)
