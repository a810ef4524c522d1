"""All that can be asked: every combination of facts that a rule tells apart.

The policy is proved against an independent table by asking all of it.  Each attribute and
each context fact lists the values that matter, the one that lets most through first.
"""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from itertools import combinations, product

from sealbench.policy.actions import Action
from sealbench.policy.facts import Fact, Principal, PrincipalKind, Request, Resource, ResourceKind
from sealbench.policy.vocabulary import (
    Access,
    AgreementState,
    Browser,
    Invitation,
    JobState,
    Level,
    LinkState,
    LoginNeed,
    Place,
    Proof,
    Role,
    SignerRole,
    Visit,
)

NOW = 1_800_000_000
DAY = 86_400
ON_JOB, ELSEWHERE = "tariq", "nina"
ASSIGNED = (ON_JOB, "dora")
CLIENT = "carla"
PURPOSE = "repair"
SERVICE = "cleaning"

Values = Mapping[str, tuple[Fact, ...]]

# What the proof of the policy goes through in full, whatever else is so.
PROVED = frozenset(
    {"state", "agreement_required", "agreement_in_force", "cleared", "purposes", "context.purpose"}
)

_YES_NO = (True, False)
_NO_YES = (False, True)
_STATES = (JobState.IN_SERVICE, *(state for state in JobState if state != JobState.IN_SERVICE))
_PROOFS = (Proof.PASSKEY, Proof.PASSPHRASE, Proof.NONE)
_PLACES = (Place.IN_THE_SHOP, Place.ON_SITE)
_ACCESSES = (tuple(Access), ())
_LEVELS = (Level.SETTLED, Level.IN_PERSON, Level.FIRST_CLAIM, Level.NONE)

ATTRIBUTES: Mapping[ResourceKind, Values] = {
    ResourceKind.HOUSE: {},
    ResourceKind.NOTICE: {},
    ResourceKind.ENTRY: {"person": (ON_JOB, ELSEWHERE), "last_manager": _NO_YES},
    ResourceKind.JOB: {
        "client": (CLIENT,),
        "state": _STATES,
        "assigned": (ASSIGNED, ()),
        "place": (Place.IN_THE_SHOP,),
        "service": (SERVICE,),
        "accesses": _ACCESSES,
        "login_need": (LoginNeed.NEEDED, LoginNeed.NONE, LoginNeed.OWNER_UNLOCKS),
        "login_asked": _NO_YES,
        "stopped": _NO_YES,
        "agreement_required": _NO_YES,
        "cleared": (ASSIGNED, ()),
    },
    ResourceKind.RECORD: {"client": (CLIENT,), "assigned": (ASSIGNED, ()), "stopped": _NO_YES},
    ResourceKind.LOGIN: {
        "client": (CLIENT,),
        "state": _STATES,
        "assigned": (ASSIGNED, ()),
        "place": _PLACES,
        "service": (SERVICE,),
        "accesses": _ACCESSES,
        "visit": tuple(Visit),
        "expires_at": (NOW + 1, NOW, NOW - DAY),
        "left": (1, 0),
        "purposes": ((PURPOSE,), ()),
        "agreement_required": _NO_YES,
        "agreement_in_force": _NO_YES,
    },
    ResourceKind.KEEP: {"client": (CLIENT,)},
    ResourceKind.AGREEMENT: {
        "client": (CLIENT,),
        "state": tuple(AgreementState),
        "stopped": _NO_YES,
    },
    ResourceKind.RISK: {"client": (CLIENT,), "opened_by": ((ELSEWHERE,), (ON_JOB,), ())},
    ResourceKind.LINK: {"state": tuple(LinkState)},
    ResourceKind.ERASURE: {"ordered": _YES_NO, "keys_destroyed": _YES_NO},
    ResourceKind.TERMINATION: {
        "client": (CLIENT,),
        "open": _YES_NO,
        "workers": ((), (ON_JOB,)),
        "runners": ((), (ON_JOB,)),
        "alone": _NO_YES,
        "handed": _YES_NO,
        "returned": _YES_NO,
        "confirmed": _YES_NO,
        "objected": _NO_YES,
        "notice_over": _NO_YES,
        "open_matters": _NO_YES,
        "seconded": _NO_YES,
    },
}

_ON_JOB = dict.fromkeys(
    (
        Action.EDIT_JOB,
        Action.MOVE_JOB,
        Action.ASSIGN_JOB,
        Action.VIEW_JOB,
        Action.READ_JOB,
        Action.EXPORT_JOB_DOSSIER,
        Action.CANCEL_JOB,
        Action.CLOSE_JOB,
        Action.ATTEST_JOB,
        Action.ACKNOWLEDGE_JOB,
        Action.ACKNOWLEDGE_ON_PAPER,
        Action.OBJECT_TO_PAPER,
        Action.ASK_LOGIN,
        Action.SEAL_LOGIN,
        Action.KEEP_LOGIN,
        Action.ISSUE_LINK,
        Action.REISSUE_LINK,
        Action.START_COUNTER,
        Action.OBJECT_KEY,
        Action.VIEW_CLIENT_PAGE,
        Action.REFUSE_REQUEST,
        Action.REQUEST_PRESENCE,
        Action.EXPORT_CLIENT_DOSSIER,
        Action.ATTACH_FILE,
        Action.LOOK_AT_FILE,
        Action.FETCH_FILE,
        Action.REMOVE_FILE,
    ),
    ResourceKind.JOB,
)

RESOURCES: Mapping[Action, ResourceKind] = {
    **dict.fromkeys(Action, ResourceKind.HOUSE),
    **_ON_JOB,
    Action.ADD_PASSKEY: ResourceKind.ENTRY,
    Action.REMOVE_PASSKEY: ResourceKind.ENTRY,
    Action.DEACTIVATE_PERSON: ResourceKind.ENTRY,
    Action.REMOVE_ROLE: ResourceKind.ENTRY,
    Action.VIEW_RECORD: ResourceKind.RECORD,
    Action.REQUIRE_AGREEMENT: ResourceKind.RECORD,
    Action.DRAFT_AGREEMENT: ResourceKind.RECORD,
    Action.OPEN_LOGIN: ResourceKind.LOGIN,
    Action.REMOVE_LOGIN: ResourceKind.LOGIN,
    Action.EXPIRE_LOGIN: ResourceKind.LOGIN,
    **dict.fromkeys(
        (Action.CONFIRM_KEEP, Action.WITHDRAW_KEEP, Action.END_KEEP, Action.WARN_OF_KEEP),
        ResourceKind.KEEP,
    ),
    Action.SAY_CHANGED: ResourceKind.RISK,
    Action.RECORD_CHANGE: ResourceKind.RISK,
    Action.CLAIM_LINK: ResourceKind.LINK,
    Action.HANDLE_NOTICE: ResourceKind.NOTICE,
    Action.DELIVER_NOTICE: ResourceKind.NOTICE,
    Action.CONFIRM_ERASURE: ResourceKind.ERASURE,
    **dict.fromkeys(
        (
            Action.LOOK_AT_AGREEMENT,
            Action.REVIEW_AGREEMENT,
            Action.SIGN_AGREEMENT,
            Action.AGREE,
            Action.FETCH_AGREEMENT,
            Action.WITHDRAW_AGREEMENT,
            Action.END_AGREEMENT,
            Action.KEEP_AGREEMENT,
        ),
        ResourceKind.AGREEMENT,
    ),
    **dict.fromkeys(
        (
            Action.STOP_SERVICE,
            Action.RUN_CASE,
            Action.ANNOUNCE_DESTRUCTION,
            Action.OBJECT_TO_DESTRUCTION,
            Action.SECOND_DESTRUCTION,
            Action.FETCH_RETURN,
            Action.HAND_OVER_RETURN,
            Action.CONFIRM_RETURN,
            Action.DESTROY_CLIENT,
            Action.CERTIFY_ERASURE,
        ),
        ResourceKind.TERMINATION,
    ),
}

_LOOK = {"today": _YES_NO, "reason": _YES_NO, "screened": _YES_NO}

CONTEXTS: Mapping[Action, Values] = {
    Action.ENROL_PERSON: {"invitation": tuple(Invitation)},
    Action.SIGN_IN: {"confirmed": _PROOFS},
    Action.ADD_PASSKEY: {"confirmed": _PROOFS},
    Action.SIGN_DIRECTORY: {"confirmed": _PROOFS},
    Action.DEACTIVATE_PERSON: {"acknowledged": _YES_NO},
    Action.REMOVE_ROLE: {"role": (Role.TECHNICIAN, Role.MANAGEMENT)},
    Action.TAKE_IN_JOB: {"screened": _YES_NO, "assignees_fit": _YES_NO},
    Action.EDIT_JOB: {"screened": _YES_NO},
    Action.VIEW_JOB: _LOOK,
    Action.VIEW_RECORD: _LOOK,
    Action.MOVE_JOB: {
        "to": (JobState.READY, *(s for s in JobState if s != JobState.READY)),
        "acknowledged": _YES_NO,
    },
    Action.ASSIGN_JOB: {"assignees_fit": _YES_NO},
    Action.CLOSE_JOB: {"attested": _YES_NO},
    Action.ATTEST_JOB: {"confirmed": _PROOFS, "worked": _YES_NO},
    Action.ASK_LOGIN: {"has_reason": _YES_NO, "screened": _YES_NO},
    Action.SEAL_LOGIN: {
        "sealed_to": (ASSIGNED, (ON_JOB,), (*ASSIGNED, ELSEWHERE), ()),
        "expires_at": (NOW + 7 * DAY, NOW + 30 * DAY, NOW + 30 * DAY + 1, NOW),
        "openings": (3, 0),
        "now": (NOW,),
        "screened": _YES_NO,
    },
    Action.OPEN_LOGIN: {
        "purpose": (PURPOSE, "", "curiosity"),
        "confirmed": _PROOFS,
        "now": (NOW,),
        "working": _YES_NO,
        "acknowledged": _YES_NO,
    },
    Action.KEEP_LOGIN: {
        "sealed_to": (ASSIGNED, (ON_JOB,), (*ASSIGNED, ELSEWHERE), ()),
        "expires_at": (NOW + 365 * DAY, NOW + 1826 * DAY, NOW + 1826 * DAY + 1, NOW),
        "openings": (3, 0),
        "now": (NOW,),
        "screened": _YES_NO,
        "level": _LEVELS,
    },
    Action.CONFIRM_KEEP: {"level": _LEVELS},
    Action.OVERRIDE_FINDING: {"certain": _NO_YES, "has_reason": _YES_NO},
    Action.ATTACH_FILE: {"screened": _YES_NO},
    Action.FETCH_FILE: {"counter": _NO_YES},
    Action.REISSUE_LINK: {"identified": _YES_NO},
    Action.CLAIM_LINK: {"code_matches": _YES_NO, "browser": tuple(Browser)},
    Action.EDIT_SERVICE: {"screened": _YES_NO},
    Action.EDIT_SHOP: {"screened": _YES_NO},
    Action.ADD_HOUSE_WORD: {"screened": _YES_NO},
    Action.DRAFT_AGREEMENT: {"screened": _YES_NO},
    Action.SIGN_AGREEMENT: {
        "role": tuple(SignerRole),
        "confirmed": _PROOFS,
        "same": _YES_NO,
        "drawn": _YES_NO,
        "again": _NO_YES,
    },
    Action.AGREE: {"level": _LEVELS, "same": _YES_NO, "drawn": _YES_NO},
    Action.END_AGREEMENT: {"level": _LEVELS, "confirmed": _PROOFS, "notice": _YES_NO},
    Action.RUN_CASE: {"screened": _YES_NO},
    Action.FETCH_RETURN: {"level": _LEVELS},
    Action.HAND_OVER_RETURN: {"compared": _YES_NO},
    Action.CONFIRM_RETURN: {"level": _LEVELS, "compared": _YES_NO},
    Action.REGISTER_PLACE: {"screened": _YES_NO, "fit": _YES_NO, "acknowledged": _YES_NO},
    Action.RETIRE_PLACE: {"last": _NO_YES, "acknowledged": _YES_NO},
    Action.CONFIRM_PLACE_GONE: {"acknowledged": _YES_NO},
    Action.SET_RECOVERY: {"confirmed": _PROOFS},
    Action.ADD_HOUSE_RULE: {"confirmed": _PROOFS},
    Action.RETIRE_HOUSE_RULE: {"confirmed": _PROOFS},
}

OTHERS = (
    Principal(PrincipalKind.CLIENT, CLIENT, active=True),
    Principal(PrincipalKind.CLIENT, "cleo", active=True),
    Principal(PrincipalKind.CLIENT, CLIENT),
    Principal(PrincipalKind.KEEPER, "keeper"),
    Principal(PrincipalKind.COMMAND, "command"),
    Principal(PrincipalKind.STRANGER, "stranger"),
)
"""All who are no people of the shop: among them another client, and one with a dead link."""


def everybody() -> Iterator[Principal]:
    """Yield a person for each set of roles, on the job or not, in each standing; then others."""
    for size in range(len(Role) + 1):
        for roles in combinations(Role, size):
            for name, (active, listed) in product((ON_JOB, ELSEWHERE), product(_YES_NO, _YES_NO)):
                yield _person(name, roles, active=active, listed=listed)
    yield from OTHERS


def cast() -> Iterator[Principal]:
    """Yield a short list: each role alone, none and all, and the ways to lose one's standing."""
    for roles in ((), *((role,) for role in Role), tuple(Role)):
        for name in (ON_JOB, ELSEWHERE):
            yield _person(name, roles)
    for role in (Role.TECHNICIAN, Role.MANAGEMENT, Role.FRONT_DESK):
        yield _person(ON_JOB, (role,), active=False)
        yield _person(ON_JOB, (role,), listed=False)
    yield from OTHERS


def requests(
    action: Action,
    principals: Iterable[Principal],
    *,
    deviations: int | None = None,
    always: AbstractSet[str] = frozenset({"state"}),
) -> Iterator[Request]:
    """Yield each combination of *principals* and facts for *action*.

    The facts named by *always* are gone through; of the others at most *deviations* differ from
    their first value, all of them if it is None.
    """
    kind = RESOURCES[action]
    known = list(_combinations(ATTRIBUTES[kind], CONTEXTS.get(action, {}), deviations, always))
    for principal in principals:
        for attributes, context in known:
            yield Request(action, principal, Resource(kind, "it", attributes), context)


def _combinations(
    attributes: Values, context: Values, most: int | None, always: AbstractSet[str]
) -> Iterator[tuple[dict[str, Fact], dict[str, Fact]]]:
    names = (*attributes, *(f"context.{name}" for name in context))
    choices = (*attributes.values(), *context.values())
    usual = tuple(values[0] for values in choices)
    for row in product(*choices):
        unusual = sum(
            value != first and name not in always
            for name, value, first in zip(names, row, usual, strict=True)
        )
        if most is None or unusual <= most:
            cut = len(attributes)
            yield (
                dict(zip(attributes, row[:cut], strict=True)),
                dict(zip(context, row[cut:], strict=True)),
            )


def _person(
    name: str, roles: Iterable[Role], *, active: bool = True, listed: bool = True
) -> Principal:
    return Principal(PrincipalKind.PERSON, name, frozenset(roles), active=active, listed=listed)
