"""The pages of a case: who sees what, and the way of a case that is run at the desk."""

import hashlib
import io
import re
import resource
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from sealbench.package import check_package
from sealbench.seal.age_keys import by_passphrase
from sealbench.shop import returns
from sealbench.shop.records.models import CaseEntry, Client, Termination
from tests.support.cast import Cast
from tests.support.desk import house_events, take_in
from tests.support.endings import CANARY, in_person, leaver
from tests.support.files import SOUND, attach
from tests.support.sessions import stay_signed_in

WORDS = re.compile(r'<p class="fingerprint">([a-z ]+)</p>')


def test_a_case_at_the_desk_from_the_stop_to_the_certificate(cast: Cast) -> None:
    who, dora = leaver(cast), cast.client("dora")
    number = who.counter.number
    wrong = dora.post(f"/jobs/{number}/stop/", {"word": "destroy"})
    assert wrong.status_code == 422
    assert not Termination.objects.exists()
    stopped = dora.post(f"/jobs/{number}/stop/", {"word": "stop"})
    page = stopped.headers["Location"].split("?")[0]
    case = Termination.objects.get().pk
    assert page == f"/cases/{case}/"
    assert CANARY in dora.get(page).content.decode()
    slip = dora.post(f"{page}hand-over/", {"document": "passport", "compared": "on"})
    words = WORDS.findall(slip.content.decode())[0]
    package = dora.post(f"{page}package").getvalue()
    assert CANARY.encode() not in package
    checked = check_package(io.BytesIO(package), by_passphrase(words))
    assert "client.json" in checked.names
    assert checked.sha256[:4] in slip.content.decode()
    assert dora.post(f"{page}confirm", {"compared": "on"}).status_code == 302
    assert dora.post(f"{page}destroy/", {"word": "stop"}).status_code == 422
    assert Client.objects.exists()
    done = dora.post(f"{page}destroy/", {"word": "destroy"})
    assert done.status_code == 302
    assert not Client.objects.exists()
    assert returns.path_of(cast.bench.config, case) is None
    after = dora.get(page).content.decode()
    assert CANARY not in after
    assert "events that are noise now" in after
    assert dora.post(f"{page}certificate").content.startswith(b"%PDF-")


def test_a_confirmation_without_a_document_is_refused_and_needs_a_second_person(cast: Cast) -> None:
    who, dora = leaver(cast), cast.client("dora")
    page = f"/cases/{who.stop().case}/"
    dora.post(f"{page}hand-over/", {"document": "passport", "compared": "on"})
    assert dora.post(f"{page}confirm", {}).status_code == 403
    dora.post(f"{page}confirm", {"compared": "on"})
    assert dora.post(f"{page}destroy/", {"word": "destroy"}).status_code == 403
    assert "a second person agrees" in dora.get(page).content.decode()
    assert cast.client("olga").post(f"{page}second").status_code == 302
    assert dora.post(f"{page}destroy/", {"word": "destroy"}).status_code == 302
    assert not Client.objects.exists()


def test_only_whoever_may_run_it_sees_whose_it_is(cast: Cast) -> None:
    who = leaver(cast)
    case = who.stop().case
    for name, status, named in (
        ("dora", 200, True),
        ("olga", 200, True),
        ("adam", 200, False),
        ("tariq", 403, False),
        ("nina", 403, False),
    ):
        answer = cast.client(name).get(f"/cases/{case}/")
        assert answer.status_code == status, name
        assert (CANARY in answer.content.decode()) is named, name
    assert CANARY not in cast.client("dora").get("/cases/").content.decode()


def test_what_lies_elsewhere_is_listed_confirmed_and_outlives_the_client(cast: Cast) -> None:
    who, dora = leaver(cast), cast.client("dora")
    page = f"/cases/{who.stop().case}/"
    copy = {"copy-what": "Image of a disk", "copy-holder": "The lab", "copy-days": "7"}
    assert dora.post(f"{page}copies", copy).status_code == 302
    secret = {**copy, "copy-what": "password: Swordfish-77"}
    assert dora.post(f"{page}copies", secret).status_code == 422
    law = {
        "exception-what": "Invoice",
        "exception-reason": "Tax law",
        "exception-until": "2036-12-31",
    }
    assert dora.post(f"{page}exceptions", law).status_code == 302
    assert CaseEntry.objects.count() == 2
    told = who.phone.page()["ending"]["elsewhere"]
    assert {each["what"] for each in told} == {"Image of a disk", "Invoice"}
    dora.post(f"{page}hand-over/", {"document": "passport", "compared": "on"})
    dora.post(f"{page}confirm", {"compared": "on"})
    dora.post(f"{page}destroy/", {"word": "destroy"})
    row = Termination.objects.get()
    assert row.certified_at is not None
    entry = CaseEntry.objects.get(kind="copy")
    adam = cast.client("adam")
    assert "It is destroyed" not in adam.get(page).content.decode()
    assert adam.post(f"/copies/{entry.pk}/confirm").status_code == 403
    assert house_events(cast.bench)[-1]["rule"] == "C2-9"
    assert "It is destroyed" in dora.get(page).content.decode()
    assert dora.post(f"/copies/{entry.pk}/confirm").status_code == 302
    assert CaseEntry.objects.get(kind="copy").confirmed_at is not None
    assert Termination.objects.get().certified_at is None  # it is issued anew
    assert house_events(cast.bench)[-1]["type"] == "copy:confirmed"


def test_a_client_is_found_by_the_number_of_any_job(cast: Cast) -> None:
    who, dora = leaver(cast), cast.client("dora")
    found = dora.get(f"/cases/?number={who.counter.number}")
    assert found.headers["Location"] == f"/jobs/{who.counter.number}/stop/"
    assert "There is no job" in dora.get("/cases/?number=7777").content.decode()


def test_a_message_of_a_case_leads_back_to_the_case(cast: Cast) -> None:
    who, dora = leaver(cast), cast.client("dora")
    case = who.stop().case
    page = dora.get(f"/cases/{case}/").content.decode()
    sends = re.findall(r'action="(/jobs/\d+/notices/[^"]+)"', page)
    assert sends
    answer = dora.post(sends[0])
    assert answer.headers["Location"].startswith(f"/cases/{case}/")


def test_the_desk_ends_one_job_and_its_number_says_so(cast: Cast) -> None:
    stay_signed_in()
    who, dora = leaver(cast), cast.client("dora")
    number = who.counter.number
    page = dora.get(f"/jobs/{number}/").content.decode()
    assert f"/jobs/{number}/stop/?only" in page
    asked = dora.get(f"/jobs/{number}/stop/?only").content.decode()
    assert f"End job {number} for good" in asked
    stopped = dora.post(f"/jobs/{number}/stop/?only", {"word": "stop"})
    case = Termination.objects.get().pk
    assert stopped.headers["Location"] == f"/cases/{case}/?done=job-stopped"
    assert f"job {number} for good" in dora.get(f"/cases/{case}/").content.decode()
    who.case = case
    in_person(cast, who)
    done = dora.post(f"/cases/{case}/destroy/", {"word": "destroy"})
    assert done.headers["Location"] == f"/cases/{case}/?done=job-destroyed"
    gone = dora.get(f"/jobs/{number}/")
    assert gone.status_code == 410
    assert "ended at the client&#x27;s wish" in gone.content.decode()
    assert dora.get(f"/jobs/{number}/stop/?only").status_code == 404
    assert f"Job {number} alone" in dora.get("/cases/").content.decode()


def test_the_only_job_is_offered_the_end_of_the_service(cast: Cast) -> None:
    job, dora = take_in(cast), cast.client("dora")
    page = dora.get(f"/jobs/{job.number}/stop/?only").content.decode()
    assert "only job" in page
    assert '<form method="post" autocomplete' not in page
    assert "?only" not in dora.get(f"/jobs/{job.number}/").content.decode()
    assert dora.post(f"/jobs/{job.number}/stop/?only", {"word": "stop"}).status_code == 409


@contextmanager
def small_disk() -> Iterator[None]:
    """Have the kernel refuse to let any file grow beyond a few megabytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (6_000_000, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.sqlite
def test_a_full_disk_hands_nothing_over_says_so_and_leaves_no_half(cast: Cast) -> None:
    who, dora = leaver(cast), cast.client("dora")
    for _ in range(2):  # each is taken by a disk on which both together are too much
        attach(cast, who.counter.number, SOUND + hashlib.shake_256().digest(4_000_000))
    page = f"/cases/{who.stop().case}/"
    with small_disk():
        answer = dora.post(f"{page}hand-over/", {"document": "passport", "compared": "on"})
    assert answer.status_code == 503
    assert "make room on the server" in answer.content.decode()
    assert list(returns.folder(cast.bench.config).iterdir()) == []
    assert dora.post(f"{page}package").status_code == 404
    slip = dora.post(f"{page}hand-over/", {"document": "passport", "compared": "on"})
    words = WORDS.findall(slip.content.decode())[0]
    package = dora.post(f"{page}package").getvalue()
    checked = check_package(io.BytesIO(package), by_passphrase(words))
    assert sum(name.startswith("files/") for name in checked.names) == 2
