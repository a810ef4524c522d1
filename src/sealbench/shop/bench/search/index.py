"""The index: FTS5 in a database of its own that lives in memory and dies with the process.

Before each search it reads which records changed since it last looked, by their number: so
every node of a large installation answers alike.  A client who is gone takes the whole index
along; it is made anew from what is left, so that no page of it holds the name.
"""

import gc
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from sealbench.errors import UnavailableError
from sealbench.ids import ClientId
from sealbench.keyring import Key, KeyStore, Node, Realm
from sealbench.shop.bench.search.entries import clients_in_order, read_entries
from sealbench.shop.records.statements import changes

_PATIENCE = 10.0  # seconds that a search waits for the one before, or for the index to be made
_AT_ONCE = 900  # clients read in one go: no long reader holds up the write-ahead log
_SETTINGS = ("temp_store=MEMORY", "journal_mode=OFF", "synchronous=OFF", "secure_delete=ON")
# Terms are folded beforehand and of letters, digits and @ only: nothing is left to tokenise.
TABLES = (
    "CREATE TABLE place (row INTEGER PRIMARY KEY, client TEXT NOT NULL UNIQUE)",
    "CREATE VIRTUAL TABLE found USING fts5(terms, detail=none, tokenize=\"ascii tokenchars '@'\")",
)
_PLACE = "INSERT INTO place (client) VALUES (?) ON CONFLICT DO NOTHING"
_DROP = "DELETE FROM found WHERE rowid IN (SELECT row FROM place WHERE client = ?)"
_ADD = "INSERT INTO found (rowid, terms) SELECT row, ? FROM place WHERE client = ?"
_ASK = """
SELECT client FROM found JOIN place ON row = found.rowid
WHERE found MATCH ? ORDER BY found.rowid DESC LIMIT ?
"""


class Index:
    """Finds clients by what their sealed rows hold; one thread at a time.

    Made at the first search, or by whoever calls `follow` before.
    """

    def __init__(self, keys: KeyStore) -> None:
        self._keys = keys
        self._lock = threading.Lock()
        self._base: sqlite3.Connection | None = None
        self._seen = 0  # the number of the last change that is in it

    def search(self, wanted: str, *, most: int) -> Sequence[ClientId]:
        """Return at most *most* clients that match *wanted* (see `question`), the newest first.

        Raise UnavailableError while the index is being made, after some seconds.
        """
        with self._held():
            base = self._current()
            return [ClientId(client) for (client,) in base.execute(_ASK, (wanted, most))]

    def follow(self) -> None:
        """Take in what changed; what belongs to a client who is gone is not kept till a search."""
        with self._held():
            self._current()

    @contextmanager
    def _held(self) -> Iterator[None]:
        if not self._lock.acquire(timeout=_PATIENCE):
            raise UnavailableError("the search is being made ready", hint="try again in a moment")
        try:
            yield
        finally:
            self._lock.release()

    def _current(self) -> sqlite3.Connection:
        """Return the index as of now."""
        try:
            return self._changed(self._base) if self._base else self._made()
        except BaseException:
            self._discard()  # half an index would find half of the clients
            raise

    def _changed(self, base: sqlite3.Connection) -> sqlite3.Connection:
        news = changes.since(self._seen)
        if not news:
            return base
        for client, terms in read_entries(self._keys.key, list(news)):
            if terms is None:
                return self._made()
            _put(base, client, terms)
        self._seen = max(news.values())
        return base

    def _made(self) -> sqlite3.Connection:
        """Make the index from the rows; what changes meanwhile has a higher number."""
        self._discard()
        seen = changes.newest()
        # Searches come from many threads, one at a time.
        base = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        for setting in _SETTINGS:
            base.execute(f"PRAGMA {setting}")
        for table in TABLES:
            base.execute(table)
        self._base = base
        with _no_look_for_cycles():
            clients, key_of = clients_in_order(), self._keys_at_once()
            for start in range(0, len(clients), _AT_ONCE):
                entries = read_entries(key_of, clients[start : start + _AT_ONCE])
                living = [(client, terms) for client, terms in entries if terms is not None]
                base.execute("BEGIN")  # one flush of the index for all of them
                base.executemany(_PLACE, ((client,) for client, _ in living))
                base.executemany(_ADD, ((terms, client) for client, terms in living))
                base.execute("COMMIT")
        self._seen = seen
        return base

    def _keys_at_once(self) -> Callable[[Node], Key]:
        """Return where to look for the keys of all clients: many at once are read much faster."""
        found = dict(self._keys.all(Realm.CLIENTS))

        def key_of(node: Node) -> Key:
            return found.get(node.name) or self._keys.key(node)

        return key_of

    def _discard(self) -> None:
        if self._base is not None:
            self._base.close()
            self._base = None


@contextmanager
def _no_look_for_cycles() -> Iterator[None]:
    """Let nobody look for cycles of objects: rows and keys make none, and to look takes 6 %."""
    looked = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looked:
            gc.enable()


def _put(base: sqlite3.Connection, client: str, terms: str) -> None:
    base.execute(_PLACE, (client,))
    base.execute(_DROP, (client,))
    base.execute(_ADD, (terms, client))
