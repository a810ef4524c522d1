"""What a case ends: all of a client's service, or the record of one job alone (C2)."""

from dataclasses import dataclass

from django.db.models import QuerySet

from sealbench.ids import ClientId, JobId
from sealbench.keyring import Node, client_node, record_node
from sealbench.shop.records.models import Job


@dataclass(frozen=True, slots=True)
class Scope:
    """A client, and the *job* where no more than its record ends."""

    client: ClientId
    job: JobId | None = None

    @property
    def node(self) -> Node:
        """Return the key whose end is what the case is for."""
        return record_node(self.job) if self.job else client_node(self.client)

    @property
    def column(self) -> dict[str, str]:
        """Return by which column a case names what it is about, and how."""
        return {"job": self.job} if self.job else {"client": self.client}

    def jobs(self) -> QuerySet[Job]:
        """Return the rows of the jobs that end."""
        of_client = Job.objects.filter(client=self.client)
        return of_client.filter(pk=self.job) if self.job else of_client
