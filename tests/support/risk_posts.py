"""One valid request for each route of what people know who left."""

from collections.abc import Mapping

from sealbench.ids import PersonId
from sealbench.shop.records.models import Job, KnownLogin, Opening, Person
from tests.support.posts import Body, Form, Script
from tests.support.stage import Stage


def _known(stage: Stage) -> str:
    """Let somebody who left have opened the login of the stage, which nobody called changed."""
    job = Job.objects.get(pk=stage.job.job)
    login, _ = KnownLogin.objects.update_or_create(
        pk=stage.login,
        defaults={
            "client": job.client,
            "job": job,
            "changed_at": None,
            "changed_by": "",
            "recorder": None,
        },
    )
    person = PersonId(stage.cast.id("nina"))
    Opening.objects.get_or_create(
        login=login, person=Person.objects.get(pk=person), defaults={"opened_at": 1}
    )
    return stage.login


def _say(stage: Stage) -> Body:
    login = _known(stage)
    return {"login": login, "statement": stage.phone.act("login-changed", login)}


RISK_SCRIPTS: Mapping[str, Script] = {
    "say_changed": Script(lambda _: "/c/changed", "client", _say),
}
RISK_FORMS: Mapping[str, Form] = {
    "record_change": Form(
        lambda stage: f"/risks/{_known(stage)}/changed", "olga", lambda _: {"how": "phone"}
    ),
    "remove_role": Form(
        lambda stage: f"/people/{stage.cast.id('olga')}/role",
        "olga",
        lambda _: {"word": "take away", "role": "front desk"},
    ),
}
