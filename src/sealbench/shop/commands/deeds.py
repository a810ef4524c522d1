"""What a running server does for a command, written once: the command alone does the same.

A deed calls procedures, and returns what the command prints.  Its name is the contract of
docs/spec/command-socket.md.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass

from sealbench import __version__
from sealbench.canon import JSON
from sealbench.shop.bench import Bench
from sealbench.shop.commands.status import STATUS
from sealbench.shop.procedures.publish_ledger import publish_ledger
from sealbench.shop.procedures.resume_erasures import resume_erasures

Tell = Callable[[str], None]
"""Called with how far a deed has come."""


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that a command has done; one that *writes* has no duty of the keeper beside it."""

    name: str
    run: Callable[[Bench, Tell], JSON]
    patience: float = 10.0  # seconds that it may take in the server
    writes: bool = True


def _resume(bench: Bench, tell: Tell) -> JSON:
    tell("finishing what was ordered")
    finished = resume_erasures(bench)
    tell("publishing the ledger")
    return {"finished": finished, "public": publish_ledger(bench)}


def _status(bench: Bench, _tell: Tell) -> JSON:
    # The parent is granian's supervisor: whoever ends the worker alone gets a new one.
    return {"site": bench.config.site, "version": __version__, "process": os.getppid()}


RESUME = Deed("resume", _resume, patience=300)
DEEDS = {deed.name: deed for deed in (RESUME, Deed(STATUS, _status, writes=False))}
