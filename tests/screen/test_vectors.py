import json
from pathlib import Path

import pytest

from sealbench.screen import screen

_FILE = Path(__file__).parents[2] / "vectors" / "screen.json"
_VECTORS = json.loads(_FILE.read_text())["vectors"]
_FIELDS = ("start", "end", "kind", "rule", "severity")


@pytest.mark.parametrize("vector", _VECTORS, ids=lambda vector: vector["text"][:30])
def test_the_vector_holds(vector: dict[str, object]) -> None:
    text = vector["text"]
    assert isinstance(text, str)
    found = [{name: getattr(f, name) for name in _FIELDS} for f in screen(text).findings]
    assert found == vector["findings"]
