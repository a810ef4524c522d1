"""Law 10: what the system cannot see it says, in the product and not only in the documents."""

import re

import pytest

from sealbench.agreement.limits import LIMITS as CERTIFIED
from sealbench.dossier.limits import LIMITS
from sealbench.shop.procedures import confirm_erasure
from tests.docs.places import DOCS, ROOT

NO_COPY = "The pages offer no copy, print or export; cameras and developer tools exist."
SHARED = (
    (
        "A login is revealed to nobody but the technicians whom the client named; "
        "the software records each opening first."
    ),
    "what is witnessed can't be rewritten",
    NO_COPY,
    (
        "After a destruction nothing comes back provided every registered key holder overwrote: "
        "flash remapping and copies that nobody registered excepted."
    ),
)


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("*", "")).casefold()


@pytest.mark.parametrize("sentence", SHARED)
def test_documents_and_dossier_say_it_in_the_same_words(sentence: str) -> None:
    assert plain(sentence) in plain((DOCS / "limitations.md").read_text("utf-8"))
    assert plain(sentence) in plain(" ".join(LIMITS))


def test_the_certificate_of_erasure_says_it_in_the_same_words() -> None:
    for sentence in (SHARED[1], SHARED[3]):
        assert plain(sentence) in plain(" ".join(CERTIFIED))


def test_the_receipt_of_a_destruction_says_what_no_software_reaches() -> None:
    said = plain(" ".join(confirm_erasure.LIMITS))
    for word in ("flash", "copies that nobody registered", "pictures of a screen"):
        assert word in said
    page = (ROOT / "src/sealbench/shop/pages/templates/destroyed.html").read_text("utf-8")
    assert "for limit in limits" in page


def test_the_page_that_opens_says_that_it_stops_no_camera() -> None:
    words = (ROOT / "frontend/src/opening/words.ts").read_text("utf-8")
    assert "This page cannot stop a camera" in words
    shown = (ROOT / "frontend/src/opening/reveal.ts").read_text("utf-8")
    assert 't("camera")' in shown


def test_the_readme_says_what_it_cannot_do() -> None:
    readme = plain((ROOT / "README.md").read_text("utf-8"))
    assert plain(NO_COPY) in readme
    assert "tamper with future pages" in readme
