"""What happens at a finding: stopped, or let pass with a reason that is recorded (A2)."""

from contextlib import suppress
from dataclasses import replace

import pytest

from sealbench.errors import RefusedError
from sealbench.policy import Action, HouseRule
from sealbench.shop.procedures.ask_login import Instead, ask_login
from sealbench.shop.procedures.edit_job import JobDraft, edit_job
from sealbench.shop.procedures.findings import REASONS, Override, found_in
from sealbench.shop.procedures.look_at_job import look_at_job
from sealbench.shop.procedures.looks import Why
from sealbench.shop.procedures.take_in_job import TakenIn
from sealbench.shop.records.models import FindingCount, FindingOverride
from tests.support.cast import Cast
from tests.support.desk import IDA, LAPTOP, desk, events, intake, last, take_in
from tests.support.house_rules import add_rule

STRONG = "password is hunter2"
WEAK = "pass 2024"
CERTAIN = {
    "card": "card 4111 1111 1111 1111",
    "recovery key": "256883-174988-465047-106458-643863-570845-140844-353375",
    "private key": "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA",
    "program's key": "AKIAIOSFODNN7EXAMPLE",
    "IBAN": "IBAN DE89 3704 0044 0532 0130 00",
}


def edit(cast: Cast, job: TakenIn, problem: str, override: Override | None = None) -> None:
    words = replace(intake(cast).job, problem=problem)
    draft = JobDraft(IDA, LAPTOP, words)
    cast.bench.run(edit_job, who=desk(cast), job=job.id, draft=draft, override=override or {})


def problem(cast: Cast, job: TakenIn) -> str:
    return cast.bench.run(look_at_job, who=desk(cast), number=job.number).problem


def counted() -> dict[tuple[str, str, str], int]:
    rows = FindingCount.objects.all()
    return {(row.deed, row.kind, row.outcome): row.count for row in rows}


@pytest.mark.parametrize("text", [STRONG, WEAK])
def test_a_finding_stops_the_save_and_passes_with_a_reason(cast: Cast, text: str) -> None:
    job = take_in(cast)
    with pytest.raises(RefusedError) as caught:
        edit(cast, job, text)
    assert caught.value.reason == "A2-1"
    assert problem(cast, job) != text
    edit(cast, job, text, {"problem": "sample"})
    assert problem(cast, job) == text


def test_what_was_let_pass_is_not_asked_about_again_until_it_changes(cast: Cast) -> None:
    job = take_in(cast)
    edit(cast, job, STRONG, {"problem": "sample"})
    other = JobDraft(IDA, replace(LAPTOP, model="T14"), replace(intake(cast).job, problem=STRONG))
    cast.bench.run(edit_job, who=desk(cast), job=job.id, draft=other)
    assert [each["type"] for each in events(cast.bench, job.id)].count("finding:overridden") == 1
    with pytest.raises(RefusedError):
        edit(cast, job, f"{STRONG}, she says")


def test_what_was_let_pass_is_recorded_without_the_text(cast: Cast) -> None:
    job = take_in(cast)
    edit(cast, job, STRONG, {"problem": "word"})
    (event,) = [each for each in events(cast.bench, job.id) if each["type"] == "finding:overridden"]
    assert event["action"] == "job:edit"
    assert event["job"] == job.id
    assert event["findings"] == [
        {"field": "problem", "kind": "password", "count": 1, "reason": "word"}
    ]
    assert "hunter2" not in str(event)
    row = FindingOverride.objects.get()
    assert (row.deed, row.job_id) == ("job:edit", job.id)
    assert "hunter2" not in str(row.findings)


@pytest.mark.parametrize("kind", CERTAIN)
def test_what_checks_out_is_let_past_by_nobody(cast: Cast, kind: str) -> None:
    job = take_in(cast)
    with pytest.raises(RefusedError) as caught:
        edit(cast, job, CERTAIN[kind], {"problem": "sample"})
    assert caught.value.reason == "A2-5"
    refused = last(cast.bench, job.id)
    assert (refused["action"], refused["rule"]) == ("finding:override", "A2-5")
    assert CERTAIN[kind] not in str(refused)
    assert not FindingOverride.objects.exists()


@pytest.mark.parametrize("reason", ["because", "hunter2"])
def test_a_reason_is_one_of_the_list(cast: Cast, reason: str) -> None:
    job = take_in(cast)
    with pytest.raises(RefusedError) as caught:
        edit(cast, job, STRONG, {"problem": reason})
    assert caught.value.reason == "A2-6"
    assert reason not in str(last(cast.bench, job.id))


def test_a_reason_for_one_field_is_none_for_another(cast: Cast) -> None:
    job = take_in(cast)
    draft = JobDraft(IDA, replace(LAPTOP, model=STRONG), replace(intake(cast).job, problem=WEAK))
    for override in ({"problem": "word"}, {"model": "word"}):
        with pytest.raises(RefusedError) as caught:
            cast.bench.run(edit_job, who=desk(cast), job=job.id, draft=draft, override=override)
        assert caught.value.reason == "A2-1"
    both = {"problem": "word", "model": "number"}
    cast.bench.run(edit_job, who=desk(cast), job=job.id, draft=draft, override=both)


def test_an_intake_tells_its_override_in_the_job_that_it_makes(cast: Cast) -> None:
    job = take_in(cast, intake(cast, problem=WEAK), override={"problem": "number"})
    kinds = [each["type"] for each in events(cast.bench, job.id)]
    assert kinds.count("finding:overridden") == 1


def test_why_somebody_looks_is_screened_like_any_text(cast: Cast) -> None:
    job, olga = take_in(cast), cast.staff("olga")
    with pytest.raises(RefusedError):
        cast.bench.run(look_at_job, who=olga, number=job.number, why=Why("other", STRONG))
    why = Why("other", STRONG, override="word")
    cast.bench.run(look_at_job, who=olga, number=job.number, why=why)
    assert "finding:overridden" in [each["type"] for each in events(cast.bench, job.id)]


def test_each_finding_is_counted_by_week_kind_and_deed(cast: Cast) -> None:
    job = take_in(cast)
    for text, override in ((STRONG, {}), (WEAK, {}), (WEAK, {"problem": "word"})):
        with suppress(RefusedError):
            edit(cast, job, text, override)
    with pytest.raises(RefusedError):
        edit(cast, job, CERTAIN["card"], {"problem": "word"})
    assert counted() == {
        ("job:edit", "password", "refused"): 1,
        ("job:edit", "password", "asked"): 1,
        ("job:edit", "password", "overridden"): 1,
        ("job:edit", "card_number", "refused"): 1,
    }
    week = FindingCount.objects.values_list("week", flat=True).distinct().get()
    assert week == "2026-11-23"  # a Monday


def test_the_client_is_asked_to_seal_it_instead(cast: Cast) -> None:
    job = take_in(cast)
    instead = Instead(Action.EDIT_JOB, ("password",))
    cast.bench.run(ask_login, who=desk(cast), job=job.id, reason="Please seal it.", instead=instead)
    asked = [each for each in events(cast.bench, job.id) if each["type"] == "login:asked-for"][-1]
    assert asked["instead"] == ["password"]
    assert counted() == {("job:edit", "password", "to-seal"): 1}


def test_what_was_found_is_told_by_field_and_kind() -> None:
    found = found_in([("problem", f"{STRONG}\nand {WEAK}")], [("model", "ThinkPad X1")])
    assert found.needs() == ["problem"]
    assert not found.weak
    assert found_in([("problem", "The fan is loud.")]).clean
    assert set(REASONS) == {"number", "word", "sample", "harmless"}


def test_a_house_rule_may_forbid_all_overrides(cast: Cast) -> None:
    job = take_in(cast)
    number = add_rule(cast, HouseRule("override-findings"))
    with pytest.raises(RefusedError) as caught:
        edit(cast, job, WEAK, {"problem": "word"})
    assert caught.value.reason == f"H-{number}"
    assert caught.value.clause == "A2"
