"""Find a client by the beginning of a name or a telephone number (A5).

All names are opened in memory and none is kept; each client that is shown has the look
recorded in a journal of their own, once per person, client and visit.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from sealbench import canon
from sealbench.errors import GoneError, MalformedError
from sealbench.ids import ClientId
from sealbench.keyring import client_node
from sealbench.policy import Action
from sealbench.shop.bench import Granted, Outcome, Staff, Work
from sealbench.shop.procedures.enter import enter
from sealbench.shop.procedures.look_at_client import record_look
from sealbench.shop.records.models import Client

LEAST = 3  # letters, so that nobody leafs through all clients
MOST = 5
_TAIL = 3
_PHONE = re.compile(r"[0-9 +()./-]+")


@dataclass(frozen=True, slots=True)
class FoundClient:
    """A client as the desk tells one from another: the name, and the end of the number."""

    id: ClientId
    name: str
    hint: str


def find_client(work: Work, *, who: Staff, beginning: str) -> Outcome[list[FoundClient]]:
    """Return at most five clients with a name part or a number that starts so.

    Raise MalformedError for fewer than three letters.
    """
    wanted = _folded(beginning)
    if len(wanted) < LEAST:
        raise MalformedError(f"type at least {LEAST} letters or digits")
    facts = {"screened": True, "assignees_fit": True}
    decision = enter(work, who=who, action=Action.TAKE_IN_JOB, context=facts)
    if not isinstance(decision, Granted):
        return decision
    found = []
    for row in Client.objects.filter(stopped_at=None).order_by("-created_at").iterator():
        content = _content(work, row)
        if content is None or not _starts(content, wanted):
            continue
        record_look(work, who, row)
        tail = _digits(str(content["phone"]))[-_TAIL:]
        found.append(FoundClient(ClientId(row.pk), str(content["name"]), tail))
        if len(found) == MOST:
            break
    return Granted(found)


def _content(work: Work, row: Client) -> Mapping[str, canon.JSONValue] | None:
    try:
        return work.read(row, client_node(ClientId(row.pk)))
    except GoneError:
        return None  # this client was ended


def _starts(content: Mapping[str, canon.JSONValue], wanted: str) -> bool:
    name = _folded(str(content["name"]))
    if any(part.startswith(wanted) for part in (name, *name.split())):
        return True
    number = _digits(wanted)
    return bool(number and _PHONE.fullmatch(wanted)) and _digits(str(content["phone"])).startswith(
        number
    )


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit())


def _folded(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text.strip().casefold())
    return "".join(letter for letter in parts if not unicodedata.combining(letter))
