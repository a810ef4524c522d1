"""Time the search: the index made of many clients, a search, a change followed.

Usage: python -m bench.search [CLIENTS]
"""

import os
import random
import sys
import time
from collections.abc import Callable, Sequence

import django
import tests.support.environment  # noqa: F401 - a home of its own, before Django looks

os.environ.pop("DATABASE_URL", None)
django.setup()

from bench.shop import open_shop  # noqa: E402 - Django first
from sealbench.ids import ClientId, JobId, new_id  # noqa: E402 - Django first
from sealbench.keyring import client_node, record_node  # noqa: E402 - Django first
from sealbench.shop.bench import Granted, Outcome, Work  # noqa: E402 - Django first
from sealbench.shop.bench.search import Index, question  # noqa: E402 - Django first
from sealbench.shop.records.models import Client, Device  # noqa: E402 - Django first
from sealbench.shop.records.statements import changes  # noqa: E402 - Django first

_FIRST = ("Anna", "Björn", "Chloé", "Dörte", "Emil", "Fatma", "Georg", "Hülya", "Iris", "Jürgen")
_LAST = ("Müller", "Öztürk", "Lindqvist", "Groß", "Novák", "Meyer-Landrut", "O'Neill", "Şahin")
_PARTS = ("ba", "re", "ki", "lo", "mün", "sta", "vel", "dor", "hagen", "witz", "sen", "er")
_ASKED = ("mul", "lindqvist", "anna gro", "0170 123", "4567", "bare@", "sn0001", "jürg öz")
_ROUNDS = 50
_AT_ONCE = 2_000


def main() -> None:
    """Print how long each part takes."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    with open_shop() as shop:
        bench, dice = shop.bench, random.Random(7)  # noqa: S311 - the same clients each time
        for start in range(0, count, _AT_ONCE):
            bench.run(_fill, numbers=range(start, min(count, start + _AT_ONCE)), dice=dice)
        _measure(Index(bench.keys), count)


def _measure(index: Index, count: int) -> None:
    _say(f"index of {count} clients, s", *_times(index.follow))
    asked = sorted(
        _times(lambda typed=typed: index.search(question(typed), most=6))
        for typed in _ASKED * _ROUNDS
    )
    _say("search, median, ms", *(1e3 * each for each in asked[len(asked) // 2]))
    _say("search, worst, ms", *(1e3 * each for each in asked[-1]))
    client = str(Device.objects.order_by("pk").values_list("client", flat=True)[0])
    changes.note(client)
    once = _times(lambda: index.search(question("anna"), most=6))
    _say("search after a change, ms", *(1e3 * each for each in once))


def _fill(work: Work, *, numbers: Sequence[int], dice: random.Random) -> Outcome[None]:
    """Write a client with a device for each of *numbers*, with keys as the intake makes them."""
    clients, devices = [], []
    for number in numbers:
        client = Client(pk=new_id(), created_at=1_800_000_000 + number)
        job = JobId(new_id())
        device = Device(pk=new_id(), client=client, brought_by=job, kind="laptop")
        node, record = client_node(ClientId(client.pk)), record_node(job)
        work.turn.grow(node)
        work.turn.grow(record)
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
        work.write(client, node, words)
        serial = {"make": "Lenovo", "model": "ThinkPad X1", "serial": f"SN{number:06}AB"}
        work.write(device, record, serial)
        clients.append(client)
        devices.append(device)
    Client.objects.bulk_create(clients, batch_size=500)
    Device.objects.bulk_create(devices, batch_size=500)
    return Granted(None)


def _times(run: Callable[[], object]) -> tuple[float, float]:
    """Return the seconds of the wall clock and of the processor that *run* takes."""
    wall, cpu = time.perf_counter(), time.process_time()
    run()
    return time.perf_counter() - wall, time.process_time() - cpu


def _say(what: str, wall: float, cpu: float) -> None:
    print(f"{what:<32}{wall:>8.2f}   CPU {cpu:>8.2f}")


if __name__ == "__main__":
    main()
