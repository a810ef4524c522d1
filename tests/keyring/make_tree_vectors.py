"""Write vectors/keyring.json: a small tree before and after an end, and slots of its roots.

Run `PYTHONPATH=src python -m tests.keyring.make_tree_vectors`.  Keys and nonces are random, so that
the file differs at each run.
"""

import json
import tempfile
from pathlib import Path
from typing import Any

from sealbench.keyring import Key, MemoryRows, Node, Realm, RootFiles, WrapTreeStore
from sealbench.keyring.packed import path

FILE = Path(__file__).parents[2] / "vectors" / "keyring.json"
COUNT = 70  # two nodes of level 0
ENDED = 66
SHOWN = (0, 63, 64, 69)
Form = dict[str, Any]


def vectors() -> Form:
    with tempfile.TemporaryDirectory() as folder:
        roots = {realm: RootFiles.make(Path(folder), realm, Key.random()) for realm in Realm}
        rows = MemoryRows()
        store = WrapTreeStore(rows, roots)
        nodes = [Node(Realm.CLIENTS, f"n{at}") for at in range(COUNT)]
        turn = store.turn()
        secrets = [turn.grow(node).secret().hex() for node in nodes]
        store.prepare([turn])
        before = _state(store, rows, roots[Realm.CLIENTS], secrets, [*SHOWN, ENDED])
        slot = (Path(folder) / "clients.0").read_bytes()
        wiped = (Path(folder) / "clients.1").read_bytes()
        turn = store.turn()
        turn.end(nodes[ENDED])
        store.prepare([turn])
        store.finish([turn])
        after = _state(store, rows, roots[Realm.CLIENTS], secrets, list(SHOWN))
    torn = bytearray(slot)
    torn[100] ^= 1
    return {
        "realm": Realm.CLIENTS.value,
        "states": [before, after],
        "ended": {"position": ENDED, "key": secrets[ENDED]},
        "slots": [
            {"name": "root", "data": slot.hex(), "epoch": 1, "key": before["root"]},
            {"name": "wiped", "data": wiped.hex(), "wiped": True},
            {"name": "torn", "data": torn.hex(), "refused": True},
            {"name": "cut", "data": slot[:-1].hex(), "refused": True},
        ],
    }


def _state(
    store: WrapTreeStore, rows: MemoryRows, roots: RootFiles, secrets: list[str], shown: list[int]
) -> Form:
    epoch = store.epoch(Realm.CLIENTS)
    places = sorted({place for position in range(COUNT) for place in path(position)})
    return {
        "epoch": epoch,
        "root": roots.read(epoch).secret().hex(),
        "nodes": [
            {
                "level": place.level,
                "number": place.number,
                "epoch": box.epoch,
                "box": box.data.hex(),
            }
            for place, box in rows.boxes(Realm.CLIENTS, places).items()
        ],
        "keys": [{"position": at, "key": secrets[at]} for at in shown],
    }


if __name__ == "__main__":
    FILE.write_text(json.dumps(vectors(), indent=1) + "\n", encoding="utf-8")
