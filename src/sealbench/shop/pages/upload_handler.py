"""Taking in a file as it arrives: text is screened and sealed at once.

None of it lies in the clear on a disk.  A PDF, an office document or a picture waits in memory
until a process of its own has read it.
"""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from sealbench.errors import SealbenchError
from sealbench.shop.bench import Bench
from sealbench.shop.procedures.file_intake import FileIntake

FIELD = "file"


class SealingHandler(FileUploadHandler):
    """Takes in the one file of a form; what went wrong with it is in *failed*.

    Once it is *handed_over* it is the procedure's, and not to be abandoned.

    The rest of a file that is not taken is read and thrown away, so that the browser hears why.
    """

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self._bench = bench
        self._intake: FileIntake | None = None
        self.arrived: FileIntake | None = None
        self.failed: SealbenchError | None = None
        self.handed_over = False

    def new_file(self, field_name: str, file_name: str, *arguments: Any, **options: Any) -> None:
        """Begin the file; a second one, or one under another name, ends the form."""
        super().new_file(field_name, file_name, *arguments, **options)
        if field_name != FIELD or self._intake is not None:
            raise StopUpload(connection_reset=False)
        try:
            self._intake = FileIntake(
                self._bench.objects,
                name=file_name,
                limit=self._bench.config.file_limit,
                seats=self._bench.inspections,
            )
        except SealbenchError as exc:
            self._fail(exc)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002 - Django's
        """Take the next piece."""
        try:
            if self._intake is not None:
                self._intake.take(raw_data)
        except SealbenchError as exc:
            self._fail(exc)

    def file_complete(self, file_size: int) -> None:  # noqa: ARG002 - Django's
        """Have the file; it is in *arrived* and not among the form's."""
        try:
            if self._intake is not None and self.arrived is None:
                self._intake.arrive()
                self.arrived = self._intake
        except SealbenchError as exc:
            self._fail(exc)

    def abandon(self) -> None:
        """Forget the file, unless it is the procedure's by now."""
        if self._intake is not None and not self.handed_over:
            self._intake.abandon()

    def _fail(self, exc: SealbenchError) -> None:
        self.failed = exc
        raise StopUpload(connection_reset=False)


class HoldingHandler(FileUploadHandler):
    """Holds the one file of a form in memory, since it is looked through before it is sealed.

    *data* is None where none was sent; what is too much is read and thrown away, and *data* is
    then one byte longer than it may be, so that whoever looks at it says so.
    """

    def __init__(self, *, limit: int) -> None:
        super().__init__()
        self._limit = limit
        self._held = bytearray()
        self.data: bytes | None = None

    def new_file(self, field_name: str, file_name: str, *arguments: Any, **options: Any) -> None:
        """Begin the file; a second one, or one under another name, ends the form."""
        super().new_file(field_name, file_name, *arguments, **options)
        if field_name != FIELD or self.data is not None:
            raise StopUpload(connection_reset=False)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002 - Django's
        """Take the next piece."""
        self._held += raw_data[: self._limit + 1 - len(self._held)]

    def file_complete(self, file_size: int) -> None:  # noqa: ARG002 - Django's
        """Finish the file; it is in *data* and not among the form's."""
        self.data = bytes(self._held)
