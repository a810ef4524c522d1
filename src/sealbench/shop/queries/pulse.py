"""The pulse of a job: a number that rises with each of its events, and tells nothing else.

Its page asks by itself every few seconds.  Once the job has ended, whoever may not see its record
any more is told that it is over: a page that loaded itself anew would be refused, and a refusal
on the client's job weighs on the person whose browser asked.
"""

from sealbench.policy import ENDED, Role
from sealbench.shop.bench import Staff
from sealbench.shop.records.models import Assignment, Job, Subject

_DESK = {Role.FRONT_DESK, Role.MANAGEMENT}
OVER = "over"


def beat(who: Staff, number: int) -> str | None:
    """Return the pulse of the job *number* for the desk and its people, for others None.

    After its end it is "over" for all but management.
    """
    found = Job.objects.filter(number=number).values_list("pk", "state").first()
    if found is None:
        return None
    job, state = found
    on_it = Assignment.objects.filter(job=job, person=who.person, until=None).exists()
    if not on_it and who.roles.isdisjoint(_DESK):
        return None
    if state in ENDED and Role.MANAGEMENT not in who.roles:
        return OVER
    count = Subject.objects.filter(pk=f"job:{job}").values_list("count", flat=True).first()
    return str(count or 0)
