"""The directory of people as it is kept: every signed issue, and the root they hang on."""

from collections.abc import Mapping, Sequence

from sealbench import canon
from sealbench.canon import JSONValue
from sealbench.errors import UnavailableError
from sealbench.keyring import HOUSE
from sealbench.seal import Directory, Genesis, verify_genesis
from sealbench.shop.bench import Work
from sealbench.shop.bench.issues import parse_issue
from sealbench.shop.records.models import DirectoryIssue, Home
from sealbench.statement import SignedStatement


def load_genesis(work: Work) -> Genesis:  # noqa: ARG001 - one shape for all loaders
    """Return the verified root of trust; raise UnavailableError before the founding."""
    signed = SignedStatement.from_json(genesis_json())
    return verify_genesis(signed, fingerprint=signed.statement.hash)


def genesis_json() -> Mapping[str, JSONValue]:
    """Return the signed genesis statement; raise UnavailableError before the founding."""
    found: Mapping[str, JSONValue] | None = Home.objects.get(pk=1).genesis
    if found is None:
        raise UnavailableError("this shop has no first manager yet", hint="use the set-up link")
    return found


def load_issues(work: Work) -> list[SignedStatement]:
    """Return every signed directory, from number 1 on."""
    rows = DirectoryIssue.objects.order_by("number")
    return [parse_issue(canon.to_bytes(work.read(row)["signed"])) for row in rows]


def store_issue(work: Work, signed: SignedStatement, directory: Directory) -> None:
    """Keep a directory that was verified."""
    row = DirectoryIssue(
        pk=directory.number,
        statement_hash=directory.hash,
        signed_at=int(directory.at.timestamp()),
        expires_at=int(directory.expires.timestamp()),
    )
    work.write(row, HOUSE, {"signed": signed.to_json()})
    row.save(force_insert=True)


def listed(directory: Directory, statement: SignedStatement) -> Sequence[Mapping[str, JSONValue]]:
    """Return the entries of *directory* as they stand in its *statement*, without `since`."""
    people = statement.statement.fields["people"]
    entries = people if isinstance(people, list) else []
    assert len(entries) == len(directory.people)  # noqa: S101 - both views of one statement
    return [{k: v for k, v in entry.items() if k != "since"} for entry in entries]
