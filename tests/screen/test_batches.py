"""Many texts at once: each verdict is that of the text alone, and no rule is skipped."""

from hypothesis import given
from hypothesis import strategies as st
from tests.screen.corpus.made import make
from tests.screen.notes import by_hand

from sealbench.screen import glossary, screen, screen_all, screening
from sealbench.screen.cues import cue_hits
from sealbench.screen.formats import key_hits, number_hits
from sealbench.screen.normal import normal
from sealbench.screen.ranked import Ranked
from sealbench.screen.reading import read
from sealbench.screen.verdict import Hit, Verdict, verdict

_NOTES = [note.text for note in [*by_hand(), *make({2}, seed=8, rounds=0.1)]]
_SAID = [
    *(
        "pw: hunter2",
        "p w = Xk9#l",
        "PIN\n4711",
        "mot de passe: b0njour",
        "p a s s w o r d",
        "m.d.p",
    ),
    *(
        "log in",
        "-",
        ":",
        "=",
        "\x1e",
        " \x1e ",
        "4111 1111 1111 1111",
        "DE89 3704 0044 0532 0130 00",
    ),
    *("AGE-SECRET-KEY-1", "://a:b@", "\u00df", "\u2581", "p\u200bw", "n4me", "c0de 12", "(", "\n"),
    *("muster", "the name of her dog", "L from the corner", "123456"),
]
_TEXTS = st.one_of(
    st.text(max_size=40),
    st.lists(st.sampled_from(_SAID) | st.text(max_size=3), max_size=8).map("".join),
    st.lists(st.sampled_from(_SAID), max_size=8).map(" ".join),
    st.sampled_from(_NOTES),
)


def _everywhere(text: str) -> Verdict:
    """Return the verdict with every rule asked, and not only where a chunk says it is worth it."""
    skeleton = normal(text)
    hits: list[Hit] = [*key_hits(skeleton), *number_hits(skeleton, len(text))]
    asked: list[Hit] = []
    for hit in cue_hits(skeleton, twisted=True):
        (hits if hit.severity == "block" else asked).append(hit)
    hits += Ranked(read([skeleton])).hits(skeleton, 0, asked)
    return verdict(skeleton, hits)


@given(st.lists(_TEXTS, max_size=6), st.sampled_from(sorted(screening.CONTEXTS)))
def test_a_verdict_does_not_depend_on_the_other_texts(texts: list[str], context: str) -> None:
    assert screen_all(texts, context=context) == [screen(text, context=context) for text in texts]


@given(_TEXTS)
def test_no_rule_is_skipped_that_would_have_found_something(text: str) -> None:
    assert screen(text) == _everywhere(text)


def test_no_rule_is_skipped_on_the_corpus() -> None:
    judged = screen_all(_NOTES)
    assert judged == [_everywhere(text) for text in _NOTES]
    assert sum(not found.clean for found in judged) > 300


def test_what_a_text_says_is_forgotten() -> None:
    before = dict(glossary.known().numbers)
    assert screen("the desktop wants Qwyzzle19! and pw: Brzzt-77").findings
    assert glossary.known().numbers == before
    assert "password" in before


def test_a_long_word_is_read_in_parts() -> None:
    for text in ("a:" * 20_000 + "b", "x" * 100_000, "a'" * 20_000, "7" * 50_000, "(" * 20_000):
        assert screen(text + " pw: hunter2").blocks
