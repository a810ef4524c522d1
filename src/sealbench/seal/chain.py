"""The chain of directories, from genesis to the newest (docs/spec/directory.md, "Chain").

Each document is proven by the one before it: whoever signs was management there and not
revoked.  The state of a verification is one Directory; time and pin are given, never asked.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Self

from sealbench import canon
from sealbench.errors import VerificationError
from sealbench.ids import HomeId
from sealbench.seal.directory import Directory, Passkey, Person
from sealbench.statement import (
    Context,
    Role,
    SignedStatement,
    verify_assertion,
    verify_signatures,
)

SKEW = timedelta(minutes=10)

_TRIAL = "http://"  # a site that is not https is the loopback (docs/spec/statement.md, site)


@dataclass(frozen=True, slots=True)
class Genesis:
    """The root of trust of a home; keys are 32 bytes."""

    home: HomeId
    origin: str
    log_key: bytes
    statement_key: bytes
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Pin:
    """The newest directory that a verifier remembers."""

    number: int
    hash: str

    @classmethod
    def of(cls, directory: Directory) -> Self:
        """Return the pin of *directory*."""
        return cls(directory.number, directory.hash)


@dataclass(frozen=True, slots=True)
class _Link:
    """A signed document with the directory that it is."""

    signed: SignedStatement
    directory: Directory

    @classmethod
    def of(cls, signed: SignedStatement) -> Self:
        return cls(signed, Directory.from_statement(signed.statement))


@dataclass(frozen=True, slots=True)
class _Due:
    """One of *passkeys* must have asserted a document at *site*."""

    passkeys: tuple[Passkey, ...]
    site: str


def verify_genesis(signed: SignedStatement, *, fingerprint: str) -> Genesis:
    """Return genesis if it is signed by its own key and has the *fingerprint* that was given."""
    statement = signed.statement
    statement.require(Context.GENESIS)
    if statement.hash != fingerprint:
        raise VerificationError("another home")
    verify_signatures(signed)
    log_key, statement_key = (
        canon.unb64u(statement.text(name)) for name in ("log_key", "statement_key")
    )
    home, origin = HomeId(statement.text("home")), statement.text("origin")
    return Genesis(home, origin, log_key, statement_key, statement.hash)


def verify_chain(
    genesis: Genesis,
    documents: Sequence[SignedStatement],
    *,
    now: datetime,
    pin: Pin | None = None,
) -> Directory:
    """Return the newest directory of *documents* if the chain proves it to be in force at *now*.

    Raise VerificationError if it is not proven, expired, from the future, or forks from
    *pin*; MalformedError if a document has another form.
    """
    links = [_Link.of(signed) for signed in documents]
    if not links:
        raise VerificationError("no directory")
    _verify_first(genesis, links[0])
    for before, after in pairwise(links):
        _check_step(before.directory, after)
        _verify(after, after.signed.key(Role.STATEMENT), _due(before.directory, after))
    newest = links[-1].directory
    _check_time(newest, now)
    _check_pin([link.directory for link in links], pin)
    return newest


def minimal_chain(
    documents: Sequence[SignedStatement],
    *,
    seen: int | None = None,
    settled: datetime | None = None,
) -> list[SignedStatement]:
    """Return the fewest of *documents* (all, numbered from 1) that prove the newest.

    The chain passes through number *seen*, if it is there: what the verifier has pinned; and
    through the newest that was signed by *settled*: it proves that nobody in it came later.
    Signatures are taken as verified, as each was when it was stored.
    """
    links = [_Link.of(signed) for signed in documents]
    numbers = [link.directory.number for link in links]
    if not links or numbers != list(range(1, len(links) + 1)):
        raise VerificationError("not all directories from the first on")
    old = [n for n, link in enumerate(links, 1) if settled and link.directory.at <= settled]
    stops = {n for n in (seen, *old[-1:]) if n in numbers and n is not None} | {1, len(links)}
    chosen = links[:1]
    for start, stop in pairwise(sorted(stops)):
        chosen += _shortest(links[start - 1 : stop])[1:]
    return [link.signed for link in chosen]


def _verify_first(genesis: Genesis, first: _Link) -> None:
    directory = first.directory
    if directory.number != 1 or directory.origin != genesis.origin:
        raise VerificationError("not the first directory of this home")
    signer = directory.manager(genesis.statement_key)
    if signer is None:
        raise VerificationError("the first manager is not listed")
    _verify(first, genesis.statement_key, _Due(signer.passkeys, directory.site))


def _check_step(before: Directory, after: _Link) -> None:
    document = after.directory
    if document.number <= before.number or document.at <= before.at:
        raise VerificationError("directories out of order")
    if document.origin != before.origin:
        raise VerificationError("a directory of another home")
    if document.number == before.number + 1 and document.previous != before.hash:
        raise VerificationError("a directory that follows another one")
    if any(document.revoked.get(each) != at for each, at in before.revoked.items()):
        raise VerificationError("a revoked person came back")
    for person in document.people:
        _check_since(before, document, person)
    _check_asserted(before, after)


def _check_since(before: Directory, document: Directory, person: Person) -> None:
    known = before.person(person.id)
    if known is not None and known.keys == person.keys:
        fits = person.since == known.since
    elif document.number == before.number + 1:
        fits = person.since == document.at
    else:
        fits = person.since > before.at
    if not fits:
        raise VerificationError("listed since another time")


def _check_asserted(before: Directory, after: _Link) -> None:
    due, assertion = _due(before, after), after.signed.assertion
    if assertion is None or assertion.id not in [passkey.id for passkey in due.passkeys]:
        raise VerificationError("asserted by another passkey")
    if assertion.stated_site != due.site:
        raise VerificationError("asserted at another site")


def _due(before: Directory, after: _Link) -> _Due:
    """Return whose passkey must have asserted *after*, and where.

    A passkey answers at its own site only, so that who moves the home confirms the move at
    the site that is left.  A trial on the loopback has nothing to protect: it may be left
    for the real name with a passkey made there.
    """
    signer = before.manager(after.signed.key(Role.STATEMENT))
    if signer is None:
        raise VerificationError("not signed by management")
    document = after.directory
    leaves_trial = before.site.startswith(_TRIAL) and document.site != before.site
    if signer.passkeys and not leaves_trial:
        return _Due(signer.passkeys, before.site)
    return _Due(_own_passkeys(signer, document), document.site)


def _own_passkeys(signer: Person, document: Directory) -> tuple[Passkey, ...]:
    own = document.person(signer.id)
    if own is None or own.statement_key != signer.statement_key:
        raise VerificationError("the signer's passkey is not known")
    return own.passkeys


def _verify(link: _Link, key: bytes, due: _Due) -> None:
    verify_signatures(link.signed, {Role.STATEMENT: key})
    assertion, statement = link.signed.assertion, link.signed.statement
    if assertion is None:
        return  # number 1 alone: who founds the shop may have no passkey yet
    spki = next((each.spki for each in due.passkeys if each.id == assertion.id), None)
    if spki is None:
        raise VerificationError("asserted by another passkey")
    verify_assertion(assertion, statement, spki=spki, site=due.site)


def _check_time(newest: Directory, now: datetime) -> None:
    if newest.expires <= now:
        raise VerificationError("the directory expired")
    if newest.at > now + SKEW:
        raise VerificationError("the directory is from the future")


def _check_pin(directories: Sequence[Directory], pin: Pin | None) -> None:
    if pin is None:
        return
    if directories[-1].number < pin.number:
        raise VerificationError("an older directory than the one seen before")
    if pin not in [Pin.of(directory) for directory in directories]:
        raise VerificationError("the directory forked from the one seen before")


def _shortest(links: Sequence[_Link]) -> list[_Link]:
    """Return the fewest links from the first to the last: breadth first, from the end."""
    last = len(links) - 1
    paths = {last: list(links[last:])}
    queue = [last]
    while 0 not in paths:
        if not queue:
            raise VerificationError("the directories do not prove each other")
        at = queue.pop(0)
        for index in _proving(links, at):
            if index not in paths:
                paths[index] = [links[index], *paths[at]]
                queue.append(index)
    return paths[0]


def _proving(links: Sequence[_Link], at: int) -> Iterator[int]:
    for index in range(at):
        try:
            _check_step(links[index].directory, links[at])
        except VerificationError:
            continue
        yield index
