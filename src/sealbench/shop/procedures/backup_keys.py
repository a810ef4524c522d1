"""Opening a backup under a root: which of its keys live, and whether it is what was written."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

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

    *ended* names the keys that were ended since it was made, *lost* counts those that came under
    a root which is not at hand: nobody ended them, and nothing opens them.
    """

    manifest: Manifest
    root: Root
    tree: Tree
    secrets: Secrets
    ended: frozenset[str] = field(repr=False)
    lost: int = 0


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
                return _without_ended(vault, opened, own)
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
    living = {name for name, _ in keys.all(Realm.CLIENTS)} & own.positions.keys()
    absent = own.positions.keys() - living
    # Under a root that is older than the backup, what is not there has come later: it is lost.
    is_later = root.epoch >= own.head.epoch
    ended = frozenset(keys.ended(Realm.CLIENTS)) & absent if is_later else frozenset[str]()
    return Opened(
        manifest,
        root,
        tree.only(living),
        open_secrets(manifest, house),
        ended,
        len(absent - ended),
    )


def _without_ended(vault: Vault, opened: Opened, own: Tree) -> Opened:
    """Return *opened* without the keys that a later backup knows to have ended.

    So nobody comes back under the root of a place that has not followed their erasure.
    """
    later = _later_names(vault, opened)
    if later is None:
        return opened
    ended = frozenset(own.positions.keys() - later)
    living = opened.tree.positions.keys() - ended
    lost = len(own.positions) - len(living) - len(ended | opened.ended)
    return replace(opened, tree=opened.tree.only(living), ended=ended | opened.ended, lost=lost)


def _later_names(vault: Vault, opened: Opened) -> Collection[str] | None:
    """Return whose keys the newest backup after this one has; None where there is none."""
    house = store_of(opened.tree, opened.root).key(HOUSE)
    for backup in reversed(vault.ids()):
        if backup <= opened.manifest.id:
            break
        try:
            manifest = vault.read(backup)
            open_secrets(manifest, house)  # or somebody else wrote it
            return Tree.read(vault, manifest).positions.keys()
        except VerificationError:
            continue
    return None


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
