"""The final PDF: the signed document as its beginning, then a page, a file and the seal.

The document is extended by one incremental update, so that the first bytes of the final file
are exactly what was signed.  A check then insists that the update shows every page of the
document as it was: it replaces nothing that a page is made of.
"""

import io
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from sealbench.agreement import pades
from sealbench.agreement.authority import SigningKey
from sealbench.agreement.evidence import FILE, MOST_EVIDENCE
from sealbench.agreement.time_stamps import Authority
from sealbench.errors import MalformedError, VerificationError

_MOST_ADDED: Final = 20  # pages
_ATTACHED: Final = "/EmbeddedFiles"
# What the update may say anew in the catalogue; everything else stays as it was.
_CATALOGUE: Final = {"/Pages", "/Names", "/AF", "/AcroForm", "/Perms", "/Version", "/Extensions"}
_TREE: Final = {"/Kids", "/Count"}
# What nothing that was added may say: it would act, or show something else to somebody else.
_ACTIVE: Final = {"/AA", "/OpenAction", "/JS", "/JavaScript", "/XFA", "/OCProperties", "/A"}


def extend(
    document: bytes,
    sheet: bytes,
    evidence: bytes,
    key: SigningKey,
    *,
    at: datetime,
    authority: Authority | None = None,
) -> bytes:
    """Return *document* with the pages of *sheet* and the file *evidence*, sealed."""
    with pades.malformed("not a PDF that can be extended"):
        writer = _Writer(io.BytesIO(document))
        _add_pages(writer, PdfFileReader(io.BytesIO(sheet)))
        _attach(writer, evidence)
        final = pades.seal(writer, key, at=at, reason="agreement", authority=authority, page=-1)
    if not final.startswith(document):
        raise MalformedError("not a PDF that can be extended")
    return final


def read_evidence(pdf: bytes) -> bytes:
    """Return the file of evidence in *pdf*; raise MalformedError if there is not one."""
    with pades.malformed("not a final agreement"):
        root = PdfFileReader(io.BytesIO(pdf)).root
        attached = root["/AF"]
        if len(attached) != 1 or attached[0]["/UF"] != FILE:
            raise MalformedError("not a final agreement")
        held = attached[0]["/EF"]["/F"]
        if held.get("/Filter") != "/FlateDecode" or len(held.encoded_data) > MOST_EVIDENCE:
            raise MalformedError("not a final agreement")
        return bytes(held.data)


def check_extension(pdf: bytes, size: int) -> None:
    """Raise VerificationError unless *pdf* shows its first *size* bytes, and pages after them.

    MalformedError: one of both is no PDF.
    """
    with pades.malformed("the signed document in it is not a PDF"):
        before, after = PdfFileReader(io.BytesIO(pdf[:size])), PdfFileReader(io.BytesIO(pdf))
        _require_one_update(before, after)
        _require_nothing_replaced(before, after)
        _require_same_pages(before.root, after.root)
        _require_quiet(before, after)


class _Writer(IncrementalPdfFileWriter):
    """A writer that leaves what the document says of itself: that was signed too."""

    def _update_meta(self) -> None:
        """Write neither title nor date anew."""


def _add_pages(writer: IncrementalPdfFileWriter, sheet: PdfFileReader) -> None:
    tree_ref = writer.root.raw_get("/Pages")
    tree = tree_ref.get_object()
    kids = sheet.root["/Pages"]["/Kids"]
    added = [_imported(writer, kids[at], tree_ref) for at in range(len(kids))]
    tree["/Kids"] = ArrayObject([*_raw(tree["/Kids"]), *added])
    tree["/Count"] = _number(tree["/Count"] + len(added))
    writer.update_container(tree)


def _imported(
    writer: IncrementalPdfFileWriter, page: DictionaryObject, tree: generic.IndirectObject
) -> generic.IndirectObject:
    kept = ("/Type", "/MediaBox", "/Contents", "/Resources")
    inherited = page["/Parent"]
    own = _dictionary({})
    for name in kept:
        holder = page if name in page else inherited
        own[pdf_name(name)] = writer.import_object(holder.raw_get(name))
    # What the tree of a stranger's document passes down must not reach this page.
    own[pdf_name("/CropBox")] = own["/MediaBox"]
    own[pdf_name("/Rotate")] = _number(0)
    own[pdf_name("/Parent")] = tree
    return writer.add_object(own)


def _attach(writer: IncrementalPdfFileWriter, evidence: bytes) -> None:
    held = generic.StreamObject(stream_data=evidence)
    held[pdf_name("/Type")] = pdf_name("/EmbeddedFile")
    held[pdf_name("/Subtype")] = pdf_name("/application#2Fjson")
    held[pdf_name("/Params")] = _dictionary({"/Size": _number(len(evidence))})
    held.compress()
    stored = writer.add_object(held)
    spec = _dictionary(
        {
            "/Type": pdf_name("/Filespec"),
            "/F": generic.TextStringObject(FILE),
            "/UF": generic.TextStringObject(FILE),
            "/AFRelationship": pdf_name("/Data"),
            "/EF": _dictionary({"/F": stored, "/UF": stored}),
        }
    )
    named = writer.add_object(spec)
    names = dict(_entries(writer.root.get("/Names", {})))
    names[_ATTACHED] = _dictionary({"/Names": ArrayObject([generic.TextStringObject(FILE), named])})
    writer.root[pdf_name("/Names")] = _dictionary(names)
    writer.root[pdf_name("/AF")] = ArrayObject([named])
    writer.update_root()


def _require_one_update(before: PdfFileReader, after: PdfFileReader) -> None:
    if after.xrefs.total_revisions != before.xrefs.total_revisions + 1:
        raise VerificationError("the document was extended otherwise than by one update")
    if after.trailer.raw_get("/Prev") != before.last_startxref:
        raise VerificationError("the update is not of the signed document")
    if _spelled(after.trailer.raw_get("/Root")) != _spelled(before.trailer.raw_get("/Root")):
        raise VerificationError("the update has another catalogue")


def _require_nothing_replaced(before: PdfFileReader, after: PdfFileReader) -> None:
    """Let the update say anew only where the document begins, never what is on a page."""
    may = {before.root_ref.idnum, before.root.raw_get("/Pages").idnum}
    size, newest = int(before.trailer["/Size"]), after.xrefs.total_revisions - 1
    written = {each.idnum for each in after.xrefs.explicit_refs_in_revision(newest)}
    freed = {each.idnum for each in after.xrefs.refs_freed_in_revision(newest)}
    if {each for each in written if each < size} - may or {each for each in freed if each}:
        raise VerificationError("something in the signed document was replaced")


def _require_same_pages(before: DictionaryObject, after: DictionaryObject) -> None:
    old, new = _entries(before), _entries(after)
    if _spelled_but(old, _CATALOGUE) != _spelled_but(new, _CATALOGUE):
        raise VerificationError("the catalogue of the document says something else")
    if _spelled(old["/Pages"]) != _spelled(new["/Pages"]):
        raise VerificationError("the document has other pages")
    names = [
        _spelled_but(_entries(each.get("/Names", {})), {_ATTACHED}) for each in (before, after)
    ]
    if names[0] != names[1]:
        raise VerificationError("the document names something else")
    trees = [_entries(each["/Pages"]) for each in (before, after)]
    if _spelled_but(trees[0], _TREE) != _spelled_but(trees[1], _TREE):
        raise VerificationError("the document has other pages")
    kids = [[_spelled(kid) for kid in _raw(each["/Pages"]["/Kids"])] for each in (before, after)]
    added = kids[1][len(kids[0]) :]
    if kids[1][: len(kids[0])] != kids[0] or not 1 <= len(added) <= _MOST_ADDED:
        raise VerificationError("the document has other pages")
    if set(added) & set(kids[0]) or len(set(added)) != len(added):
        raise VerificationError("a page of the document stands there twice")
    if after["/Pages"]["/Count"] != before["/Pages"]["/Count"] + len(added):
        raise VerificationError("the document has other pages")


def _require_quiet(before: PdfFileReader, after: PdfFileReader) -> None:
    """Refuse what acts among what was added; the document itself was looked at when it came."""
    size, newest = int(before.trailer["/Size"]), after.xrefs.total_revisions - 1
    for reference in after.xrefs.explicit_refs_in_revision(newest):
        held = after.get_object(reference)
        waiting: list[Any] = [held] if reference.idnum >= size else []
        while waiting:
            value = waiting.pop()
            if isinstance(value, DictionaryObject):
                if _ACTIVE & value.keys():
                    raise VerificationError("something that acts was added to the document")
                waiting.extend(_entries(value).values())
            elif isinstance(value, ArrayObject):
                waiting.extend(_raw(value))


def _entries(value: Any) -> dict[str, Any]:
    """Return the entries of a dictionary with its references as they are."""
    return {str(name): value.raw_get(name) for name in value}


def _raw(value: ArrayObject) -> list[Any]:
    return [value.raw_get(at) for at in range(len(value))]


def _spelled_but(entries: Mapping[str, Any], others: set[str]) -> dict[str, bytes]:
    return {name: _spelled(value) for name, value in entries.items() if name not in others}


def _spelled(value: Any) -> bytes:
    out = io.BytesIO()
    value.write_to_stream(out, None)
    return out.getvalue()


def _dictionary(entries: Mapping[str, Any]) -> DictionaryObject:
    return DictionaryObject({pdf_name(name): value for name, value in entries.items()})


def _number(value: int) -> generic.NumberObject:
    return generic.NumberObject(value)
