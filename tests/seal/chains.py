"""Named directories and chains of them, as vectors/directory.json publishes them."""

from dataclasses import dataclass

from tests.seal.people import OLGA, PASSKEYS, TARIQ, after, by, day, first, passkey_entry, person
from tests.statement.passkey import SITE, eddsa, es256

OSKAR = person("oskar", "management", since=day(1))
_REVOKED = [{"at": day(2), "id": OLGA["id"]}]

_first = first()
_second = after(_first, 1, OLGA, TARIQ, OSKAR)
_third = after(_second, 2, OSKAR, TARIQ, signer="oskar", revoked=_REVOKED)
_fourth = after(_third, 40, OSKAR, TARIQ, signer="oskar", revoked=_REVOKED)
_fork = after(_first, 1.5, OLGA, TARIQ)
_adding = after(_first, 1, {**OLGA, "passkeys": [passkey_entry(PASSKEYS["new"])]}, TARIQ)

_THERE, _TRIAL = "https://bench.example", "http://localhost:8000"
_THIEF = es256(99)
_ROBBED = {**OLGA, "passkeys": [passkey_entry(_THIEF)]}
_BARE = {**OLGA, "passkeys": []}
_NEW = {**OLGA, "passkeys": [passkey_entry(eddsa())]}
_ROGUE = person("rogue", "technician", since=day(2))

_trial = first(site=_TRIAL)
_named = by("olga", after(_trial, 1, _NEW, TARIQ, site=_THERE).statement, eddsa())
_leaving = by(
    "olga", after(_first, 1, _BARE, TARIQ, site=_THERE).statement, PASSKEYS["olga"], site=SITE
)
_arrived = by("olga", after(_leaving, 2, _NEW, TARIQ, site=_THERE).statement, eddsa())
_away = by("olga", after(_first, 1, _ROBBED, TARIQ, site=_THERE).statement, _THIEF)
_back = by("olga", after(_away, 2, _ROBBED, TARIQ, _ROGUE).statement, _THIEF)

DOCUMENTS = {
    "first": _first,
    "second": _second,
    "third": _third,
    "fourth": _fourth,
    "fork of second": _fork,
    "after the fork": after(_fork, 2, OLGA, TARIQ),
    "signed by a technician": after(_first, 1, OLGA, TARIQ, signer="tariq"),
    "asserted by a new passkey": by("olga", _adding.statement, PASSKEYS["new"]),
    "a ghost since before": after(
        _first, 1, OLGA, TARIQ, person("oskar", "technician", since=day(0))
    ),
    "trial": _trial,
    "named after the trial": _named,
    "leaving for another site": _leaving,
    "leaving, asserted there": by("olga", _leaving.statement, PASSKEYS["olga"]),
    "arrived at the other site": _arrived,
    "stolen away": _away,
    "stolen back": _back,
    "a revoked person returns": after(_third, 4, OSKAR, TARIQ, signer="oskar"),
}


@dataclass(frozen=True, slots=True)
class Chain:
    """A chain with the number that it proves, or 0 and the reason why it is refused."""

    name: str
    documents: tuple[str, ...]
    now: str
    number: int = 0
    refused: str = ""
    pin: str = ""


CHAINS = (
    Chain("the first alone", ("first",), day(1), 1),
    Chain("whole", ("first", "second", "third", "fourth"), day(41), 4),
    Chain("minimal", ("first", "second", "fourth"), day(41), 4),
    Chain("pinned", ("first", "second", "fourth"), day(41), 4, pin="second"),
    Chain("nothing", (), day(1), refused="no directory"),
    Chain("expired", ("first", "second"), day(31), refused="expired"),
    Chain("from the future", ("first", "second"), day(0.9), refused="from the future"),
    Chain("not from the first", ("second",), day(2), refused="not the first"),
    Chain("out of order", ("first", "third", "second"), day(3), refused="signer not proven"),
    Chain("unproven", ("first", "fourth"), day(41), refused="signer not proven"),
    Chain("older than pinned", ("first",), day(3), refused="older", pin="second"),
    Chain("forked", ("first", "fork of second"), day(3), refused="forked", pin="second"),
    Chain(
        "forked before",
        ("first", "fork of second", "after the fork"),
        day(3),
        refused="forked",
        pin="second",
    ),
    Chain("pin left out", ("first", "second", "fourth"), day(41), refused="forked", pin="third"),
    Chain("technician", ("first", "signed by a technician"), day(2), refused="not management"),
    Chain("new passkey", ("first", "asserted by a new passkey"), day(2), refused="passkey"),
    Chain("ghost", ("first", "a ghost since before"), day(2), refused="since"),
    Chain(
        "revoked",
        ("first", "second", "third", "a revoked person returns"),
        day(5),
        refused="revoked",
    ),
    Chain("a trial gets its name", ("trial", "named after the trial"), day(2), 2),
    Chain("moved", ("first", "leaving for another site", "arrived at the other site"), day(3), 3),
    Chain("moved, asserted there", ("first", "leaving, asserted there"), day(2), refused="passkey"),
    Chain("moved by a thief", ("first", "stolen away"), day(2), refused="passkey"),
    Chain("there and back", ("first", "stolen away", "stolen back"), day(3), refused="passkey"),
)
