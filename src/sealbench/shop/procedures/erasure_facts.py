"""What the stores of keys say of an erasure: the root's epochs, and the places of the escrow (C2).

Where no place is registered, no copy of the keys lies anywhere else, and the certificate says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sealbench.keyring import KeyStore, Realm
from sealbench.shop.bench import Work
from sealbench.shop.bench.escrow import HELD
from sealbench.shop.records.models import EscrowPlace


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


def places(work: Work) -> Places:
    """Return which places of the escrow hold the newest root, and which an older one.

    A place that was registered and never written to holds nothing.
    """
    epoch = work.house.keys.epoch(Realm.CLIENTS)
    acknowledged: list[Place] = []
    behind: list[str] = []
    for row in EscrowPlace.objects.filter(state__in=HELD).exclude(epoch=None).order_by("pk"):
        label = str(work.read(row)["label"])
        if (row.epoch or 0) >= epoch and row.state == "registered":
            acknowledged.append(Place(label, row.kind, row.settled_at or row.created_at))
        else:
            behind.append(label)
    return Places(acknowledged, behind)
