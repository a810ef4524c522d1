"""Opening a backup under a root: which of its keys live, and whether it is what was written."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sealbench.backup import Manifest, Vault
from sealbench.errors import SealbenchError, UnavailableError, VerificationError
from sealbench.keyring import HOUSE, Box, Key, Place, Realm, WrapTreeStore
from sealbench.shop.procedures.backup_file import Secrets, open_secrets
from sealbench.shop.records.key_tables import HeldRoot, Tree


@dataclass(frozen=True, slots=True)
class Root:
    """A root of the realm *clients*, and the largest ledger that its keeper knew of."""

    epoch: int
    key: Key = field(repr=False)
    size: int = 0


@dataclass(frozen=True, slots=True)
class Opened:
    """A backup whose keys are open: the *tree* of those that live, and what is sealed in it.

    *ended* counts the keys that were ended since it was made.
    """

    manifest: Manifest
    root: Root
    tree: Tree
    secrets: Secrets
    ended: int


def open_backup(
    vault: Vault, backup: str, roots: Sequence[Root], *, mirror: Mapping[Place, Box]
) -> Opened:
    """Return *backup* opened under one of *roots*, the first that fits.

    *mirror* are nodes that a place of the escrow kept.  Raise VerificationError where the backup
    is damaged or was changed, UnavailableError where the nodes of no root are at hand.
    """
    manifest = vault.read(backup)
    own = Tree.read(vault, manifest)
    for root in roots:
        for newer in _trees(vault, root):
            opened = open_under(manifest, own, newer.with_nodes(mirror, epoch=root.epoch), root)
            if opened is not None:
                return opened
    raise UnavailableError(
        "no backup and no place has the keys of this epoch",
        hint="name the folder of a place of the escrow that has followed the last erasure, and "
        "the folder with the newest backup",
    )


def open_under(manifest: Manifest, own: Tree, newer: Tree, root: Root) -> Opened | None:
    """Return the backup of *manifest*, whose tree is *own*, opened by the nodes of *newer*.

    Return None where *root* does not open those; raise VerificationError where the manifest was
    changed.
    """
    tree = own.under(newer)
    keys = store_of(tree, root)
    try:
        house = keys.key(HOUSE)
    except SealbenchError:
        return None
    living = {name for name, _ in keys.all(Realm.CLIENTS)}
    return Opened(
        manifest,
        root,
        tree.only(name for name in own.positions if name in living),
        open_secrets(manifest, house),
        len(own.positions) - len(living & own.positions.keys()),
    )


def store_of(tree: Tree, root: Root) -> WrapTreeStore:
    """Return a store that reads *tree* under *root* and changes nothing."""
    jobs = HeldRoot(1, Key.random())
    roots = {Realm.CLIENTS: HeldRoot(root.epoch, root.key), Realm.JOBS: jobs}
    return WrapTreeStore(tree.to_memory(), roots)


def _trees(vault: Vault, root: Root) -> Iterator[Tree]:
    """Yield the tree of each backup that is not newer than *root*, the newest first."""
    for backup in reversed(vault.ids()):
        try:
            manifest = vault.read(backup)
            tree = Tree.read(vault, manifest) if manifest.epoch <= root.epoch else None
        except VerificationError:
            continue  # an older one may do
        if tree is not None:
            yield tree
