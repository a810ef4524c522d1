"""Where the documents are."""

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
HOW_TO = DOCS / "how-to"
REFERENCE = DOCS / "reference"
FRONT = ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")

_OWN = (".ci", "bench", "docs", "frontend", "requirements", "src", "tests", "vectors")
_FOREIGN = {"node_modules", "built", "__pycache__"}


def documents() -> list[Path]:
    """Return every document of the repository."""
    return [ROOT / name for name in FRONT] + sorted(DOCS.rglob("*.md"))


def files() -> Iterator[Path]:
    """Yield every file of the repository that people wrote, and its folders."""
    yield from (path for path in ROOT.iterdir() if path.is_file())
    for name in _OWN:
        yield ROOT / name
        for path in (ROOT / name).rglob("*"):
            if not _FOREIGN & set(path.parts):
                yield path
