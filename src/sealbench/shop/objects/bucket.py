"""Objects in an S3 bucket, by obstore: every part of the address comes from our settings."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from sealbench.errors import UnavailableError
from sealbench.ids import check_id
from sealbench.shop.bucket import Bucket
from sealbench.shop.objects.store import Found, ObjectStore, ObjectWriter

if TYPE_CHECKING:
    from obstore import WritableFile

_BLOCK = 262_144
_PART = 5 * 1024 * 1024  # bytes; the least that S3 takes as a part of an object
# What obstore raises: its own family, and Python's for what is absent, forbidden or cut off.
_FAILURES = (BaseError, OSError, ValueError)


class BucketObjects(ObjectStore):
    """Keep objects in *bucket*."""

    def __init__(self, bucket: Bucket) -> None:
        named: dict[str, Any] = {"endpoint": bucket.endpoint} if bucket.endpoint else {}
        self._store = S3Store(
            bucket.name,
            prefix=bucket.prefix or None,
            region=bucket.region,
            access_key_id=bucket.key,
            secret_access_key=bucket.secret(),
            virtual_hosted_style_request=False,
            client_options={
                "allow_http": bucket.is_local,
                "connect_timeout": timedelta(seconds=5),
                "timeout": timedelta(seconds=60),
            },
            retry_config={"max_retries": 2, "retry_timeout": timedelta(seconds=20)},
            **named,
        )

    def create(self, name: str) -> "_Upload":
        """Begin the object *name*."""
        check_id(name)
        try:
            file = obstore.open_writer(self._store, name, buffer_size=_PART, max_concurrency=1)
        except _FAILURES as exc:
            raise _unreached(exc) from None
        return _Upload(self, name, file)

    def read(self, name: str) -> Iterator[bytes]:
        """Yield the object *name* in blocks."""
        check_id(name)
        try:
            for block in obstore.get(self._store, name).stream(min_chunk_size=_BLOCK):
                yield bytes(block)
        except _FAILURES as exc:
            raise _unreached(exc) from None

    def delete(self, name: str) -> None:
        """Take the object *name* away."""
        check_id(name)
        try:
            obstore.delete(self._store, name)
        except FileNotFoundError:
            return
        except _FAILURES as exc:
            raise _unreached(exc) from None

    def find(self) -> Iterator[Found]:
        """Yield all that is there."""
        try:
            for batch in obstore.list(self._store):
                for each in batch:
                    yield Found(each["path"], int(each["last_modified"].timestamp()))
        except _FAILURES as exc:
            raise _unreached(exc) from None


class _Upload(ObjectWriter):
    """An object on its way; parts of five megabytes leave as they are full."""

    def __init__(self, store: BucketObjects, name: str, file: "WritableFile") -> None:
        self._store = store
        self._name = name
        self._file = file

    def write(self, data: bytes) -> None:
        """Add *data*."""
        try:
            self._file.write(data)
        except _FAILURES as exc:
            raise _unreached(exc) from None

    def finish(self) -> None:
        """Send the rest, and have the parts put together."""
        try:
            self._file.close()
        except _FAILURES as exc:
            raise _unreached(exc) from None

    def abandon(self) -> None:
        """Put together what was sent, then delete it: a part by itself would stay unseen."""
        with suppress(*_FAILURES):
            self._file.close()
        with suppress(UnavailableError):
            self._store.delete(self._name)


def _unreached(exc: Exception) -> UnavailableError:
    """Return the error without what the store answered: that names bucket and key."""
    if isinstance(exc, FileNotFoundError):
        return UnavailableError("a file is not where files are kept", hint="look at the bucket")
    return UnavailableError("the object store cannot be reached", hint="look at SEALBENCH_OBJECTS")
