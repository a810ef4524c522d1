"""The house as the bench knows it: its ids, its secret, and its store of keys."""

import os
from dataclasses import dataclass

from sealbench import canon
from sealbench.errors import GoneError, UnavailableError
from sealbench.ids import HomeId, new_id
from sealbench.keyring import HOUSE, Key, KeyStore
from sealbench.shop.bench import rows
from sealbench.shop.bench.subject import Subject
from sealbench.shop.records.models import Head, Home


@dataclass(frozen=True, slots=True)
class House:
    """One installation: *origin* names its ledger, *subject* binds the house's events."""

    id: HomeId
    origin: str
    keys: KeyStore
    subject: Subject


def load_house(keys: KeyStore) -> House:
    """Return the house of the database; raise UnavailableError where there is none."""
    row = Home.objects.filter(pk=1).first()
    if row is None:
        raise UnavailableError("this home has not been set up", hint="run: make setup")
    key = keys.key(HOUSE)
    secret = canon.unb64u(str(rows.read(row, key, HOUSE.name)["secret"]), size=32)
    return House(HomeId(row.home_id), row.origin, keys, Subject("house", secret, key))


def make_house(keys: KeyStore, *, name: str) -> None:
    """Make the house's row and key where there is none yet."""
    if Home.objects.filter(pk=1).exists():
        return
    key = _house_key(keys)
    row = Home(pk=1, home_id=new_id(), origin=f"sealbench.log/{new_id()}")
    content = {
        "name": name,
        "address": "",
        "phone": "",
        "logo": "",
        "secret": canon.b64u(os.urandom(32)),
    }
    rows.write(row, key, HOUSE.name, content)
    row.save(force_insert=True)
    Head.objects.get_or_create(pk=1)


def _house_key(keys: KeyStore) -> Key:
    """Return the house key; one that a broken set-up left behind is used, never replaced."""
    try:
        return keys.key(HOUSE)
    except GoneError:
        turn = keys.turn()
        key = turn.grow(HOUSE)
        keys.prepare([turn])
        return key
