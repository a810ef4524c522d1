"""A zip that is written forwards only: nothing is held of it but its index.

The same entries give the same bytes: times, order and rights are fixed.
"""

import contextlib
import hashlib
import zipfile
from collections.abc import Iterable, Iterator
from typing import IO, Final, Self, cast

from sealbench.errors import VerificationError
from sealbench.package.value import PackageFile
from sealbench.seal import SealedWriter

MANIFEST: Final = "MANIFEST.sha256"

_LEVEL = 6
_PACKED = ("image/jp", "image/png", "image/webp", "image/hei", "video/", "audio/")
_PACKED_WHOLE = frozenset(
    {"application/zip", "application/gzip", "application/pdf", "application/age"}
)
_LARGE = 2**31 - 2**27  # what does not compress may pass 2 GiB from here on


class Archive:
    """Write entries and, when the body ended well, the manifest of them all."""

    def __init__(self, sink: SealedWriter) -> None:
        forwards = cast("IO[bytes]", sink)  # it only writes, and zipfile asks for no more
        self._zip = zipfile.ZipFile(forwards, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL)
        self._hashes: dict[str, str] = {}

    def __enter__(self) -> Self:
        """Return the archive."""
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Finish the zip; after an error it is only given up."""
        if kind is None:
            self._write(MANIFEST, self._manifest())
            self._zip.close()
        else:
            with contextlib.suppress(OSError):
                self._zip.close()

    @property
    def entries(self) -> int:
        """Return how many entries there are by now."""
        return len(self._zip.infolist())

    def add(self, path: str, pieces: Iterable[bytes]) -> None:
        """Add what the shop wrote itself."""
        self._hashes[path], _ = self._write(path, pieces)

    def add_file(self, path: str, file: PackageFile) -> str:
        """Add a file, and return its SHA-256; raise VerificationError for another size."""
        # Level 0, not stored: a reader that streams could not find the end of a stored entry.
        level = 0 if _is_packed(file.media_type) else _LEVEL
        digest, size = self._write(path, file.read(), level=level, large=file.size > _LARGE)
        if size != file.size:
            raise VerificationError("a file is longer or shorter than stated")
        self._hashes[path] = digest
        return digest

    def _write(
        self, path: str, pieces: Iterable[bytes], *, level: int = _LEVEL, large: bool = False
    ) -> tuple[str, int]:
        digest, size = hashlib.sha256(), 0
        self._zip.compresslevel = level
        with self._zip.open(path, "w", force_zip64=large) as entry:
            for piece in pieces:
                entry.write(piece)
                digest.update(piece)
                size += len(piece)
        return digest.hexdigest(), size

    def _manifest(self) -> Iterator[bytes]:
        for path, digest in self._hashes.items():
            yield f"{digest}  {path}\n".encode()


def _is_packed(media_type: str) -> bool:
    return media_type.startswith(_PACKED) or media_type in _PACKED_WHOLE
