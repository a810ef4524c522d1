"""The published package: read from the file, and made again."""

import io
import json
from collections.abc import Mapping
from typing import Any

from sealbench.package import check_package
from sealbench.seal import by_identity
from tests.package.make_vectors import FILE, FOLDER, entries, vectors
from tests.support.age import open_block

VECTORS: Mapping[str, Any] = json.loads((FOLDER / "package.json").read_text("utf-8"))


def test_they_are_what_the_script_makes() -> None:
    assert vectors() == VECTORS


def test_the_published_package_opens_to_the_published_files() -> None:
    unwrap = by_identity(VECTORS["identity"])
    assert entries(open_block(FILE.read_bytes(), unwrap)) == VECTORS["entries"]
    checked = check_package(io.BytesIO(FILE.read_bytes()), unwrap)
    assert list(checked.names) == [*entries(open_block(FILE.read_bytes(), unwrap))]
