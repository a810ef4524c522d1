"""Set a document as PDF by typst: a template of the house, with data that is never markup.

The same data gives the same bytes.  Only the fonts inside of typst are used, nothing is
fetched, and a template reads no file but those beside it.
"""

import unicodedata
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Literal

from sealbench import canon
from sealbench.canon import JSON, JSONValue

_TEMPLATES = Path(__file__).parent / "templates"
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def typeset(template: Literal["erasure"], data: JSON, *, made: datetime) -> bytes:
    """Return the PDF (PDF/A-2a, PDF/UA-1) of *template* with *data*, as made at *made*.

    Where a name has letters for which no font is at hand, it is an ordinary PDF, in which
    these are boxes: a certificate that is not issued would be worse.
    """
    import typst  # noqa: PLC0415 - loading it costs the start of the server a tenth of a second

    def compiled(standards: "list[typst.PDFStandard]") -> bytes:
        pdf = typst.compile(
            _TEMPLATES / f"{template}.typ",
            root=_TEMPLATES,
            format="pdf",
            ignore_system_fonts=True,
            sys_inputs={"data": canon.to_bytes(_seen(data)).decode()},
            pdf_standards=standards,
            timestamp=made,
        )
        return bytes(pdf)

    try:
        return compiled(["a-2a", "ua-1"])
    except typst.TypstError:
        return compiled(["1.7"])


def _seen(value: JSONValue) -> JSONValue:
    """Return *value* with all of its texts in one line and without unseen characters."""
    if isinstance(value, str):
        shown = (" " if unicodedata.category(each) in _UNSEEN else each for each in value)
        return " ".join("".join(shown).split())
    if isinstance(value, Mapping):
        return {name: _seen(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_seen(each) for each in value]
    return value
