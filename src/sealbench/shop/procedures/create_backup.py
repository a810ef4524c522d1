"""Make a backup: rows of one moment and files, in a vault, verified, while others go on (B1).

It only reads the home, so it may run beside a server; `record_backup` says it in the journal.
What is written is ciphertext and the public ledger: no root, no escrow, nothing of the realm
*jobs*.  The log's key goes along in a box under the house key, since the ledger must go on
under the key of its genesis: whoever holds today's root of the clients opens it, nobody else.
"""

import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from sealbench import clock
from sealbench.backup import (
    File,
    Keep,
    Manifest,
    Objects,
    Table,
    Vault,
    check_place,
    chunks_of,
    made_at,
    spared,
    write_row,
)
from sealbench.errors import ConflictError, UnavailableError, VerificationError
from sealbench.keyring import HOUSE
from sealbench.shop.bench import Bench
from sealbench.shop.procedures.backup_file import newest_migration, seal_secrets
from sealbench.shop.procedures.file_objects import kept_objects
from sealbench.shop.records.kept import Kept, kept
from sealbench.shop.records.moment import Moment, moment, rows_of

_HEAD = "SELECT size FROM records_head WHERE id = 1"
_NOTE = "SELECT note FROM records_checkpoint ORDER BY size DESC LIMIT 1"
_SEALED = "SELECT job_id, id FROM records_login ORDER BY job_id, id"
_EPOCH = "SELECT epoch FROM records_keyrealm WHERE id = 'clients'"
_FILES = "SELECT id FROM records_file UNION ALL SELECT id FROM records_paper ORDER BY 1"

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was made: what it holds, how much of it had to be written, what gave way."""

    id: str
    rows: int
    files: int
    size: int  # leaves of the ledger
    written: int  # bytes
    whole: int  # bytes
    dropped: int  # older backups


def create_backup(
    bench: Bench, vault: Vault, *, keep: Keep, tell: Tell = lambda _text: None
) -> Made:
    """Add a backup to *vault* and drop what *keep* does not spare.

    Raise RefusedError for a folder beside keys, ConflictError for another home's vault or one
    that is held, UnavailableError when either disk fails: then no backup was added.
    """
    check_place(vault.path, keys=bench.config.keys)
    if vault.home != bench.house.id:
        raise ConflictError(
            "this folder holds the backups of another home", hint="name another folder"
        )
    with vault.locked():
        made = _Making(bench, vault, tell).run()
        tell("dropping what is older than is kept")
        return replace(made, dropped=_drop(vault, keep))


class _Making:
    """One backup on its way into the vault."""

    def __init__(self, bench: Bench, vault: Vault, tell: Tell) -> None:
        self._bench = bench
        self._vault = vault
        self._tell = tell
        self._written = 0
        self._whole = 0

    def run(self) -> Made:
        """Write rows, files and the manifest, in this order."""
        with moment() as at:
            tables = tuple(self._table(at, each) for each in kept())
            manifest = self._manifest(at, tables)
            lost: dict[str, list[str]] = {}
            for job, login in at.select(_SEALED):
                lost.setdefault(str(job), []).append(str(login))
            files = [str(name) for (name,) in at.select(_FILES)]
        # After the rows: an object was there before the row that names it.
        objects = self._objects(files)
        manifest = replace(manifest, objects=objects)
        key = self._bench.keys.key(HOUSE)
        manifest = seal_secrets(manifest, key, seed=self._bench.signer.to_seed(), lost=lost)
        self._tell("verifying")
        self._vault.keep(manifest)
        rows = sum(table.rows for table in tables)
        return Made(
            manifest.id, rows, objects.count, manifest.size, self._written, self._whole, dropped=0
        )

    def _table(self, at: Moment, each: Kept) -> Table:
        self._tell(f"table {each.table}")
        count = 0

        def counted() -> Iterator[tuple[bytes, bytes]]:
            nonlocal count
            for row in rows_of(at, each):
                count += 1
                yield row

        chunks = tuple(map(self._put, chunks_of(counted())))
        return Table(each.table, tuple(each.columns), count, chunks)

    def _put(self, chunk: bytes) -> str:
        put = self._vault.put(chunk)
        self._whole += put.size
        self._written += put.size if put.is_new else 0
        return put.name

    def _manifest(self, at: Moment, tables: tuple[Table, ...]) -> Manifest:
        now = self._bench.now()
        size = next(iter(at.select(_HEAD)), (0,))[0]
        note = next(iter(at.select(_NOTE)), ("",))[0]
        epoch = next(iter(at.select(_EPOCH)), (1,))[0]
        return Manifest(
            id=f"{now:%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}",
            created_at=clock.to_text(now),
            home=self._bench.house.id,
            origin=self._bench.house.origin,
            site=self._bench.config.site,
            schema=newest_migration(),
            epoch=epoch,
            size=int(size),
            note=str(note),
            tables=tables,
            objects=Objects(0, 0, ()),
        )

    def _objects(self, names: Sequence[str]) -> Objects:
        files = list(self._files(names))
        rows = ((write_row([file.path]), file.to_row()) for file in files)
        chunks = tuple(map(self._put, chunks_of(rows)))
        return Objects(len(files), sum(file.size for file in files), chunks)

    def _files(self, names: Sequence[str]) -> Iterator[File]:
        """Put each file of the home; one that the last backup has is not read again."""
        known = {file.path: file for file in self._last_files()}
        for name in names:
            file = known.get(name)
            if file is None or self._vault.size_of(file.part) != file.size:
                file = self._file(name)
            if file is not None:
                self._whole += file.size
                yield file

    def _file(self, name: str) -> File | None:
        """Return the file *name* after it was put, None where it was ended meanwhile."""
        self._tell(f"file {name}")
        try:
            put = self._vault.put_blocks(self._bench.objects.read(name))
        except UnavailableError:
            if not kept_objects([name]):
                return None
            raise
        self._written += put.size if put.is_new else 0
        return File.from_row((name, put.size, put.name))

    def _last_files(self) -> Iterator[File]:
        """Yield the files of the last backup; none where it cannot be read: all is put again."""
        try:
            for last in self._vault.ids()[-1:]:
                yield from self._vault.files_of(self._vault.read(last))
        except VerificationError:
            return


def _drop(vault: Vault, keep: Keep) -> int:
    made = [(each, made_at(each)) for each in vault.ids()]
    stay = spared(made, keep)
    gone = [each for each, _ in made if each not in stay]
    if gone:
        vault.drop(gone)
    return len(gone)
