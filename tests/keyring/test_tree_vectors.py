"""The published vectors of the keyring, and those that would be written today."""

import json
from pathlib import Path
from typing import Any

import pytest

from sealbench.errors import UnavailableError, VerificationError
from sealbench.keyring import Box, Key, Place, Realm, RootFiles
from sealbench.keyring.packed import descend
from tests.keyring import make_tree_vectors

PUBLISHED = json.loads(make_tree_vectors.FILE.read_text("utf-8"))


@pytest.fixture(params=["published", "fresh"])
def vectors(request: pytest.FixtureRequest) -> dict[str, Any]:
    return PUBLISHED if request.param == "published" else make_tree_vectors.vectors()


def boxes(state: dict[str, Any]) -> dict[Place, Box]:
    return {
        Place(node["level"], node["number"]): Box(node["epoch"], bytes.fromhex(node["box"]))
        for node in state["nodes"]
    }


def test_the_root_of_each_state_leads_to_its_keys(vectors: dict[str, Any]) -> None:
    realm = Realm(vectors["realm"])
    for state in vectors["states"]:
        root = Key(bytes.fromhex(state["root"]))
        for each in state["keys"]:
            found = descend(realm, root, each["position"], boxes(state))
            assert found.secret().hex() == each["key"]


def test_the_key_that_ended_is_in_neither_the_new_tree_nor_under_the_new_root(
    vectors: dict[str, Any],
) -> None:
    before, after = vectors["states"]
    ended, realm = vectors["ended"]["position"], Realm(vectors["realm"])
    root = Key(bytes.fromhex(after["root"]))
    for state in (before, after):
        with pytest.raises(VerificationError):
            descend(realm, root, ended, boxes(state))
    old = Key(bytes.fromhex(before["root"]))
    assert descend(realm, old, ended, boxes(before)).secret().hex() == vectors["ended"]["key"]


def test_slots_check_out_or_do_not(vectors: dict[str, Any], tmp_path: Path) -> None:
    for slot in vectors["slots"]:
        folder = tmp_path / slot["name"]
        roots = RootFiles.make(folder, Realm.JOBS, Key.random(), epoch=9)
        (folder / "jobs.1").write_bytes(bytes.fromhex(slot["data"]))
        if "epoch" in slot:
            assert roots.read(slot["epoch"]).secret().hex() == slot["key"]
            assert not roots.is_settled(9)
        else:
            with pytest.raises(UnavailableError):
                roots.read(1)
            assert roots.is_settled(9) is bool(slot.get("wiped"))
