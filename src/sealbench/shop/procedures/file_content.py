"""What lies in a file: read chunk by chunk from the objects, after its look was recorded."""

from collections.abc import Iterator

from sealbench.shop.bench.chunks import open_chunks
from sealbench.shop.objects import ObjectStore
from sealbench.shop.procedures.attached_file import AttachedFile


def read_content(objects: ObjectStore, file: AttachedFile) -> Iterator[bytes]:
    """Yield the content of *file* in chunks.

    Raise UnavailableError where the store cannot be reached, and VerificationError where the
    object was altered: what was yielded before is genuine, the file is whole only at the end.
    """
    return open_chunks(file.id, file.key, objects.read(file.id))
