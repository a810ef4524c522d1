"""One backup, restored on trial in a process of its own: `python -m …tried_backup`.

The home of the environment is a scratch folder with a database of SQLite, whatever the shop has.
The root comes on standard input and stays in memory: no key is written to any disk.  What is
printed is one canonical JSON: counts, and places of what is wrong.
"""

import sys
from pathlib import Path

from sealbench import canon, policy
from sealbench.backup import Vault
from sealbench.clock import SystemClock
from sealbench.errors import SealbenchError, VerificationError
from sealbench.keyring import Key, Realm, WrapTreeStore


def main() -> None:
    """Try the backup that standard input names."""
    told = canon.from_bytes(sys.stdin.buffer.read())
    import django  # noqa: PLC0415 - the home of the environment is made by now

    django.setup()
    try:
        found = _try(told)
    except SealbenchError as exc:
        found = {"living": 0, "ended": 0, "keys": 0, "wrong": [f"backup: {exc}"]}
    sys.stdout.buffer.write(canon.to_bytes(found))


def _try(told: canon.JSON) -> canon.JSON:
    from sealbench.shop import config, home  # noqa: PLC0415 - after django.setup()
    from sealbench.shop.bench import make_bench  # noqa: PLC0415 - after django.setup()
    from sealbench.shop.bench.escrow import load_escrow  # noqa: PLC0415 - as above
    from sealbench.shop.objects import open_objects  # noqa: PLC0415 - as above
    from sealbench.shop.procedures import backup_keys, backup_proof  # noqa: PLC0415 - as above
    from sealbench.shop.records.key_tables import HeldRoot, Tree  # noqa: PLC0415 - as above
    from sealbench.shop.records.refill import refill  # noqa: PLC0415 - as above
    from sealbench.shop.records.statements.key_rows import KeyRows  # noqa: PLC0415 - as above

    settings = config.load()
    home.make_folders(settings)
    vault = Vault.open(Path(str(told["folder"])))
    manifest = vault.read(str(told["backup"]))
    root = backup_keys.Root(int(str(told["epoch"])), Key(canon.unb64u(str(told["root"]), size=32)))
    today = Tree.from_bytes((settings.home / "tree").read_bytes())
    own = Tree.read(vault, manifest)
    opened = backup_keys.open_under(manifest, own, today, root)
    if opened is None:
        raise VerificationError("the root of today does not open the keys of today")
    for file in vault.files_of(manifest):
        vault.verify(file.part)
    refill(vault, manifest, instead=opened.tree.to_rows(manifest))
    bench = make_bench(
        config=settings,
        clock=SystemClock(),
        keys=WrapTreeStore(
            KeyRows(),
            {Realm.CLIENTS: HeldRoot(root.epoch, root.key), Realm.JOBS: HeldRoot(1, Key.random())},
        ),
        log_key=opened.secrets.seed,
        objects=open_objects(settings),
        rules=policy.Policy.load(),
        escrow=load_escrow(),  # which is told of no place
    )
    proof = backup_proof.prove(bench)
    bench.executor.close()
    wrong: list[canon.JSONValue] = [f"{each.place}: {each.what}" for each in proof.wrong]
    return {"living": proof.living, "ended": proof.ended, "keys": proof.keys, "wrong": wrong}


if __name__ == "__main__":
    main()
