"""The sealed part of a manifest: what a restore needs and nobody else may have (C2)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from sealbench import canon
from sealbench.backup import Manifest
from sealbench.errors import MalformedError, VerificationError
from sealbench.ids import JobId, LoginId, check_id
from sealbench.keyring import Key

_SEED = 32


@dataclass(frozen=True, slots=True)
class Secrets:
    """The seed of the log's key, and the sealed logins that each job had."""

    seed: bytes = field(repr=False)
    lost: Mapping[JobId, Sequence[LoginId]]


def seal_secrets(
    manifest: Manifest, key: Key, *, seed: bytes, lost: Mapping[str, Sequence[str]]
) -> Manifest:
    """Return *manifest* with its sealed part, under the house key and bound to all the rest."""
    named: dict[str, canon.JSONValue] = {job: list(logins) for job, logins in lost.items()}
    content = canon.to_bytes({"log": canon.b64u(seed), "lost": named})
    return replace(manifest, sealed=key.seal(content, aad=manifest.bound()))


def open_secrets(manifest: Manifest, key: Key) -> Secrets:
    """Return the sealed part; raise VerificationError where any of *manifest* was changed."""
    try:
        content = canon.from_bytes(key.open(manifest.sealed, aad=manifest.bound()))
        return _read(content)
    except (VerificationError, MalformedError, KeyError, ValueError) as exc:
        raise VerificationError(
            "the manifest of this backup was changed, or belongs to another home",
            hint="take another backup",
        ) from exc


def _read(content: canon.JSON) -> Secrets:
    lost = content["lost"]
    if not isinstance(lost, Mapping):
        raise MalformedError("expected an object")
    return Secrets(
        canon.unb64u(str(content["log"]), size=_SEED),
        {JobId(check_id(job)): list(_logins(logins)) for job, logins in lost.items()},
    )


def _logins(told: canon.JSONValue) -> Iterator[LoginId]:
    if not isinstance(told, list):
        raise MalformedError("expected a list")
    for login in told:
        yield LoginId(check_id(login))


def newest_migration() -> str:
    """Return the migration of this version's records that no other follows.

    Its number may be lower than that of the one before: numbers are given before branches meet.
    """
    graph = MigrationLoader(connection, ignore_no_migrations=True).graph
    ((_, name),) = graph.leaf_nodes("records")
    return str(name)
