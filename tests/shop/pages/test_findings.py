"""A finding on a page: marked, let pass with a reason, or sealed by the client instead (A2)."""

from collections.abc import Mapping

import pytest
from django.test import Client

from sealbench.screen import screen
from sealbench.shop.pages.forms.marks import tokens
from sealbench.shop.procedures.take_in_job import TakenIn
from sealbench.shop.records.models import FindingCount, FindingOverride, Job
from tests.support.cast import Cast
from tests.support.desk import events, last, take_in
from tests.support.panels import marked, shown

STRONG = "Replaced the battery. The password is hunter2, she says."
CARD = "Paid with 4111 1111 1111 1111."


@pytest.fixture
def job(cast: Cast) -> TakenIn:
    return take_in(cast)


def typed(problem: str, **more: str) -> dict[str, str]:
    row = Job.objects.get()
    return {
        "client-name": "Ida Lindqvist",
        "client-phone": "070 123",
        "client-channel": "phone",
        "device-kind": "laptop",
        "service-service": row.service_id,
        "problem-problem": problem,
        "place-place": row.place,
        **more,
    }


def post(web: Client, job: TakenIn, fields: Mapping[str, str]) -> tuple[int, str]:
    answer = web.post(f"/jobs/{job.number}/edit/", fields)
    return answer.status_code, answer.content.decode()


def kinds(cast: Cast, job: TakenIn) -> list[str]:
    return [each["type"] for each in events(cast.bench, job.id)]


def test_a_finding_is_marked_and_nothing_that_was_typed_is_lost(cast: Cast, job: TakenIn) -> None:
    status, page = post(cast.client("dora"), job, typed(STRONG))
    assert status == 422
    assert marked(page) == ["hunter2"]
    assert f"{STRONG}</textarea>" in page
    assert "Leave the password out" in page
    assert last(cast.bench, job.id)["rule"] == "A2-1"


def test_a_reason_lets_it_pass_and_is_recorded(cast: Cast, job: TakenIn) -> None:
    web = cast.client("dora")
    _, page = post(web, job, typed(STRONG))
    again = {**typed(STRONG), **shown(page, "problem-problem", "sample")}
    assert post(web, job, again)[0] == 302
    assert "finding:overridden" in kinds(cast, job)
    seen = cast.client("dora").get(f"/jobs/{job.number}/").content.decode()
    assert "let pass what the screen had stopped: password in “problem”" in seen
    assert "An example or a test value" in seen


def test_a_reason_holds_for_what_was_shown_and_for_nothing_typed_since(
    cast: Cast, job: TakenIn
) -> None:
    web = cast.client("dora")
    _, page = post(web, job, typed(STRONG))
    reason = shown(page, "problem-problem", "sample")
    other = STRONG.replace("hunter2", "bluewhale77")
    status, page = post(web, job, {**typed(other), **reason})
    assert status == 422
    assert marked(page) == ["bluewhale77"]
    longer = f"{STRONG} It takes two hours."
    assert post(web, job, {**typed(longer), **reason})[0] == 302


@pytest.mark.parametrize("reason", ["", "because it is hunter2"])
def test_without_a_reason_of_the_list_nothing_passes(cast: Cast, job: TakenIn, reason: str) -> None:
    web = cast.client("dora")
    _, page = post(web, job, typed(STRONG))
    fields = {**typed(STRONG), **shown(page, "problem-problem", reason)}
    assert post(web, job, fields)[0] == 422
    assert not FindingOverride.objects.exists()


def test_a_card_number_passes_by_no_page_and_by_no_crafted_post(cast: Cast, job: TakenIn) -> None:
    web = cast.client("dora")
    status, page = post(web, job, typed(CARD))
    assert status == 422
    assert "problem-problem-override" not in page
    assert "nobody can let it pass" in page
    _, strong = post(web, job, typed(STRONG))
    crafted = shown(strong, "problem-problem", "sample")
    assert post(web, job, {**typed(STRONG), **crafted})[0] == 302  # the control
    token = token_of(CARD)
    crafted["problem-problem-shown"] = token
    status, page = post(web, job, {**typed(CARD), **crafted})
    assert status == 422
    assert "cannot be written down by anybody" in page
    refused = last(cast.bench, job.id)
    assert (refused["action"], refused["rule"]) == ("finding:override", "A2-5")
    assert "4111" not in str(refused)


def token_of(text: str) -> str:
    """Return what a page would show, as somebody makes it who has read the code."""
    return " ".join(tokens(text, screen(text)))


def test_one_click_asks_the_client_and_takes_it_out(cast: Cast, job: TakenIn) -> None:
    web = cast.client("dora")
    _, page = post(web, job, typed(STRONG))
    assert 'name="seal" value="problem-problem"' in page
    status, page = post(web, job, typed(STRONG, seal="problem-problem"))
    assert status == 200
    assert "The client is asked to seal: a password." in page
    assert "Replaced the battery. The password is [hidden], she says.</textarea>" in page
    assert "hunter2" not in page
    asked = last(cast.bench, job.id)
    assert (asked["type"], asked["instead"]) == ("login:asked-for", ["password"])
    assert Job.objects.get().login_asked
    clean = "Replaced the battery. The password is [hidden], she says."
    assert post(web, job, typed(clean))[0] == 302


def test_there_is_nothing_to_seal_about_a_card_number(cast: Cast, job: TakenIn) -> None:
    web, before = cast.client("dora"), kinds(cast, job).count("login:asked-for")
    assert 'name="seal"' not in post(web, job, typed(CARD))[1]
    assert post(web, job, typed(CARD, seal="problem-problem"))[0] == 400
    assert kinds(cast, job).count("login:asked-for") == before


def test_the_client_is_asked_to_seal_what_a_file_held(cast: Cast, job: TakenIn) -> None:
    web, path = cast.client("dora"), f"/jobs/{job.number}/seal-instead"
    assert web.post(path, {"kind": ["card_number"]}).status_code == 400
    answer = web.post(path, {"kind": ["pin", "card_number"]})
    assert answer["Location"] == f"/jobs/{job.number}/files/?done=asked-to-seal"
    assert last(cast.bench, job.id)["instead"] == ["pin"]


def test_management_reads_counts_and_overrides_without_names(cast: Cast, job: TakenIn) -> None:
    olga = cast.client("olga")
    assert "Nothing has been stopped yet." in olga.get("/findings/").content.decode()
    web = cast.client("dora")
    _, page = post(web, job, typed(STRONG))
    post(web, job, {**typed(STRONG), **shown(page, "problem-problem", "word")})
    told = olga.get("/findings/").content.decode()
    assert "23 November 2026" in told
    assert f">Job {job.number}</a>" in told
    assert "password in “problem” (An ordinary word or a name)" in told
    for hidden in ("hunter2", "Dora", "Ida"):
        assert hidden not in told.split("<h1>")[1]
    counts = {(row.outcome, row.count) for row in FindingCount.objects.all()}
    assert counts == {("refused", 1), ("overridden", 1)}
