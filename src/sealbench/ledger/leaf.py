"""What the ledger records of an event: a commitment and an id, nothing else.

- ``commit = SHA-256("sealbench/leaf/v1" || 0x00 || r || payload)`` with 32 random bytes
  *r* and the canonical JSON of the payload: without *r* it says nothing, with *r* it can
  only mean this payload.
- ``id = HMAC-SHA256(secret, counter)``, the counter a big-endian uint64 from 0: whoever
  holds the secret of a subject (a job, a client, the house) finds all its leaves and
  sees a gap; to anyone else two ids have nothing in common.

The leaf is the canonical JSON of both, of fixed length and order, see docs/spec/leaf.md.
"""

import hmac
import re
from binascii import b2a_base64
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain
from struct import Struct
from typing import Self

from sealbench import canon
from sealbench.errors import MalformedError, VerificationError

SECRET_SIZE = 32
R_SIZE = 32
_HASH_SIZE = 32
_CONTEXT = b"sealbench/leaf/v1\0"
_COUNTERS = 1 << 64
_FORM = re.compile(rb'\{"commit":"([A-Za-z0-9_-]{43})","id":"([A-Za-z0-9_-]{43})","v":1\}')
_URL_SAFE = bytes.maketrans(b"+/", b"-_")
_WRITTEN = b'{"commit":"%b","id":"%b","v":1}'
_CELL = _HASH_SIZE + 1
_LETTERS = Struct("43sx43sx")


@dataclass(frozen=True, slots=True)
class Leaf:
    """One entry of the ledger: *id* and *commit*, 32 bytes each."""

    id: bytes
    commit: bytes

    def __post_init__(self) -> None:
        """Refuse hashes of another size."""
        if len(self.id) != _HASH_SIZE or len(self.commit) != _HASH_SIZE:
            raise MalformedError("a leaf has two hashes of 32 bytes")

    def to_bytes(self) -> bytes:
        """Return the leaf as canonical JSON, the bytes that the tree hashes."""
        # Written out, since the form is fixed and every commit waits for it.
        return _WRITTEN % (_b64u(self.commit), _b64u(self.id))

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return the leaf in *data*; raise MalformedError for any other spelling."""
        match = _FORM.fullmatch(data)
        if match is None:
            raise MalformedError("not a leaf")
        commit, id_ = (canon.unb64u(part.decode(), size=_HASH_SIZE) for part in match.groups())
        return cls(id_, commit)


def make_leaf(secret: bytes, *, counter: int, r: bytes, payload: bytes) -> Leaf:
    """Return the leaf of event number *counter* of a subject.

    *secret* and *r* have 32 bytes; *payload* is canonical JSON (`canon.to_bytes`), taken
    as bytes because the caller seals the same bytes.  Raise MalformedError for sizes.
    """
    return Leaf(leaf_id(secret, counter), commitment(r, payload))


def write_leaves(ids: Sequence[bytes], commits: Sequence[bytes]) -> Sequence[bytes]:
    """Return what `Leaf.to_bytes` writes for each id and commit, of 32 bytes each."""
    cells = [*chain.from_iterable(zip(commits, ids, strict=True)), b""]
    return packed_leaves(b"\0".join(cells))


def packed_leaves(cells: bytes) -> Sequence[bytes]:
    """Return the leaves whose commits and ids stand in *cells*, as `Leaf.to_bytes` writes each.

    A cell is 32 bytes and a zero byte; commit and id alternate.  Raise MalformedError for
    anything else.
    """
    count = len(cells) // _CELL
    if count % 2 or count * _CELL != len(cells) or any(cells[_HASH_SIZE::_CELL]):
        raise MalformedError("cells have 32 bytes and a zero byte")
    # 33 bytes are 44 letters, so that one call encodes all; the last letter says nothing.
    letters = b2a_base64(cells, newline=False).translate(_URL_SAFE)
    return [_WRITTEN % pair for pair in _LETTERS.iter_unpack(letters)]


def leaf_id(secret: bytes, counter: int) -> bytes:
    """Return the id of event number *counter* of the subject that has this secret."""
    if len(secret) != SECRET_SIZE:
        raise MalformedError("a subject's secret has 32 bytes")
    if not 0 <= counter < _COUNTERS:
        raise MalformedError("a counter is a uint64")
    return hmac.digest(secret, counter.to_bytes(8, "big"), "sha256")


def commitment(r: bytes, payload: bytes) -> bytes:
    """Return the commitment to *payload* under the 32 random bytes *r*."""
    if len(r) != R_SIZE:
        raise MalformedError("r has 32 bytes")
    return sha256(_CONTEXT + r + payload).digest()


def verify_opening(leaf: Leaf, *, r: bytes, payload: bytes) -> None:
    """Check that *leaf* commits to *payload* under *r*.

    Raise MalformedError unless *payload* is canonical JSON and *r* has 32 bytes, and
    VerificationError if they do not open the leaf.
    """
    canon.from_bytes(payload)
    if not hmac.compare_digest(commitment(r, payload), leaf.commit):
        raise VerificationError("the leaf commits to something else")


def verify_id(leaf: Leaf, *, secret: bytes, counter: int) -> None:
    """Check that *leaf* is event number *counter* of the subject; else VerificationError."""
    if not hmac.compare_digest(leaf_id(secret, counter), leaf.id):
        raise VerificationError("the leaf belongs to another subject or number")


def _b64u(hashed: bytes) -> bytes:
    return b2a_base64(hashed, newline=False)[:43].translate(_URL_SAFE)
