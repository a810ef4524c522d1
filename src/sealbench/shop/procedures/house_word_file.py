"""The file of a house word: a veto or a cue of the shop's own, held against what is here (A2)."""

from dataclasses import dataclass, field, replace
from secrets import token_bytes

from sealbench import canon, ledger
from sealbench.errors import ConflictError
from sealbench.keyring import HOUSE
from sealbench.screen import HouseCue, HouseWords
from sealbench.screen.house import LONGEST, MOST
from sealbench.shop.bench import Staff, Work
from sealbench.shop.procedures.findings import found_in
from sealbench.shop.procedures.free_text import plain
from sealbench.shop.records.models import Home, HouseWordChange

_SALT = 32  # bytes


@dataclass(frozen=True, slots=True)
class HouseWord:
    """A veto, or a cue if it has a *kind*: what its value is."""

    word: str = field(repr=False)
    kind: str = ""

    @property
    def is_cue(self) -> bool:
        """Tell whether it announces a value."""
        return bool(self.kind)

    def checked(self) -> "HouseWord":
        """Return it in its one form; raise MalformedError for what is no veto and no cue."""
        made = replace(self, word=plain(self.word, limit=LONGEST))
        made.alone()
        return made

    def alone(self) -> HouseWords:
        """Return the words of a shop that has this one only."""
        return self.beside(HouseWords())

    def beside(self, words: HouseWords) -> HouseWords:
        """Return *words* and this one; raise MalformedError where these are too many."""
        if self.is_cue:
            return HouseWords(words.vetoes, (*words.cues, HouseCue(self.word, self.kind)))
        return HouseWords((*words.vetoes, self.word), words.cues)

    def is_in(self, words: HouseWords) -> bool:
        """Tell whether *words* hold it."""
        cue = HouseCue(self.word, self.kind)
        return cue in words.cues if self.is_cue else self.word in words.vetoes

    def is_clean(self) -> bool:
        """Tell whether it may be kept: it is no secret that the screen is sure of."""
        return found_in([("word", self.word)]).weak

    def content(self) -> dict[str, canon.JSONValue]:
        """Return what the row seals of it."""
        return {"word": self.word, "kind": self.kind}


def trial_nonce(who: Staff, made: HouseWord) -> str:
    """Return the purpose of the nonce that a trial gives: this word, in this session."""
    return f"house-word {who.session} {canon.b64u(canon.to_bytes(made.content()))}"


def require_new(words: HouseWords, made: HouseWord) -> None:
    """Raise ConflictError where *words* hold *made* already, or as many as there may be."""
    if made.is_cue:
        known = {cue.form for cue in words.cues}
        own = {cue.form for cue in made.alone().cues}
    else:
        known, own = set(words.vetoes), {made.word}
    if known & own:
        raise ConflictError("the shop has this word already", hint="look at the list")
    if len(known) >= MOST:
        raise ConflictError(f"{MOST} words of this sort are in force", hint="retire one first")


def hold_words() -> int:
    """Hold the house words until the commit, on all nodes; return the last version of them."""
    Home.objects.select_for_update().get(pk=1)
    last = HouseWordChange.objects.order_by("version_of_words").last()
    return last.version_of_words if last else 0


def keep_word(
    work: Work, made: HouseWord, *, number: int, deed: str, version: int, who: Staff
) -> str:
    """Keep what was done to a word as *version* of the words; return its salted commitment.

    The event says that alone: a word may be somebody's name, and the row keeps the salt.
    """
    salt = token_bytes(_SALT)
    row = HouseWordChange(pk=version, number=number, deed=deed, at=work.seconds)
    content = made.content()
    commitment = ledger.commitment(salt, canon.to_bytes(content))
    kept = {**content, "salt": canon.b64u(salt), "by": who.person, "by_name": who.name}
    work.write(row, HOUSE, kept)
    row.save(force_insert=True)
    return canon.b64u(commitment)
