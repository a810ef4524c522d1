"""A backup of a shop with many events and photographs, the next one, and its restore.

The floor is the same bytes written once to the same disk, synced and hashed.
"""

import hashlib
import os
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from django.db import connection, connections
from tests.support.objects import put_object

from bench.table import Figure, from_rounds
from sealbench.backup import Keep, Vault
from sealbench.keyring import Realm
from sealbench.shop import home
from sealbench.shop.bench import Bench, Granted, Outcome, Work
from sealbench.shop.procedures.backup_keys import Root
from sealbench.shop.procedures.create_backup import create_backup
from sealbench.shop.procedures.restore_backup import restore_backup

_AT_ONCE = 1_000
_PHOTO = hashlib.shake_256(b"photograph").digest(5_000_000)


def measure(bench: Bench, *, events: int, photos: int) -> list[Figure]:
    """Return the MB per second of a first backup, of one that changes little, and of a restore."""
    for _ in range(events // _AT_ONCE):
        bench.run(_record)
    for number in range(photos):
        put_object(bench, number.to_bytes(4, "big") + _PHOTO)
    epoch = bench.keys.epoch(Realm.CLIENTS)
    root = Root(epoch, home.roots_of(bench.config)[Realm.CLIENTS].read(epoch))
    with tempfile.TemporaryDirectory(prefix="bench-backup-", dir=bench.config.home) as folder:
        vault = Vault.make(Path(folder) / "vault", home=bench.house.id)
        floor = [_plain(Path(folder), len(_PHOTO) * photos)]
        began = time.perf_counter()
        first = create_backup(bench, vault, keep=Keep())
        took = time.perf_counter() - began
        put_object(bench, _PHOTO)
        bench.run(_record)
        began = time.perf_counter()
        second = create_backup(bench, vault, keep=Keep())
        again = time.perf_counter() - began
        floor.append(_plain(Path(folder), len(_PHOTO) * photos))
        restored = _restore(bench, vault, second.id, root, Path(folder))
        floor.append(_plain(Path(folder), len(_PHOTO) * photos))
    print(
        f"backup of {events} events and {photos} photographs: {first.whole / 1e6:.0f} MB in "
        f"{took:.1f} s; the next wrote {second.written / 1e6:.1f} MB in {again:.1f} s; "
        f"restored and proven in {restored:.1f} s"
    )
    rates = {
        "backup, the first": first.whole / took,
        "backup, the next": second.whole / again,
        "backup restored": second.whole / restored,
    }
    return [from_rounds(name, [rate / 1e6], floor, "MB per second") for name, rate in rates.items()]


def _record(work: Work) -> Outcome[None]:
    for _ in range(_AT_ONCE):
        work.record(work.house.subject, "bench:recorded", {"kind": "command"}, words="x" * 120)
    return Granted(None)


def _restore(bench: Bench, vault: Vault, backup: str, root: Root, folder: Path) -> float:
    bench.executor.close()
    connections.close_all()
    config = replace(bench.config, home=folder / "restored")
    config.home.mkdir()
    settings = connections.settings["default"]
    settings["NAME"] = connection.settings_dict["NAME"] = str(config.database)
    began = time.perf_counter()
    restore_backup(config, vault, backup, [root], mirror={})
    return time.perf_counter() - began


def _plain(folder: Path, size: int) -> float:
    """Return the MB per second of hashing, writing and syncing *size* bytes."""
    began = time.perf_counter()
    digest = hashlib.sha256()
    with (folder / "plain").open("wb") as file:
        for _ in range(0, size, len(_PHOTO)):
            digest.update(_PHOTO)
            file.write(_PHOTO)
        file.flush()
        os.fsync(file.fileno())
    return size / 1e6 / (time.perf_counter() - began)
