"""End the cases that are due: destroy, confirm and certify what time or the client allows (C2)."""

from sealbench.errors import GoneError, SealbenchError
from sealbench.policy import Action, Request, Resource
from sealbench.shop.bench import Bench, Granted, Outcome, Work
from sealbench.shop.procedures.actors import KEEPER
from sealbench.shop.procedures.case_file import facts_of, load_case
from sealbench.shop.procedures.case_notice import OBJECTION
from sealbench.shop.procedures.certify_erasure import certify_erasure
from sealbench.shop.procedures.destroy_client import destroy_client
from sealbench.shop.procedures.resume_erasures import confirm
from sealbench.shop.records.models import Termination


def end_due_cases(bench: Bench) -> int:
    """Destroy each client whose case is due, and certify what is confirmed; return how many.

    One that fails keeps no other from its turn; its error is raised at the end.
    """
    ended, failed = 0, None
    for case in _candidates(int(bench.now().timestamp())):
        try:
            if _is_due(bench, case):
                end_case(bench, case)
                ended += 1
        except SealbenchError as exc:
            failed = failed or exc
    certify_all(bench)
    if failed:
        raise failed
    return ended


def end_case(bench: Bench, case: str) -> None:
    """Destroy the client of *case* for the clock, confirm it and issue the certificate."""
    confirm(bench, bench.run(destroy_client, who=None, case=case))
    bench.run(certify_erasure, case=case)


def certify_all(bench: Bench) -> None:
    """Issue every certificate that only waited for a place of the escrow or for a copy."""
    waiting = Termination.objects.filter(certified_at=None).exclude(destroyed_at=None)
    for case in list(waiting.values_list("pk", flat=True)):
        bench.run(certify_erasure, case=case)


def look_whether_due(work: Work, *, case: str) -> Outcome[Resource | None]:
    """Return what the rules would ask of *case* (C2), None once it has ended."""
    try:
        file = load_case(work, case)
    except GoneError:
        return Granted(None)
    return Granted(facts_of(work, file, file.client))


def _is_due(bench: Bench, case: str) -> bool:
    """Tell whether the clock may destroy the client now: what is not due is no refusal."""
    facts = bench.run(look_whether_due, case=case)
    return facts is not None and bool(
        bench.policy.decide(Request(Action.DESTROY_CLIENT, KEEPER, facts))
    )


def _candidates(now: int) -> list[str]:
    rows = Termination.objects.filter(ordered_at=None, objected_at=None)
    confirmed = rows.exclude(confirmed_at=None).values_list("pk", flat=True)
    announced = rows.filter(announced_at__lte=now - OBJECTION).values_list("pk", flat=True)
    return sorted({*confirmed, *announced})
