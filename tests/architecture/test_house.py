"""What a machine can see of DESIGN 3 and STYLE 4: floors, sizes, names."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import sealbench

SRC = Path(sealbench.__file__).parent
ROOT = SRC.parents[1]
LIBRARIES = (
    "canon",
    "clock",
    "ids",
    "errors",
    "statement",
    "seal",
    "keyring",
    "ledger",
    "screen",
    "agreement",
    "dossier",
    "backup",
    "package",
)
LONGEST = {".py": 400, ".ts": 400, ".html": 120, ".css": 400}
BANNED = {"utils", "helpers", "common", "manager", "misc", "legacy"}
ALWAYS_WRITES = {"save", "bulk_create", "get_or_create", "update_or_create", "executemany"}
WRITES = {"create", "delete", "update", "bulk_update"}
DECRYPTS = {"open", "unwrap", "unseal", "decrypt"}


def modules(folder: str = "") -> Iterator[Path]:
    for path in sorted((SRC / folder).rglob("*.py")):
        if "migrations" not in path.parts:
            yield path


def calls(path: Path) -> Iterator[ast.Attribute]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node.func


@pytest.mark.parametrize("name", LIBRARIES)
def test_a_library_loads_without_django_and_without_the_shop(name: str) -> None:
    probe = (
        f"import sealbench.{name}, sys;"
        "bad = {'django', 'psycopg', 'webauthn', 'granian', 'sealbench.shop'} & set(sys.modules);"
        "sys.exit(str(bad) if bad else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_no_file_outgrows_its_kind() -> None:
    found = [*modules(), *(SRC / "shop" / "pages" / "templates").rglob("*.html")]
    found += [
        *(ROOT / "frontend" / "src").rglob("*.ts"),
        *(ROOT / "frontend" / "tests").rglob("*.ts"),
        *(ROOT / "frontend" / "src").rglob("*.css"),
    ]
    found += list((ROOT / "tests").rglob("*.py"))
    long = {
        str(path.relative_to(ROOT)): lines
        for path in found
        if (lines := path.read_text().count("\n")) > LONGEST[path.suffix]
    }
    assert long == {}


def test_an_ignored_type_has_its_reason_beside_it() -> None:
    ignores = re.compile(r"# type[:] ignore(?P<rest>.*)")
    reason = re.compile(r"\[[a-z,-]+\]  # \S.*")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in [*modules(), *(ROOT / "tests").rglob("*.py"), *(ROOT / "bench").rglob("*.py")]
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if (said := ignores.search(line)) and not reason.fullmatch(said["rest"])
    ]
    assert found == []


def test_names_say_something() -> None:
    assert [path for path in modules() if BANNED & {path.stem, *path.relative_to(SRC).parts}] == []


def test_every_module_and_public_thing_says_what_it_is_for() -> None:
    silent = []
    for path in modules():
        tree = ast.parse(path.read_text())
        if tree.body and not ast.get_docstring(tree):
            silent.append(str(path.relative_to(SRC)))
    assert silent == []


@pytest.mark.parametrize("folder", ["shop/pages", "shop/queries", "shop/commands"])
def test_only_procedures_write(folder: str) -> None:
    writes = [
        f"{path.relative_to(SRC)}:{call.lineno}"
        for path in modules(folder)
        for call in calls(path)
        if call.attr in ALWAYS_WRITES or (call.attr in WRITES and "objects" in ast.unparse(call))
    ]
    assert writes == []


def test_models_never_decrypt() -> None:
    assert [
        f"{path.name}:{call.lineno}"
        for path in modules("shop/records")
        for call in calls(path)
        if call.attr in DECRYPTS
    ] == []


def test_only_the_executor_opens_transactions_and_what_fills_an_empty_database() -> None:
    opened = {
        str(path.relative_to(SRC))
        for path in modules()
        for call in calls(path)
        if call.attr in {"atomic", "commit", "rollback"}
    }
    assert opened <= {"shop/bench/executor.py", "shop/records/refill.py"}


def test_nothing_speaks_by_signals_or_singletons() -> None:
    assert [path for path in modules() if "django.dispatch" in path.read_text()] == []


def test_the_shop_screens_under_its_own_words() -> None:
    """But for the trial of a word, which compares with and without it."""
    direct = {
        path.stem
        for path in modules("shop")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom)
        and str(node.module) in {"sealbench", "sealbench.screen", "sealbench.screen.screening"}
        and {"screen", "screen_all"}.intersection(alias.name for alias in node.names)
    }
    assert direct == {"screening", "try_house_word"}


def verbs_of(path: Path) -> list[ast.FunctionDef]:
    """Return the procedures in a module: public, first `work`, an outcome in the end."""
    return [
        node
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and node.args.args
        and node.args.args[0].arg == "work"
        and ast.unparse(node.returns or ast.Constant(None)).startswith("Outcome")
    ]


def test_a_procedure_is_one_verb_in_one_file() -> None:
    found = {path.stem: [verb.name for verb in verbs_of(path)] for path in procedures()}
    assert {stem: verbs for stem, verbs in found.items() if len(verbs) > 1} == {}
    assert len([verbs for verbs in found.values() if verbs]) > 40


def test_every_procedure_names_its_clause() -> None:
    clause = re.compile(r"\b(A[1-6]|B[1-4]|C[12]|D1)\b")
    silent = [
        path.stem for path in procedures() if verbs_of(path) and not clause.search(path.read_text())
    ]
    assert silent == []


def procedures() -> Iterator[Path]:
    return modules("shop/procedures")


def test_what_a_procedure_loads_does_not_print_what_was_sealed() -> None:
    shown = [
        f"{path.stem}:{node.lineno}"
        for path in procedures()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.AnnAssign)
        and isinstance(node.target, ast.Name)
        and node.target.id == "content"
        and node.value is None
    ]
    assert shown == []
