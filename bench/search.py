"""Time the search: the index made of many clients, a search, a change followed.

Usage: python -m bench.search [CLIENTS]

The keys come from memory: what a store of keys takes on top differs from store to store.
"""

import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import django
import tests.support.environment  # noqa: F401 - a home of its own, before Django looks

os.environ.pop("DATABASE_URL", None)
django.setup()

from tests.support.databases import fresh_database  # noqa: E402 - Django first

from sealbench.ids import ClientId, new_id  # noqa: E402 - Django first
from sealbench.keyring import Key, MemoryKeyStore, client_node  # noqa: E402 - Django first
from sealbench.shop.bench import rows  # noqa: E402 - Django first
from sealbench.shop.bench.search import Index, question  # noqa: E402 - Django first
from sealbench.shop.records.models import Client, Device  # noqa: E402 - Django first
from sealbench.shop.records.statements import changes  # noqa: E402 - Django first

_FIRST = ("Anna", "Björn", "Chloé", "Dörte", "Emil", "Fatma", "Georg", "Hülya", "Iris", "Jürgen")
_LAST = ("Müller", "Öztürk", "Lindqvist", "Groß", "Novák", "Meyer-Landrut", "O'Neill", "Şahin")
_PARTS = ("ba", "re", "ki", "lo", "mün", "sta", "vel", "dor", "hagen", "witz", "sen", "er")
_ASKED = ("mul", "lindqvist", "anna gro", "0170 123", "4567", "bare@", "sn0001", "jürg öz")
_ROUNDS = 50


def main() -> None:
    """Print how long each part takes."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    fresh_database(Path(tempfile.mkdtemp(dir=tests.support.environment.HOME)))
    index = Index(_fill(count))
    _say(f"index of {count} clients, s", _seconds(index.follow))
    asked = sorted(
        _seconds(lambda typed=typed: index.search(question(typed), most=6))
        for typed in _ASKED * _ROUNDS
    )
    _say("search, median, ms", 1e3 * asked[len(asked) // 2])
    _say("search, worst, ms", 1e3 * asked[-1])
    client = str(Client.objects.order_by("pk").values_list("pk", flat=True)[0])
    changes.note(client)
    _say("search after a change, ms", 1e3 * _seconds(lambda: index.search(question("anna"), most=6)))
    Device.objects.filter(client=client).delete()
    Client.objects.filter(pk=client).delete()
    changes.note(client)
    _say("made anew after an end, s", _seconds(index.follow))


def _fill(count: int) -> MemoryKeyStore:
    """Write *count* clients with a device each; return the store with their keys."""
    dice, keys = random.Random(7), MemoryKeyStore()  # noqa: S311 - the same clients each time
    clients, devices = [], []
    for number in range(count):
        client = Client(pk=new_id(), created_at=1_800_000_000 + number)
        device = Device(pk=new_id(), client=client, kind="laptop")
        node = client_node(ClientId(client.pk))
        turn = keys.turn()
        key: Key = turn.grow(node)
        keys.prepare([turn])
        last = dice.choice((*_LAST, "".join(dice.choices(_PARTS, k=3)).title()))
        words = {
            "name": f"{dice.choice(_FIRST)} {last}",
            "phone": f"+49 170 {dice.randrange(10**7):07}",
            "email": f"{''.join(dice.choices(_PARTS, k=3))}@example.org",
            "channel": "phone",
            "second_channel": "",
            "second_address": "",
            "secret": "A" * 43,
        }
        rows.write(client, key, node.name, words)
        serial = {"make": "Lenovo", "model": "ThinkPad X1", "serial": f"SN{number:06}AB"}
        rows.write(device, key, node.name, serial)
        clients.append(client)
        devices.append(device)
    Client.objects.bulk_create(clients, batch_size=500)
    Device.objects.bulk_create(devices, batch_size=500)
    return keys


def _seconds(run: Callable[[], object]) -> float:
    began = time.perf_counter()
    run()
    return time.perf_counter() - began


def _say(what: str, value: float) -> None:
    print(f"{what:<32}{value:>8.2f}")


if __name__ == "__main__":
    main()
