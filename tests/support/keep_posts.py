"""One valid request for each route of what is kept after a job."""

from collections.abc import Mapping

from tests.support.keeps import keep_body, kept, settle
from tests.support.posts import Body, Form, Script
from tests.support.stage import Stage


def _keep(stage: Stage) -> Body:
    settle(stage.phone)
    return keep_body(stage.phone, stage.job.recipients())


def _kept(stage: Stage) -> str:
    settle(stage.phone)
    return kept(stage.phone, stage.job.recipients())


def _confirm(stage: Stage) -> Body:
    keep = _kept(stage)
    return {"keep": keep, "statement": stage.phone.act("confirm-keep", keep)}


def _withdraw(stage: Stage) -> Body:
    keep = _kept(stage)
    return {"keep": keep, "statement": stage.phone.act("withdraw-keep", keep)}


KEEP_SCRIPTS: Mapping[str, Script] = {
    "keep_login": Script(lambda _: "/c/keep", "client", _keep, texts=("label",)),
    "confirm_keep": Script(lambda _: "/c/keep/confirm", "client", _confirm),
    "withdraw_keep": Script(
        lambda _: "/c/keep/withdraw", "client", _withdraw, unsigned=("statement",)
    ),
}
KEEP_BUTTONS: Mapping[str, Form] = {
    "fetch_consent": Form(
        lambda _: "/c/keep/consent", "client", lambda stage: {"keep": _kept(stage)}
    )
}
