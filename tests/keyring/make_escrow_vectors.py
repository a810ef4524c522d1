"""Write `vectors/escrow.json`: files of places made here, for every implementation to open.

Run `PYTHONPATH=src python -m tests.keyring.make_escrow_vectors`.  Ciphertexts are random, as
they must be: what they open to is fixed.
"""

import hashlib
import json
from pathlib import Path

from sealbench import canon
from sealbench.canon import JSONValue
from sealbench.keyring import Key
from sealbench.keyring.escrow_file import SLOT, Escrowed, noise, write_slot
from sealbench.seal import bech32, recipient_of, seal_bytes
from tests.keyring.places import HOME

PATH = Path(__file__).parents[2] / "vectors" / "escrow.json"


def identity(label: str) -> str:
    """Return an age identity with a fixed seed for a *label*."""
    return bech32.encode("age-secret-key-pq-", hashlib.sha256(label.encode()).digest()).upper()


PAPER, OTHER = identity("recovery"), identity("another recovery")


def root(epoch: int) -> Key:
    return Key(hashlib.sha256(f"root {epoch}".encode()).digest())


def content(epoch: int, home: str = HOME) -> Escrowed:
    checkpoint = canon.b64u(hashlib.sha256(b"checkpoint").digest())
    return Escrowed(home, epoch, root(epoch), 1042, checkpoint)


def slot(epoch: int, *, paper: str = PAPER, says: int | None = None) -> bytes:
    """Return the slot of *epoch*; *says* is what its header says instead."""
    sealed = seal_bytes(content(epoch).to_bytes(), [recipient_of(paper)])
    return write_slot(HOME, epoch if says is None else says, sealed)


def opening(name: str, block: bytes, *epochs: int) -> dict[str, JSONValue]:
    opens: list[JSONValue] = [
        {"epoch": epoch, "root": canon.b64u(root(epoch).secret())} for epoch in epochs
    ]
    return {"name": name, "file": canon.b64u(block), "opens": opens}


def vectors() -> dict[str, JSONValue]:
    """Return the whole form."""
    torn = bytearray(slot(6))
    torn[:16] = noise()[:16]
    recipient = recipient_of(PAPER)
    good: list[JSONValue] = [
        opening("one root", noise() + slot(7), 7),
        opening("an erasure under way", slot(8) + slot(7), 8, 7),
        opening("a wipe that was torn", bytes(torn) + slot(7), 7),
        opening("epoch 0", slot(0) + noise(), 0),
        opening("one of two for another key", slot(8, paper=OTHER) + slot(7), 7),
    ]
    refused: list[JSONValue] = [
        {"reason": reason, "file": canon.b64u(block)}
        for reason, block in {
            "wiped": noise() + noise(),
            "for another recovery key": noise() + slot(7, paper=OTHER),
            "the slot says another epoch": noise() + slot(7, says=9),
            "too short": slot(7),
            "a changed byte": noise() + slot(7)[: SLOT - 40] + b"\0" * 8 + slot(7)[SLOT - 32 :],
        }.items()
    ]
    return {
        "identity": PAPER,
        "recipient": recipient,
        "fingerprint": canon.fingerprint({"recipient": recipient}),
        "home": HOME,
        "files": good,
        "refused": refused,
    }


if __name__ == "__main__":
    text = json.dumps(vectors(), indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    PATH.write_text(text, "utf-8")
