"""Opening a home that was made: its keys, its log's key, and the bench on them."""

from sealbench import canon, policy
from sealbench.clock import Clock, SystemClock
from sealbench.errors import RefusedError, UnavailableError
from sealbench.keyring import Escrow, Realm, WrapTreeStore
from sealbench.shop import home
from sealbench.shop.bench import (
    Bench,
    Granted,
    Outcome,
    Work,
    high_water,
    make_bench,
    make_house,
)
from sealbench.shop.bench.escrow import load_escrow
from sealbench.shop.config import Config
from sealbench.shop.core_dumps import forbid_core_dumps
from sealbench.shop.objects import open_objects
from sealbench.shop.records.models import Home
from sealbench.shop.records.statements.key_rows import KeyRows


def found_house(config: Config, *, name: str) -> None:
    """Make the house's row and key in a database that has none."""
    make_house(_keys(config), name=name)


def open_bench(
    config: Config,
    clock: Clock | None = None,
    rules: policy.Policy | None = None,
    *,
    restoring: bool = False,
    older: bool = False,
) -> Bench:
    """Return the bench of a home that was made; its lock must be held.

    Raise RefusedError when the ledger is older than what was made public, unless *older* is
    accepted, and when a place of the escrow is ahead of the home; UnavailableError while a
    restore is half done, unless it is the one that is *restoring*, and when the log's key is
    missing or is not the one of genesis, or when the root of the database's epoch is not there.
    """
    if not restoring:
        home.require_whole(config)
    escrow = load_escrow()
    bench = make_bench(
        config=config,
        clock=clock or SystemClock(),
        keys=_keys(config, escrow),
        escrow=escrow,
        log_key=home.read_secret(config, home.LOG_KEY),
        rules=rules or policy.Policy.load(),
        objects=open_objects(config),
    )
    try:
        _check_log_key(bench)
        if not older:
            high_water.check(config, bench.signer.key)
        _check_places(bench)
        bench.run(settle_keys)
    except BaseException:
        bench.executor.close()
        raise
    return bench


def _check_log_key(bench: Bench) -> None:
    genesis = Home.objects.get(pk=1).genesis
    if genesis is None:
        return
    if genesis["statement"]["log_key"] != canon.b64u(bench.signer.key.public):
        raise UnavailableError(
            "this is not the key that the ledger was founded with",
            hint=f"restore {home.LOG_KEY} in the key folder",
        )


def _check_places(bench: Bench) -> None:
    """Raise RefusedError where a place of the escrow knows of erasures that this home does not.

    Before anything is overwritten: the newest root may lie in that place alone.
    """
    missed = bench.escrow.ahead(lambda: bench.keys.epoch(Realm.CLIENTS))
    if missed:
        raise RefusedError(
            f"a place of the escrow has followed more erasures than this home: {missed}",
            hint="an old home was put back, in which an ended client has a key: bring the right "
            "one, or restore, see docs/how-to/restore.md",
        )


def settle_keys(work: Work) -> Outcome[None]:
    """Overwrite what a crash left beside the roots, while no other process can turn them."""
    work.house.keys.settle()
    return Granted(None)


def _keys(config: Config, escrow: Escrow | None = None) -> WrapTreeStore:
    forbid_core_dumps()  # from here on there are keys in memory
    return WrapTreeStore(KeyRows(), home.roots_of(config), escrow)
