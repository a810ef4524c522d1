"""The attack of SECURITY 3.6: every 32 bytes of all that lies about, tried as a key.

The attacker has each copy that was ever made of the database, today's disk with its key folder,
and time.  Nothing but an old root opens the old nodes; so an erasure holds when no window of
anything does.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

from sealbench.ids import LoginId
from sealbench.keyring import Found, Node, Realm
from sealbench.keyring.packed import path
from sealbench.shop.procedures.login_file import box_aad
from sealbench.shop.records.models import Login
from sealbench.shop.records.statements.key_rows import KeyRows

_SIZE = 32
_NONCE = 12
_DIFFERENT = 22  # bytes
_HEX = re.compile(rb"[0-9a-f]{64,}")


@dataclass(frozen=True, slots=True)
class Target:
    """A ciphertext, and what it is bound to."""

    data: bytes
    aad: bytes


def windows(*places: Path) -> set[bytes]:
    """Return every 32 bytes of every file in *places*, and of what is written as hexadecimal."""
    found: set[bytes] = set()
    for path_ in places:
        for file in [path_] if path_.is_file() else sorted(path_.rglob("*")):
            if file.is_file():
                found |= _windows(file.read_bytes())
    return found


def likely_keys(data: bytes, *, step: int) -> Iterator[bytes]:
    """Yield the windows of *data*, *step* bytes apart, that a random key may be.

    Of 32 random bytes 30 are different ones; fewer than 22 are in seven of 10^8 keys, and in all
    but one or two of a hundred windows of a process.  Each byte further brings one new at most:
    as many steps as are lacking are passed at once.
    """
    at, last = 0, len(data) - _SIZE
    while at <= last:
        window = data[at : at + _SIZE]
        if window.count(0) > _SIZE - _DIFFERENT + 1:
            at += step
            continue
        lacks = _DIFFERENT - len(set(window))
        if lacks > 0:
            at += step * -(-lacks // step)
        else:
            yield window
            at += step


def _windows(data: bytes) -> set[bytes]:
    found = {data[at : at + _SIZE] for at in range(len(data) - _SIZE + 1)}
    for run in _HEX.findall(data):
        found |= {bytes.fromhex(run[at : at + 64].decode()) for at in range(0, len(run) - 63, 2)}
    return found


def copy_of(login: LoginId) -> list[Target]:
    """Return what a copy of today's rows has of *login*: the path to its key, and its box."""
    row = Login.objects.get(pk=login)
    return [
        *path_of(Node(Realm.JOBS, login)),
        Target(bytes(row.box), box_aad(row.pk, row.job_id)),
    ]


def path_of(node: Node) -> list[Target]:
    """Return the packed nodes above the key of *node*, as they are today."""
    found: Found | None = KeyRows().find(node.realm, node.name)
    assert found is not None
    return [
        Target(
            found.boxes[place].data,
            f"sealbench/node/v1\0{node.realm}\0{place.level}\0{place.number}\0"
            f"{found.boxes[place].epoch}".encode(),
        )
        for place in path(found.position)
    ]


def hits(candidates: Iterable[bytes], targets: Sequence[Target]) -> int:
    """Return how many of *targets* some candidate opens."""
    left = [(target.data[:_NONCE], target.data[_NONCE:], target.aad) for target in targets]
    for candidate in candidates:
        opened = _opened(AESGCMSIV(candidate), left)
        if opened:
            left = [each for each in left if each not in opened]
            if not left:
                break
    return len(targets) - len(left)


def _opened(cipher: AESGCMSIV, boxes: Iterable[tuple[bytes, bytes, bytes]]) -> list[object]:
    """Return which of *boxes* the cipher opens: this is called a million times."""
    opened: list[object] = []
    for box in boxes:
        try:
            cipher.decrypt(*box)
        except InvalidTag:
            continue
        opened.append(box)
    return opened
