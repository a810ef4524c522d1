"""The life of the job, read event by event: does each one follow from those before it.

An event of a type that this version does not know is listed and not judged.
"""

from collections.abc import Callable, Mapping

from sealbench import clock
from sealbench.dossier import attestations, deeds
from sealbench.dossier.directories import People
from sealbench.dossier.findings import judged, unchecked
from sealbench.dossier.report import Check, Result, SignedDeed
from sealbench.dossier.state import UNSIGNED, Story, ids
from sealbench.dossier.value import Dossier, Entry
from sealbench.dossier.wording import actor_name

_ENDED = {"job:closed": "closed", "job:cancelled": "cancelled"}

_REMOVED = "file:removed"

# Told in the report, without consequences for any check.
_TOLD = frozenset(
    {
        # The end of the service: it concerns all of the client's jobs, and may be signed by the
        # key of another one.
        "service:stopped", "case:looked-at", "copy:listed", "copy:confirmed", "exception:listed",
        "return:collected", "return:fetched", "return:handed-over", "return:confirmed",
        "destruction:announced", "destruction:objected-to", "destruction:seconded",
        "client-erasure:ordered",
        "job:acknowledged-on-paper",
        "job:edited", "job:looked-at", "client:looked-at", "record:looked-at",
        "client-device:added", "dossier:handed-out", "notice:sent", "link:issued", "link:reissued",
        "link:code-missed", "counter:started", "counter:ended", "login:asked-for", "action:refused",
        "finding:overridden",
        "file:attached", "file:looked-at", "file:fetched",
        "kept-login:way-closed", "keep:ended",
    }
)  # fmt: skip


def read_life(dossier: Dossier, people: People) -> Story:
    """Return the story that the events of *dossier* tell, with every problem in it."""
    story = Story(dossier, people)
    for entry in dossier.entries:
        _check_job(story, entry)
        attestations.note_access(story, entry)
        if entry.type == _REMOVED and entry.actor.get("kind") != "client":
            continue  # by the shop, which the client is told
        if entry.type in _SIGNED:
            _judge_signature(story, entry)
        elif entry.type in _PLAIN:
            _PLAIN[entry.type](story, entry)
        elif entry.type not in _TOLD:
            story.unjudged.add(entry.type)
    return story


def check_job(story: Story) -> Check:
    """Check that the events are about the job that the dossier is of, in its state."""
    dossier, first = story.dossier, story.dossier.entries[0]
    stated = first.type, first.text("job"), first.number("number")
    problems = list(story.problems.get("job", ()))
    if stated != ("job:taken-in", dossier.job.id, dossier.job.number):
        problems.append("the first event is not the taking in of this job")
    if story.state != dossier.job.state:
        problems.append(f"the dossier states “{dossier.job.state}”, the events “{story.state}”")
    return judged("job", problems, f"all events are of job {dossier.job.number}: {story.state}")


def check_closing(story: Story) -> Check:
    """Check that the event that ended the job states how many there were."""
    problems = story.problems.get("closing", ())
    if story.ended_at is None and not problems:
        return unchecked("closing", "the job has not ended: more events may follow")
    return judged("closing", problems, "the closing event states the number that is here")


def check_signatures(story: Story) -> Check:
    """Check that every signature of the client and of technicians holds."""
    signed = [each for each in story.signatures if each.result is Result.HOLDS]
    detail = f"{len(signed)} signatures, each with its level in the list of signatures"
    return judged("signatures", story.problems.get("signatures", ()), detail)


def check_logins(story: Story) -> Check:
    """Check that openings and ends of logins add up."""
    opened = sum(login.opened for login in story.logins.values())
    detail = f"sealed: {len(story.logins)}, openings: {opened}"
    return judged("logins", story.problems.get("logins", ()), detail)


def check_erasure(story: Story) -> Check:
    """Check that an erasure was ordered first and confirmed after."""
    problems = list(story.problems.get("erasure", ()))
    if story.ended_at is not None and not story.ordered.keys() - story.of_files:
        problems.append("the job ended, and no erasure was ordered")
    if not story.ordered and not problems:
        return unchecked("erasure", "none was ordered")
    if story.ordered.keys() - story.confirmed and not problems:
        return unchecked("erasure", "ordered, and not confirmed when this dossier was made")
    return judged("erasure", problems, "ordered first, then confirmed")


def _check_job(story: Story, entry: Entry) -> None:
    if entry.payload.get("job", story.dossier.job.id) != story.dossier.job.id:
        story.blame("job", entry, "about another job")


def _judge_signature(story: Story, entry: Entry) -> None:
    try:
        level, result, detail = _SIGNED[entry.type](story, entry), Result.HOLDS, "holds"
    except deeds.BROKEN as exc:
        level, result, detail = "none", Result.FAILS, str(exc)
        story.blame("signatures", entry, str(exc))
    if level == UNSIGNED:
        result, detail = Result.OPEN, "to stop an access needs no signature"
    deed, by = deeds.describe(entry), actor_name(entry.payload)
    story.signatures.append(SignedDeed(entry.counter, entry.at, deed, by, level, result, detail))


def _taken_in(story: Story, entry: Entry) -> None:
    story.assigned = set(ids(entry.payload.get("people")))


def _assigned(story: Story, entry: Entry) -> None:
    if "people" in entry.payload:
        story.assigned = set(ids(entry.payload["people"]))
        return
    story.assigned |= set(ids(entry.payload.get("added")))
    story.assigned -= set(ids(entry.payload.get("removed")))


def _moved(story: Story, entry: Entry) -> None:
    if entry.text("old") != story.state or story.ended_at is not None:
        story.blame("job", entry, "moved from a state that it was not in")
    story.state = entry.text("new")


def _ended(story: Story, entry: Entry) -> None:
    if story.ended_at is not None:
        story.blame("closing", entry, "the job had ended before")
    if entry.number("count") != entry.counter + 1:
        story.blame("closing", entry, "it states another number of events")
    if entry.type == "job:closed":
        attestations.note_closing(story, entry)
    story.state, story.ended_at = _ENDED[entry.type], entry.counter


def _stopped(story: Story, entry: Entry) -> None:
    """Stop the key that the event names by the hash under which it is kept."""
    how = "revoked" if entry.type == "key:revoked" else "objected to"
    for name, key in story.keys.items():
        if deeds.key_id(name) == entry.text("key"):
            key.stopped = how


def _expired(story: Story, entry: Entry) -> None:
    try:
        deeds.end_login(story, entry, "expired")
    except deeds.BROKEN as exc:
        story.blame("logins", entry, str(exc))
        return
    login = story.logins[entry.text("login")]
    if clock.from_text(entry.at) < login.expires and login.opened < login.openings:
        story.blame("logins", entry, "expired before its time")


def _lost(story: Story, entry: Entry) -> None:
    try:
        deeds.end_login(story, entry, "lost")
    except deeds.BROKEN as exc:
        story.blame("logins", entry, str(exc))


def _way_closed(story: Story, entry: Entry) -> None:
    logins = {entry.text("login"), *ids(entry.payload.get("logins"))} - {""}
    people = {entry.text("person"), *ids(entry.payload.get("people"))} - {""}
    for login in logins:
        if login not in story.logins:
            story.blame("logins", entry, "a way to a login that was never sealed")
        else:
            story.logins[login].closed_to |= people


def _ordered(story: Story, entry: Entry) -> None:
    story.ordered.setdefault(entry.text("erasure"), entry.counter)
    if entry.text("file") or entry.text("keep"):
        story.of_files.add(entry.text("erasure"))


def _confirmed(story: Story, entry: Entry) -> None:
    if entry.text("erasure") not in story.ordered:
        story.blame("erasure", entry, "confirmed before it was ordered")
    story.confirmed.add(entry.text("erasure"))


_SIGNED: Mapping[str, Callable[[Story, Entry], str]] = {
    "link:claimed": deeds.claim,
    "counter:begun": deeds.claim,
    "login:sealed": deeds.seal,
    "login:opened": deeds.opening,
    "job:attested": attestations.attest,
    "job:acknowledged": deeds.acknowledge,
    "login:kept": deeds.keep,
    "kept-login:opened": deeds.kept_opening,
    **dict.fromkeys(deeds.ACTS, deeds.act),
}

_PLAIN: Mapping[str, Callable[[Story, Entry], None]] = {
    "job:taken-in": _taken_in,
    "job:assigned": _assigned,
    "job:moved": _moved,
    "job:closed": _ended,
    "job:cancelled": _ended,
    "key:revoked": _stopped,
    "key:objected-to": _stopped,
    "login:expired": _expired,
    "login:lost": _lost,
    "login:way-closed": _way_closed,
    "erasure:ordered": _ordered,
    "erasure:confirmed": _confirmed,
}
