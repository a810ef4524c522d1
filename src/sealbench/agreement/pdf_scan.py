"""The process that reads a stranger's PDF: a PDF on its standard input, one JSON object out.

It limits itself before it reads: memory, time, no files, no processes.  Every object is
looked at, whether a page refers to it or not.
"""

import io
import sys
from collections.abc import Iterator
from typing import Any

from sealbench import canon, confined
from sealbench.agreement import pdf_rules
from sealbench.agreement.unfit import MOST_BYTES, MOST_PAGES, Inspected, Unfit, UnfitError
from sealbench.canon import JSON

_MEMORY = 512 * 1024 * 1024
_SECONDS = 10
_MOST_OBJECTS = 20_000
_MOST_VALUES = 1_000_000  # names, numbers and texts in them
_MOST_UNPACKED = 192 * 1024 * 1024
_DEEPEST = 64


def main() -> None:
    """Read, judge, answer; whatever goes wrong is an answer as well."""
    confined.confine(memory=_MEMORY, seconds=_SECONDS)
    pdf = confined.take(MOST_BYTES)
    try:
        found = scan(pdf)
        answer: JSON = {
            "pages": found.pages,
            "annotations": found.annotations,
            "links": found.links,
        }
    except UnfitError as exc:
        answer = {"unfit": exc.unfit.value}
    except MemoryError:
        answer = {"unfit": Unfit.SLOW.value}
    sys.stdout.buffer.write(canon.to_bytes(answer))
    confined.end()


def scan(pdf: bytes) -> Inspected:
    """Return what is in *pdf*, whose size was checked; raise UnfitError."""
    from pyhanko.pdf_utils.misc import PdfDecodeLimitError  # noqa: PLC0415 - slow
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415 - slow

    try:
        return _scanned(PdfFileReader(io.BytesIO(pdf)))
    except (UnfitError, MemoryError):
        raise
    except PdfDecodeLimitError:
        raise UnfitError(Unfit.UNPACKED) from None
    except Exception:  # noqa: BLE001 - a parser of foreign bytes stumbles in ways without number
        raise UnfitError(Unfit.DAMAGED) from None


def _scanned(reader: Any) -> Inspected:
    if reader.trailer_view.get("/Encrypt") is not None:
        raise UnfitError(Unfit.ENCRYPTED)
    if reader.xrefs.hybrid_xrefs_present:
        raise UnfitError(Unfit.DAMAGED)
    annotations, links = _look_at_all(reader)
    return Inspected(_count_pages(reader.root), annotations, links)


def _look_at_all(reader: Any) -> tuple[int, int]:
    """Judge each object; return how many annotations and links are among them."""
    references = {
        reference
        for revision in range(reader.xrefs.total_revisions)
        for reference in reader.xrefs.explicit_refs_in_revision(revision)
    }
    if len(references) > _MOST_OBJECTS:
        raise UnfitError(Unfit.OBJECTS)
    from pyhanko.pdf_utils.generic import IndirectObject, PdfObject  # noqa: PLC0415 - slow

    annotations = links = seen = 0
    room = pdf_rules.Room(_MOST_UNPACKED)
    for reference in sorted(references, key=lambda each: (each.idnum, each.generation)):
        held = reader.get_object(reference)
        if not isinstance(held, PdfObject) or isinstance(held, IndirectObject):
            raise UnfitError(Unfit.DAMAGED)
        for value in _values(held):
            seen += 1
            if seen > _MOST_VALUES:
                raise UnfitError(Unfit.OBJECTS)
            if isinstance(value, dict):
                pdf_rules.check(value)
                annotations += pdf_rules.is_annotation(value)
                links += pdf_rules.is_link(value)
            room.take(value)
    return annotations, links


def _values(value: Any) -> Iterator[Any]:
    """Yield *value* and whatever lies in it, without following a reference."""
    waiting = [(value, 0)]
    while waiting:
        each, depth = waiting.pop()
        if depth > _DEEPEST:
            raise UnfitError(Unfit.DAMAGED)
        yield each
        inner: tuple[Any, ...] = ()
        if isinstance(each, dict):
            inner = tuple(each.raw_get(name) for name in each)  # type: ignore[attr-defined]  # pyHanko's own dict
        elif isinstance(each, list):
            inner = tuple(each.raw_get(at) for at in range(len(each)))  # type: ignore[attr-defined]  # and list
        waiting.extend((part, depth + 1) for part in inner)


def _count_pages(root: Any) -> int:
    """Return how many pages there are, each reached once, and as many as are stated."""
    seen: set[int] = set()
    waiting, found = [root.raw_get("/Pages")], 0
    while waiting:
        reference = waiting.pop()
        if reference.idnum in seen:
            raise UnfitError(Unfit.DAMAGED)
        seen.add(reference.idnum)
        node = reference.get_object()
        if node["/Type"] == "/Page":
            found += 1
        else:
            kids = node["/Kids"]
            waiting.extend(kids.raw_get(at) for at in range(len(kids)))
        if found > MOST_PAGES:
            raise UnfitError(Unfit.PAGES)
    if not found or root["/Pages"]["/Count"] != found:
        raise UnfitError(Unfit.DAMAGED)
    return found


if __name__ == "__main__":
    main()
