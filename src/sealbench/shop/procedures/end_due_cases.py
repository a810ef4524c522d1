"""End the cases that are due: destroy, confirm and certify what time or the client allows (C2)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sealbench.errors import AbsentError, GoneError, SealbenchError
from sealbench.policy import Action, Refused, Request, Resource
from sealbench.shop import returns
from sealbench.shop.bench import Bench, Granted, Outcome, Work
from sealbench.shop.procedures.actors import KEEPER
from sealbench.shop.procedures.case_file import facts_of, load_case
from sealbench.shop.procedures.case_notice import OBJECTION
from sealbench.shop.procedures.certify_erasure import certify_erasure
from sealbench.shop.procedures.destroy_client import destroy_client
from sealbench.shop.procedures.resume_erasures import confirm
from sealbench.shop.records.models import Termination

_MOST = 100  # cases that are told of at once


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case that may not be ended yet, and the rule that holds it."""

    case: str
    rule: str


def end_due_cases(bench: Bench) -> int:
    """Destroy what each case that is due is about, and certify what is confirmed; return how many.

    One that fails keeps no other from its turn; its error is raised at the end.
    """
    ended, failed = 0, None
    for case in _candidates(int(bench.now().timestamp())):
        try:
            ended += end_if_due(bench, case)
        except SealbenchError as exc:
            failed = failed or exc
    certify_all(bench)
    returns.sweep(bench.config)
    if failed:
        raise failed
    return ended


def end_if_due(bench: Bench, case: str) -> bool:
    """Destroy the client of *case* for the clock and certify it, if it is due; tell whether."""
    if not _is_due(bench, case):
        return False
    finish_case(bench, case, bench.run(destroy_client, who=None, case=case))
    return True


def finish_case(bench: Bench, case: str, erasure: str) -> None:
    """Confirm what was ordered in *case*, remove what waited to be handed over, certify."""
    returns.remove(bench.config, case)
    confirm(bench, erasure)
    bench.run(certify_erasure, case=case)


def certify_all(bench: Bench) -> None:
    """Issue every certificate that only waited for a place of the escrow or for a copy."""
    waiting = Termination.objects.filter(certified_at=None).exclude(destroyed_at=None)
    for case in list(waiting.values_list("pk", flat=True)):
        bench.run(certify_erasure, case=case)


def look_whether_due(work: Work, *, case: str) -> Outcome[Resource | None]:
    """Return what the rules would ask of *case* (C2), None once it has ended.

    That of one job is not there any more where the whole service was stopped meanwhile.
    """
    try:
        file = load_case(work, case)
    except (AbsentError, GoneError):
        return Granted(None)
    return Granted(facts_of(work, file, file.scope))


def _is_due(bench: Bench, case: str) -> bool:
    """Tell whether the clock may destroy the client now: what is not due is no refusal."""
    facts = bench.run(look_whether_due, case=case)
    return facts is not None and bool(bench.decide(Request(Action.DESTROY_CLIENT, KEEPER, facts)))


def waiting_cases(bench: Bench) -> Sequence[Waiting]:
    """Return the cases that the rules hold for now, the oldest first; nothing is recorded."""
    rows = Termination.objects.filter(ordered_at=None).order_by("stopped_at", "pk")
    found = []
    for case in list(rows.values_list("pk", flat=True)[:_MOST]):
        facts = bench.run(look_whether_due, case=case)
        if facts is not None:
            decision = bench.decide(Request(Action.DESTROY_CLIENT, KEEPER, facts))
            if isinstance(decision, Refused):
                found.append(Waiting(case, decision.reason))
    return found


def _candidates(now: int) -> list[str]:
    rows = Termination.objects.filter(ordered_at=None, objected_at=None)
    confirmed = rows.exclude(confirmed_at=None).values_list("pk", flat=True)
    announced = rows.filter(announced_at__lte=now - OBJECTION).values_list("pk", flat=True)
    return sorted({*confirmed, *announced})
