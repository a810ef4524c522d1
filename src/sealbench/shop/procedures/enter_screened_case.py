"""Run a case with texts: what the screen found in them stops the deed, or is let pass (A2, C2)."""

from sealbench.policy import Action, Refused, Resource
from sealbench.shop.bench import Granted, Outcome, Staff, Work
from sealbench.shop.procedures.case_file import CaseFile, enter_case
from sealbench.shop.procedures.findings import Found, Override
from sealbench.shop.procedures.override_finding import override_finding, tell_override


def enter_screened_case(
    work: Work, case: CaseFile, *, who: Staff, found: Found, override: Override
) -> Outcome[Resource]:
    """Let *who* run *case* with texts in which *found* was found, as `enter_case` does."""
    action, subject = Action.RUN_CASE, case.file.subject
    passed = override_finding(
        work, who=who, action=action, found=found, override=override, subject=subject
    )
    if isinstance(passed, Refused):
        return passed
    entered = enter_case(work, case, who, action, {"screened": passed.value})
    if isinstance(entered, Granted):
        about = {"job": case.file.id, "case": case.id}
        tell_override(work, who, subject, action, found, override, **about)
    return entered
