"""Stop the service for a client: every access of staff closes at once (C2, law 13).

To stop needs little proof: any valid link of the client, or the desk.  All open jobs end, and
with them every sealed login; the people of the shop see nothing of the client any more but
through the case, which opens here.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sealbench import canon
from sealbench.ids import JobId
from sealbench.policy import ENDED, Action, JobState, Principal, Refused, Request
from sealbench.shop.bench import ClientVisit, Granted, Outcome, Staff, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.procedures.actors import staff_actor, staff_principal
from sealbench.shop.procedures.case_file import (
    case_of,
    facts_of,
    new_case,
    newest_job,
    record,
    refuse,
)
from sealbench.shop.procedures.case_notice import tell_everywhere
from sealbench.shop.procedures.client_key import check_act, load_holder
from sealbench.shop.procedures.client_lock import lock_whole_client
from sealbench.shop.procedures.ending import end_job
from sealbench.shop.procedures.job_file import JobFile, load_job, load_job_by_number
from sealbench.shop.procedures.keep_file import Ended, end_all_keeps
from sealbench.shop.procedures.notice_kinds import NoticeKind
from sealbench.shop.records.models import Job
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
    signed: SignedStatement | None = None,
) -> Outcome[Stopped]:
    """End all jobs of the client whose job is *number*, or whose visit it is; open the case.

    A second time changes nothing and returns the same case.
    """
    if isinstance(who, Staff):
        file = newest_job(work, load_job_by_number(work, number).client)
        principal, actor = staff_principal(who, now=work.seconds), staff_actor(who)
        statement: Mapping[str, canon.JSONValue] = {}
    else:
        file = newest_job(work, load_job(work, who.job).client)
        holder = load_holder(work, who)
        principal, actor = holder.principal(), holder.actor()
        act = {"act": "stop-service", "job": who.job, "subject": ""}
        statement = check_act(work, holder, signed, act)
    return _stop(work, file, principal, actor, statement)


def _stop(
    work: Work,
    file: JobFile,
    principal: Principal,
    actor: dict[str, str],
    statement: Mapping[str, canon.JSONValue],
) -> Outcome[Stopped]:
    lock_whole_client(file.client)
    case = case_of(work, file.client)
    request = Request(Action.STOP_SERVICE, principal, facts_of(work, case, file.client))
    decision = work.decide(request)
    if isinstance(decision, Refused):
        return refuse(work, file, decision, actor, Action.STOP_SERVICE)
    if case is not None:
        return Granted(Stopped(case.id, ()))
    case = new_case(work, file)
    open_jobs = Job.objects.filter(client=file.client).exclude(state__in=[s.value for s in ENDED])
    jobs = [JobId(pk) for pk in open_jobs.order_by("pk").values_list("pk", flat=True)]
    record(work, case, Event.SERVICE_STOPPED, actor, statement, jobs=len(jobs))
    erasures = [
        end_job(work, load_job(work, job), actor, event=Event.JOB_CLOSED, state=JobState.CLOSED)
        for job in jobs
    ]
    erasures += end_all_keeps(work, case.file, Ended(Event.KEEP_ENDED, actor, "stopped"))
    case.file.row.client.stopped_at = work.seconds
    case.file.row.client.save(update_fields=["stopped_at"])
    tell_everywhere(work, case.file, NoticeKind.SERVICE_STOPPED)
    case.content["stopped_by"] = stopped_by(principal)
    case.content["agreement"] = case.file.row.client.agreement_in_force
    case.save(work)
    return Granted(Stopped(case.id, tuple(erasures)))


def stopped_by(principal: Principal) -> str:
    """Return who stopped it, as the case keeps it: the client, or the desk."""
    return "the client" if principal.kind == "Client" else "the desk"
