"""Clients who end the service or a job, for the pages that show them."""

from sealbench.shop.procedures.announce_destruction import announce_destruction
from sealbench.shop.procedures.confirm_return import confirm_return
from sealbench.shop.procedures.destroy_client import destroy_client
from sealbench.shop.procedures.end_due_cases import finish_case
from sealbench.shop.procedures.hand_over_return import Document, hand_over_return
from sealbench.shop.procedures.list_copy import CopyWords, list_copy
from sealbench.shop.procedures.list_exception import ExceptionWords, list_exception
from sealbench.shop.procedures.stop_service import stop_service
from sealbench.shop.records.models import Job
from tests.support.cast import Cast
from tests.support.desk import intake, take_in
from tests.support.endings import leaver


def ended_clients(cast: Cast, genesis: str) -> dict[str, str]:
    """Return a case that goes on, one that is over, and the link that is left of that."""
    going, gone = leaver(cast), leaver(cast)
    run, dora = cast.bench.run, cast.staff("dora")
    for who in (going, gone):
        who.stop(dora)
    run(announce_destruction, who=dora, case=going.case)
    run(list_copy, who=dora, case=going.case, words=CopyWords("Image of a disk", "The lab", 7))
    law = ExceptionWords("Invoices", "Tax law, section 147", 2_100_000_000)
    run(list_exception, who=dora, case=going.case, words=law)
    run(hand_over_return, who=dora, case=gone.case, document=Document.PASSPORT)
    run(confirm_return, who=dora, case=gone.case, compared=True)
    finish_case(cast.bench, gone.case, run(destroy_client, who=dora, case=gone.case))
    link = f"{gone.counter.token}.{genesis}"
    names = {"case": going.case, "gone": gone.case, "gone_link": link}
    return names | ended_jobs(cast)


def ended_jobs(cast: Cast) -> dict[str, str]:
    """Return a client of three jobs: one goes on, one ends alone, one has ended so."""
    run, dora = cast.bench.run, cast.staff("dora")
    who = leaver(cast)
    over = take_in(cast, intake(cast, "Battery", client=who.client)).number
    case = run(stop_service, who=dora, number=over, only_job=True).case
    run(hand_over_return, who=dora, case=case, document=Document.PASSPORT)
    run(confirm_return, who=dora, case=case, compared=True)
    finish_case(cast.bench, case, run(destroy_client, who=dora, case=case))
    who.stop(dora, only_job=True)
    rest = Job.objects.get(client=who.client, stopped_at=None)
    more = take_in(cast, intake(cast, "Battery", client=who.client)).number
    return {
        "job_case": who.case,
        "job_gone": case,
        "job_ended": str(over),
        "of_two": str(more),
        "of_three": str(rest.client_id),
    }
