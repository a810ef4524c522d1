import json

import pytest

from sealbench import canon, ledger
from sealbench.shop.procedures.publish_ledger import publish_ledger
from sealbench.shop.queries import ledger_head
from sealbench.shop.records.models import Event
from tests.support.cast import Cast


@pytest.mark.parametrize(("name", "status"), [("olga", 200), ("adam", 200)])
def test_management_and_the_auditor_see_how_far_it_has_come(
    cast: Cast, name: str, status: int
) -> None:
    publish_ledger(cast.bench)
    answer = cast.client(name).get("/ledger/")
    assert answer.status_code == status
    text = answer.content.decode()
    assert str(ledger_head.size()) in text
    assert cast.bench.house.origin in text
    assert "all of it" in text


def test_what_is_not_public_yet_is_told(cast: Cast) -> None:
    assert "within a minute" in cast.client("adam").get("/ledger/").content.decode()


@pytest.mark.parametrize("name", ["tariq", "dora"])
def test_others_are_refused_and_that_is_recorded(cast: Cast, name: str) -> None:
    before = Event.objects.count()
    answer = cast.client(name).get("/ledger/", headers={"Accept": "application/json"})
    assert (answer.status_code, json.loads(answer.content)["message"]) == (403, "B1-14")
    assert Event.objects.count() == before + 1


def test_looking_changes_nothing(cast: Cast) -> None:
    before = Event.objects.count()
    assert cast.client("olga").get("/ledger/").status_code == 200
    assert Event.objects.count() == before
    assert cast.client("olga").post("/ledger/").status_code == 405


def test_a_stranger_gets_checkpoint_tiles_and_genesis(cast: Cast) -> None:
    size = publish_ledger(cast.bench)
    browser = cast.stranger()
    answer = browser.get("/ledger/checkpoint")
    assert answer["Cache-Control"] == "no-cache"
    head = ledger.verify_checkpoint(answer.content.decode(), cast.bench.signer.key)
    assert head.size == size
    tile = browser.get(f"/ledger/tile/0/000.p/{size}")
    assert len(tile.content) == 32 * size
    assert "immutable" not in tile["Cache-Control"]
    genesis = json.loads(browser.get("/ledger/genesis").content)["genesis"]
    assert genesis["statement"]["origin"] == head.origin


def test_a_full_tile_may_be_kept_for_ever(cast: Cast) -> None:
    store = ledger.DirectoryTileStore(cast.bench.config.tiles)
    store.add("tile/0/000", bytes(32 * 256))
    answer = cast.stranger().get("/ledger/tile/0/000")
    assert (len(answer.content), "immutable" in answer["Cache-Control"]) == (8192, True)


NOWHERE = (
    "checkpoint",
    "tile/0/999",
    "tile/0/../../keys/log.key",
    "tile/0/%2e%2e/%2e%2e/keys/log.key",
    "tile//etc/passwd",
    "tile/0/000/",
    "tile/99/000",
    "tile/0/000.p/256",
)


def test_what_is_not_published_is_absent(cast: Cast) -> None:
    browser = cast.stranger()
    assert {browser.get(f"/ledger/{path}").status_code for path in NOWHERE} == {404}


def test_the_public_ledger_continues_what_anybody_remembers(cast: Cast) -> None:
    publish_ledger(cast.bench)
    old = ledger.verify_checkpoint(
        cast.stranger().get("/ledger/checkpoint").content.decode(), cast.bench.signer.key
    )
    cast.client("tariq").get("/ledger/")
    size = publish_ledger(cast.bench)
    answer = cast.stranger().get("/ledger/consistency", {"old": str(old.size)})
    told = json.loads(answer.content)
    head = ledger.verify_checkpoint(told["checkpoint"], cast.bench.signer.key)
    assert (head.size, told["old"]) == (size, old.size)
    ledger.verify_consistency(
        old_size=old.size,
        size=head.size,
        proof=[canon.unb64u(node) for node in told["consistency"]],
        old_root=old.root,
        root=head.root,
    )


def test_a_size_that_no_ledger_had_is_malformed(cast: Cast) -> None:
    publish_ledger(cast.bench)
    browser, headers = cast.stranger(), {"Accept": "application/json"}
    for old in ("", "-1", "x", "9" * 17, "\u0663", "1e3", "10000"):
        answer = browser.get("/ledger/consistency", {"old": old}, headers=headers)
        assert answer.status_code == 400, old
