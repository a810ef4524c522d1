"""Try a house word on the shop's own recent notes, before it is added: counts alone (A2, A5).

The notes are those of jobs that are open, of clients who have not ended the service and
demand no agreement.  Nobody reads them: they leave the procedure only to be counted, beside
the writer, and a count below three is not told, for it would tell of one note.
"""

from dataclasses import dataclass, field

from sealbench.ids import JobId
from sealbench.keyring import record_node
from sealbench.policy import Action, JobState
from sealbench.screen import HouseWords, screen_all
from sealbench.shop.bench import Granted, Outcome, Staff, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.bench.nonces import new_nonce
from sealbench.shop.procedures.actors import staff_actor
from sealbench.shop.procedures.enter import enter
from sealbench.shop.procedures.house_word_file import HouseWord, require_new, trial_nonce
from sealbench.shop.records.models import Job

NEWEST = 200
"""How many jobs are looked through, the newest first."""
FEW = 3
"""Below it a count is not told."""
_OVER = (JobState.CLOSED.value, JobState.CANCELLED.value)


@dataclass(frozen=True, slots=True)
class Effect:
    """How many of *notes* a word newly stops, and how many it newly lets through.

    A count is None where it is so small that it would tell of one note.
    """

    notes: int
    stopped: int | None
    passed: int | None


@dataclass(frozen=True, slots=True)
class Trial:
    """The recent notes, to be counted with the house *words* as they are and with one more.

    With *nonce* whoever tried the word may add it.
    """

    words: HouseWords = field(repr=False)
    word: HouseWord = field(repr=False)
    notes: tuple[str, ...] = field(repr=False)
    nonce: str = field(repr=False)

    def effect(self) -> Effect:
        """Return what the word would have changed."""
        more = self.word.beside(self.words)
        stopped = passed = 0
        before = screen_all(self.notes, house=self.words)
        after = screen_all(self.notes, house=more)
        for one, other in zip(before, after, strict=True):
            stopped += len(other.findings) > len(one.findings)
            passed += len(other.findings) < len(one.findings)
        return Effect(len(self.notes), _told(stopped), _told(passed))


def try_house_word(work: Work, *, who: Staff, word: HouseWord) -> Outcome[Trial]:
    """Return the recent notes, to be counted with *word*; that it was tried is recorded.

    Raise as `add_house_word` does.
    """
    made = word.checked()
    facts = {"screened": made.is_clean()}
    decision = enter(work, who=who, action=Action.ADD_HOUSE_WORD, context=facts)
    if not isinstance(decision, Granted):
        return decision
    words = work.rulebook.words
    require_new(words, made)
    notes = _recent_notes(work)
    work.record(
        work.house.subject,
        Event.HOUSE_WORD_TRIED,
        staff_actor(who),
        sort="cue" if made.is_cue else "veto",
        notes=len(notes),
    )
    nonce = new_nonce(work.house, trial_nonce(who, made), seconds=work.seconds)
    return Granted(Trial(words, made, notes, nonce))


def _recent_notes(work: Work) -> tuple[str, ...]:
    jobs = Job.objects.exclude(state__in=_OVER).filter(
        stopped_at=None, client__stopped_at=None, client__agreement_required=False
    )
    found: list[str] = []
    for job in jobs.order_by("-number")[:NEWEST]:
        content = work.read(job, record_node(JobId(job.pk)))
        found += [str(content[name]) for name in ("problem", "override_reason")]
    return tuple(note for note in found if note)


def _told(count: int) -> int | None:
    return None if count < FEW else count
