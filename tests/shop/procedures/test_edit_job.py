from dataclasses import replace
from functools import partial

import pytest

from sealbench.errors import ConflictError, MalformedError, RefusedError
from sealbench.ids import ClientId
from sealbench.shop.bench import Bench
from sealbench.shop.procedures.edit_job import JobDraft, edit_job
from sealbench.shop.procedures.job_view import JobView
from sealbench.shop.procedures.look_at_job import look_at_job
from sealbench.shop.procedures.take_in_job import TakenIn
from sealbench.shop.records.models import Job
from tests.support.cast import Cast
from tests.support.desk import IDA, LAPTOP, desk, events, intake, keep_login, last, service, take_in
from tests.support.races import Held, past


def draft(cast: Cast) -> JobDraft:
    return JobDraft(IDA, LAPTOP, intake(cast).job)


def view(cast: Cast, job: TakenIn) -> JobView:
    return cast.bench.run(look_at_job, who=desk(cast), number=job.number)


def test_what_changed_is_named_and_not_quoted(cast: Cast) -> None:
    job = take_in(cast)
    new = replace(draft(cast), job=replace(draft(cast).job, problem="It smells burnt."))
    cast.bench.run(edit_job, who=desk(cast), job=job.id, draft=new)
    edited = last(cast.bench, job.id)
    assert edited["changed"] == ["problem"]
    assert "burnt" not in str(edited)
    assert view(cast, job).problem == "It smells burnt."
    assert view(cast, job).messages == []


def test_nothing_is_recorded_where_nothing_changed(cast: Cast) -> None:
    job = take_in(cast)
    before = len(events(cast.bench, job.id))
    cast.bench.run(edit_job, who=desk(cast), job=job.id, draft=draft(cast))
    assert len(events(cast.bench, job.id)) == before


def test_a_changed_channel_is_told_to_the_old_one_too(cast: Cast) -> None:
    job = take_in(cast)
    new = replace(draft(cast), client=replace(IDA, phone="+46 8 999", name="Ida L."))
    cast.bench.run(edit_job, who=desk(cast), job=job.id, draft=new)
    found = view(cast, job)
    (message,) = found.messages
    assert message.kind == "channel-changed"
    assert list(message.to) == ["+46 8 999", IDA.email, IDA.phone]
    assert found.client.name == "Ida L."


def test_another_service_brings_its_own_need(cast: Cast) -> None:
    job = take_in(cast, intake(cast, "Battery", reason="Only when signed in."))
    words = replace(draft(cast).job, service=service(cast.bench, "Cleaning"))
    cast.bench.run(edit_job, who=desk(cast), job=job.id, draft=replace(draft(cast), job=words))
    row = Job.objects.get(pk=job.id)
    assert (row.login_asked, row.login_override) == (False, False)
    assert view(cast, job).reason == ""


def test_the_service_stays_while_a_login_is_sealed_for_it(cast: Cast) -> None:
    job = take_in(cast)
    keep_login(cast, job.id, "tariq")
    words = replace(draft(cast).job, service=service(cast.bench, "Cleaning"))
    with pytest.raises(ConflictError):
        cast.bench.run(edit_job, who=desk(cast), job=job.id, draft=replace(draft(cast), job=words))
    assert Job.objects.get(pk=job.id).login_asked


@pytest.mark.parametrize("who", ["tariq", "adam"])
def test_only_the_desk_edits(cast: Cast, who: str) -> None:
    job = take_in(cast)
    with pytest.raises(RefusedError) as caught:
        cast.bench.run(edit_job, who=cast.staff(who), job=job.id, draft=draft(cast))
    assert caught.value.reason == "B1-9"


def test_texts_are_screened_and_have_a_form(cast: Cast) -> None:
    job = take_in(cast)
    bad = replace(draft(cast), job=replace(draft(cast).job, problem="password is hunter2"))
    with pytest.raises(RefusedError) as caught:
        cast.bench.run(edit_job, who=desk(cast), job=job.id, draft=bad)
    assert caught.value.clause == "A2"
    assert "hunter2" not in str(last(cast.bench, job.id))
    nobody = replace(draft(cast), client=replace(IDA, name=""))
    with pytest.raises(MalformedError):
        cast.bench.run(edit_job, who=desk(cast), job=job.id, draft=nobody)


def test_two_who_edit_jobs_of_one_client_on_two_nodes_read_the_newest_words(
    cast: Cast, other: Bench
) -> None:
    """A channel that another node has just changed is told of every change after it."""
    first = take_in(cast)
    client = ClientId(Job.objects.get(pk=first.id).client_id)
    second = take_in(cast, intake(cast, client=client))
    one = replace(draft(cast), client=replace(IDA, phone="+46 8 111"))
    two = replace(draft(cast), client=replace(IDA, email="ida@new.example"))
    held = Held(other, edit_job, who=desk(cast), job=first.id, draft=one)
    edit = partial(cast.bench.run, edit_job, who=desk(cast), job=second.id, draft=two)
    assert [isinstance(each, Exception) for each in past(held, edit)] == [False, False]
    assert sorted(last(cast.bench, second.id)["changed"]) == ["email", "phone"]
    (message,) = view(cast, second).messages
    assert "+46 8 111" in message.to
    assert view(cast, first).client == replace(IDA, email="ida@new.example")
