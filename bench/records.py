"""Records sealed and opened, against the bare cipher over the same bytes."""

import os
import time
from collections.abc import Callable

from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

from bench.table import Figure, from_rounds
from sealbench import canon
from sealbench.ids import ClientId, new_id
from sealbench.keyring import Key, client_node
from sealbench.shop.bench import rows
from sealbench.shop.records.models import Client

_COUNT = 5_000
_NONCE = 12
_WORDS = {
    "name": "Ida Lindqvist",
    "phone": "+46 70 123 45 67",
    "email": "ida@example.org",
    "channel": "phone",
    "second_channel": "",
    "second_address": "",
    "secret": "A" * 43,
}


def sealing(*, rounds: int) -> list[Figure]:
    """Return how many records of clients are sealed and opened in a second; no row is saved."""
    key, row = Key.random(), Client(pk=new_id())
    owner = client_node(ClientId(row.pk)).name
    cipher, plain = AESGCMSIV(key.secret()), canon.to_bytes(_WORDS)
    bound = rows.aad("records_client", row.pk, 1, owner)
    box = cipher.encrypt(bytes(_NONCE), plain, bound)
    sealed, opened, bare_sealed, bare_opened = [], [], [], []
    for _ in range(rounds):
        bare_sealed.append(_rate(lambda: cipher.encrypt(os.urandom(_NONCE), plain, bound)))
        sealed.append(_rate(lambda: rows.write(row, key, owner, _WORDS)))
        bare_opened.append(_rate(lambda: cipher.decrypt(bytes(_NONCE), box, bound)))
        opened.append(_rate(lambda: rows.read(row, key, owner)))
    return [
        from_rounds("records sealed", sealed, bare_sealed, "per second"),
        from_rounds("records opened", opened, bare_opened, "per second"),
    ]


def _rate(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    for _ in range(_COUNT):
        act()
    return _COUNT / (time.perf_counter() - began)
