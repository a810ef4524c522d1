"""The directory of people as browsers get it, and how long it still holds."""

from dataclasses import dataclass
from datetime import timedelta

from sealbench import canon
from sealbench.canon import JSONValue
from sealbench.errors import UnavailableError
from sealbench.seal import Directory, minimal_chain
from sealbench.seal import Passkey as ListedPasskey
from sealbench.seal.chain import SKEW
from sealbench.shop.bench import Bench
from sealbench.shop.bench.issues import parse_issue
from sealbench.shop.records.models import DirectoryIssue, Home, Passkey, Person
from sealbench.statement import SignedStatement

_DAY = 24 * 3600  # seconds
# Browsers ask about whoever came in within a day by their clock, which may be behind ours.
_NEW = timedelta(days=1) + SKEW
_SOON = 7  # days


@dataclass(frozen=True, slots=True)
class Standing:
    """How the directory stands: *days* until it expires (negative: it has), changes unsigned."""

    number: int
    signed_at: int
    expires_at: int
    days: int
    waiting: int

    @property
    def expired(self) -> bool:
        """Tell whether clients' browsers have stopped sealing."""
        return self.days < 0

    @property
    def soon(self) -> bool:
        """Tell whether it should be signed again these days."""
        return self.days < _SOON


def chain(bench: Bench, *, seen: int | None = None) -> dict[str, JSONValue]:
    """Return genesis and the fewest directories that prove the newest, through number *seen*.

    They prove as well who has been in it for a day.  Raise UnavailableError before the founding.
    """
    documents = minimal_chain(_issues(bench), seen=seen, settled=bench.now() - _NEW)
    return {"genesis": genesis(), "chain": [signed.to_json() for signed in documents]}


def genesis() -> JSONValue:
    """Return the signed genesis statement; raise UnavailableError before the founding."""
    found: JSONValue = Home.objects.get(pk=1).genesis
    if found is None:
        raise UnavailableError("this shop has no first manager yet", hint="use the set-up link")
    return found


def fingerprint() -> str:
    """Return the fingerprint of the home: the hash of its genesis, 43 letters."""
    return SignedStatement.from_json(genesis()).statement.hash


def printed_fingerprint() -> str:
    """Return the fingerprint of the home as people compare it: 40 hexadecimal digits in fours."""
    return canon.fingerprint(dict(SignedStatement.from_json(genesis()).statement.fields))


def current(bench: Bench) -> Directory:
    """Return the newest directory; raise UnavailableError before the founding."""
    row = DirectoryIssue.objects.order_by("number").last()
    if row is None:
        raise UnavailableError("this shop has no directory yet", hint="use the set-up link")
    return Directory.from_statement(_parse(bench, row).statement)


def standing(bench: Bench) -> Standing:
    """Return how the newest directory stands now."""
    directory = current(bench)
    expires = int(directory.expires.timestamp())
    return Standing(
        number=directory.number,
        signed_at=int(directory.at.timestamp()),
        expires_at=expires,
        days=(expires - int(bench.now().timestamp())) // _DAY,
        waiting=_waiting(bench, directory),
    )


def _waiting(bench: Bench, directory: Directory) -> int:
    """Return how many people the directory shows otherwise than they are now."""
    present = {row.pk: row for row in Person.objects.exclude(state="deactivated")}
    listed = {str(person.id): person for person in directory.people}
    changed = present.keys() ^ listed.keys()
    for pk in present.keys() & listed.keys():
        now = bench.read_house(present[pk])
        then = listed[pk]
        same_keys = now["statement_key"] == canon.b64u(then.statement_key)
        same_roles = set(present[pk].roles) == set(then.roles)
        if not same_keys or not same_roles or _credentials(bench, pk) != _listed(then.passkeys):
            changed |= {pk}
    return len(changed)


def _credentials(bench: Bench, person: str) -> set[str]:
    rows = Passkey.objects.filter(person=person, revoked_at=None)
    return {str(bench.read_house(row)["credential_id"]) for row in rows}


def _listed(passkeys: tuple[ListedPasskey, ...]) -> set[str]:
    return {canon.b64u(passkey.id) for passkey in passkeys}


def _issues(bench: Bench) -> list[SignedStatement]:
    issues = [_parse(bench, row) for row in DirectoryIssue.objects.order_by("number")]
    if not issues:
        raise UnavailableError("this shop has no directory yet", hint="use the set-up link")
    return issues


def _parse(bench: Bench, row: DirectoryIssue) -> SignedStatement:
    return parse_issue(canon.to_bytes(bench.read_house(row)["signed"]))
