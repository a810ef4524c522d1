"""What the stores of keys say of an erasure: the root's epochs, and the places of the escrow (C2).

The one file that knows how much a store can tell: one without epochs and escrow tells nothing,
and then nothing of it stands on the certificate.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sealbench.keyring import KeyStore, Realm


@dataclass(frozen=True, slots=True)
class Place:
    """A registered place that acknowledged the new root, and when (unix seconds)."""

    name: str
    kind: str
    at: int


@dataclass(frozen=True, slots=True)
class Places:
    """Which places acknowledged the newest root, and the names of those that are behind."""

    acknowledged: Sequence[Place] = ()
    behind: Sequence[str] = ()


def epochs(keys: KeyStore) -> dict[str, int]:
    """Return the epoch of each realm's root."""
    return {realm.value: keys.epoch(realm) for realm in Realm}


def turned(before: Mapping[str, int], after: Mapping[str, int]) -> list[dict[str, Any]]:
    """Return the realms whose root was replaced, with the epochs before and after."""
    return [
        {"realm": realm, "before": before[realm], "after": after[realm]}
        for realm in sorted(before.keys() & after.keys())
        if before[realm] != after[realm]
    ]


def places() -> Places:
    """Return where the escrow of the clients' root lies, and which places are behind."""
    return Places()
