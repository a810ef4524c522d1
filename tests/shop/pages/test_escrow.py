"""The pages of the escrow: what they say in each standing, and what a form does."""

from pathlib import Path

import pytest

from sealbench.seal import new_identity
from sealbench.shop.procedures.retire_place import retire_place
from sealbench.shop.procedures.settle_escrow import settle_escrow
from sealbench.shop.records.models import EscrowPlace
from tests.keyring.places import program
from tests.support.cast import Cast
from tests.support.escrow import Kept
from tests.support.events import refusals

FILE = "sealbench.escrow"


@pytest.fixture
def outside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("outside")


def text_of(cast: Cast, who: str = "olga", path: str = "/escrow/") -> str:
    page = cast.client(who).get(path)
    assert page.status_code == 200
    return " ".join(page.content.decode().split())


def posted(cast: Cast, where: str, **others: str) -> tuple[int, str]:
    body = {"label": "Shelf", "kind": "directory", "where": where, **others}
    page = cast.client("olga").post("/escrow/new/", body)
    return page.status_code, " ".join(page.content.decode().split())


def test_a_shop_without_places_is_told_what_it_would_lose(cast: Cast) -> None:
    text = text_of(cast)
    assert "Every client's record would be lost" in text
    assert "There is none. Without it no place can be registered" in text
    assert "no place of the escrow holds the key of now" in text
    assert "Register a place</a>" not in text
    assert "Make a recovery key" in text


def test_each_standing_is_said_in_plain_words(cast: Cast, outside: Path) -> None:
    kept = Kept(cast)
    kept.registered(outside / "nas")
    text = text_of(cast)
    assert "With a backup, the recovery sheet and the one place that is up to date" in text
    assert "Erasures can be certified as complete" in text
    assert "would be lost" not in text
    (outside / "nas").rename(outside / "away")
    cast.bench.escrow.finish(2, kept.root)  # committed, and the place went away
    settle_escrow(cast.bench)
    text = text_of(cast)
    assert "Every place holds an older key" in text
    assert "1 erasure behind" in text
    assert "offline" in text
    assert "danger of the other kind" in text
    (outside / "away").rename(outside / "nas")
    settle_escrow(cast.bench)
    assert "up to date" in text_of(cast)


def test_what_still_opens_with_the_old_sheet_is_marked(cast: Cast, outside: Path) -> None:
    kept = Kept(cast)
    kept.registered(outside / "nas")
    (outside / "nas").rename(outside / "away")
    kept.set_recovery(new_identity())
    settle_escrow(cast.bench)
    assert "opens with the old sheet" in text_of(cast)
    (outside / "away").rename(outside / "nas")
    settle_escrow(cast.bench)
    assert "opens with the old sheet" not in text_of(cast)


def test_management_and_the_auditor_look_and_others_are_refused(cast: Cast, outside: Path) -> None:
    Kept(cast).registered(outside / "nas")
    assert "Safe nas" in text_of(cast, "adam")
    assert "Give up" not in text_of(cast, "adam")
    assert "Give up" in text_of(cast)
    for who in ("tariq", "dora"):
        assert cast.client(who).get("/escrow/").status_code == 403
    assert refusals(cast.bench)[-1] == ("escrow:view", "B1-14")


def test_a_place_is_registered_once_its_warning_was_read(cast: Cast, outside: Path) -> None:
    Kept(cast).set_recovery()
    (outside / "shelf").mkdir()
    status, text = posted(cast, str(outside / "shelf"))
    assert status == 422
    assert "on the same disk as the home" in text
    assert not EscrowPlace.objects.exists()
    assert list((outside / "shelf").iterdir()) == []
    status, _ = posted(cast, str(outside / "shelf"), acknowledged="on")
    assert status == 302
    assert (outside / "shelf" / FILE).stat().st_size == 8192


def test_ground_that_keeps_versions_is_refused(cast: Cast, outside: Path) -> None:
    Kept(cast).set_recovery()
    (outside / "synced" / ".git").mkdir(parents=True)
    status, text = posted(cast, str(outside / "synced"), acknowledged="on")
    assert status == 422
    assert "Older versions of files are kept there" in text
    home = cast.bench.config.home
    status, text = posted(cast, str(home), acknowledged="on")
    assert "inside the home" in text
    status, text = posted(cast, str(outside / "nowhere"), acknowledged="on")
    assert "not there" in text
    assert not EscrowPlace.objects.exists()


def test_no_place_without_a_recovery_key(cast: Cast, outside: Path) -> None:
    status, text = posted(cast, str(outside), acknowledged="on")
    assert status == 422
    assert "There is no recovery key yet" in text


def test_only_a_program_that_was_laid_ready_is_offered(cast: Cast, outside: Path) -> None:
    Kept(cast).set_recovery()
    folder = cast.bench.config.escrow_programs
    status, text = posted(cast, "", kind="command", program="/bin/sh")
    assert status == 422
    assert "No program is laid ready" in text
    folder.mkdir()
    program(folder, outside / "kept")
    (folder / "with spaces").touch()
    text = text_of(cast, path="/escrow/new/")
    assert "second-machine" in text
    assert "with spaces" not in text
    for name in ("sh", "../second-machine", "second-machine; id"):
        assert posted(cast, "", kind="command", program=name)[0] == 422
    status, _ = posted(cast, "", kind="command", program="second-machine")
    assert status == 302
    assert (outside / "kept").stat().st_size == 8192


def test_giving_up_asks_for_a_word_of_its_own(cast: Cast, outside: Path) -> None:
    kept = Kept(cast)
    place = kept.registered(outside / "nas")
    olga = cast.client("olga")
    address = f"/escrow/{place}/retire"
    assert "This is the last place" in olga.get(address).content.decode()
    assert olga.post(address, {"word": "give up"}).status_code == 422
    assert (outside / "nas" / FILE).exists()
    kept.register(outside / "other")
    assert olga.post(address, {"word": "last place"}).status_code == 422
    assert olga.post(address, {"word": " Give Up "}).status_code == 302
    assert not (outside / "nas" / FILE).exists()
    assert olga.get(address).status_code == 404
    assert "wiped and read back" in text_of(cast)


def test_a_copy_out_of_reach_is_vouched_for(cast: Cast, outside: Path) -> None:
    kept = Kept(cast)
    place = kept.registered(outside / "nas")
    stick = kept.register(outside / "stick")
    (outside / "stick").rename(outside / "drawer")
    cast.bench.run(retire_place, who=cast.staff("olga"), place=stick)
    settle_escrow(cast.bench)
    assert "given up, not wiped" in text_of(cast)
    olga = cast.client("olga")
    assert olga.get(f"/escrow/{place}/gone").status_code == 404  # it is in use
    assert olga.post(f"/escrow/{stick}/gone", {"word": "yes"}).status_code == 422
    assert olga.post(f"/escrow/{stick}/gone", {"word": "destroyed"}).status_code == 302
    assert "destroyed, on a manager's word" in text_of(cast)


def test_looking_changes_nothing(cast: Cast, outside: Path) -> None:
    place = Kept(cast).registered(outside / "nas")
    before = (outside / "nas" / FILE).read_bytes(), list(EscrowPlace.objects.values())
    for path in ("", "new/", f"{place}/retire", "recovery/draft"):
        assert cast.client("olga").get(f"/escrow/{path}").status_code == 200
    assert before == ((outside / "nas" / FILE).read_bytes(), list(EscrowPlace.objects.values()))
