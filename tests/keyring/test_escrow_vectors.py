"""`vectors/escrow.json`: what an implementation finds in the file of a place."""

import json
from pathlib import Path
from typing import Any

import pytest

from sealbench import canon
from sealbench.errors import SealbenchError
from sealbench.seal import recipient_of
from sealbench.shop.bench.escrow import open_escrow
from tests.keyring.make_escrow_vectors import PATH, vectors

FORM: dict[str, Any] = json.loads(Path(PATH).read_text("utf-8"))


@pytest.mark.parametrize("vector", FORM["files"], ids=lambda vector: vector["name"])
def test_a_file_opens_to_its_roots(vector: dict[str, Any]) -> None:
    found = open_escrow(canon.unb64u(vector["file"]), FORM["identity"])
    assert vector["opens"] == [
        {"epoch": content.epoch, "root": canon.b64u(content.root.secret())} for content in found
    ]
    assert {content.home for content in found} == {FORM["home"]}


@pytest.mark.parametrize("vector", FORM["refused"], ids=lambda vector: vector["reason"])
def test_a_file_that_opens_to_nothing(vector: dict[str, Any]) -> None:
    with pytest.raises(SealbenchError):
        open_escrow(canon.unb64u(vector["file"]), FORM["identity"])


def test_the_key_may_be_typed_as_it_stands_on_paper() -> None:
    key = FORM["identity"]
    typed = f"  {key[:19].lower()} " + " ".join(key[i : i + 4] for i in range(19, len(key), 4))
    assert open_escrow(canon.unb64u(FORM["files"][0]["file"]), typed)


def test_the_recipient_and_its_fingerprint() -> None:
    assert recipient_of(FORM["identity"]) == FORM["recipient"]
    assert canon.fingerprint({"recipient": FORM["recipient"]}) == FORM["fingerprint"]


def test_made_again_they_are_the_same_but_for_what_is_random() -> None:
    def fixed(form: Any) -> Any:
        names = [(each["name"], each["opens"]) for each in form["files"]]
        return form["identity"], form["fingerprint"], names, [e["reason"] for e in form["refused"]]

    assert fixed(vectors()) == fixed(FORM)
