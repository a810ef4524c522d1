"""The case as its client reads it: how far it is, what is still to come, what lies elsewhere."""

from sealbench.canon import JSONValue
from sealbench.shop.bench import Work
from sealbench.shop.procedures.actors import settles_at
from sealbench.shop.procedures.case_file import CaseFile, case_about
from sealbench.shop.procedures.case_notice import OBJECTION, told_at
from sealbench.shop.procedures.client_key import Holder
from sealbench.shop.records.models import CaseEntry

STEPS = ("returned_at", "confirmed_at", "announced_at", "objected_at")


def own_case(work: Work, client: Holder) -> dict[str, JSONValue] | None:
    """Return the case of the service, or of the visit's job, None while both go on.

    Times are unix seconds, 0 for what has not been; `settles` is when the key may fetch and
    confirm, 0 where it never does.
    """
    case = case_about(work, client.visit.client, client.visit.job)
    if case is None:
        return None
    steps: dict[str, JSONValue] = {step: case.at(step) or 0 for step in STEPS}
    return {
        "case": case.id,
        "scope": "job" if case.scope.job else "service",
        "stopped_at": case.row.stopped_at,
        **steps,
        "earliest": _earliest(work, case),
        "settles": 0 if client.visit.counter else settles_at(client.row),
        "elsewhere": _elsewhere(work, case),
    }


def _earliest(work: Work, case: CaseFile) -> int:
    announced, notice = case.at("announced_at"), case.content.get("notice")
    told = told_at(work, case.file, str(notice)) if notice else None
    return max(announced, told) + OBJECTION if announced and told else 0


def _elsewhere(work: Work, case: CaseFile) -> list[JSONValue]:
    rows = CaseEntry.objects.filter(case=case.row).order_by("listed_at", "pk")
    return [
        {
            "kind": row.kind,
            "what": (words := work.read(row))["what"],
            "with": words.get("holder") or words.get("reason"),
            "until": row.due_at,
            "confirmed": row.confirmed_at or 0,
        }
        for row in rows
    ]
