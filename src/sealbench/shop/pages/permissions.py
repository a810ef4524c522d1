"""What a person may do here, asked beforehand, so that pages offer only doors that open.

Nothing is counted or recorded: the procedure behind each button asks again.
"""

from collections.abc import Mapping

from sealbench.policy import Action, Fact, JobState, Principal, Request, Resource
from sealbench.shop.bench import Bench, Staff
from sealbench.shop.procedures.actors import staff_principal
from sealbench.shop.procedures.enter import HOUSE

_ON_JOB: Mapping[str, tuple[Action, Mapping[str, Fact]]] = {
    "edit": (Action.EDIT_JOB, {"screened": True}),
    "cancel": (Action.CANCEL_JOB, {}),
    "close": (Action.CLOSE_JOB, {"attested": True}),
    "assign": (Action.ASSIGN_JOB, {"assignees_fit": True}),
    "ask": (Action.ASK_LOGIN, {"has_reason": True, "screened": True}),
    "attach": (Action.ATTACH_FILE, {"screened": True}),
    "look_at_file": (Action.LOOK_AT_FILE, {}),
    "remove_file": (Action.REMOVE_FILE, {}),
    "paper": (Action.ACKNOWLEDGE_ON_PAPER, {}),
    "link": (Action.ISSUE_LINK, {}),
    "relink": (Action.REISSUE_LINK, {"identified": True}),
    "counter": (Action.START_COUNTER, {}),
    "dossier": (Action.EXPORT_JOB_DOSSIER, {}),
}

_IN_CASE: Mapping[str, tuple[Action, Mapping[str, Fact]]] = {
    "run": (Action.RUN_CASE, {"screened": True}),
    "announce": (Action.ANNOUNCE_DESTRUCTION, {}),
    "object": (Action.OBJECT_TO_DESTRUCTION, {}),
    "second": (Action.SECOND_DESTRUCTION, {}),
    "hand_over": (Action.HAND_OVER_RETURN, {"compared": True}),
    "confirm": (Action.CONFIRM_RETURN, {"level": "", "compared": True}),
    "destroy": (Action.DESTROY_CLIENT, {}),
}


def on_job(bench: Bench, who: Staff, job: Resource) -> dict[str, bool]:
    """Return which acts on *job* are open to *who*, by the names of `_ON_JOB`."""
    principal = _principal(bench, who)
    return {
        name: bool(bench.decide(Request(action, principal, job, facts)))
        for name, (action, facts) in _ON_JOB.items()
    }


def in_case(bench: Bench, who: Staff, case: Resource) -> dict[str, bool]:
    """Return which acts in *case* are open to *who*, by the names of `_IN_CASE`."""
    principal = _principal(bench, who)
    return {
        name: bool(bench.decide(Request(action, principal, case, facts)))
        for name, (action, facts) in _IN_CASE.items()
    }


def moves(bench: Bench, who: Staff, job: Resource, *, acknowledged: bool) -> list[JobState]:
    """Return the states into which *who* may move *job* now."""
    known = {"acknowledged": acknowledged}
    principal = _principal(bench, who)
    return [
        state
        for state in JobState
        if bench.decide(Request(Action.MOVE_JOB, principal, job, {**known, "to": state}))
    ]


def may(
    bench: Bench,
    who: Staff,
    action: Action,
    facts: Mapping[str, Fact] | None = None,
    resource: Resource = HOUSE,
) -> bool:
    """Tell whether *who* may do *action*."""
    request = Request(action, _principal(bench, who), resource, facts or {})
    return bool(bench.decide(request))


def _principal(bench: Bench, who: Staff) -> Principal:
    return staff_principal(who, now=int(bench.now().timestamp()))
