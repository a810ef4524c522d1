"""The page of an attestation and that of the close: who sees what, and what a crafted POST gets."""

from sealbench import canon
from sealbench.dossier import Result
from sealbench.policy import load_attestation
from sealbench.shop.procedures.deactivate_person import deactivate_person
from sealbench.shop.records.models import Job
from tests.support.attestations import attest, attest_all, attestation
from tests.support.cast import Cast
from tests.support.clients import with_link
from tests.support.desk import events, intake, last, put_in_service, take_in
from tests.support.dossiers import open_once, read, seal

JSON = "application/json"


def test_the_close_says_whose_statement_is_missing(cast: Cast) -> None:
    job = take_in(cast, intake(cast, deputy="nina"))
    attest(cast, job.id, "nina")
    page = cast.client("dora").get("/jobs/1001/close/").content.decode()
    assert "Tariq Öztürk" in page
    assert "has not stated it yet" in page
    assert "Destroy and close" not in page
    attest_all(cast, job.id)
    page = cast.client("dora").get("/jobs/1001/close/").content.decode()
    assert "has not stated it yet" not in page
    assert "Destroy and close" in page


def test_a_crafted_close_is_refused_and_recorded(cast: Cast) -> None:
    job = take_in(cast)
    for who in ("dora", "olga"):
        answer = cast.client(who).post("/jobs/1001/close/", {"word": "destroy"})
        assert answer.status_code == 403
        event = last(cast.bench, job.id)
        assert (event["type"], event["rule"], event["clause"]) == ("action:refused", "A2-2", "A2")
        assert event["actor"]["id"] == cast.id(who)
    assert Job.objects.get().state == "intake"
    attest(cast, job.id)
    done = cast.client("dora").post("/jobs/1001/close/", {"word": "destroy"})
    assert (done.status_code, Job.objects.get().state) == (200, "closed")


def test_a_crafted_statement_of_another_is_refused_and_recorded(cast: Cast) -> None:
    job = take_in(cast, intake(cast, deputy="nina"))
    body = {"statement": attestation(cast, job.id, "nina").to_json()}
    tariq = cast.client("tariq")
    answer = tariq.post("/jobs/1001/attest/take", body, content_type=JSON, HTTP_ACCEPT=JSON)
    assert (answer.status_code, answer.json()["clause"]) == (403, "A2")
    event = last(cast.bench, job.id)
    assert (event["rule"], event["action"]) == ("A2-4", "job:attest")
    own = {"statement": attestation(cast, job.id).to_json()}
    done = tariq.post("/jobs/1001/attest/take", own, content_type=JSON, HTTP_ACCEPT=JSON)
    assert done.json() == {"next": "/jobs/1001/?done=attested"}
    again = tariq.post("/jobs/1001/attest/take", own, content_type=JSON, HTTP_ACCEPT=JSON)
    assert (again.status_code, last(cast.bench, job.id)["rule"]) == (403, "A2-4")
    assert [e["type"] for e in events(cast.bench, job.id)].count("job:attested") == 1


def test_what_the_script_gets(cast: Cast) -> None:
    job = take_in(cast, intake(cast, deputy="nina"))
    told = cast.client("tariq").get("/jobs/1001/attest/facts").json()
    assert (told["job"], told["mine"], told["others"]) == (job.id, True, ["Nina Holm"])
    assert told["text"] == load_attestation().to_json()
    assert (told["word"], told["logins"], len(canon.unb64u(told["nonce"]))) == ("", 0, 32)
    attest(cast, job.id)
    assert cast.client("tariq").get("/jobs/1001/attest/facts").json()["mine"] is False
    assert cast.client("dora").get("/jobs/1001/attest/facts").status_code == 403


def test_who_must_state_it_has_the_way_there_on_the_page_of_the_job(cast: Cast) -> None:
    job = take_in(cast)
    way = "State that no record is kept"
    assert way in cast.client("tariq").get("/jobs/1001/").content.decode()
    assert way not in cast.client("dora").get("/jobs/1001/").content.decode()
    attest(cast, job.id)
    page = cast.client("tariq").get("/jobs/1001/").content.decode()
    assert way not in page
    assert "stated it" in page


def test_the_dossier_carries_it_and_verifies(cast: Cast) -> None:
    counter = with_link(cast, intake(cast, "Mail or account trouble"))
    phone = counter.claimed()
    put_in_service(cast, counter.job)
    open_once(counter, seal(counter, phone))
    attest_all(cast, counter.job)
    cast.client("dora").post(f"/jobs/{counter.number}/close/", {"word": "destroy"})
    taken = read(cast.bench, phone.post("/c/dossier"))
    assert taken.result("attestations") is Result.HOLDS
    (deed,) = (each for each in taken.report.signatures if "no record is kept" in each.deed)
    assert (deed.by, deed.level) == ("Tariq Öztürk", "passkey")
    assert taken.report.unjudged == ()


def test_the_dossier_says_of_whom_there_is_none(cast: Cast) -> None:
    counter = with_link(cast, intake(cast, "Mail or account trouble", deputy="nina"))
    phone = counter.claimed()
    put_in_service(cast, counter.job)
    login = seal(counter, phone, "tariq", "nina")
    open_once(counter, login)
    cast.bench.run(deactivate_person, who=cast.staff("olga"), person=cast.id("tariq"))
    page = cast.client("dora").get(f"/jobs/{counter.number}/close/").content.decode()
    assert "is no technician here any more" in page
    attest(cast, counter.job, "nina")
    cast.client("dora").post(f"/jobs/{counter.number}/close/", {"word": "destroy"})
    taken = read(cast.bench, phone.post("/c/dossier"))
    assert taken.result("attestations") is Result.OPEN
