import io
from collections.abc import Callable
from typing import Any

import pytest
from pyhanko.pdf_utils.generic import ArrayObject, StreamObject, pdf_name
from pyhanko.pdf_utils.reader import PdfFileReader

from sealbench.agreement import final_pdf, pades
from sealbench.dossier import Result
from tests.dossier.agreement_verdicts import (
    GOOD,
    SHEET,
    failed,
    judge,
)
from tests.dossier.agreements import (
    AT,
    DOCUMENT,
    KEY,
)


def crafted(change: Callable[[Any], None]) -> bytes:
    """A final PDF whose update does more than it may, sealed as the shop."""
    writer = final_pdf._Writer(io.BytesIO(DOCUMENT))
    final_pdf._add_pages(writer, PdfFileReader(io.BytesIO(SHEET)))
    final_pdf._attach(writer, GOOD.to_bytes())
    change(writer)
    return pades.seal(writer, KEY, at=AT, reason="agreement", page=-1)


def _page(writer: Any) -> Any:
    return writer.root["/Pages"]["/Kids"][0]


def _contents(writer: Any) -> None:
    reference = _page(writer).raw_get("/Contents")
    writer.objects[(reference.generation, reference.idnum)] = StreamObject(stream_data=b"")


def _annotate(writer: Any) -> None:
    _page(writer)[pdf_name("/Annots")] = ArrayObject()
    writer.update_container(_page(writer))


def _drop(writer: Any) -> None:
    tree = writer.root["/Pages"]
    del tree["/Kids"][0]
    tree["/Count"] = final_pdf._number(tree["/Count"] - 1)


def _twice(writer: Any) -> None:
    tree = writer.root["/Pages"]
    tree["/Kids"].insert(1, tree["/Kids"].raw_get(0))
    tree["/Count"] = final_pdf._number(tree["/Count"] + 1)


def _twice_at_the_end(writer: Any) -> None:
    tree = writer.root["/Pages"]
    tree["/Kids"].insert(len(tree["/Kids"]) - 1, tree["/Kids"].raw_get(0))
    tree["/Count"] = final_pdf._number(tree["/Count"] + 1)


def _in(name: str, key: str, value: Any) -> Callable[[Any], None]:
    def change(writer: Any) -> None:
        where = {"root": writer.root, "pages": writer.root["/Pages"]}[name]
        where[pdf_name(key)] = value
        writer.update_root()

    return change


def _on_the_new_page(writer: Any) -> None:
    page = writer.root["/Pages"]["/Kids"][-1]
    page[pdf_name("/AA")] = final_pdf._dictionary({})


CRAFTED: dict[str, tuple[Callable[[Any], None], str]] = {
    "the contents of a page": (_contents, "replaced"),
    "something on a page": (_annotate, "replaced"),
    "a page left out": (_drop, "other pages"),
    "a page again": (_twice, "other pages"),
    "a page again among those that are added": (_twice_at_the_end, "twice"),
    "an action at the opening": (
        _in("root", "/OpenAction", final_pdf._dictionary({})),
        "catalogue",
    ),
    "layers": (_in("root", "/OCProperties", final_pdf._dictionary({})), "catalogue"),
    "all pages turned": (_in("pages", "/Rotate", final_pdf._number(90)), "other pages"),
    "an action on the page that is added": (_on_the_new_page, "acts"),
}


@pytest.mark.parametrize("name", CRAFTED)
def test_an_update_that_shows_something_else_fails(name: str) -> None:
    change, said = CRAFTED[name]
    assert judge(crafted(lambda _: None)).holds
    report = judge(crafted(change))
    assert said in failed(report)["document"]
    assert next(each for each in report.checks if each.name == "seal").result is Result.HOLDS
