"""Set a document as PDF by typst: a template of the house, with data that is never markup.

The same data gives the same bytes.  Only the fonts inside of typst are used, nothing is
fetched, and a template reads no file but those beside it.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sealbench import canon
from sealbench.canon import JSON, JSONValue

_TEMPLATES = Path(__file__).parent / "templates"
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


ARCHIVED = ("a-2a", "ua-1")
# What another part is added to, and a file: one cannot add to tags without writing them anew.
EXTENDED = ("a-3b",)


def typeset(
    template: str, data: JSON, *, made: datetime, standards: Sequence[str] = ARCHIVED
) -> bytes:
    """Return the PDF of *template* with *data*, as made at *made*, by *standards* of PDF/A.

    *template* names a file of the house: it never comes from outside.

    Where a name has letters for which no font is at hand, it is an ordinary PDF, in which
    these are boxes: a certificate that is not issued would be worse.
    """
    import typst  # noqa: PLC0415 - loading it costs the start of the server a tenth of a second

    def compiled(*standards: Any) -> bytes:
        pdf = typst.compile(
            _TEMPLATES / f"{template}.typ",
            root=_TEMPLATES,
            format="pdf",
            ignore_system_fonts=True,
            sys_inputs={"data": canon.to_bytes(_seen(data)).decode()},
            pdf_standards=list(standards),
            timestamp=made.replace(microsecond=0),
        )
        return bytes(pdf)

    try:
        return compiled(*standards)
    except typst.TypstError:
        return compiled("1.7")


def one_line(text: str) -> str:
    """Return *text* as it is printed: in one line, without unseen characters."""
    shown = (" " if unicodedata.category(each) in _UNSEEN else each for each in text)
    return " ".join("".join(shown).split())


def is_one_line(text: str) -> bool:
    """Tell whether *text* is printed letter by letter as it is."""
    return one_line(text) == text


def _seen(value: JSONValue) -> JSONValue:
    """Return *value* with all of its texts in one line and without unseen characters."""
    if isinstance(value, str):
        return one_line(value)
    if isinstance(value, Mapping):
        return {name: _seen(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_seen(each) for each in value]
    return value
