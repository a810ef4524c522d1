"""The founding: genesis, and the first directory with the first manager alone in it."""

from collections.abc import Mapping

from sealbench import canon, ids
from sealbench.canon import JSONValue
from sealbench.errors import ConflictError, MalformedError, VerificationError
from sealbench.policy import Role
from sealbench.seal import Directory, Genesis, verify_chain, verify_genesis
from sealbench.shop.bench import Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import person_actor
from sealbench.shop.procedures.directory_file import listed, store_issue
from sealbench.shop.procedures.enrolment import Enrolment
from sealbench.shop.procedures.passkey_proof import ProvenPasskey
from sealbench.shop.procedures.person_file import PersonFile
from sealbench.shop.procedures.set_recovery import check_recovery, keep_recovery
from sealbench.shop.procedures.stock_catalogue import stock_catalogue
from sealbench.shop.records.models import Home
from sealbench.statement import Role as KeyRole
from sealbench.statement import SignedStatement, verify_signed


def found(
    work: Work,
    file: PersonFile,
    enrolment: Enrolment,
    passkey: ProvenPasskey | None,
    *,
    log_key: bytes,
) -> PersonFile:
    """Found the shop: `house:founded` is the ledger's first leaf; the person is listed at once."""
    if enrolment.genesis is None or enrolment.directory is None:
        raise MalformedError("the first manager signs genesis and the first directory")
    home = Home.objects.select_for_update().get(pk=1)
    if home.founded_at is not None:
        raise ConflictError("this shop has its first manager already", hint="sign in")
    genesis = _genesis(work, enrolment.genesis, file, log_key=log_key)
    directory = verify_chain(genesis, [enrolment.directory], now=work.now)
    entry = _only(directory, enrolment.directory)
    if _expected(file, entry, passkey) != entry or directory.site != work.config.site:
        raise VerificationError("the first directory lists something else")
    home.genesis, home.founded_at = enrolment.genesis.to_json(), work.seconds
    home.save(update_fields=["genesis", "founded_at"])
    actor = person_actor(file.id, file.name)
    work.record(work.house.subject, Event.HOUSE_FOUNDED, actor, genesis=genesis.fingerprint)
    store_issue(work, enrolment.directory, directory)
    record_directory(work, directory, actor)
    if enrolment.recovery is not None:
        _keep_recovery(work, enrolment.recovery, file, enrolment, actor)
    stock_catalogue(work)
    row = file.row
    row.state, row.listed_in, row.roles = "active", 1, list(_roles(entry))
    return PersonFile(row, file.content)


def record_directory(work: Work, directory: Directory, actor: Mapping[str, str]) -> None:
    """Record that *directory* was signed; its commitment is in the leaf."""
    work.record(
        work.house.subject,
        Event.DIRECTORY_SIGNED,
        actor,
        number=directory.number,
        hash=directory.hash,
    )


def _keep_recovery(
    work: Work,
    signed: SignedStatement,
    file: PersonFile,
    enrolment: Enrolment,
    actor: Mapping[str, str],
) -> None:
    """Keep the recovery key that the founder printed, signed together with the enrolment."""
    statement = signed.statement
    of_enrolment = enrolment.signed.statement.text("nonce")
    if (statement.text("method"), statement.text("nonce")) != ("founding", of_enrolment):
        raise VerificationError("the recovery key was signed for something else")
    check_recovery(work, signed)
    verify_signed(signed, {KeyRole.STATEMENT: file.key("statement_key")}, site=work.config.site)
    keep_recovery(work, signed, actor)


def _genesis(work: Work, signed: SignedStatement, file: PersonFile, *, log_key: bytes) -> Genesis:
    genesis = verify_genesis(signed, fingerprint=signed.statement.hash)
    stated = genesis.home, genesis.origin, genesis.log_key, genesis.statement_key
    if stated != (work.house.id, work.house.origin, log_key, file.key("statement_key")):
        raise VerificationError("genesis names another home, log or manager")
    return genesis


def _only(directory: Directory, signed: SignedStatement) -> Mapping[str, JSONValue]:
    entries = listed(directory, signed)
    if len(entries) != 1 or directory.revoked:
        raise VerificationError("the first directory lists the first manager alone")
    return entries[0]


def _expected(
    file: PersonFile, entry: Mapping[str, JSONValue], passkey: ProvenPasskey | None
) -> dict[str, JSONValue]:
    """Return the entry as it must be; only the roles are the first manager's own choice."""
    keys = ("name", "recipient", "opening_key", "statement_key")
    passkeys: list[JSONValue] = (
        [{"id": canon.b64u(passkey.id), "spki": canon.b64u(passkey.spki)}] if passkey else []
    )
    return {
        "id": ids.check_id(file.row.pk),
        "roles": entry["roles"],
        "passkeys": passkeys,
        **{key: file.content[key] for key in keys},
    }


def _roles(entry: Mapping[str, JSONValue]) -> list[str]:
    roles = entry["roles"]
    found = [str(role) for role in roles] if isinstance(roles, list) else []
    if Role.MANAGEMENT not in found:
        raise VerificationError("the first person is a manager")
    return found
