"""The keys by which the shop seals documents, as the house's own sealed row has them.

One is the key of today.  Those before it stay: an agreement is finished by the one that its
manager named, and a certificate of erasure is the same sheet whenever it is asked for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from sealbench import canon
from sealbench.agreement import SigningKey
from sealbench.canon import JSON

_NOW, _BEFORE, _BROUGHT = "document_key", "former_document_keys", "document_key_brought"


@dataclass(frozen=True, slots=True)
class DocumentKeys:
    """The key of today, those before it (each with its last second, the oldest first).

    *brought*: the one of today was brought along, and not made here.
    """

    now: SigningKey = field(repr=False)
    former: Sequence[tuple[SigningKey, int]] = field(repr=False)
    brought: bool

    def at(self, seconds: int) -> SigningKey:
        """Return the key that was the shop's at *seconds*."""
        return next((key for key, until in self.former if seconds < until), self.now)

    def named(self, root: str) -> SigningKey | None:
        """Return the key whose root has the hash *root* (base64url), None if there is none."""
        known = (self.now, *(key for key, _until in self.former))
        return next((key for key in known if root_hash(key) == root), None)


def read_keys(content: Mapping[str, Any]) -> DocumentKeys | None:
    """Return the keys in the *content* of the house's row, None before the first was needed."""
    kept = content.get(_NOW)
    if not isinstance(kept, str):
        return None
    former = [(_read(each["key"]), int(each["until"])) for each in content.get(_BEFORE, ())]
    return DocumentKeys(_read(kept), former, bool(content.get(_BROUGHT)))


def put_key(content: Mapping[str, Any], key: SigningKey, *, brought: bool, at: int) -> JSON:
    """Return *content* of the house's row with *key* as the key of today from *at* on."""
    former = list(content.get(_BEFORE, ()))
    if _NOW in content:
        former.append({"key": content[_NOW], "until": at})
    return {
        **content,
        _NOW: canon.b64u(key.to_bytes()),
        _BROUGHT: brought,
        _BEFORE: former,
    }


def root_hash(key: SigningKey) -> str:
    """Return what a manager names of *key*: SHA-256 of its root, in base64url."""
    return canon.b64u(sha256(key.root).digest())


def _read(kept: object) -> SigningKey:
    return SigningKey.from_bytes(canon.unb64u(str(kept)))
