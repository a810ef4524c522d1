"""Try a store of objects as a file would use it: write, read back, delete."""

import os

from sealbench.errors import UnavailableError
from sealbench.ids import new_id
from sealbench.shop.objects.store import ObjectStore

_SIZE = 1_024  # random bytes, like ciphertext to whoever keeps them


def probe(store: ObjectStore) -> None:
    """Write an object that no row names, read it back and delete it; raise UnavailableError.

    One that a cut-short try leaves is swept like every object without a row.
    """
    name, data = new_id(), os.urandom(_SIZE)
    writer = store.create(name)
    try:
        writer.write(data)
        writer.finish()
    except UnavailableError:
        writer.abandon()
        raise
    try:
        found = b"".join(store.read(name))
    finally:
        store.delete(name)
    if found != data:
        raise UnavailableError(
            "what is read back is not what was written", hint="look at the disk, or at the bucket"
        )
