"""Folders of backups as the sweeps use them: copied, read whole, and told to an act."""

import shutil
from dataclasses import replace
from pathlib import Path

from sealbench import canon
from sealbench.backup import Keep, Vault
from sealbench.shop.config import Config
from sealbench.shop.procedures.create_backup import create_backup
from tests.fault.act import FILE
from tests.fault.homes import Shop, reopened
from tests.support.objects import put_object


def told(home: Config, vault: Vault, **more: canon.JSONValue) -> None:
    (home.home / FILE).write_bytes(canon.to_bytes({"vault": str(vault.path), **more}))


def make_backed(shop: Shop, folder: Path) -> Vault:
    """Return a vault with one backup of the shop, and let the shop change a little."""
    vault = Vault(folder, "")
    for bench in reopened(shop.config):
        vault = Vault.make(folder, home=bench.house.id)
        put_object(bench, b"ciphertext")
        create_backup(bench, vault, keep=Keep())
        put_object(bench, b"ciphertext, more")
    return vault


def verified(vault: Vault) -> int:
    """Return how many backups there are, each of which must be whole."""
    for backup in vault.ids():
        manifest = vault.read(backup)
        for part in (*manifest.chunks(), *(file.part for file in vault.files_of(manifest))):
            vault.verify(part)
    return len(vault.ids())


def copied(vault: Vault, folder: Path) -> Vault:
    shutil.copytree(vault.path, folder)
    return replace(vault, path=folder)
