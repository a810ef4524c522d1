"""What is posted by whoever looks and is not on the job."""

from sealbench.shop.records.models import Job
from tests.support.posts import Body, Form
from tests.support.stage import Stage


def _why(_stage: Stage) -> Body:
    return {"kind": "other", "text": "The client called about the bill."}


def _record(stage: Stage) -> str:
    """Return the record of another client than the job's: a reason holds for all of a client."""
    return f"/clients/{Job.objects.get(number=stage.earlier[1]).client_id}/"


LOOK_FORMS = {
    "seal_instead": Form(
        lambda stage: f"{stage.place}/seal-instead", "dora", lambda _: {"kind": ["password"]}
    ),
    "look_at_job": Form(lambda stage: f"/jobs/{stage.earlier[0]}/", "olga", _why),
    "look_at_client": Form(_record, "olga", _why),
}
