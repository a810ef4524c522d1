import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.docs.places import DOCS, ROOT, documents, files

LONGEST = {"README.md": 150, "ARCHITECTURE.md": 250, "spec": 250, "adr": 80}
"""STYLE 4.4, by the name of the file or of its folder."""

NOT_OF_THE_REPOSITORY = {
    "dossier.zip": "what a client takes home",
    "settings.env": "in a home",
    "report.html": "in a dossier",
    "README.txt": "in a dossier",
}
HOME = re.compile(r"(keys|ledger|data|run|escrow-programs)/")
KINDS = "py|md|ts|json|toml|txt|html|cedar|css|zip|sql|yml"
NAME = re.compile(rf"[\w.<>-]+\.({KINDS})|[\w.-]+(/[\w.<>-]+)*/([\w.<>-]+\.({KINDS}))?")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")

every_document = pytest.mark.parametrize(
    "path", documents(), ids=lambda path: str(path.relative_to(ROOT))
)


@every_document
def test_every_link_leads_somewhere(path: Path) -> None:
    for link in LINK.findall(path.read_text("utf-8")):
        if re.match(r"https?:|mailto:", link):
            continue
        place, _, anchor = link.partition("#")
        target = (path.parent / place).resolve() if place else path
        assert target.exists(), link
        assert target.is_relative_to(ROOT), link
        if anchor:
            assert anchor in anchors(target), link


@every_document
def test_every_file_that_is_named_exists(path: Path) -> None:
    for name in named(path):
        assert any(each.endswith(f"/{name.strip('/')}") for each in places()), name


@every_document
def test_no_document_outgrows_its_kind(path: Path) -> None:
    lines = path.read_text("utf-8").count("\n")
    assert lines <= LONGEST.get(path.name, LONGEST.get(path.parent.name, 400))


@every_document
def test_a_document_has_one_title_and_ends_in_one_line_break(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.startswith("# ")
    assert text.endswith("\n")


def test_every_vector_file_is_named_with_its_source() -> None:
    text = (ROOT / "vectors" / "SOURCES.md").read_text("utf-8")
    found = {path.name for path in (ROOT / "vectors").iterdir()} - {"SOURCES.md"}
    assert found == set(re.findall(r"`([\w-]+\.(?:json|zip|age|pdf))`", text)) & found
    assert found


def test_decisions_are_numbered_without_a_gap_and_have_one_form() -> None:
    decisions = sorted((DOCS / "adr").glob("*.md"))
    assert [int(path.name[:4]) for path in decisions] == list(range(1, len(decisions) + 1))
    for path in decisions:
        parts = re.findall(r"^## (.*)$", path.read_text("utf-8"), re.MULTILINE)
        assert parts == ["Context", "Decision", "Consequences", "Alternatives"], path.name


def named(path: Path) -> Iterator[str]:
    """Yield every name in backticks that looks like a file or a folder of the repository."""
    text = re.sub(r"```.*?```", "", path.read_text("utf-8"), flags=re.DOTALL)
    for word in re.findall(r"`([^`\n]+)`", text):
        is_example = "<" in word or word in NOT_OF_THE_REPOSITORY or HOME.match(word)
        if NAME.fullmatch(word) and not is_example:
            yield word


@cache
def places() -> frozenset[str]:
    """Return every file and folder of the repository, from a slash on."""
    return frozenset(f"/{path.relative_to(ROOT)}" for path in files())


@cache
def anchors(path: Path) -> frozenset[str]:
    """Return the anchors of a document's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.*)$", path.read_text("utf-8"), re.MULTILINE)
    return frozenset(re.sub(r"[^\w -]", "", each).lower().replace(" ", "-") for each in headings)
