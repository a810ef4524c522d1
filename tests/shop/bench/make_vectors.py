"""Make `vectors/file.json` anew: `python -m tests.shop.bench.make_vectors`."""

import hashlib
import json
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

from sealbench import canon

FILE = Path(__file__).parents[3] / "vectors" / "file.json"
CHUNK = 65_536
KEY = bytes(range(32))
ID = "abcdefghijklmnopqrstuvwx"
SIZES = (0, 5, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK)
SHORT = 100


def plain(size: int) -> bytes:
    """Return what the vector of *size* holds."""
    return (b"0123456789abcdef" * (size // 16 + 1))[:size]


def nonce(number: int) -> bytes:
    """Return the nonce of chunk *number*; in earnest it is random."""
    return hashlib.sha256(b"nonce %d" % number).digest()[:12]


def made(size: int) -> bytes:
    """Return the object as docs/spec/file.md says, without the code that it is about."""
    data, cipher = plain(size), AESGCMSIV(KEY)
    count = max(1, -(-size // CHUNK))
    parts = []
    for number in range(count):
        last = int(number == count - 1)
        aad = b"sealbench/file/v1\0" + ID.encode() + b"\0%d\0%d" % (number, last)
        part = data[number * CHUNK : (number + 1) * CHUNK]
        parts.append(nonce(number) + cipher.encrypt(nonce(number), part, aad))
    return b"".join(parts)


def vectors() -> list[dict[str, object]]:
    """Return the vectors."""
    found: list[dict[str, object]] = []
    for size in SIZES:
        box = made(size)
        vector: dict[str, object] = {
            "size": size,
            "length": len(box),
            "sha256": hashlib.sha256(box).hexdigest(),
        }
        if size < SHORT:
            vector["sealed"] = canon.b64u(box)
        found.append(vector)
    return found


def main() -> None:
    """Write the file."""
    whole = {"key": canon.b64u(KEY), "file": ID, "plain": "0123456789abcdef, repeated"}
    text = json.dumps({**whole, "vectors": vectors()}, indent=1)
    FILE.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
