"""Who may do what, written by hand from the policy and not from the rules."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from tests.policy.standing import words_for

from sealbench.policy import Request

Facts = Mapping[str, Any]
Demand = Callable[[Facts, Facts], bool]

OPEN = frozenset({"intake", "in service", "waiting", "ready for pick-up"})
ANY = OPEN | {"closed", "cancelled"}
SERVICE = frozenset({"in service"})

UNFINISHED = frozenset({"draft", "reviewed", "signed by management", "signed by the client"})

MOVES = {
    "intake": {"in service", "waiting"},
    "in service": {"waiting", "ready for pick-up"},
    "waiting": {"in service", "ready for pick-up"},
    "ready for pick-up": {"in service"},
}
LOOKS = {"job:view", "record:view"}
MONTH = 30 * 24 * 3600
FIVE_YEARS = 1826 * 24 * 3600
SURE = {"settled", "in person"}


class Row(NamedTuple):
    """Who may, each in which states of the job; and what else must hold."""

    who: Mapping[str, frozenset[str]]
    demands: tuple[Demand, ...] = ()


def _anyone(*who: str) -> dict[str, frozenset[str]]:
    return dict.fromkeys(who, ANY)


def _while_open(*who: str) -> dict[str, frozenset[str]]:
    return dict.fromkeys(who, OPEN)


def _all_along(*who: str) -> dict[str, frozenset[str]]:
    return dict.fromkeys(who, UNFINISHED | {"in force", "ended", "withdrawn"})


def screened(_it: Facts, known: Facts) -> bool:
    return known["screened"] is True


def fit(_it: Facts, known: Facts) -> bool:
    return known["assignees_fit"] is True


def confirmed(_it: Facts, known: Facts) -> bool:
    return known["confirmed"] in {"passkey", "passphrase"}


def by_passkey(_it: Facts, known: Facts) -> bool:
    return bool(known["confirmed"] == "passkey")


def cleared(it: Facts, known: Facts) -> bool:
    """Hold for whoever an agreement clears that is in force, where one is required."""
    return known["who"] in it["cleared"] or not it["agreement_required"]


def served(it: Facts, _known: Facts) -> bool:
    return not it["stopped"]


def same(_it: Facts, known: Facts) -> bool:
    return known["same"] is True


def justifies(access: str) -> Demand:
    return lambda it, _known: access in it["accesses"]


def timely(it: Facts, known: Facts) -> bool:
    if it["place"] == "on site":
        return it["visit"] in {"", "now"}
    return known["working"] is True


def going(it: Facts, _known: Facts) -> bool:
    return it["open"] is True


WORKERS = _anyone("front desk", "technician", "management")

TABLE: Mapping[str, Row] = {
    "person:invite": Row(_anyone("management", "command")),
    "person:enrol": Row(_anyone("stranger"), (lambda _, known: known["invitation"] == "valid",)),
    "person:sign-in": Row(_anyone("active person"), (confirmed,)),
    "person:add-passkey": Row(_anyone("oneself"), (confirmed,)),
    "person:remove-passkey": Row(_anyone("oneself", "management")),
    "person:sign-directory": Row(_anyone("active manager"), (by_passkey,)),
    "person:deactivate": Row(
        _anyone("management"), (lambda it, known: not it["last_manager"] or known["acknowledged"],)
    ),
    "person:remove-role": Row(
        _anyone("management"),
        (lambda it, known: not (it["last_manager"] and known["role"] == "management"),),
    ),
    "people:view": Row(_anyone("management", "auditor", "command")),
    "directory:view": Row(
        _anyone("front desk", "technician", "management", "auditor", "client", "command")
    ),
    "job:take-in": Row(_anyone("front desk"), (screened, fit)),
    "job:edit": Row(_while_open("front desk"), (screened, cleared)),
    "job:read": Row(_anyone("front desk", "technician on it", "management"), (cleared,)),
    "job:move": Row(
        _while_open("front desk", "technician on it"),
        (
            lambda it, known: known["to"] in MOVES.get(it["state"], ()),
            lambda _, known: known["to"] != "in service" or known["acknowledged"],
        ),
    ),
    "job:assign": Row(_while_open("front desk", "management"), (fit,)),
    "job:view": Row(
        {"front desk": OPEN, "technician on it": OPEN, "management": ANY},
        (screened, lambda it, _: not it["stopped"]),
    ),
    "client:find": Row(_anyone("front desk")),
    "record:view": Row(
        _anyone("front desk", "technician on it", "management"),
        (screened, lambda it, _: not it["stopped"]),
    ),
    "finding:override": Row(WORKERS, (lambda _, it: it["has_reason"] and not it["certain"],)),
    "finding:view": Row(_anyone("management", "auditor", "command")),
    "looks:view": Row(_anyone("management", "auditor", "command")),
    "job:board": Row(WORKERS),
    "job:dossier": Row(_anyone("front desk"), (served, cleared)),
    "job:cancel": Row(_while_open("front desk", "management")),
    "job:close": Row(
        _while_open("front desk", "management", "keeper", "command"),
        (lambda _, known: known["attested"] or known["who"] in {"keeper", "command"},),
    ),
    "job:attest": Row(
        _while_open("technician"),
        (lambda it, known: known["who"] in it["assigned"] or known["worked"], by_passkey),
    ),
    "job:acknowledge": Row(_while_open("client")),
    "job:acknowledge-on-paper": Row(_while_open("front desk")),
    "job:object-to-paper": Row(_anyone("client")),
    # logins
    "login:ask": Row(
        _while_open("front desk", "technician on it"),
        (
            screened,
            justifies("logins"),
            lambda it, known: (
                it["login_need"] == "needed" or (it["login_need"] == "none" and known["has_reason"])
            ),
        ),
    ),
    "login:seal": Row(
        _while_open("client"),
        (
            screened,
            justifies("logins"),
            lambda it, _: (
                it["login_need"] == "needed" or (it["login_need"] == "none" and it["login_asked"])
            ),
            lambda it, known: set(known["sealed_to"]) == set(it["assigned"]) != set(),
            lambda _, known: 0 < known["expires_at"] - known["now"] <= MONTH,
            lambda _, known: known["openings"] >= 1,
        ),
    ),
    "login:open": Row(
        {"technician on it": SERVICE},
        (
            confirmed,
            justifies("logins"),
            timely,
            lambda it, known: known["purpose"] != "" and known["purpose"] in it["purposes"],
            lambda it, known: it["expires_at"] > known["now"],
            lambda it, _: it["left"] >= 1,
            lambda it, _: it["agreement_in_force"] or not it["agreement_required"],
            lambda _, known: known["acknowledged"],
        ),
    ),
    "login:remove": Row(_anyone("client", "keeper")),
    "login:expire": Row(_anyone("keeper", "command")),
    # logins that somebody knows who left
    "risk:view": Row(_anyone("management", "auditor", "command")),
    "risk:say-changed": Row(_anyone("client")),
    "risk:record-change": Row(
        _anyone("management"), (lambda it, known: known["who"] not in it["opened_by"],)
    ),
    # kept logins
    "login:keep": Row(
        _while_open("client"),
        (
            screened,
            lambda it, known: set() != set(known["sealed_to"]) <= set(it["assigned"]),
            lambda _, known: 0 < known["expires_at"] - known["now"] <= FIVE_YEARS,
            lambda _, known: known["openings"] >= 1,
            lambda _, known: known["level"] in SURE,
        ),
    ),
    "keep:confirm": Row(_anyone("client"), (lambda _, known: known["level"] in SURE,)),
    "keep:withdraw": Row(_anyone("client")),
    "keep:end": Row(_anyone("keeper", "command")),
    "keep:warn": Row(_anyone("keeper")),
    # files
    "file:attach": Row(_while_open("front desk", "technician on it"), (screened,)),
    "file:look": Row(_while_open("technician on it"), (cleared, justifies("files"))),
    "file:fetch": Row(_anyone("client"), (lambda _, known: not known["counter"],)),
    "file:remove": Row({"client": ANY, "front desk": OPEN, "technician on it": OPEN}),
    # the client's door
    "link:issue": Row(_while_open("front desk")),
    "link:reissue": Row(_anyone("front desk"), (lambda _, known: known["identified"],)),
    "link:claim": Row(
        _anyone("stranger"),
        (
            lambda it, _: it["state"] == "unclaimed",
            lambda _, known: known["code_matches"] and known["browser"] == "clean",
        ),
    ),
    "counter:start": Row(_while_open("front desk")),
    "key:object": Row(_anyone("client", "client with a dead link", "front desk", "management")),
    "client:view": Row(_anyone("client")),
    "client:refuse": Row(_anyone("client")),
    "client:request-presence": Row(_anyone("client")),
    "client:dossier": Row(_anyone("client")),
    # the house
    "service:edit": Row(_anyone("management"), (screened,)),
    "shop:edit": Row(_anyone("management"), (screened,)),
    "policy:view": Row(_anyone("front desk", "technician", "management", "auditor", "command")),
    "policy:explain": Row(_anyone("management", "auditor", "command")),
    "word:view": Row(_anyone("management", "auditor", "command")),
    "word:add": Row(_anyone("management"), (screened,)),
    "word:retire": Row(_anyone("management")),
    "rule:view": Row(_anyone("management", "auditor", "command")),
    "rule:add": Row(_anyone("management"), (by_passkey,)),
    "rule:retire": Row(_anyone("management"), (by_passkey,)),
    "ledger:view": Row(_anyone("management", "auditor", "command")),
    "escrow:view": Row(_anyone("management", "auditor", "command")),
    "escrow:register": Row(
        _anyone("management"), (screened, lambda _, known: known["fit"] and known["acknowledged"])
    ),
    "escrow:retire": Row(
        _anyone("management"), (lambda _, known: not known["last"] or known["acknowledged"],)
    ),
    "escrow:confirm-gone": Row(_anyone("management"), (lambda _, known: known["acknowledged"],)),
    "escrow:set-recovery": Row(_anyone("management"), (by_passkey,)),
    "escrow:settle": Row(_anyone("keeper")),
    "notice:handle": Row(_anyone("front desk", "management")),
    "notice:deliver": Row(_anyone("keeper")),
    "refusal:count": Row(_anyone("keeper")),
    "erasure:confirm": Row(
        _anyone("keeper", "command"),
        (lambda it, _: it["ordered"], lambda it, _: it["keys_destroyed"]),
    ),
    # agreements
    "agreement:list": Row(_anyone("front desk", "management", "auditor")),
    "agreement:look": Row(_all_along("front desk", "management"), (served,)),
    "agreement:require": Row(_anyone("client", "front desk", "management")),
    "agreement:draft": Row(_anyone("management"), (served, screened)),
    "agreement:review": Row({"management": frozenset({"draft"})}, (served,)),
    "agreement:sign": Row(
        {
            "manager who signs": frozenset({"reviewed"}),
            "manager who signs again": frozenset(
                {"signed by management", "signed by the client", "in force"}
            ),
            "witness": frozenset({"signed by the client"}),
        },
        (served, same, by_passkey),
    ),
    "agreement:agree": Row(
        dict.fromkeys(("settled client", "client who draws"), frozenset({"signed by management"})),
        (same,),
    ),
    "agreement:fetch": Row(_all_along("client")),
    "agreement:withdraw": Row({"management": UNFINISHED}),
    "agreement:end": Row(
        dict.fromkeys(
            ("settled client", "client at the counter", "manager with a passkey"),
            frozenset({"in force"}),
        ),
        (lambda _, known: known["notice"],),
    ),
    "agreement:keep": Row(_all_along("keeper")),
    "certificate:replace": Row(_anyone("command")),
    # the end of a client's service
    "termination:stop": Row(_anyone("client", "front desk", "management")),
    "termination:view": Row(_anyone("front desk", "management", "auditor")),
    "termination:run": Row(_anyone("runner"), (going, screened)),
    "termination:announce": Row(_anyone("client", "runner"), (going,)),
    "termination:object": Row(_anyone("client", "front desk", "management"), (going,)),
    "termination:second": Row(_anyone("second person"), (going,)),
    "termination:fetch": Row(
        _anyone("client"), (going, lambda _, known: known["level"] == "settled")
    ),
    "termination:hand-over": Row(_anyone("runner"), (going, lambda _, known: known["compared"])),
    "termination:confirm": Row(
        _anyone("settled client", "client in person", "runner who compared"),
        (going, lambda it, _: it["returned"]),
    ),
    "termination:confirm-copy": Row(_anyone("front desk", "management")),
    "termination:destroy": Row(
        _anyone("runner", "keeper"),
        (
            going,
            lambda it, _: not it["objected"],
            lambda it, _: (
                it["notice_over"]
                or (
                    it["confirmed"]
                    and (it["seconded"] or not it["open_matters"])
                    and not set(it["workers"]) & set(it["runners"])
                )
            ),
        ),
    ),
    "termination:certify": Row(_anyone("keeper", "command")),
}


def is_expected(request: Request) -> bool:
    """Return whether the table grants *request*."""
    row = TABLE[request.action.text]
    it = request.resource.attributes
    known = {**request.context, "who": request.principal.id}
    words = words_for(request)
    if request.action.text in LOOKS and not (known["reason"] or _needs_no_reason(request, words)):
        return False
    state = str(it["state"]) if "state" in it and "login_need" in it else "intake"
    if request.resource.kind in {"Login", "Agreement"}:
        state = str(it["state"])
    return any(state in states for word, states in row.who.items() if word in words) and all(
        demand(it, known) for demand in row.demands
    )


def _needs_no_reason(request: Request, words: set[str]) -> bool:
    assigned: Any = request.resource.attributes["assigned"]
    on_it = request.principal.id in assigned
    return on_it or ("front desk" in words and request.context["today"] is True)
