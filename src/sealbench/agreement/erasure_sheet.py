"""The certificate of erasure on paper: each value in the words and the order of the sheet."""

from dataclasses import asdict
from datetime import UTC, datetime

from sealbench.agreement.erasure import Destroyed, ErasureCertificate, Method, Step, StepKind
from sealbench.agreement.limits import LIMITS
from sealbench.agreement.typesetting import typeset
from sealbench.canon import JSON

_STEPS = {
    StepKind.STOPPED: "Stopped",
    StepKind.COLLECTED: "Collected",
    StepKind.RETURNED: "Returned",
    StepKind.CONFIRMED: "Confirmed",
    StepKind.DESTROYED: "Destroyed",
}
_NOT_DONE = "not done"
_NOT_CONFIRMED = "not confirmed"


def render_erasure(certificate: ErasureCertificate) -> bytes:
    """Return the certificate as a PDF on A4: the same bytes each time for the same data."""
    return typeset("erasure", _sheet(certificate), made=certificate.issued_at)


def _sheet(it: ErasureCertificate) -> JSON:
    return {
        "case": it.case,
        "made": list(it.issued_at.astimezone(UTC).timetuple()[:6]),
        "issued_at": _time(it.issued_at),
        "issuer": asdict(it.issuer),
        "scope": it.scope,
        "steps": [_step(step) for step in it.steps],
        "destroyed": _numbers(it.destroyed),
        "method": _method(it.method),
        "roots": [
            {"realm": each.realm, "before": str(each.before), "after": str(each.after)}
            for each in it.roots
        ],
        "places": [
            {"name": each.name, "kind": each.kind, "at": _time(each.acknowledged_at)}
            for each in it.places
        ],
        "copies": [
            {
                "what": each.what,
                "holder": each.holder,
                "detail": each.detail,
                "confirmed": each.confirmed_at is not None,
                "at": _time(each.confirmed_at, _NOT_CONFIRMED),
            }
            for each in it.copies
        ],
        "exemptions": [
            {"what": each.what, "reason": each.reason, "until": each.until.isoformat()}
            for each in it.exemptions
        ],
        "proof": asdict(it.proof),
        "ledger": {
            "origin": it.ledger.origin,
            "leaf_index": str(it.ledger.leaf_index),
            "tree_size": str(it.ledger.tree_size),
            "root_hash": it.ledger.root_hash,
            "checkpoint_at": _time(it.ledger.checkpoint_at),
            "fingerprint": it.ledger.fingerprint,
        },
        "limits": list(LIMITS),
    }


def _step(step: Step) -> JSON:
    return {
        "name": _STEPS[step.kind],
        "done": step.at is not None,
        "at": _time(step.at, _NOT_DONE),
        "detail": step.detail,
    }


def _numbers(destroyed: Destroyed) -> list[JSON]:
    words = {
        "keys": destroyed.keys,
        "records": destroyed.rows,
        "files": destroyed.files,
        "messages that waited": destroyed.outbox,
    }
    return [{"what": what, "number": str(number)} for what, number in words.items()]


def _method(method: Method) -> JSON:
    return {
        "media": method.media,
        "root_store": method.root_store,
        "memory": method.memory,
        "run_by": method.run_by,
        "approved_by": method.approved_by,
        "tool": f"Sealbench {method.tool_version}",
        "verification": method.verification,
        "performed_by": method.performed_by,
        "verified_by": method.verified_by,
    }


def _time(at: datetime | None, otherwise: str = "") -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if at else otherwise
