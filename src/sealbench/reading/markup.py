"""The text in the XML of office documents: paragraphs as lines, cells of a row side by side.

Nothing is taken from outside of the document, and a definition of entities is refused.
"""

import io
from typing import Any
from xml.sax.handler import ContentHandler, feature_namespaces

from sealbench.reading.unread import MOST_TEXT, Unread, UnreadError

_LINES = frozenset({"p", "h", "br", "cr", "line-break", "list-item", "si"})
_TABLES = frozenset({"tbl", "table"})
_ROWS = frozenset({"tr", "table-row"})
_CELLS = frozenset({"tc", "table-cell", "covered-table-cell"})
_SPACES = frozenset({"tab", "s"})
_SAID = frozenset({"descr", "title", "alt", "author", "href", "Target", "formula"})
_NAMED = frozenset({"sheet", "table", "definedName", "bookmarkStart", "docPr", "cNvPr"})
_DEEPEST = 500


def text(data: bytes) -> str:
    """Return the text of an XML document; raise UnreadError where it is none."""
    handler = _Text()
    _parse(data, handler)
    return handler.said()


def strings(data: bytes) -> list[str]:
    """Return the shared texts of a workbook, in their order."""
    handler = _Strings()
    _parse(data, handler)
    return handler.found


def sheet(data: bytes, shared: list[str]) -> str:
    """Return the rows of a sheet as lines."""
    handler = _Sheet(shared)
    _parse(data, handler)
    return "\n".join([handler.table.said(), *handler.asides])


class Table:
    """Rows of cells, said line by line, and once more under the words of the first row."""

    def __init__(self) -> None:
        self._rows: list[list[str]] = [[]]

    def cell(self, text: str) -> None:
        """Take the next cell of the row."""
        self._rows[-1].append(text)

    def end_row(self) -> None:
        """Begin another row."""
        self._rows.append([])

    def said(self) -> str:
        """Return the lines: two cells are a thing and its value."""
        head, *rest = self._rows
        lines = [_side_by_side(row) for row in self._rows]
        lines += [_under(head, row) for row in rest if len(head) > 1]
        return "\n".join(line for line in lines if line)


def _side_by_side(cells: list[str]) -> str:
    filled = [cell for cell in cells if cell]
    return (": " if len(filled) == 2 else " | ").join(filled)  # noqa: PLR2004 - two


def _under(head: list[str], row: list[str]) -> str:
    return "; ".join(f"{name}: {cell}" for name, cell in zip(head, row, strict=False) if cell)


def _parse(data: bytes, handler: ContentHandler) -> None:
    from defusedxml.common import DefusedXmlException  # noqa: PLC0415 - of this process only
    from defusedxml.sax import make_parser  # noqa: PLC0415 - of this process only

    parser: Any = make_parser()
    parser.forbid_dtd = True
    parser.setFeature(feature_namespaces, True)  # noqa: FBT003 - sax has it so
    parser.setContentHandler(handler)
    try:
        parser.parse(io.BytesIO(data))
    except DefusedXmlException:
        raise UnreadError(Unread.UNPACKED) from None
    except UnreadError:
        raise
    except Exception:  # noqa: BLE001 - a parser of foreign bytes stumbles in many ways
        raise UnreadError(Unread.DAMAGED) from None


class _Counted(ContentHandler):
    """Counts letters and depth, so that neither grows without end."""

    def __init__(self) -> None:
        super().__init__()
        self._size = self._depth = 0

    def startElementNS(self, name: Any, qname: Any, attrs: Any) -> None:  # noqa: N802, ARG002 - sax calls it so
        """Go one deeper."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise UnreadError(Unread.UNPACKED)

    def endElementNS(self, name: Any, qname: Any) -> None:  # noqa: N802, ARG002 - sax calls it so
        """Come back."""
        self._depth -= 1

    def characters(self, content: str) -> None:
        """Take what is said."""
        self.count(content)

    def count(self, said: str) -> None:
        """Count what is said; raise UnreadError where it is too much."""
        self._size += len(said)
        if self._size > 4 * MOST_TEXT:
            raise UnreadError(Unread.TEXT)


class _Text(_Counted):
    """Paragraphs are lines; so are the rows of a table, however many paragraphs its cells have."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[str] = []
        self._asides: list[str] = []
        self._tables: list[Table] = []
        self._cells: list[int] = []  # where the text of each open cell begins

    def said(self) -> str:
        """Return all of it; what stands in attributes comes last."""
        return "\n".join(["".join(self._parts), *self._asides])

    def startElementNS(self, name: Any, qname: Any, attrs: Any) -> None:  # noqa: N802 - sax calls it so
        super().startElementNS(name, qname, attrs)
        if name[1] in _SPACES:
            self._parts.append(" ")
        elif name[1] in _TABLES:
            self._tables.append(Table())
        elif name[1] in _CELLS:
            self._cells.append(len(self._parts))
        for attribute in attrs.getNames():
            if attribute[1] in _SAID or (attribute[1] == "name" and name[1] in _NAMED):
                self._asides.append(attrs[attribute])
                self.count(attrs[attribute])

    def characters(self, content: str) -> None:
        super().characters(content)
        self._parts.append(content)

    def endElementNS(self, name: Any, qname: Any) -> None:  # noqa: N802 - sax calls it so
        super().endElementNS(name, qname)
        if name[1] in _CELLS and self._cells:
            begin = self._cells.pop()
            if self._tables:
                self._tables[-1].cell(" ".join("".join(self._parts[begin:]).split()))
                del self._parts[begin:]
        elif name[1] in _ROWS and self._tables:
            self._tables[-1].end_row()
        elif name[1] in _TABLES and self._tables:
            self._parts.append(self._tables.pop().said() + "\n")
        elif name[1] in _LINES:
            self._parts.append("\n")


class _Strings(_Counted):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._open = ""

    def characters(self, content: str) -> None:
        super().characters(content)
        self._open += content

    def endElementNS(self, name: Any, qname: Any) -> None:  # noqa: N802 - sax calls it so
        super().endElementNS(name, qname)
        if name[1] == "si":
            self.found.append(self._open.strip())
            self._open = ""


class _Sheet(_Counted):
    def __init__(self, shared: list[str]) -> None:
        super().__init__()
        self.table = Table()
        self.asides: list[str] = []
        self._shared = shared
        self._open = ""
        self._refers = False

    def startElementNS(self, name: Any, qname: Any, attrs: Any) -> None:  # noqa: N802 - sax calls it so
        super().startElementNS(name, qname, attrs)
        if name[1] == "c":
            self._open = ""
            self._refers = dict(attrs.items()).get((None, "t")) == "s"

    def characters(self, content: str) -> None:
        super().characters(content)
        self._open += content

    def endElementNS(self, name: Any, qname: Any) -> None:  # noqa: N802 - sax calls it so
        super().endElementNS(name, qname)
        said, self._open = self._open.strip(), ""
        if name[1] == "row":
            self.table.end_row()
        elif name[1] in {"v", "t"}:
            self.table.cell(self._meant(said))
        elif said:
            self.asides.append(said)

    def _meant(self, said: str) -> str:
        if not self._refers:
            return said
        at = int(said) if said.isdecimal() else -1
        if not 0 <= at < len(self._shared):
            raise UnreadError(Unread.DAMAGED)
        return self._shared[at]
