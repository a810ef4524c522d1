"""Making and restoring a backup, to be killed: what `tests.fault.act` runs for these two."""

import os
from pathlib import Path

from sealbench import canon
from sealbench.backup import Keep, Vault
from sealbench.keyring import Key
from sealbench.policy import Policy
from sealbench.shop.bench import opening
from sealbench.shop.config import Config
from sealbench.shop.procedures.actors import COMMAND_ACTOR
from sealbench.shop.procedures.backup_keys import Root
from sealbench.shop.procedures.create_backup import create_backup
from sealbench.shop.procedures.record_backup import record_backup
from sealbench.shop.procedures.restore_backup import restore_backup

Told = dict[str, canon.JSONValue]


def back_up(settings: Config, rules: Policy, told: Told, mark: bytes) -> None:
    """Add a backup to the vault, as the keeper does."""
    bench = opening.open_bench(settings, rules=rules)
    vault = Vault.open(Path(str(told["vault"])))
    os.write(2, mark)
    made = create_backup(bench, vault, keep=Keep())
    os.write(1, made.id.encode() + b"\n")
    bench.run(record_backup, manifest=vault.read(made.id), actor=COMMAND_ACTOR)
    bench.executor.close()


def restore(settings: Config, rules: Policy, told: Told, mark: bytes) -> None:
    """Restore the backup that is told, or the newest, as the command does."""
    vault = Vault.open(Path(str(told["vault"])))
    root = Root(int(str(told["epoch"])), Key(canon.unb64u(str(told["root"]), size=32)))
    os.write(2, mark)
    backup = str(told.get("backup", vault.ids()[-1]))
    restore_backup(settings, vault, backup, [root], mirror={}, rules=rules)
    os.write(1, b"restored\n")


ACTS = {"back-up": back_up, "restore": restore}
