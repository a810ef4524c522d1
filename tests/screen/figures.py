"""Print the figures of notes written by hand: ``python -m tests.screen.figures unseen``."""

import sys

from tests.screen.notes import Figures, figures, written


def _row(name: str, found: Figures) -> str:
    return (
        f"{name:14} precision {found.precision:.3f} recall {found.recall:.3f} F1 {found.f1:.3f} "
        f"false alarms {found.alarms:.3f} secrets covered {found.spans:.3f}\n"
    )


if __name__ == "__main__":
    for file in sys.argv[1:] or ["unseen"]:
        notes = written(file)
        whole = figures(notes)
        sys.stdout.write(_row(file, whole))
        for lang in sorted({note.lang for note in notes}):
            part = figures([note for note in notes if note.lang == lang])
            sys.stdout.write(_row("  " + lang, part))
        for kind, (hit, all_) in sorted(whole.kinds.items()):
            sys.stdout.write(f"  {kind}: {hit} of {all_}\n")
