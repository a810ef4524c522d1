import pytest

from sealbench.shop.procedures.acknowledgements import is_acknowledged
from sealbench.shop.procedures.issue_link import issue_link
from sealbench.shop.records.models import Erasure, Job, Login, Notice, Subject
from tests.support.attestations import attest_all
from tests.support.cast import Cast
from tests.support.desk import IDA, desk, events, intake, keep_login, last, take_in


def test_the_boards_show_numbers_and_no_client(cast: Cast) -> None:
    job = take_in(cast)
    keep_login(cast, job.id, "tariq")
    for who, path in (("tariq", "/"), ("nina", "/jobs/"), ("olga", "/jobs/")):
        page = cast.client(who).get(path).content.decode()
        assert str(job.number) in page
        assert "Software problem" in page
        assert "login sealed" in page
        assert "Lindqvist" not in page
        assert "ThinkPad" not in page


def test_my_jobs_are_the_ones_that_i_am_on(cast: Cast) -> None:
    take_in(cast)
    assert "you are on no open job" in cast.client("nina").get("/").content.decode()
    assert "1001" in cast.client("tariq").get("/").content.decode()


def test_an_auditor_has_no_board_and_goes_to_the_policy(cast: Cast) -> None:
    assert cast.client("adam").get("/")["Location"] == "/policy/"
    assert cast.client("adam").get("/jobs/").status_code == 403


@pytest.mark.parametrize("typed", ["1001", " #1001 ", "01001"])
def test_a_number_leads_to_its_job(cast: Cast, typed: str) -> None:
    take_in(cast)
    answer = cast.client("dora").get("/jobs/", {"number": typed})
    assert answer["Location"] == "/jobs/1001/"


@pytest.mark.parametrize("typed", ["7", "Ida", "<b>", "9" * 12, "\uff11\uff10\uff10\uff11"])
def test_a_number_that_nobody_has_is_told(cast: Cast, typed: str) -> None:
    take_in(cast)
    page = cast.client("dora").get("/jobs/", {"number": typed})
    assert page.status_code == 200
    assert "There is no job with this number." in page.content.decode()
    assert "<b>" not in page.content.decode().partition("<main")[2]


def test_the_page_of_a_job_shows_all_of_it_to_the_desk(cast: Cast) -> None:
    job = take_in(cast)
    keep_login(cast, job.id, "tariq", label="Windows sign-in")
    slip = cast.bench.run(issue_link, who=desk(cast), number=job.number)
    page = cast.client("dora").get("/jobs/1001/").content.decode()
    for word in (IDA.name, IDA.email, "ThinkPad", "Windows sign-in", slip.link.code, "Dora Weiss"):
        assert word in page
    assert last(cast.bench, job.id)["type"] == "job:looked-at"
    title = page.partition("<title>")[2].partition("</title>")[0]
    assert IDA.name not in title


def test_a_technician_sees_neither_code_nor_channels(cast: Cast) -> None:
    job = take_in(cast)
    slip = cast.bench.run(issue_link, who=desk(cast), number=job.number)
    page = cast.client("tariq").get("/jobs/1001/").content.decode()
    assert IDA.name in page
    assert IDA.email not in page
    assert IDA.phone not in page
    assert slip.link.code not in page


def test_the_pulse_rises_with_events_for_those_who_may_see_it(cast: Cast) -> None:
    take_in(cast)
    first = cast.client("tariq").get("/jobs/1001/pulse").json()["beat"]
    cast.client("dora").post("/jobs/1001/move", {"to": "waiting"})
    assert int(cast.client("tariq").get("/jobs/1001/pulse").json()["beat"]) > int(first)
    for who in ("nina", "adam"):
        assert cast.client(who).get("/jobs/1001/pulse").status_code == 404
    assert cast.client("tariq").get("/jobs/7/pulse").status_code == 404


def test_the_pulse_of_a_job_that_ended_says_so_and_refuses_nobody(cast: Cast) -> None:
    job = take_in(cast)
    cast.client("dora").post("/jobs/1001/cancel/", {"word": "cancel"})
    before = len(events(cast.bench, job.id))
    for who in ("tariq", "dora"):
        assert cast.client(who).get("/jobs/1001/pulse").json() == {"beat": "over"}
    assert int(cast.client("olga").get("/jobs/1001/pulse").json()["beat"]) > 0
    assert len(events(cast.bench, job.id)) == before


def test_the_buttons_move_the_job(cast: Cast) -> None:
    job = take_in(cast)
    paper = {"answer": "no", "signed": "on"}
    assert cast.client("dora").post("/jobs/1001/acknowledgement/", paper).status_code == 302
    assert is_acknowledged(job.id)
    answer = cast.client("tariq").post("/jobs/1001/move", {"to": "in service"})
    assert answer["Location"] == "/jobs/1001/?done=moved"
    assert Job.objects.get().state == "in service"
    assert cast.client("tariq").post("/jobs/1001/move", {"to": "gone"}).status_code == 400
    assert cast.client("nina").post("/jobs/1001/move", {"to": "waiting"}).status_code == 403
    assert cast.client("dora").post("/jobs/7/move", {"to": "waiting"}).status_code == 404
    assert cast.client("dora").get("/jobs/1001/move").status_code == 405


def test_the_sentence_after_a_deed_is_one_of_ours(cast: Cast) -> None:
    take_in(cast)
    client = cast.client("dora")
    assert "The job has moved." in client.get("/jobs/1001/?done=moved").content.decode()
    assert "hacked" not in client.get("/jobs/1001/?done=hacked").content.decode()


def test_people_are_put_on_a_job_and_the_client_is_asked_by_hand(cast: Cast) -> None:
    job = take_in(cast)
    keep_login(cast, job.id, "tariq")
    client = cast.client("dora")
    assert "Tariq" in client.get("/jobs/1001/assign/").content.decode()
    both = {"technician": cast.id("nina"), "deputy": cast.id("nina")}
    assert "somebody else" in client.post("/jobs/1001/assign/", both).content.decode()
    posted = client.post("/jobs/1001/assign/", {"technician": cast.id("nina"), "deputy": ""})
    assert posted["Location"] == "/jobs/1001/?done=assigned"
    page = client.get("/jobs/1001/").content.decode()
    assert "seal it again" in page
    notice = Notice.objects.get().pk
    assert client.post(f"/jobs/1001/notices/{notice}/")["Location"] == "/jobs/1001/?done=handled"
    assert "Send this to the client by hand" not in client.get("/jobs/1001/").content.decode()
    assert cast.client("tariq").get("/jobs/1001/assign/").status_code == 403


def test_a_login_is_asked_for_with_a_reason(cast: Cast) -> None:
    take_in(cast, intake(cast, "Battery"))
    client = cast.client("dora")
    assert "needs no login" in client.get("/jobs/1001/ask/").content.decode()
    assert client.post("/jobs/1001/ask/", {"reason": ""}).status_code == 403
    held = client.post("/jobs/1001/ask/", {"reason": "the PIN is 4711"}).content.decode()
    assert "Leave the PIN" in held or "4711" in held
    assert not Job.objects.get().login_asked
    asked = client.post("/jobs/1001/ask/", {"reason": "Only when signed in."})
    assert asked["Location"] == "/jobs/1001/?done=asked"
    assert "waits for the client" in client.get("/jobs/").content.decode()
    Job.objects.update(client_answer="presence")
    assert "the client answered" in client.get("/jobs/").content.decode()


def test_an_intake_is_edited(cast: Cast) -> None:
    take_in(cast)
    client = cast.client("dora")
    page = client.get("/jobs/1001/edit/").content.decode()
    assert IDA.email in page
    typed = {
        "client-name": IDA.name,
        "client-phone": IDA.phone,
        "client-email": IDA.email,
        "client-channel": "phone",
        "device-kind": "laptop",
        "device-make": "Lenovo",
        "service-service": Job.objects.get().service_id,
        "problem-problem": "It smells burnt.",
        "place-place": "remote",
    }
    wrong = client.post("/jobs/1001/edit/", {**typed, "client-name": ""})
    assert "Type the client&#x27;s name." in wrong.content.decode()
    held = client.post("/jobs/1001/edit/", {**typed, "problem-problem": "password is hunter2"})
    assert "Leave the password out" in held.content.decode()
    assert Job.objects.get().place == "in the shop"
    assert client.post("/jobs/1001/edit/", typed)["Location"] == "/jobs/1001/?done=edited"
    assert Job.objects.get().place == "remote"
    assert cast.client("tariq").post("/jobs/1001/edit/", typed).status_code == 403


@pytest.mark.parametrize(
    ("path", "word", "state"), [("close", "destroy", "closed"), ("cancel", "cancel", "cancelled")]
)
def test_a_job_ends_by_a_typed_word_with_a_receipt(
    cast: Cast, path: str, word: str, state: str
) -> None:
    job = take_in(cast)
    keep_login(cast, job.id, "tariq")
    attest_all(cast, job.id)
    client = cast.client("dora")
    assert "1</strong> sealed login" in client.get(f"/jobs/1001/{path}/").content.decode()
    missed = client.post(f"/jobs/1001/{path}/", {"word": "yes"}).content.decode()
    assert "Nothing was done" in missed
    assert Login.objects.exists()
    receipt = client.post(f"/jobs/1001/{path}/", {"word": f" {word.upper()} "}).content.decode()
    assert "Destruction receipt" in receipt
    assert "1 sealed login" in receipt
    assert "Flash memory" in receipt
    assert Job.objects.get().state == state
    assert Erasure.objects.get().confirmed_at is not None
    assert client.get("/jobs/1001/").status_code == 403


def test_a_technician_is_shown_that_others_close(cast: Cast) -> None:
    take_in(cast)
    page = cast.client("tariq").get("/jobs/1001/close/").content.decode()
    assert "The front desk and management do this" in page
    assert cast.client("tariq").post("/jobs/1001/close/", {"word": "destroy"}).status_code == 403
    assert Job.objects.get().state == "intake"


def test_looking_twice_records_one_look(cast: Cast) -> None:
    job = take_in(cast)
    client = cast.client("dora")
    client.get("/jobs/1001/")
    count = Subject.objects.get(pk=f"job:{job.id}").count
    for path in ("", "edit/", "close/", "assign/", "ask/", "pulse"):
        assert client.get(f"/jobs/1001/{path}").status_code == 200
    assert Subject.objects.get(pk=f"job:{job.id}").count == count


def test_markup_in_any_text_is_shown_and_not_run(cast: Cast) -> None:
    job = take_in(cast, intake(cast, problem="<img src=x onerror=alert(1)>"))
    keep_login(cast, job.id, "tariq", label="<svg onload=alert(1)>")
    page = cast.client("dora").get("/jobs/1001/").content.decode()
    assert "<img src=x" not in page
    assert "<svg onload" not in page
    assert "&lt;img src=x" in page


def test_the_page_says_that_nothing_is_sent_by_itself(cast: Cast) -> None:
    take_in(cast, intake(cast, "Battery", reason="Only when signed in."))
    page = cast.client("dora").get("/jobs/1001/").content.decode()
    assert "Nothing is sent by itself" in page
    assert page.count("Send it by hand") == 2
    assert (
        "Nothing is sent by itself" not in cast.client("tariq").get("/jobs/1001/").content.decode()
    )
