"""The published vectors of age (C2SP/CCTV) against what reads packages and escrow blocks."""

import base64
import hashlib
import io
import json
import re
import zlib
from collections import Counter
from dataclasses import dataclass
from functools import cache

from sealbench.errors import MalformedError, VerificationError
from sealbench.seal import SealedReader, Unwrap, by_identity, by_passphrase
from tests.support import node

_DUMP = """
import * as cctv from "cctv-age";
const texts = Object.entries(cctv).map(([n, d]) => [n, Buffer.from(d).toString("base64")]);
process.stdout.write(JSON.stringify(Object.fromEntries(texts)));
"""
_HYBRID = "AGE-SECRET-KEY-PQ-1"
_ABOUT_THE_PAYLOAD = {"success", "payload failure"}
MOST_WORK = 18  # more would only test our patience
STRICTER = {"hybrid_and_x25519", "hybrid_grease"}
"""Files that age opens and we refuse: a second kind of recipient beside the hybrid one."""
ERRORS = {
    "no match": "VerificationError MalformedError",
    "HMAC failure": "VerificationError",
    "header failure": "MalformedError VerificationError",
    "payload failure": "VerificationError MalformedError",
}


@dataclass(frozen=True, slots=True)
class Vector:
    expect: str
    payload: str
    identities: tuple[str, ...]
    passphrases: tuple[str, ...]
    body: bytes
    armored: bool
    file_key: str

    @classmethod
    def parse(cls, raw: bytes) -> "Vector":
        head, body = raw.split(b"\n\n", 1)
        pairs = [line.split(": ", 1) for line in head.decode().splitlines()]

        def values(name: str) -> tuple[str, ...]:
            return tuple(value for key, value in pairs if key == name)

        return cls(
            values("expect")[0],
            "".join(values("payload")),
            values("identity"),
            values("passphrase"),
            zlib.decompress(body) if values("compressed") else body,
            bool(values("armored")),
            "".join(values("file key")),
        )

    @property
    def unwrap(self) -> Unwrap | None:
        """Return our way in; for the kinds that we have none for, the file key that is told."""
        hybrid = [each for each in self.identities if each.startswith(_HYBRID)]
        if hybrid:
            return by_identity(hybrid[0])
        if self.passphrases:
            return by_passphrase(self.passphrases[0])
        told = self.expect in _ABOUT_THE_PAYLOAD and self.file_key
        return (lambda _: bytes.fromhex(self.file_key)) if told else None

    @property
    def work(self) -> int:
        found = re.search(rb"^-> scrypt \S+ ([0-9]{1,2})$", self.body, re.MULTILINE)
        return int(found[1]) if found else 0


@cache
def vectors() -> dict[str, Vector]:
    raw = json.loads(node.run(_DUMP))
    found = {name: Vector.parse(base64.b64decode(data)) for name, data in raw.items()}
    return {name: each for name, each in found.items() if each.unwrap and not each.armored}


def opened(vector: Vector) -> str:
    """Return what became of it: the hash of the payload, or the name of the error."""
    assert vector.unwrap
    try:
        payload = SealedReader(io.BytesIO(vector.body), vector.unwrap).read()
    except (MalformedError, VerificationError) as error:
        return type(error).__name__
    return hashlib.sha256(payload).hexdigest()


def test_what_is_published_opens_or_fails_as_published() -> None:
    strict = {name for name, each in vectors().items() if name in STRICTER}
    assert strict == STRICTER
    for name, vector in vectors().items():
        if vector.work > MOST_WORK:
            continue
        wanted = vector.payload if vector.expect == "success" else ERRORS[vector.expect]
        if name in STRICTER:
            wanted = "MalformedError"
        assert opened(vector) in wanted.split(), name


def test_the_vectors_are_about_each_of_its_parts() -> None:
    kinds = Counter(vector.expect for vector in vectors().values())
    assert kinds["success"] >= 10
    assert kinds["payload failure"] >= 10
    assert kinds["header failure"] >= 20
    assert kinds["no match"] >= 5


def test_a_work_factor_that_nobody_waits_for_is_refused_at_once() -> None:
    (vector,) = [each for each in vectors().values() if each.work > MOST_WORK]
    assert opened(vector) == "MalformedError"
