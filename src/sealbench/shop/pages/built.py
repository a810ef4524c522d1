"""What the build of the front end left: files, and the hashes that pages name (SRI)."""

import json
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent / "static" / "built"
PREFIX = "/static/built/"


def integrity(name: str) -> str:
    """Return the integrity attribute's value for the built file *name*; empty before a build."""
    return hashes().get(name, "")


def hashes() -> dict[str, str]:
    """Return the hash of each built file by name; nothing before a build."""
    path = FOLDER / "manifest.json"
    try:
        return dict(_hashes(path, path.stat().st_mtime_ns))
    except OSError:
        return {}


@lru_cache(maxsize=1)
def _hashes(path: Path, _changed: int) -> dict[str, str]:
    """Return the hashes in the manifest; a new build changes its time, and is read again."""
    return {name: str(file["sha384"]) for name, file in json.loads(path.read_bytes()).items()}
