"""Stores of keys on rows in memory, and what somebody with copies of everything can open."""

from collections.abc import Iterable
from pathlib import Path

from sealbench.errors import VerificationError
from sealbench.keyring import (
    HOUSE,
    Key,
    MemoryRoots,
    MemoryRows,
    Node,
    Realm,
    RootFiles,
    Roots,
    WrapTreeStore,
)
from sealbench.keyring.packed import WIDTH, descend, path


def make_roots(folder: Path) -> dict[Realm, Roots]:
    return {realm: RootFiles.make(folder / "roots", realm, Key.random()) for realm in Realm}


def open_roots(folder: Path) -> dict[Realm, Roots]:
    return {realm: RootFiles(folder / "roots", realm) for realm in Realm}


def memory_store() -> WrapTreeStore:
    return WrapTreeStore(MemoryRows(), {realm: MemoryRoots() for realm in Realm})


def grown(store: WrapTreeStore, *nodes: Node) -> list[bytes]:
    turn = store.turn()
    secrets = [turn.grow(node).secret() for node in nodes]
    store.prepare([turn])
    store.finish([turn])
    return secrets


def ended(store: WrapTreeStore, *nodes: Node) -> None:
    turn = store.turn()
    for node in nodes:
        turn.end(node)
    store.prepare([turn])
    store.finish([turn])


def opened(rows: MemoryRows, realm: Realm, root: Key, position: int) -> bytes | None:
    """Return the key at *position* that *root* opens in a copy of the rows, if it does."""
    try:
        return descend(realm, root, position, rows.boxes(realm, path(position))).secret()
    except VerificationError:
        return None


def reached(copies: Iterable[MemoryRows], realm: Realm, root: Key) -> set[bytes]:
    """Return every key that *root* leads to in *copies*, by any node of any copy under any key."""
    found, edge = {root.secret()}, [root.secret()]
    boxes = {
        (place, box)
        for rows in copies
        for (each, place), box in rows.packed.items()
        if each == realm
    }
    while edge:
        key = Key(edge.pop())
        for place, box in boxes:
            aad = f"sealbench/node/v1\0{realm}\0{place.level}\0{place.number}\0{box.epoch}".encode()
            try:
                content = key.open(box.data, aad=aad)
            except VerificationError:
                continue
            children = {content[at + 1 : at + 33] for at in range(0, len(content), 33)}
            edge += children - found
            found |= children
    return found


def names(realm: Realm, count: int) -> list[Node]:
    """Return *count* nodes, enough of them to need a second packed one from 65 on."""
    assert count <= WIDTH**2
    return [
        HOUSE if realm is Realm.CLIENTS and not at else Node(realm, f"n{at}") for at in range(count)
    ]
