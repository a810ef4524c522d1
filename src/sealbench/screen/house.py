"""House words: what a shop adds to the screen as data, its own vetoes and cues.

A *veto* is a word, or a mask of one: ``#`` is a digit, ``A`` a letter, ``*`` at the end
the rest of the word, and everything else stands for itself, small or capital (``a`` is the
letter itself).  It takes a question back: a finding of severity ``ask`` whose every word
fits a veto.  It never takes back what blocks, what a cue announces by a sign or a verb, a
number after a cue, nor what stands close behind a word for a password, however misspelt.
A *cue* announces a value as the built-in ones do.

A mask has no repetition but its end, so that its matching is linear; it must say enough
itself that no few masks take all questions back.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sealbench.canon import JSONValue
from sealbench.errors import MalformedError
from sealbench.screen import lexicon
from sealbench.screen.cues import announced
from sealbench.screen.features import classes_of
from sealbench.screen.lexicon import Cue
from sealbench.screen.normal import Normal, normal
from sealbench.screen.verdict import Hit

MOST = 100
"""How many vetoes, and how many cues, a shop may have."""
LONGEST = 40
"""How many letters a veto or a cue may have."""
KINDS: Mapping[str, str] = {
    "password": "any",
    "pin": "digits",
    "wifi_key": "any",
    "recovery_key": "any",
    "licence_key": "any",
    "api_key": "any",
    "username_with_password": "pair",
    "other_secret": "any",
}
"""What a cue may announce, and by which grammar its value is read."""

_SHORTEST = 3
_LEAST_SAID = 3  # signs that stand for themselves, where letters are left open
_LEAST_BEFORE_REST = 4  # and where the rest of the word is
_LEAST_NAMED = 2  # of them letters or digits
_MOST_WORDS = 4
_JOINTS = "-._/"
_REST = r"[a-z0-9._/-]{0,40}"
_CUE = re.compile(r"[a-z0-9][a-z0-9'/-]*(?: [a-z0-9'/-]+)*")
_BETWEEN = re.compile(r"[\w!#$%&*?@^~€£§|\ufffd]")  # what may be of a secret between two words
_WORD = re.compile(r"[a-z0-9'/-]+")
_DOUBTED = frozenset({"cue-space", "hint", "ranked-value", "ranked-hint", "ranked-gesture"})
_SECRETS = frozenset({"secret", "pin", "lock", "wifi", "key", "login", "user"})
_BACK = 64
_WORDS_BACK = 5
_CLOSE = 3  # words


@dataclass(frozen=True, slots=True)
class HouseCue:
    """A word or a short phrase that announces a value of *kind*."""

    words: str
    kind: str

    def __post_init__(self) -> None:
        """Raise MalformedError for what is no cue, or is one without this shop."""
        form = self.form
        if self.kind not in KINDS:
            raise MalformedError("a cue announces one of the kinds that the screen knows")
        if not _SHORTEST <= len(self.words) <= LONGEST or not _CUE.fullmatch(form):
            raise MalformedError(
                f"a cue is a word or short phrase of {_SHORTEST} to {LONGEST} letters"
            )
        if sum(char.isalpha() for char in form) < _SHORTEST or form.count(" ") >= _MOST_WORDS:
            raise MalformedError(
                f"a cue has at least {_SHORTEST} letters and at most {_MOST_WORDS} words"
            )
        if form in lexicon.CUES:
            raise MalformedError("the screen knows this cue already")

    @property
    def form(self) -> str:
        """Return the cue as texts are read: folded, with single spaces."""
        return " ".join(normal(self.words).folded.split())


@dataclass(frozen=True, slots=True)
class HouseWords:
    """The vetoes and cues of one shop, checked and compiled; usable by all threads."""

    vetoes: tuple[str, ...] = ()
    cues: tuple[HouseCue, ...] = ()
    _masks: re.Pattern[str] | None = field(init=False, repr=False, compare=False)
    _cues: re.Pattern[str] | None = field(init=False, repr=False, compare=False)
    _of_form: Mapping[str, Cue] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Raise MalformedError for a veto that is none, or for too many words."""
        if max(len(self.vetoes), len(self.cues)) > MOST:
            raise MalformedError(f"at most {MOST} vetoes and {MOST} cues")
        masks = [_mask(veto) for veto in sorted(self.vetoes, key=lambda veto: (-len(veto), veto))]
        forms = {
            cue.form: Cue(cue.form, cue.kind, KINDS[cue.kind], weak=False) for cue in self.cues
        }
        longest_first = sorted(map(re.escape, forms), key=lambda form: (-len(form), form))
        compiled = {
            "_masks": re.compile(rf"(?<!\w)(?:{'|'.join(masks)})(?!\w)") if masks else None,
            "_cues": re.compile(rf"(?<![a-z0-9])(?:{'|'.join(longest_first)})(?![a-z])")
            if forms
            else None,
            "_of_form": forms,
        }
        for name, value in compiled.items():
            object.__setattr__(self, name, value)

    @classmethod
    def from_json(cls, value: JSONValue) -> "HouseWords":
        """Return the words in *value*; raise MalformedError for any other form."""
        if not isinstance(value, dict) or value.keys() != {"vetoes", "cues"}:
            raise MalformedError("house words are an object with vetoes and cues")
        vetoes, cues = value["vetoes"], value["cues"]
        if not isinstance(vetoes, list) or not isinstance(cues, list):
            raise MalformedError("vetoes and cues are lists")
        return cls(tuple(map(_text, vetoes)), tuple(map(_cue, cues)))

    def to_json(self) -> dict[str, JSONValue]:
        """Return the form that `from_json` reads."""
        return {
            "vetoes": list(self.vetoes),
            "cues": [{"words": cue.words, "kind": cue.kind} for cue in self.cues],
        }

    @property
    def count(self) -> int:
        """Return how many words there are."""
        return len(self.vetoes) + len(self.cues)

    def announced(self, text: Normal) -> Iterator[Hit]:
        """Yield every value in *text* that a cue of this shop announces or closes."""
        if self._cues is None:
            return
        for view in {text.folded: None, text.leet: None}:
            for match in self._cues.finditer(view):
                start, end = match.span()
                if view == text.folded or text.folded[start:end] != match.group():
                    yield from announced(text, self._of_form[match.group()], start, end)

    def without_vetoed(self, text: Normal, hits: list[Hit]) -> list[Hit]:
        """Return *hits* without the questions that a veto of this shop takes back."""
        if self._masks is None or all(hit.severity == "block" for hit in hits):
            return hits
        spans = [match.span() for match in self._masks.finditer(text.folded)]
        covered = _marked(text.folded, spans)
        return [hit for hit in hits if not _is_vetoed(text, covered, hit)]


NO_HOUSE_WORDS = HouseWords()


def check_veto(veto: str) -> None:
    """Raise MalformedError unless *veto* is a word or mask that says enough itself."""
    _mask(veto)


def _mask(veto: str) -> str:
    """Return the pattern of *veto*; it repeats nothing but the end, and that is bounded."""
    said = [char for char in veto if char not in "#A*"]
    if not _SHORTEST <= len(veto) <= LONGEST or not all(
        char.isalnum() or char in _JOINTS for char in said
    ):
        raise MalformedError(
            f"a veto is one word of {_SHORTEST} to {LONGEST} letters, digits and - . _ /",
            hint="# is a digit, A a letter, * the rest of the word",
        )
    if "*" in veto[:-1]:
        raise MalformedError("the rest of a word can only stand at the end of a veto")
    _require_enough(veto, said)
    return "".join(map(_part, veto))


def _require_enough(veto: str, said: list[str]) -> None:
    named = sum(char.isalnum() for char in said)
    letters = sum(char.isalpha() for char in said)
    least = _LEAST_BEFORE_REST if "*" in veto else _LEAST_SAID
    digits_alone = "A" not in veto and "*" not in veto and letters >= _LEAST_NAMED
    if named < _LEAST_NAMED or (len(said) < least and not digits_alone):
        raise MalformedError(
            "this veto would let too much through",
            hint=f"at least {least} signs that stand for themselves, two of them letters or digits",
        )


def _part(char: str) -> str:
    match char:
        case "#":
            return "[0-9]"
        case "A":
            return "[a-z]"
        case "*":
            return _REST
        case _:
            return re.escape(normal(char).folded)


def _text(value: JSONValue) -> str:
    if not isinstance(value, str):
        raise MalformedError("a veto is a text")
    return value


def _cue(value: JSONValue) -> HouseCue:
    if not isinstance(value, dict) or value.keys() != {"words", "kind"}:
        raise MalformedError("a cue is an object with words and kind")
    return HouseCue(_text(value["words"]), _text(value["kind"]))


def _marked(folded: str, spans: list[tuple[int, int]]) -> bytearray:
    """Return for each place of a text whether a veto covers it."""
    covered = bytearray(len(folded))
    for start, end in spans:
        covered[start:end] = b"\x01" * (end - start)
    return covered


def _is_vetoed(text: Normal, covered: bytearray, hit: Hit) -> bool:
    if hit.severity == "block" or hit.rule not in _DOUBTED:
        return False
    value = text.folded[hit.start : hit.end]
    if 1 not in covered[hit.start : hit.end] or (hit.rule == "cue-space" and value.isdigit()):
        return False
    within = all(
        covered[at] or not _BETWEEN.match(text.folded, at) for at in range(hit.start, hit.end)
    )
    return within and not _is_linked(text.folded, hit.start)


def _is_linked(folded: str, start: int) -> bool:
    """Tell whether what is at *start* stands close behind a word for a password.

    Behind any word that tells of a secret, if a sign or a verb ties it to that.
    """
    line = folded[max(0, folded.rfind("\n", 0, start) + 1, start - _BACK) : start]
    near = _WORD.findall(line)[-_WORDS_BACK:]
    if any("secret" in classes_of(low) for low in near[-_CLOSE:]):
        return True
    tied = lexicon.LINKED.search(line) is not None
    return tied and any(not _SECRETS.isdisjoint(classes_of(low)) for low in near)
