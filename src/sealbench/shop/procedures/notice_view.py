"""The notices of a job that are not done with, and where each stands on each channel."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sealbench import canon
from sealbench.shop.bench import Work
from sealbench.shop.procedures.client_words import read_client
from sealbench.shop.procedures.intake import Channel
from sealbench.shop.procedures.job_file import JobFile
from sealbench.shop.procedures.notice_kinds import REPEATED
from sealbench.shop.records.models import Mail, Notice


class State(StrEnum):
    """Where a notice stands on one channel."""

    SENT = "sent"
    WAITING = "waiting"
    BY_HAND = "by hand"


@dataclass(frozen=True, slots=True)
class Reach:
    """One channel of a notice; *at* is when the mail was sent, or will be tried next."""

    channel: Channel
    state: State
    at: int | None = None
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """A notice with the channels that it goes to."""

    id: str
    kind: str
    text: str
    reaches: Sequence[Reach]
    created_at: int
    handled_at: int | None

    @property
    def to(self) -> list[str]:
        """Return every address that it goes to."""
        return [each.channel.address for each in self.reaches]

    @property
    def by_hand(self) -> bool:
        """Tell whether staff have to send it on some channel."""
        waits = any(each.state is State.BY_HAND for each in self.reaches)
        return self.handled_at is None and (waits or not self.reaches)

    @property
    def is_open(self) -> bool:
        """Tell whether something is still to be done, by staff or by itself."""
        return self.by_hand or any(each.state is State.WAITING for each in self.reaches)


def read_messages(work: Work, file: JobFile) -> list[Message]:
    """Return the notices of *file*, the newest first; of what repeats, the newest speaks."""
    rows = Notice.objects.filter(job=file.row).prefetch_related("mails").order_by("-created_at")
    found, spoken = [], set()
    for row in rows:
        if row.kind in spoken:
            continue
        if row.kind in REPEATED:
            spoken.add(row.kind)
        found.append(open_notice(work, file, row))
    return found


def open_notice(work: Work, file: JobFile, row: Notice) -> Message:
    """Return the notice in *row* as the people who send it see it."""
    content = work.read(row, file.node)
    mails = {str(work.read(each, file.node)["address"]): each for each in row.mails.all()}
    reaches = [_reach(work, each, mails) for each in _channels(work, file, content)]
    return Message(row.pk, row.kind, str(content["text"]), reaches, row.created_at, row.handled_at)


def _reach(work: Work, channel: Channel, mails: Mapping[str, Mail]) -> Reach:
    row = mails.get(channel.address) if channel.kind == "e-mail" else None
    if row is None:
        return Reach(channel, State.BY_HAND)
    if row.sent_at is not None:
        return Reach(channel, State.SENT, row.sent_at)
    if row.due_at is None or work.config.mail is None:
        return Reach(channel, State.BY_HAND, failed=True)
    return Reach(channel, State.WAITING, row.due_at)


def _channels(
    work: Work, file: JobFile, content: Mapping[str, canon.JSONValue]
) -> Iterator[Channel]:
    """Yield the channels that were known when the notice was left."""
    to = content.get("to")
    if isinstance(to, list):
        for each in to:
            if isinstance(each, list):
                yield Channel(str(each[0]), str(each[1]))
        return
    # A notice of a version that kept no channels.
    also = content.get("also")
    yield from read_client(work, file.row.client).channels()
    for each in also if isinstance(also, list) else []:
        yield Channel("e-mail" if "@" in str(each) else "phone", str(each))
