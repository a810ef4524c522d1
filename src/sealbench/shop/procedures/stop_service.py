"""Stop the service for a client, or one job: every access of staff closes at once (C2, law 13).

To stop needs little proof: any valid link of the client, or the desk.  All open jobs end, and
with them every sealed login; the people of the shop see nothing of the client any more but
through the case, which opens here.  A client who wants one job alone destroyed stops that job.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sealbench import canon
from sealbench.errors import ConflictError
from sealbench.ids import JobId
from sealbench.policy import ENDED, Action, JobState, Principal, Refused, Request
from sealbench.shop.bench import ClientVisit, Granted, Outcome, Staff, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import staff_actor, staff_principal
from sealbench.shop.procedures.case_file import (
    CaseFile,
    case_of,
    facts_of,
    new_case,
    newest_job,
    record,
    refuse,
)
from sealbench.shop.procedures.case_notice import tell_everywhere
from sealbench.shop.procedures.case_scope import Scope
from sealbench.shop.procedures.clearance import in_force_until
from sealbench.shop.procedures.client_key import check_act, load_holder
from sealbench.shop.procedures.client_lock import lock_whole_client
from sealbench.shop.procedures.ending import end_job
from sealbench.shop.procedures.job_file import JobFile, has_others, load_job, load_job_by_number
from sealbench.shop.procedures.keep_file import Ended, end_all_keeps
from sealbench.shop.procedures.notice_kinds import NoticeKind
from sealbench.shop.procedures.surviving_duties import list_duties
from sealbench.shop.records.models import CaseEntry, Client, Job, Termination
from sealbench.shop.records.statements import changes
from sealbench.statement import SignedStatement


@dataclass(frozen=True, slots=True)
class Stopped:
    """What a stop brings: the case, and the erasures of the jobs that it ended."""

    case: str
    erasures: tuple[str, ...]


def stop_service(
    work: Work,
    *,
    who: ClientVisit | Staff,
    number: int = 0,
    only_job: bool = False,
    signed: SignedStatement | None = None,
) -> Outcome[Stopped]:
    """End all jobs of the client whose job is *number*, or whose visit it is; open the case.

    With *only_job* that job ends, and nothing of the others; raise ConflictError where the
    client has no other.  A second time changes nothing and returns the same case.
    """
    if isinstance(who, Staff):
        file = load_job_by_number(work, number)
        principal, actor = staff_principal(who, now=work.seconds), staff_actor(who)
        statement: Mapping[str, canon.JSONValue] = {}
    else:
        file = load_job(work, who.job)
        holder = load_holder(work, who)
        principal, actor = holder.principal(), holder.actor()
        named = "stop-job" if only_job else "stop-service"
        act = {"act": named, "job": who.job, "subject": ""}
        statement = check_act(work, holder, signed, act)
    scope = Scope(file.client, file.id if only_job else None)
    told = file if only_job else newest_job(work, file.client)
    return _stop(work, told, scope, principal, actor, statement)


def _stop(
    work: Work,
    file: JobFile,
    scope: Scope,
    principal: Principal,
    actor: dict[str, str],
    statement: Mapping[str, canon.JSONValue],
) -> Outcome[Stopped]:
    lock_whole_client(scope.client)
    case = case_of(work, scope)
    request = Request(Action.STOP_SERVICE, principal, facts_of(work, case, scope))
    decision = work.decide(request)
    if isinstance(decision, Refused):
        return refuse(work, file, decision, actor, Action.STOP_SERVICE)
    if case is not None:
        return Granted(Stopped(case.id, ()))
    if scope.job:
        _require_others(work, file, scope)
    case = new_case(work, file, scope)
    open_jobs = scope.jobs().exclude(state__in=[state.value for state in ENDED])
    jobs = [JobId(pk) for pk in open_jobs.order_by("pk").values_list("pk", flat=True)]
    record(work, case, Event.SERVICE_STOPPED, actor, statement, jobs=len(jobs))
    erasures = [
        end_job(work, load_job(work, job), actor, event=Event.JOB_CLOSED, state=JobState.CLOSED)
        for job in jobs
    ]
    if scope.job is None:
        erasures += end_all_keeps(work, case.file, Ended(Event.KEEP_ENDED, actor, "stopped"))
    stopped: Job | Client = case.file.row if scope.job else case.file.row.client
    stopped.stopped_at = work.seconds
    stopped.save(update_fields=["stopped_at"])
    changes.note(scope.client)  # what is searched forgets the device of a job that ends
    tell_everywhere(work, case.file, NoticeKind.SERVICE_STOPPED, scope)
    case.content["stopped_by"] = stopped_by(principal)
    until = None if scope.job else in_force_until(case.client, now=work.seconds)
    case.content["agreement"], case.content["agreement_until"] = until is not None, until or 0
    case.save(work)
    if not scope.job:
        _take_over(case)
        list_duties(work, case)
    return Granted(Stopped(case.id, tuple(erasures)))


def _require_others(work: Work, file: JobFile, scope: Scope) -> None:
    """Raise ConflictError where the job ends with the whole service, or is all that there is."""
    if case_of(work, Scope(scope.client)) is not None:
        raise ConflictError("the whole service is being ended", hint="this job goes with it")
    if not has_others(file):
        raise ConflictError("this is the client's only job", hint="end the whole service instead")


def _take_over(case: CaseFile) -> None:
    """Let the cases of single jobs, which are about less, go into *case* with what they list."""
    jobs = case.scope.jobs().values("pk")
    for row in Termination.objects.select_for_update().filter(job__in=jobs, ordered_at=None):
        CaseEntry.objects.filter(case=row).update(case=case.row)
        row.delete()


def stopped_by(principal: Principal) -> str:
    """Return who stopped it, as the case keeps it: the client, or the desk."""
    return "the client" if principal.kind == "Client" else "the desk"
