"""Keys that can be destroyed, and the envelopes that die with them.

Two realms (DESIGN 5): *jobs* is never backed up nor escrowed and a job's key is
destroyed at its close; *clients* also holds the house key and is escrowed.  A node is
a random 256-bit key with a name; whatever belongs to a job or a client is sealed under
its node or under a leaf key wrapped by it, from the first row ever written.

    >>> store = WrapTreeStore(MemoryRows(), {realm: MemoryRoots() for realm in Realm})
    >>> turn = store.turn()
    >>> key = turn.grow(HOUSE)          # random, not durable yet
    >>> store.prepare([turn])           # durable with the commit that uses it
    >>> box = key.seal(b"name", aad=b"row 7")
    >>> store.key(HOUSE).open(box, aad=b"row 7")
    b'name'
    >>> turn = store.turn(); turn.end(HOUSE)
    >>> store.prepare([turn])           # nothing is lost yet: the commit may still fail
    >>> store.finish([turn])            # the root before is overwritten; GoneError from here on
    >>> store.is_gone(HOUSE)
    True

A *turn* is what one procedure grows and ends.  The executor prepares the turns of a
group before its commit and finishes them after; a crash in between leaves an erasure
that was ordered but not confirmed, and `finish` may be repeated at any time.
"""

from sealbench.keyring.escrow import Escrow, NoEscrow
from sealbench.keyring.ground import keeps_old_blocks
from sealbench.keyring.key import Key
from sealbench.keyring.memory import MemoryRoots, MemoryRows
from sealbench.keyring.node import (
    HOUSE,
    Node,
    Realm,
    client_node,
    file_node,
    job_node,
    keep_node,
    login_node,
    record_node,
)
from sealbench.keyring.packed import Box, Place
from sealbench.keyring.root_files import MARKER, RootFiles
from sealbench.keyring.roots import Bare, Cover, Roots
from sealbench.keyring.rows import Found, Head, TreeRows
from sealbench.keyring.store import KeyStore, Turn
from sealbench.keyring.systemd_creds import KEYS, SystemdCreds
from sealbench.keyring.wrap_tree import WrapTreeStore

__all__ = [
    "HOUSE",
    "KEYS",
    "MARKER",
    "Bare",
    "Box",
    "Cover",
    "Escrow",
    "Found",
    "Head",
    "Key",
    "KeyStore",
    "MemoryRoots",
    "MemoryRows",
    "NoEscrow",
    "Node",
    "Place",
    "Realm",
    "RootFiles",
    "Roots",
    "SystemdCreds",
    "TreeRows",
    "Turn",
    "WrapTreeStore",
    "client_node",
    "file_node",
    "job_node",
    "keep_node",
    "keeps_old_blocks",
    "login_node",
    "record_node",
]
