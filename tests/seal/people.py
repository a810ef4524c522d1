"""The people of a home and their directories, signed with fixed keys."""

from datetime import datetime, timedelta
from typing import Any

from sealbench import canon, clock
from sealbench.canon import JSONValue
from sealbench.statement import Context, Role, SignedStatement, Statement, sign
from tests.statement.passkey import SITE, FixedPasskey, es256
from tests.statement.samples import AT, ORIGIN, b32, private, public, recipient, signed

Entry = dict[str, Any]
FIRST = clock.from_text(AT)
GENESIS = signed("genesis")
PASSKEYS = {
    name: es256(number) for number, name in enumerate(("olga", "oskar", "tariq", "new", "nina"), 5)
}


def day(number: float) -> str:
    """The text of so many days after the first directory."""
    return clock.to_text(FIRST + timedelta(days=number))


def when(number: float) -> datetime:
    """The instant of so many days after the first directory."""
    return FIRST + timedelta(days=number)


def passkey_entry(passkey: FixedPasskey) -> Entry:
    return {"id": canon.b64u(passkey.id), "spki": canon.b64u(passkey.spki)}


def person(name: str, *roles: str, since: str = AT, **changes: JSONValue) -> Entry:
    """The entry of *name*, with keys of their own and a passkey if there is one."""
    passkeys = [passkey_entry(PASSKEYS[name])] if name in PASSKEYS else []
    return {
        "id": b32(name),
        "name": name.title(),
        "roles": sorted(roles),
        "recipient": recipient(name),
        "opening_key": public(f"{name} opening"),
        "statement_key": public(f"{name} statement"),
        "passkeys": passkeys,
        "since": since,
        **changes,
    }


OLGA = person("olga", "management", "technician")
TARIQ = person("tariq", "technician", "front desk")


def directory(number: int, at: float, previous: str, *people: Entry, **changes: Any) -> Statement:
    """A directory of *people*, in force for 30 days."""
    by_id = sorted(people, key=lambda each: str(each["id"]))
    listed: list[JSONValue] = [*by_id]
    fields: dict[str, JSONValue] = {
        "v": 1,
        "at": day(at),
        "expires": day(at + 30),
        "origin": ORIGIN,
        "site": SITE,
        "number": number,
        "previous": previous,
        "people": listed,
        "revoked": [],
        **changes,
    }
    return Statement.compose(Context.DIRECTORY, **fields)


def by(
    name: str, statement: Statement, passkey: FixedPasskey | None = None, *, site: str = ""
) -> SignedStatement:
    """*statement* signed by the person *name*, asserted by their passkey from number 2 on."""
    if passkey is None and statement.number("number") > 1:
        passkey = PASSKEYS[name]
    answer = passkey.answer(statement, site or statement.text("site")) if passkey else None
    return sign(statement, {Role.STATEMENT: private(f"{name} statement")}, answer)


def first(*people: Entry, **changes: Any) -> SignedStatement:
    """The first directory, signed by Olga."""
    return by("olga", directory(1, 0, "", *(people or (OLGA, TARIQ)), **changes))


def after(
    before: SignedStatement, at: float, *people: Entry, signer: str = "olga", **changes: Any
) -> SignedStatement:
    """The directory that follows *before*, signed by *signer*."""
    number = before.statement.number("number") + 1
    fields = {"number": number, "previous": before.statement.hash, **changes}
    return by(
        signer, directory(fields.pop("number"), at, fields.pop("previous"), *people, **fields)
    )
