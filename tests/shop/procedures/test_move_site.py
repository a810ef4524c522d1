"""A shop that has its name moves to another one: confirmed where it still is."""

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sealbench.errors import ConflictError, VerificationError
from sealbench.shop import config
from sealbench.shop.procedures.sign_directory import sign_directory
from sealbench.shop.queries import directory
from sealbench.statement import Context, Role, SignedStatement, Statement, sign
from tests.support.cast import Cast, next_directory
from tests.support.clocks import StoppedClock

THERE = "https://new.example"


@pytest.fixture
def home(home: config.Config) -> config.Config:
    return replace(home, site="https://old.example")


def moving(cast: Cast, site: str, *, keep_passkeys: bool = False) -> SignedStatement:
    """The next directory, by which the shop leaves for *site*, asserted where it is."""
    olga = cast.person("olga")
    fields = dict(next_directory(cast.bench, olga, cast.staff("olga")).statement.fields)
    if not keep_passkeys:
        fields["people"] = [{**each, "passkeys": []} for each in fields["people"]]  # type: ignore[dict-item,union-attr]  # a list of entries
    del fields["context"]
    key = Ed25519PrivateKey.from_private_bytes(olga.keys.statement_seed)
    statement = Statement.compose(Context.DIRECTORY, **(fields | {"site": site}))
    return sign(statement, {Role.STATEMENT: key}, olga.passkeys[0].answer(statement))


def take(cast: Cast, signed: SignedStatement) -> None:
    cast.bench.run(sign_directory, who=cast.staff("olga"), signed=signed)


def test_a_shop_moves_and_may_think_better_of_it(cast: Cast, clock: StoppedClock) -> None:
    clock.pass_by(seconds=1)
    take(cast, moving(cast, THERE))
    assert directory.current(cast.bench).site == THERE
    clock.pass_by(seconds=1)
    take(cast, next_directory(cast.bench, cast.person("olga"), cast.staff("olga")))
    assert directory.current(cast.bench).site == cast.bench.config.site


def test_who_moves_lists_no_passkeys_and_not_a_trial(cast: Cast, clock: StoppedClock) -> None:
    clock.pass_by(seconds=1)
    with pytest.raises(ConflictError):
        take(cast, moving(cast, THERE, keep_passkeys=True))
    with pytest.raises(VerificationError, match="another site"):
        take(cast, moving(cast, "http://localhost:8000"))
    assert directory.current(cast.bench).site == cast.bench.config.site
