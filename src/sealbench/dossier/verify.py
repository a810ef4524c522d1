"""Verify a dossier offline: every check, each by itself, so that a report tells all at once."""

from datetime import datetime

from sealbench import canon, clock
from sealbench.dossier import leaves, life, roots
from sealbench.dossier.attestations import check_attestations
from sealbench.dossier.enclosed import check_enclosed
from sealbench.dossier.findings import judged
from sealbench.dossier.limits import LIMITS
from sealbench.dossier.report import Check, Report
from sealbench.dossier.value import Dossier


def verify_dossier(dossier: Dossier, *, fingerprint: str | None, now: datetime) -> Report:
    """Return what holds, what fails and what cannot be checked about *dossier*.

    *fingerprint* is that of the home, from the client's receipt or link: 43 letters or 40
    hexadecimal digits.  Nothing is raised for what fails: the report says it.
    """
    genesis_check, genesis = roots.check_genesis(dossier)
    directories_check, people = roots.check_directories(dossier, genesis)
    checkpoint_check, checkpoint = roots.check_checkpoint(dossier.checkpoint, genesis)
    story = life.read_life(dossier, people)
    checks = (
        genesis_check,
        roots.check_fingerprint(dossier, fingerprint),
        directories_check,
        checkpoint_check,
        leaves.check_commitments(dossier),
        leaves.check_numbers(dossier),
        leaves.check_inclusion(dossier, checkpoint),
        leaves.check_times(dossier, now),
        life.check_job(story),
        life.check_signatures(story),
        life.check_logins(story),
        life.check_closing(story),
        check_attestations(story),
        life.check_erasure(story),
        *check_enclosed(dossier, checkpoint),
        _check_readable(dossier),
    )
    return Report(
        number=dossier.job.number,
        made_at=clock.to_text(dossier.made_at),
        count=dossier.count,
        fingerprint=canon.fingerprint(dict(dossier.genesis.statement.fields)),
        checks=checks,
        signatures=tuple(story.signatures),
        unjudged=tuple(sorted(story.unjudged)),
        limits=LIMITS,
    )


def _check_readable(dossier: Dossier) -> Check:
    problems = [f"{name} says something else than the records" for name in dossier.altered]
    return judged("readable files", problems, "they say what the records say")
