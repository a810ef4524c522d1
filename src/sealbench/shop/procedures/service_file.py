"""The file of a kind of service: its row, its words, and what both must look like."""

from collections.abc import Sequence
from dataclasses import dataclass

from sealbench.errors import AbsentError, MalformedError
from sealbench.ids import ServiceId
from sealbench.keyring import HOUSE
from sealbench.policy import Access, LoginNeed
from sealbench.shop.bench import Work
from sealbench.shop.procedures import free_text
from sealbench.shop.procedures.findings import Found, found_in
from sealbench.shop.records.models import ServiceKind

PURPOSES = ("diagnose", "repair", "test", "install", "transfer", "account")


@dataclass(frozen=True, slots=True)
class ServiceWords:
    """What a kind of service is called, what it is, and what a client can do instead of a login."""

    name: str
    description: str = ""
    alternatives: str = ""
    login_need: LoginNeed = LoginNeed.NONE
    purposes: Sequence[str] = ("diagnose", "repair", "test")
    accesses: Sequence[str] = tuple(Access)

    def checked(self) -> "ServiceWords":
        """Return the words in their one form; raise MalformedError for what has none."""
        name = free_text.plain(self.name, limit=free_text.NAME)
        if not name:
            raise MalformedError("a service has a name")
        if not self.purposes or not set(self.purposes) <= set(PURPOSES):
            raise MalformedError("a service has purposes of the list")
        if not set(self.accesses) <= set(Access):
            raise MalformedError("a service justifies accesses of the list")
        if self.login_need == LoginNeed.NEEDED and Access.LOGINS not in self.accesses:
            raise MalformedError("a service that needs a login justifies that it is opened")
        return ServiceWords(
            name,
            free_text.plain(self.description, limit=free_text.TEXT, lines=True),
            free_text.plain(self.alternatives, limit=free_text.TEXT, lines=True),
            LoginNeed(self.login_need),
            tuple(purpose for purpose in PURPOSES if purpose in self.purposes),
            tuple(access.value for access in Access if access in self.accesses),
        )

    def found(self) -> Found:
        """Return what the screen found in the words."""
        notes = (("description", self.description), ("alternatives", self.alternatives))
        return found_in(notes, [("name", self.name)])


def load_service(service: ServiceId) -> ServiceKind:
    """Return the row of *service*, locked; raise AbsentError."""
    row = ServiceKind.objects.select_for_update().filter(pk=service).first()
    if row is None:
        raise AbsentError("there is no such service")
    return row


def save_service(work: Work, row: ServiceKind, words: ServiceWords, *, fresh: bool = False) -> None:
    """Seal *words* into *row* under the house key, and save it."""
    row.login_need = words.login_need.value
    row.purposes = list(words.purposes)
    row.accesses = list(words.accesses)
    content = {
        "name": words.name,
        "description": words.description,
        "alternatives": words.alternatives,
    }
    work.write(row, HOUSE, content)
    row.save(force_insert=fresh)
