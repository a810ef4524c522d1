"""What the front desk takes down, each part in its one form before it is stored."""

from collections.abc import Mapping
from dataclasses import dataclass

from sealbench import canon
from sealbench.errors import MalformedError
from sealbench.ids import ClientId, ServiceId
from sealbench.shop.procedures.assignees import Assignees
from sealbench.shop.procedures.findings import Found, Text, found_in
from sealbench.shop.procedures.free_text import LINE, NAME, TEXT, plain
from sealbench.shop.records.models.clients import KINDS
from sealbench.shop.records.models.jobs import PLACES

CHANNELS = ("phone", "message", "e-mail")


@dataclass(frozen=True, slots=True)
class Channel:
    """One way to reach a client: its kind, and the number or address."""

    kind: str
    address: str


@dataclass(frozen=True, slots=True)
class ClientWords:
    """A client as the desk knows one: a name and at least one way to reach them.

    A *second* channel (a kind, with its number or address) hears of every notice too: the
    first may be open on the very device that is being repaired (law 13).
    """

    name: str
    phone: str = ""
    email: str = ""
    channel: str = "phone"
    second_channel: str = ""
    second_address: str = ""

    def checked(self) -> "ClientWords":
        """Return the words in their one form; raise MalformedError for what has none."""
        made = ClientWords(
            plain(self.name, limit=NAME),
            plain(self.phone, limit=NAME),
            plain(self.email, limit=LINE),
            self.channel,
            self.second_channel,
            plain(self.second_address, limit=LINE),
        )
        if not made.name:
            raise MalformedError("a client has a name")
        reached = made.email if made.channel == "e-mail" else made.phone
        if made.channel not in CHANNELS or not reached:
            raise MalformedError("the preferred channel needs its number or address")
        if made.second_channel not in {"", *CHANNELS}:
            raise MalformedError("not a channel")
        if bool(made.second_channel) != bool(made.second_address):
            raise MalformedError("the second channel needs its number or address")
        return made

    def texts(self) -> list[Text]:
        """Return what is screened of it, each text under its name."""
        names = ("name", "phone", "email", "second_address")
        return [(name, str(getattr(self, name))) for name in names]

    def channels(self) -> list[Channel]:
        """Return every way to reach the client, each once."""
        kind = "message" if self.channel == "message" else "phone"
        ways = (
            Channel(kind, self.phone),
            Channel("e-mail", self.email),
            Channel(self.second_channel, self.second_address),
        )
        return list(dict.fromkeys(each for each in ways if each.address))

    def content(self) -> Mapping[str, canon.JSONValue]:
        """Return what a client's row seals."""
        return {
            "name": self.name,
            "phone": self.phone,
            "email": self.email,
            "channel": self.channel,
            "second_channel": self.second_channel,
            "second_address": self.second_address,
        }


@dataclass(frozen=True, slots=True)
class DeviceWords:
    """What the client brings."""

    kind: str
    make: str = ""
    model: str = ""
    serial: str = ""

    def checked(self) -> "DeviceWords":
        """Return the words in their one form; raise MalformedError for what has none."""
        if self.kind not in KINDS:
            raise MalformedError("not a kind of device")
        rest = (plain(text, limit=NAME) for text in (self.make, self.model, self.serial))
        return DeviceWords(self.kind, *rest)

    def texts(self) -> list[Text]:
        """Return what is screened of it, each text under its name."""
        return [("make", self.make), ("model", self.model), ("serial", self.serial)]

    def content(self) -> Mapping[str, canon.JSONValue]:
        """Return what a device's row seals."""
        return {"make": self.make, "model": self.model, "serial": self.serial}


@dataclass(frozen=True, slots=True)
class JobWords:
    """What is to be done, and where; *reason* says why a login is asked for."""

    service: ServiceId
    problem: str
    place: str
    reason: str = ""

    def checked(self) -> "JobWords":
        """Return the words in their one form; raise MalformedError for what has none."""
        if self.place not in PLACES:
            raise MalformedError("not a place")
        problem = plain(self.problem, limit=TEXT, lines=True)
        if not problem:
            raise MalformedError("a job says what is wrong")
        return JobWords(
            self.service, problem, self.place, plain(self.reason, limit=TEXT, lines=True)
        )


@dataclass(frozen=True, slots=True)
class Intake:
    """One intake as a whole; *client* is a known one, or the words of a new one.

    *agreement*: the client's logins, notes and files stay closed until one is in force (C1).
    """

    client: ClientId | ClientWords
    device: DeviceWords
    job: JobWords
    assignees: Assignees
    agreement: bool = False

    def found(self) -> Found:
        """Return what the screen found in the texts."""
        known = [] if isinstance(self.client, str) else self.client.texts()
        notes = (("problem", self.job.problem), ("reason", self.job.reason))
        return found_in(notes, (*known, *self.device.texts()))

    def checked(self) -> "Intake":
        """Return the intake in its one form; raise MalformedError for what has none."""
        client = self.client
        if isinstance(client, ClientWords):
            client = client.checked()
        device, job = self.device.checked(), self.job.checked()
        return Intake(client, device, job, self.assignees, self.agreement)
