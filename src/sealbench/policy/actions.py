"""Every action that Sealbench decides on: ``subject:verb``, its clause and its kind.

The kind says who may tighten it.  House rules, which management adds, are evaluated for
`Kind.ACCESS` alone: what a client does, what the clock does, what stops an access and
how people and clients come through the door is the same under any house rule.
"""

from enum import Enum, StrEnum

from sealbench.errors import MalformedError


class Kind(StrEnum):
    """Which sort of act an action is."""

    ACCESS = "staff access"
    CLIENT = "client"
    KEEPER = "keeper"
    STOP = "stop"
    ENTRY = "entry"
    RULES = "house rules"


class Action(Enum):
    """An action: its name, the clause that it serves first, and its kind.

    Signing in is `Kind.ENTRY` and not staff access, since a person must be able to come in
    at any hour to stop something.  Attesting is `Kind.STOP`, since a job closes only after
    it.  What is done to house rules is `Kind.RULES`, since a rule must never keep management
    from retiring it.
    """

    INVITE_PERSON = ("person:invite", "B1", Kind.ACCESS)
    ENROL_PERSON = ("person:enrol", "B1", Kind.ENTRY)
    SIGN_IN = ("person:sign-in", "B1", Kind.ENTRY)
    ADD_PASSKEY = ("person:add-passkey", "B1", Kind.ACCESS)
    REMOVE_PASSKEY = ("person:remove-passkey", "A1", Kind.STOP)
    SIGN_DIRECTORY = ("person:sign-directory", "A1", Kind.ACCESS)
    DEACTIVATE_PERSON = ("person:deactivate", "A1", Kind.STOP)
    REMOVE_ROLE = ("person:remove-role", "A1", Kind.STOP)
    VIEW_PEOPLE = ("people:view", "B1", Kind.ACCESS)
    VIEW_DIRECTORY = ("directory:view", "A1", Kind.ACCESS)

    TAKE_IN_JOB = ("job:take-in", "A4", Kind.ACCESS)
    EDIT_JOB = ("job:edit", "A4", Kind.ACCESS)
    MOVE_JOB = ("job:move", "A4", Kind.ACCESS)
    ASSIGN_JOB = ("job:assign", "A1", Kind.ACCESS)
    VIEW_JOB = ("job:view", "A5", Kind.ACCESS)
    READ_JOB = ("job:read", "C1", Kind.ACCESS)
    FIND_CLIENT = ("client:find", "A5", Kind.ACCESS)
    VIEW_RECORD = ("record:view", "A5", Kind.ACCESS)
    VIEW_LOOKS = ("looks:view", "A5", Kind.ACCESS)
    VIEW_BOARD = ("job:board", "A5", Kind.ACCESS)
    EXPORT_JOB_DOSSIER = ("job:dossier", "A5", Kind.ACCESS)
    CANCEL_JOB = ("job:cancel", "A3", Kind.STOP)
    CLOSE_JOB = ("job:close", "A3", Kind.STOP)
    ATTEST_JOB = ("job:attest", "A2", Kind.STOP)

    ACKNOWLEDGE_JOB = ("job:acknowledge", "D1", Kind.CLIENT)
    ACKNOWLEDGE_ON_PAPER = ("job:acknowledge-on-paper", "D1", Kind.ACCESS)
    OBJECT_TO_PAPER = ("job:object-to-paper", "D1", Kind.STOP)

    ASK_LOGIN = ("login:ask", "A4", Kind.ACCESS)
    SEAL_LOGIN = ("login:seal", "A1", Kind.CLIENT)
    OPEN_LOGIN = ("login:open", "A1", Kind.ACCESS)
    REMOVE_LOGIN = ("login:remove", "A3", Kind.STOP)
    EXPIRE_LOGIN = ("login:expire", "A3", Kind.STOP)

    VIEW_RISKS = ("risk:view", "A1", Kind.ACCESS)
    SAY_CHANGED = ("risk:say-changed", "A1", Kind.CLIENT)
    RECORD_CHANGE = ("risk:record-change", "A1", Kind.ACCESS)

    KEEP_LOGIN = ("login:keep", "A3", Kind.CLIENT)
    CONFIRM_KEEP = ("keep:confirm", "A3", Kind.CLIENT)
    WITHDRAW_KEEP = ("keep:withdraw", "A3", Kind.STOP)
    END_KEEP = ("keep:end", "A3", Kind.STOP)
    WARN_OF_KEEP = ("keep:warn", "A3", Kind.KEEPER)

    OVERRIDE_FINDING = ("finding:override", "A2", Kind.ACCESS)
    VIEW_FINDINGS = ("finding:view", "A2", Kind.ACCESS)

    ATTACH_FILE = ("file:attach", "A2", Kind.ACCESS)
    LOOK_AT_FILE = ("file:look", "A5", Kind.ACCESS)
    FETCH_FILE = ("file:fetch", "A5", Kind.CLIENT)
    REMOVE_FILE = ("file:remove", "C2", Kind.STOP)

    ISSUE_LINK = ("link:issue", "A5", Kind.ACCESS)
    REISSUE_LINK = ("link:reissue", "A5", Kind.ACCESS)
    CLAIM_LINK = ("link:claim", "A5", Kind.ENTRY)
    START_COUNTER = ("counter:start", "A5", Kind.ACCESS)
    OBJECT_KEY = ("key:object", "A5", Kind.STOP)

    VIEW_CLIENT_PAGE = ("client:view", "A5", Kind.CLIENT)
    REFUSE_REQUEST = ("client:refuse", "A4", Kind.CLIENT)
    REQUEST_PRESENCE = ("client:request-presence", "A1", Kind.CLIENT)
    EXPORT_CLIENT_DOSSIER = ("client:dossier", "A5", Kind.CLIENT)

    EDIT_SERVICE = ("service:edit", "A4", Kind.ACCESS)
    EDIT_SHOP = ("shop:edit", "B1", Kind.ACCESS)
    VIEW_POLICY = ("policy:view", "B1", Kind.ACCESS)
    EXPLAIN_POLICY = ("policy:explain", "B1", Kind.RULES)
    VIEW_HOUSE_RULES = ("rule:view", "B1", Kind.RULES)
    ADD_HOUSE_RULE = ("rule:add", "B1", Kind.RULES)
    RETIRE_HOUSE_RULE = ("rule:retire", "B1", Kind.RULES)
    VIEW_HOUSE_WORDS = ("word:view", "A2", Kind.ACCESS)
    ADD_HOUSE_WORD = ("word:add", "A2", Kind.ACCESS)
    RETIRE_HOUSE_WORD = ("word:retire", "A2", Kind.ACCESS)
    VIEW_LEDGER = ("ledger:view", "B1", Kind.ACCESS)
    VIEW_ESCROW = ("escrow:view", "B1", Kind.ACCESS)
    REGISTER_PLACE = ("escrow:register", "C2", Kind.ACCESS)
    RETIRE_PLACE = ("escrow:retire", "B1", Kind.ACCESS)
    CONFIRM_PLACE_GONE = ("escrow:confirm-gone", "C2", Kind.ACCESS)
    SET_RECOVERY = ("escrow:set-recovery", "B1", Kind.ACCESS)
    SETTLE_ESCROW = ("escrow:settle", "C2", Kind.KEEPER)
    HANDLE_NOTICE = ("notice:handle", "A5", Kind.ACCESS)
    DELIVER_NOTICE = ("notice:deliver", "A5", Kind.KEEPER)
    COUNT_REFUSALS = ("refusal:count", "B1", Kind.KEEPER)
    CONFIRM_ERASURE = ("erasure:confirm", "C2", Kind.STOP)

    VIEW_AGREEMENTS = ("agreement:list", "C1", Kind.ACCESS)
    LOOK_AT_AGREEMENT = ("agreement:look", "C1", Kind.ACCESS)
    REQUIRE_AGREEMENT = ("agreement:require", "C1", Kind.STOP)
    DRAFT_AGREEMENT = ("agreement:draft", "C1", Kind.ACCESS)
    REVIEW_AGREEMENT = ("agreement:review", "C1", Kind.ACCESS)
    SIGN_AGREEMENT = ("agreement:sign", "C1", Kind.ACCESS)
    AGREE = ("agreement:agree", "C1", Kind.CLIENT)
    FETCH_AGREEMENT = ("agreement:fetch", "C1", Kind.CLIENT)
    WITHDRAW_AGREEMENT = ("agreement:withdraw", "C1", Kind.STOP)
    END_AGREEMENT = ("agreement:end", "C1", Kind.STOP)
    KEEP_AGREEMENT = ("agreement:keep", "C1", Kind.KEEPER)
    REPLACE_CERTIFICATE = ("certificate:replace", "C1", Kind.ACCESS)

    STOP_SERVICE = ("termination:stop", "C2", Kind.STOP)
    VIEW_CASES = ("termination:view", "C2", Kind.ACCESS)
    RUN_CASE = ("termination:run", "C2", Kind.ACCESS)
    ANNOUNCE_DESTRUCTION = ("termination:announce", "C2", Kind.CLIENT)
    OBJECT_TO_DESTRUCTION = ("termination:object", "C2", Kind.STOP)
    SECOND_DESTRUCTION = ("termination:second", "C2", Kind.ACCESS)
    FETCH_RETURN = ("termination:fetch", "C2", Kind.CLIENT)
    HAND_OVER_RETURN = ("termination:hand-over", "C2", Kind.ACCESS)
    CONFIRM_RETURN = ("termination:confirm", "C2", Kind.CLIENT)
    CONFIRM_COPY = ("termination:confirm-copy", "C2", Kind.ACCESS)
    DESTROY_CLIENT = ("termination:destroy", "C2", Kind.STOP)
    CERTIFY_ERASURE = ("termination:certify", "C2", Kind.KEEPER)

    def __init__(self, text: str, clause: str, kind: Kind) -> None:
        self.text = text
        self.clause = clause
        self.kind = kind


_BY_TEXT = {action.text: action for action in Action}


def action_from_text(text: str) -> Action:
    """Return the action named *text*; raise MalformedError if there is none."""
    try:
        return _BY_TEXT[text]
    except (KeyError, TypeError) as exc:
        raise MalformedError("no such action") from exc
