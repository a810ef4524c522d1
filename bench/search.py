"""The search: the index made of many clients, a search, a change followed.

The floor is FTS5 in memory with the same terms, put in and asked as the index does it, by one who
opens no row, folds no word and looks for no change.
"""

import random
import sqlite3
import time
from collections.abc import Callable, Sequence
from functools import partial

from bench.table import Figure, from_rounds, median, quantile
from sealbench.ids import ClientId, JobId, new_id
from sealbench.keyring import client_node, record_node
from sealbench.shop.bench import Bench, Granted, Outcome, Work
from sealbench.shop.bench.search import Index, question
from sealbench.shop.bench.search.entries import clients_in_order, read_entries
from sealbench.shop.bench.search.index import TABLES
from sealbench.shop.records.models import Client, Device
from sealbench.shop.records.statements import changes

_FIRST = ("Anna", "Björn", "Chloé", "Dörte", "Emil", "Fatma", "Georg", "Hülya", "Iris", "Jürgen")
_LAST = ("Müller", "Öztürk", "Lindqvist", "Groß", "Novák", "Meyer-Landrut", "O'Neill", "Şahin")
_PARTS = ("ba", "re", "ki", "lo", "mün", "sta", "vel", "dor", "hagen", "witz", "sen", "er")
_ASKED = ("mul", "lindqvist", "anna gro", "0170 123", "4567", "bare@", "sn0001", "jürg öz")
_ROUNDS = 50
_MOST = 6
_AT_ONCE = 2_000
_ADD = "INSERT INTO found (rowid, terms) VALUES (?, ?)"
_ASK = "SELECT rowid FROM found WHERE found MATCH ? ORDER BY rowid DESC LIMIT ?"


def measure(bench: Bench, *, clients: int, rounds: int) -> list[Figure]:
    """Return what the index and a search take among so many *clients*."""
    dice = random.Random(7)  # noqa: S311 - the same clients each time
    for start in range(0, clients, _AT_ONCE):
        bench.run(_fill, numbers=range(start, min(clients, start + _AT_ONCE)), dice=dice)
    index, terms = Index(bench.keys), _terms(bench)
    bare, bare_made = _bare(terms), [_made(terms) for _ in range(rounds)]
    wall, cpu = _took(index.follow)
    asked = [question(typed) for typed in _ASKED * _ROUNDS]
    found = [_ms(partial(index.search, text, most=_MOST)) for text in asked]
    floor = [_ms(partial(_ask, bare, text)) for text in asked]
    news = [_changed(index) for _ in range(rounds)]
    bare.close()
    walls, cpus = zip(*bare_made, strict=True)
    return [
        from_rounds(f"index of {clients} clients", [wall], walls, "s", more_is_better=False),
        from_rounds(f"index of {clients}, cpu", [cpu], cpus, "s", more_is_better=False),
        _like(f"search among {clients}", median, found, floor),
        _like(f"search among {clients}, p99", _p99, found, floor),
        _like(f"search among {clients}, changed", median, news, floor),
    ]


def _like(
    name: str,
    pick: Callable[[Sequence[float]], float],
    ours: Sequence[float],
    floor: Sequence[float],
) -> Figure:
    """Return what *pick* takes of each; questions differ, which makes no floor unsteady."""
    return Figure(name, pick(ours), pick(floor), "ms", more_is_better=False)


def _p99(values: Sequence[float]) -> float:
    return quantile(values, 0.99)


def _changed(index: Index) -> float:
    """Return what a search takes when a client's record has changed since the last."""
    client = str(Device.objects.order_by("pk").values_list("client", flat=True)[0])
    changes.note(client)
    return _ms(lambda: index.search(question("anna"), most=_MOST))


def _terms(bench: Bench) -> list[tuple[int, str]]:
    """Return what the index holds of each client."""
    entries = read_entries(bench.keys.key, clients_in_order())
    return [(number, terms or "") for number, (_, terms) in enumerate(entries, 1)]


def _ask(base: sqlite3.Connection, text: str) -> None:
    base.execute(_ASK, (text, _MOST)).fetchall()


def _made(terms: Sequence[tuple[int, str]]) -> tuple[float, float]:
    return _took(lambda: _bare(terms).close())


def _bare(terms: Sequence[tuple[int, str]]) -> sqlite3.Connection:
    base = sqlite3.connect(":memory:", isolation_level=None)
    for table in TABLES:
        base.execute(table)
    for start in range(0, len(terms), _AT_ONCE):
        base.execute("BEGIN")
        base.executemany(_ADD, terms[start : start + _AT_ONCE])
        base.execute("COMMIT")
    return base


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


def _took(act: Callable[[], object]) -> tuple[float, float]:
    """Return the seconds of the wall clock and of the processor that *act* takes."""
    wall, cpu = time.perf_counter(), time.process_time()
    act()
    return time.perf_counter() - wall, time.process_time() - cpu


def _ms(act: Callable[[], object]) -> float:
    return _took(act)[0] * 1_000
