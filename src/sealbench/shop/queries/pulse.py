"""The pulse of a job: a number that rises with each of its events, and tells nothing else."""

from sealbench.policy import Role
from sealbench.shop.bench import Staff
from sealbench.shop.records.models import Assignment, Job, Subject

_DESK = {Role.FRONT_DESK, Role.MANAGEMENT}


def beat(who: Staff, number: int) -> str | None:
    """Return the pulse of the job *number* for the desk and its people, for others None."""
    job = Job.objects.filter(number=number).values_list("pk", flat=True).first()
    if job is None:
        return None
    on_it = Assignment.objects.filter(job=job, person=who.person, until=None).exists()
    if not on_it and who.roles.isdisjoint(_DESK):
        return None
    count = Subject.objects.filter(pk=f"job:{job}").values_list("count", flat=True).first()
    return str(count or 0)
