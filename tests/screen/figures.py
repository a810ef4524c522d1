"""Print the figures of notes written by hand: ``python -m tests.screen.figures unseen``."""

import sys

from tests.screen.corpus.made import Note
from tests.screen.notes import Figures, figures, written


def _row(name: str, found: Figures) -> str:
    return (
        f"{name:14} precision {found.precision:.3f} recall {found.recall:.3f} F1 {found.f1:.3f} "
        f"false alarms {found.alarms:.3f} secrets covered {found.spans:.3f}\n"
    )


def show(name: str, notes: list[Note], whole: Figures) -> None:
    """Print the figures of *notes*, by language and by kind."""
    sys.stdout.write(_row(name, whole))
    for lang in sorted({note.lang for note in notes}):
        sys.stdout.write(_row("  " + lang, whole.by_lang[lang]))
    for kind, (hit, all_) in sorted(whole.kinds.items()):
        sys.stdout.write(f"  {kind}: {hit} of {all_}\n")


if __name__ == "__main__":
    for file in sys.argv[1:] or ["unseen"]:
        written_notes = written(file)
        show(file, written_notes, figures(written_notes))
