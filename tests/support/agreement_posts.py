"""What is posted about agreements: each row has one of its own, at the step that it is about."""

from collections.abc import Callable
from typing import Any

from sealbench.shop.records.models import Agreement, Job
from tests.support.agreements import DRAWING, Deal
from tests.support.cast import Cast
from tests.support.clients import with_link
from tests.support.posts import Form, Script
from tests.support.stage import Stage

Body = dict[str, Any]


def _deal(stage: Stage, step: str) -> Deal:
    """Return the agreement of the stage that is kept for *step*, made when it is first asked."""
    if step not in stage.deals:
        deal = Deal(stage.cast, with_link(stage.cast)).draft()
        if step in {"take", "agree", "fetch"}:
            deal.review()
        if step in {"agree", "fetch"}:
            deal.sign()
        stage.deals[step] = deal
    found: Deal = stage.deals[step]
    return found


def _at(step: str, path: str) -> Callable[[Stage], str]:
    return lambda stage: f"/agreements/{_deal(stage, step).id}/{path}"


def _fresh(step: str) -> Callable[[Stage], Deal]:
    """Return a maker of a fresh agreement at *step*: what was signed once is not signed again."""

    def made(stage: Stage) -> Deal:
        deal = _deal(stage, step)
        state = Agreement.objects.get(pk=deal.id).state
        if (step, state) in {("review", "reviewed"), ("take", "signed by management")}:
            del stage.deals[step]
            deal = _deal(stage, step)
        return deal

    return made


def _client(stage: Stage) -> str:
    return str(Job.objects.get(pk=stage.free.job).client_id)


def _draft(stage: Stage) -> Body:
    return draft_body(stage.cast)


def draft_body(cast: Cast) -> Body:
    """Return what the form of a draft sends."""
    return {
        "template": "confidentiality.1",
        "confidential": "Patient records.",
        "cleared": [cast.id("tariq")],
        "valid_from": "2026-11-23",
        "valid_until": "2027-11-22",
        "notice_days": "30",
        "returned": "All copies.",
        "clauses": "",
        "go": "keep",
    }


def _tablet(stage: Stage) -> Deal:
    """Return an agreement whose client sits at the tablet, which the browser `sitter` is."""
    deal = _deal(stage, "agree")
    state = Agreement.objects.get(pk=deal.id).state
    if state != "signed by management":
        del stage.deals["agree"]
        deal = _deal(stage, "agree")
    if "sitter" not in stage.deals or stage.deals["sitter"][0] is not deal:
        tablet = deal.tablet()
        stage.deals["sitter"] = (deal, tablet)
        stage.browsers["sitter"] = tablet.web
    return deal


def _agreed(stage: Stage) -> Body:
    deal = _tablet(stage)
    tablet = stage.deals["sitter"][1]
    signed = deal.by_client(tablet, DRAWING)
    return {
        "agreement": deal.id,
        "statement": signed.to_json(),
        "drawing": DRAWING.to_json(),
    }


def _fetched(stage: Stage) -> Body:
    return {"agreement": _tablet(stage).id, "kind": "document"}


def _ended(stage: Stage) -> Body:
    """End one that is in force, by the tablet of another sitting."""
    if "ender" not in stage.deals:
        deal = Deal(stage.cast, with_link(stage.cast)).in_force(notice_days=0)
        stage.deals["ender"] = (deal, deal.tablet())
        stage.browsers["ender"] = stage.deals["ender"][1].web
    deal, tablet = stage.deals["ender"]
    signed = deal.ending_by_client(tablet, stage.stopped.now())
    return {"agreement": deal.id, "statement": signed.to_json()}


def _signed(stage: Stage) -> Body:
    deal = _fresh("take")(stage)
    return {"statement": deal.statement("olga", "management").to_json()}


def _read(stage: Stage) -> Body:
    deal = _fresh("review")(stage)
    return {"document": str(deal.told()["document"])}


def _sitting(address: str, who: str, make: Callable[[Stage], Body]) -> Callable[[Stage], str]:
    """Return a path, before which the browser *who* is there."""

    def path(stage: Stage) -> str:
        if who not in stage.browsers:
            make(stage)
        return address

    return path


AGREEMENT_SCRIPTS = {
    "review_agreement": Script(_at("review", "review"), "olga", _read),
    "take_agreement": Script(_at("take", "take"), "olga", _signed),
    "agree": Script(_sitting("/c/agreement/sign", "sitter", _agreed), "sitter", _agreed),
    "fetch_agreement": Script(
        _sitting("/c/agreement/document", "sitter", _fetched), "sitter", _fetched
    ),
    "client_end_agreement": Script(_sitting("/c/agreement/end", "ender", _ended), "ender", _ended),
    "client_require_agreement": Script(
        _sitting("/c/agreement/require", "ender", _ended), "ender", lambda _: {}
    ),
}

AGREEMENT_FORMS = {
    "draft_agreement": Form(
        lambda stage: f"/clients/{_client(stage)}/agreements/new/",
        "olga",
        _draft,
        ("clauses", "go"),
    ),
}

AGREEMENT_BUTTONS = {
    "require_agreement": Form(
        lambda stage: f"/clients/{_client(stage)}/agreements/require", "dora", lambda _: {}
    ),
    "read_agreement": Form(_at("read", "document"), "olga", lambda _: {}),
    "withdraw_agreement": Form(_at("withdraw", "withdraw"), "olga", lambda _: {}),
}
