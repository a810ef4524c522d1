"""What everybody of the shop may know of a job before looking: number, device, state."""

from sealbench.ids import ClientId
from sealbench.shop.records.models import Client, Job


def job_at(number: int) -> Job | None:
    """Return the row of the job *number*, its sealed content unopened, if there is one."""
    return Job.objects.select_related("service", "device").filter(number=number).first()


def is_client(client: ClientId) -> bool:
    """Tell whether there is a client with this id."""
    return Client.objects.filter(pk=client).exists()
