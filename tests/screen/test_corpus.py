"""The figures on notes that the ranker has not seen: the floors lie under what was measured.

``unseen.txt`` was written after the last template, by their author; ``fresh.txt`` by somebody
who has seen neither the templates nor the screen, ``fresh_2.txt`` by four others.
"""

import pytest
from tests.screen.corpus.made import LANGS, Note, make, templates
from tests.screen.notes import by_hand, figures, old, written

from sealbench.screen import redacted, screen


def test_there_are_enough_templates_in_every_language_and_no_skeleton_is_on_both_sides() -> None:
    for lang in LANGS[:4]:
        assert sum(t.lang == lang and t.sort == "secret" for t in templates()) >= 300
        assert sum(t.lang == lang and t.sort == "hard" for t in templates()) >= 200
    sides: dict[str, set[int]] = {}
    for template in templates():
        sides.setdefault(template.group, set()).add(template.fold)
    assert all(len(folds) == 1 for folds in sides.values())


def test_the_generator_makes_ten_thousand_notes_and_the_same_again() -> None:
    notes = make(set(range(5)), seed=1, voices=("",))
    assert len(notes) >= 10_000
    assert [note.text for note in make({0}, seed=3)] == [note.text for note in make({0}, seed=3)]
    for note in notes[::7]:
        assert all(0 <= start < end <= len(note.text) for start, end, _ in note.spans)
        assert note.sort == "secret" or not note.spans


@pytest.mark.parametrize("name", ["unseen", "fresh", "fresh_2"])
def test_it_keeps_its_floors_on_notes_that_it_has_not_seen(name: str) -> None:
    found, floors = figures(written(name)), FLOORS[name]
    assert found.precision >= floors["precision"]
    assert found.recall >= floors["recall"]
    assert found.alarms <= floors["alarms"]
    assert found.spans >= floors["spans"]


def test_it_keeps_what_it_learnt() -> None:
    found = figures(by_hand())
    assert found.precision >= 0.97
    assert found.recall >= 0.95


@pytest.mark.parametrize("note", old("corpus") + old("held_out"), ids=lambda note: note.text[:30])
def test_what_is_redacted_is_gone(note: Note) -> None:
    verdict = screen(note.text)
    hidden = redacted(note.text, verdict)
    for start, end, _ in note.spans:
        if any(f.start <= start and end <= f.end for f in verdict.findings):
            assert note.text[start:end] not in hidden


FLOORS = {
    "unseen": {"precision": 0.95, "recall": 0.90, "alarms": 0.05, "spans": 0.86},
    "fresh": {"precision": 0.95, "recall": 0.94, "alarms": 0.055, "spans": 0.91},
    "fresh_2": {"precision": 0.94, "recall": 0.93, "alarms": 0.065, "spans": 0.88},
}
