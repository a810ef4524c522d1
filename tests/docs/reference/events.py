"""docs/reference/events.md: every event, its sentence, and who can cause it."""

from collections.abc import Iterator

from sealbench.shop.bench.events import Event
from sealbench.shop.queries.wording import SENTENCES
from tests.docs import deeds
from tests.docs.tables import code, table

BY_WHOM = {
    "Staff": "staff",
    "ClientVisit": "the client",
    "accept_older_ledger": "a command",
    "ClientVisit | Staff": "the client, staff",
    "Staff | None": "staff, the shop's clock",
    "ask_device": "whoever holds the link",
    "begin_sitting": "whoever holds the pass",
    "certify_erasure": "the shop's clock",
    "check_ledger": "a command",
    "create_backup": "the shop's clock, a command",
    "drill_backups": "the shop's clock, a command",
    "keep_agreements": "the shop's clock",
    "keep_backups": "the shop's clock",
    "lose_logins": "a command",
    "record_backup_failure": "the shop's clock",
    "record_drill": "the shop's clock, a command",
    "record_restore": "a command",
    "record_backup": "the shop's clock, a command",
    "claim_link": "whoever holds the link",
    "confirm_client_erasure": "the shop's clock, a command",
    "confirm_erasure": "the shop's clock, a command",
    "count_refusals": "the shop's clock",
    "deliver_notices": "the shop's clock",
    "end_keeps": "the shop's clock",
    "warn_of_keeps": "the shop's clock",
    "end_due_cases": "the shop's clock",
    "enrol_person": "whoever is invited",
    "expire_logins": "the shop's clock",
    "fetch_device": "whoever holds the link",
    "gather_agreement": "the shop's clock",
    "keep_final": "the shop's clock",
    "note_trouble": "the shop's clock",
    "issue_setup_link": "a command",
    "look_up_link": "whoever holds the link",
    "object_to_key": "whoever holds the link",
    "publish_ledger": "the shop's clock, a command",
    "publish_pages": "the shop's clock",
    "replace_certificate": "a command",
    "replay_erasures": "a command",
    "report_checkpoint": "whoever kept a checkpoint",
    "resume_erasures": "the shop's clock, a command",
    "settle_escrow": "the shop's clock",
    "settle_mail": "the shop's clock",
    "show_certificate": "whoever holds the link",
    "sign_in": "whoever proves to be of the staff",
    "start_visit": "whoever holds the client's key",
    "stock_catalogue": "the founding",
    "sweep_expired": "the shop's clock",
    "sweep_objects": "the shop's clock",
    "tell_openings": "the shop's clock",
    "tell_risks": "the shop's clock",
    "read_again": "the shop's clock",
}
"""Who runs a procedure: by the kind of visit, or by name where none is asked for."""

_OPENING = """\
# Events

The journal speaks in these words, for example: `login:opened` is recorded by `open_login` before anything leaves.

The sentence is what a timeline says; a name in braces is a field of the payload.
Who can cause an event must still be allowed by the [policy](clauses.md).
A look is recorded once per visit and record.

"""  # noqa: E501  # documents have one sentence on each line


def to_markdown() -> str:
    """Return the page."""
    return _OPENING + table(("event", "sentence", "recorded by", "who"), map(_row, Event))


def causes(event: Event) -> list[deeds.Function]:
    """Return the procedures that can record *event*."""
    return [each for each in deeds.procedures() if event.name in deeds.events_of(each.name)]


def whom(procedure: deeds.Function) -> str:
    """Return who runs *procedure*."""
    return BY_WHOM[procedure.who or procedure.name]


def _row(event: Event) -> tuple[str, ...]:
    sentence = str(SENTENCES[event])
    if event is Event.REFUSED:
        return code(event), sentence, "any procedure that the rules refuse", "anybody"
    found = causes(event)
    names = ", ".join(code(each.name) for each in found)
    return code(event), sentence, names, ", ".join(_unique(found))


def _unique(found: list[deeds.Function]) -> Iterator[str]:
    yield from dict.fromkeys(who for each in found for who in whom(each).split(", "))
