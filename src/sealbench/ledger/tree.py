"""The Merkle tree of RFC 6962 section 2.1 (SHA-256): nodes, roots and proofs.

A `Node` is ``(level, index)``: the hash of the complete subtree over the leaves
``[index << level, (index + 1) << level)``.  Complete subtrees never change, so they are
all that is ever stored.  A proof first says which nodes it needs (`inclusion_nodes`,
`consistency_nodes`), so that a database fetches them with one query, and is then
assembled from what was found.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

from sealbench.errors import MalformedError, UnavailableError, VerificationError

HASH_SIZE = 32
EMPTY_ROOT = sha256(b"").digest()

Node = tuple[int, int]
Found = Mapping[Node, bytes]


class _Path(NamedTuple):
    """What the proof of one node consists of, from the bottom up."""

    siblings: list[Node]  # inside the largest complete subtree that holds the node
    right: list[Node]  # the smaller subtrees to its right, hashed together into one
    left: list[Node]  # the larger subtrees to its left, nearest first


def leaf_hash(leaf: bytes) -> bytes:
    """Return the hash of a leaf: SHA-256 of 0x00 and its bytes (RFC 6962 section 2.1)."""
    return sha256(b"\0" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of a node: SHA-256 of 0x01 and both children (RFC 6962 section 2.1)."""
    return sha256(b"\1" + left + right).digest()


def peaks(size: int) -> list[Node]:
    """Return the largest complete subtrees of a tree of *size* leaves, left to right."""
    if size < 0:
        raise MalformedError("a tree has no negative size")
    levels = (level for level in range(size.bit_length() - 1, -1, -1) if size >> level & 1)
    return [(level, (size >> level) - 1) for level in levels]


def fold(hashes: Sequence[bytes]) -> bytes:
    """Return the root over neighbouring subtrees, the largest first; at least one."""
    result = hashes[-1]
    for left in hashes[-2::-1]:
        result = sha256(b"\1" + left + result).digest()
    return result


def root(size: int, found: Found) -> bytes:
    """Return the root of a tree of *size* leaves; *found* holds its `peaks`."""
    return fold(_take(peaks(size), found)) if size else EMPTY_ROOT


def inclusion_nodes(index: int, size: int) -> list[Node]:
    """Return the nodes that the inclusion proof of leaf *index* needs.

    Raise MalformedError unless ``0 <= index < size``.
    """
    return _nodes(_leaf_path(index, size))


def inclusion_proof(index: int, size: int, found: Found) -> list[bytes]:
    """Return the audit path of leaf *index* in *size* leaves (RFC 6962 section 2.1.1).

    *found* holds at least `inclusion_nodes`; raise UnavailableError if one is missing.
    """
    return _assemble(_leaf_path(index, size), found)


def consistency_nodes(old_size: int, size: int) -> list[Node]:
    """Return the nodes that the consistency proof between two sizes needs.

    Raise MalformedError unless ``0 < old_size <= size``.
    """
    return _nodes(_consistency_path(old_size, size))


def consistency_proof(old_size: int, size: int, found: Found) -> list[bytes]:
    """Return the proof that *size* leaves begin with *old_size* (RFC 6962 section 2.1.2).

    *found* holds at least `consistency_nodes`; raise UnavailableError if one is missing.
    """
    return _assemble(_consistency_path(old_size, size), found)


def verify_inclusion(
    hashed: bytes, *, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> None:
    """Check that the leaf hash *hashed* is leaf *index* of the tree (RFC 9162 section 2.1.3.2).

    Raise VerificationError if it is not.
    """
    if not 0 <= index < size:
        raise VerificationError("no such leaf in a tree of this size")
    _check_hashes([hashed, root, *proof])
    inner = (index ^ (size - 1)).bit_length()
    if len(proof) != inner + (index >> inner).bit_count():
        raise VerificationError("an inclusion proof of the wrong length")
    if _climb(hashed, index, inner, proof) != root:
        raise VerificationError("the leaf is not under this root")


def verify_consistency(
    *, old_size: int, size: int, proof: Sequence[bytes], old_root: bytes, root: bytes
) -> None:
    """Check that the larger tree begins with the smaller (RFC 9162 section 2.1.4.2).

    Raise VerificationError if it does not, and for an empty tree, of which nothing can
    be proved.
    """
    if not 0 < old_size <= size:
        raise VerificationError("no consistency proof between these sizes")
    _check_hashes([old_root, root, *proof])
    if old_size == size:
        if proof or old_root != root:
            raise VerificationError("two roots of one size")
        return
    level = trailing_zeros(old_size)
    start = [old_root] if old_size == 1 << level else []
    seed, *path = [*start, *proof] or [b""]
    index, last = (old_size - 1) >> level, (size - 1) >> level
    inner = (index ^ last).bit_length()
    if len(path) != inner + (index >> inner).bit_count():
        raise VerificationError("a consistency proof of the wrong length")
    if _climb(seed, index, inner, path) != root:
        raise VerificationError("the proof does not lead to the new root")
    if _climb_old(seed, index, inner, path) != old_root:
        raise VerificationError("the proof does not lead to the old root")


def _climb(start: bytes, index: int, inner: int, path: Sequence[bytes]) -> bytes:
    """Return the root over *start*: *inner* siblings to either side, then only left ones."""
    result = start
    for level, sibling in enumerate(path):
        if level >= inner or index >> level & 1:
            result = sha256(b"\1" + sibling + result).digest()
        else:
            result = sha256(b"\1" + result + sibling).digest()
    return result


def _climb_old(start: bytes, index: int, inner: int, path: Sequence[bytes]) -> bytes:
    """Return the root of the old tree, which ends at *start*: it has no right siblings."""
    result = start
    for level, sibling in enumerate(path):
        if level >= inner or index >> level & 1:
            result = node_hash(sibling, result)
    return result


@lru_cache(maxsize=256)  # who asks for the nodes of a proof asks for the proof next
def _leaf_path(index: int, size: int) -> _Path:
    if not 0 <= index < size:
        raise MalformedError("no such leaf in a tree of this size")
    return _path(0, index, size)


def _consistency_path(old_size: int, size: int) -> _Path:
    if not 0 < old_size <= size:
        raise MalformedError("no consistency proof between these sizes")
    if old_size == size:
        return _Path([], [], [])
    level = trailing_zeros(old_size)
    last = (old_size >> level) - 1
    path = _path(level, last, size)
    # The last subtree of the old tree starts the proof, unless it is the old root itself.
    return path._replace(siblings=[(level, last), *path.siblings]) if last else path


def _path(level: int, index: int, size: int) -> _Path:
    """Return the way from a complete subtree to the root of *size* leaves."""
    # Each bit of the size is a largest complete subtree.  The first leaf is under that one
    # whose bit is the highest in which it differs from the size.
    top = ((index << level) ^ size).bit_length() - 1
    siblings = [(level + step, (index >> step) ^ 1) for step in range(top - level)]
    right = [(each, (size >> each) - 1) for each in range(top - 1, -1, -1) if size >> each & 1]
    higher = range(top + 1, size.bit_length())
    left = [(each, (size >> each) - 1) for each in higher if size >> each & 1]
    return _Path(siblings, right, left)


def _nodes(path: _Path) -> list[Node]:
    return [*path.siblings, *path.right, *path.left]


def _assemble(path: _Path, found: Found) -> list[bytes]:
    right = [fold(_take(path.right, found))] if path.right else []
    return [*_take(path.siblings, found), *right, *_take(path.left, found)]


def _take(nodes: Sequence[Node], found: Found) -> list[bytes]:
    try:
        return [found[node] for node in nodes]
    except KeyError as exc:
        raise UnavailableError("a hash of the tree is missing") from exc


def _check_hashes(hashes: Sequence[bytes]) -> None:
    if any(len(each) != HASH_SIZE for each in hashes):
        raise VerificationError("a hash has 32 bytes")


def trailing_zeros(number: int) -> int:
    """Return the level of the largest complete subtree that ends before leaf *number*."""
    return (number & -number).bit_length() - 1
