"""Short ways to ask what a verification found."""

from datetime import timedelta
from typing import Any

from sealbench.dossier import Check, Dossier, Report, Result, verify_dossier
from tests.dossier.story import Teller, dossier


def judge(subject: Dossier, fingerprint: str | None = None) -> Report:
    """Verify *subject* a minute after it was made."""
    return verify_dossier(
        subject, fingerprint=fingerprint, now=subject.made_at + timedelta(minutes=1)
    )


def told(teller: Teller, **changes: Any) -> Report:
    """Verify the dossier of what *teller* told, handed out at the end."""
    teller.hand_out()
    return judge(dossier(teller.payloads, **changes))


def check(report: Report, name: str) -> Check:
    return next(each for each in report.checks if each.name == name)


def failed(report: Report) -> set[str]:
    """The names of the checks that fail."""
    return {each.name for each in report.checks if each.result is Result.FAILS}


def level(report: Report, deed: str) -> str:
    """The level of the last signature for *deed*."""
    return [each.level for each in report.signatures if deed in each.deed][-1]
