"""Write vectors/package.json and vectors/package.age from a fixed identity.

Run `PYTHONPATH=src:. python -m tests.package.make_vectors`.  The age file is another each
time and opens to the same files.
"""

import hashlib
import io
import json
import zipfile
from pathlib import Path

from sealbench.canon import JSONValue
from sealbench.package import write_package
from sealbench.package.names import Folder, harmless
from sealbench.package.tables import to_csv
from tests.package.samples import BY_CARLA, CARLA, CONTENT, HOSTILE, TO_CARLA
from tests.support.age import open_block

FOLDER = Path(__file__).parents[2] / "vectors"
FILE = FOLDER / "package.age"
PLAIN = ("Rechnung März.pdf", "修理記録.pdf", "backup.tar.gz", "notes")
ROWS = (*CONTENT.devices, *CONTENT.notes, CONTENT.client)


def entries(zipped: bytes) -> dict[str, JSONValue]:
    """Return the SHA-256 of each entry."""
    with zipfile.ZipFile(io.BytesIO(zipped)) as archive:
        names = archive.namelist()
        return {name: hashlib.sha256(archive.read(name)).hexdigest() for name in names}


def sealed() -> bytes:
    """Return the package of the samples."""
    output = io.BytesIO()
    write_package(CONTENT, output, TO_CARLA)
    return output.getvalue()


def vectors() -> dict[str, JSONValue]:
    """Return everything of the vectors but what is about the one age file."""
    said = [name for name in (*PLAIN, *HOSTILE) if "\ud800" not in name]
    folder = Folder()
    return {
        "names": [{"name": name, "harmless": harmless(name)} for name in said],
        "folder": [folder.take(name) for name in said],
        "rows": list(ROWS),
        "csv": b"".join(to_csv(ROWS)).decode(),
        "file": FILE.name,
        "identity": CARLA,
        "entries": entries(open_block(sealed(), BY_CARLA)),
    }


def main() -> None:
    """Write both files."""
    FILE.write_bytes(sealed())
    text = json.dumps(vectors(), indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    (FOLDER / "package.json").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
