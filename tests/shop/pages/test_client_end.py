"""The client's acts over the wire: stop, fetch, confirm; and what the link says afterwards."""

import io

import pytest
from django.db.models import F

from sealbench import canon
from sealbench.package import check_package
from sealbench.seal import by_identity
from sealbench.shop.procedures.announce_destruction import announce_destruction
from sealbench.shop.records.models import Client, ClientKey, EndedLink, Erasure, Termination
from tests.support.cast import Cast
from tests.support.clients import Phone
from tests.support.desk import desk
from tests.support.endings import CANARY, Leaver, leaver, parsed

ABSENT = 404


def settled(cast: Cast) -> Leaver:
    who = leaver(cast)
    ClientKey.objects.update(claimed_at=F("claimed_at") - 4 * 24 * 3600)
    return who


def stop(who: Leaver) -> None:
    body = {"scope": "service", "statement": who.phone.act("stop-service")}
    answer = who.phone.post("/c/stop", body)
    who.case = str(parsed(answer)["case"])


def do(who: Leaver, path: str, act: str) -> dict[str, object]:
    return parsed(who.phone.post(path, {"statement": who.phone.act(act, who.case)}))


def test_the_whole_way_of_a_client(cast: Cast) -> None:
    who = settled(cast)
    assert who.phone.page()["ending"] is None
    stop(who)
    assert Erasure.objects.filter(confirmed_at=None).count() == 0
    page = who.phone.page()
    assert page["job"]["ended"] is True
    assert page["ending"]["case"] == who.case
    assert page["ending"]["returned_at"] == 0
    statement = who.phone.act("fetch-return", who.case)
    answer = who.phone.post("/c/return", {"statement": statement})
    assert answer.headers["Content-Disposition"] == 'attachment; filename="return.age"'
    assert CANARY.encode() not in answer.content
    checked = check_package(io.BytesIO(answer.content), by_identity(who.phone.identity))
    assert "client.json" in checked.names
    assert who.phone.page()["ending"]["returned_at"] > 0
    assert do(who, "/c/confirm", "confirm-return") == {"destroyed": True}
    assert not Client.objects.exists()
    assert (
        who.phone.post("/c/job", {"mark": "", "known": 0, "public": 0, "directory": 0}).status_code
        == ABSENT
    )


def test_after_it_the_link_says_only_that_there_is_a_certificate(cast: Cast) -> None:
    who = settled(cast)
    stop(who)
    who.phone.post("/c/return", {"statement": who.phone.act("fetch-return", who.case)})
    do(who, "/c/confirm", "confirm-return")
    stranger = Phone(cast.bench, cast.stranger(), who.counter.job)
    look = parsed(stranger.post("/c/look", {"token": who.counter.token}))
    assert look["state"] == "ended"
    assert set(look) == {
        "here", "state", "case", "destroyed_at", "certified_at", "home", "shop", "browser",
    }  # fmt: skip
    pdf = stranger.post("/c/certificate", {"token": who.counter.token})
    assert pdf.headers["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF-")
    for path, body in (
        ("/c/claim", {"code": who.counter.code, "statement": None}),
        ("/c/object", {}),
        ("/c/device/ask", {"recipient": "x"}),
    ):
        answer = stranger.post(path, {"token": who.counter.token, **body})
        assert answer.status_code in {400, ABSENT}, path


def test_unknown_links_look_alike(cast: Cast) -> None:
    who = settled(cast)
    stop(who)
    stranger = Phone(cast.bench, cast.stranger(), who.counter.job)
    unknown = stranger.post("/c/certificate", {"token": "a" * 32})
    living = stranger.post("/c/certificate", {"token": who.counter.token})
    assert unknown.status_code == living.status_code == ABSENT
    assert unknown.content == living.content
    assert not EndedLink.objects.exists()


def test_an_unsettled_key_is_told_when_it_settles_and_gets_nothing(cast: Cast) -> None:
    who = leaver(cast)
    stop(who)
    assert who.phone.page()["ending"]["settles"] > 0
    answer = who.phone.post("/c/return", {"statement": who.phone.act("fetch-return", who.case)})
    assert answer.status_code == 403
    assert canon.parse(answer.content)["clause"] == "C2"
    assert Termination.objects.get().returned_at is None


def test_a_client_holds_what_the_desk_announced(cast: Cast) -> None:
    who = leaver(cast)
    stop(who)
    cast.bench.run(announce_destruction, who=desk(cast), case=who.case)
    assert who.phone.page()["ending"]["announced_at"] > 0
    assert do(who, "/c/hold", "object-to-destruction") == {}
    page = who.phone.page()["ending"]
    assert page["objected_at"] > 0
    assert do(who, "/c/announce", "announce-destruction") == {}
    assert who.phone.page()["ending"]["objected_at"] == 0


def test_stopping_needs_no_signature_and_twice_is_once(cast: Cast) -> None:
    who = leaver(cast)
    first = parsed(who.phone.post("/c/stop", {"scope": "service", "statement": None}))
    assert parsed(who.phone.post("/c/stop", {"scope": "service", "statement": None})) == first
    assert Termination.objects.count() == 1


@pytest.mark.parametrize("path", ["stop", "return", "confirm", "announce", "hold"])
def test_a_stranger_finds_nothing_there(cast: Cast, path: str) -> None:
    who = leaver(cast)
    stranger = Phone(cast.bench, cast.stranger(), who.counter.job)
    assert stranger.post(f"/c/{path}", {"statement": None}).status_code == ABSENT
    assert not Termination.objects.exists()


def test_a_client_ends_one_job_and_reads_of_it(cast: Cast) -> None:
    who = settled(cast)
    assert who.phone.page()["job"]["only"] is False
    body = {"scope": "job", "statement": who.phone.act("stop-job")}
    who.case = str(parsed(who.phone.post("/c/stop", body))["case"])
    assert who.phone.page()["ending"]["scope"] == "job"
    answer = who.phone.post("/c/return", {"statement": who.phone.act("fetch-return", who.case)})
    checked = check_package(io.BytesIO(answer.content), by_identity(who.phone.identity))
    assert len([name for name in checked.names if name.startswith("dossiers/")]) == 1
    assert do(who, "/c/confirm", "confirm-return") == {"destroyed": True}
    assert Client.objects.count() == 1
    gone = who.phone.post("/c/job", {"mark": "", "known": 0, "public": 0, "directory": 0})
    assert gone.status_code == ABSENT
    certificate = who.phone.post("/c/certificate", {"token": who.counter.token})
    assert certificate.content.startswith(b"%PDF-")
    look = parsed(who.phone.post("/c/look", {"token": who.counter.token}))
    assert (look["state"], look["case"]) == ("ended", who.case)
