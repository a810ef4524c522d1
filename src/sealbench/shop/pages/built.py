"""What the build of the front end left: files, and the hashes that pages name (SRI)."""

import json
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "static" / "built"
PREFIX = "/static/built/"


@cache
def integrity(name: str) -> str:
    """Return the integrity attribute's value for the built file *name*; empty before a build."""
    try:
        manifest = json.loads((FOLDER / "manifest.json").read_bytes())
    except OSError:
        return ""
    return str(manifest.get(name, {}).get("sha384", ""))
