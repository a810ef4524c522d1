"""The dossier: what a client takes home about one job, and how anybody checks it offline.

Format: docs/spec/dossier.md.  No server, framework or database is needed:

    dossier = read_dossier(path.read_bytes())                    # MalformedError
    report = verify_dossier(dossier, fingerprint=printed, now=clock.now())
    report.holds, report.checks, report.signatures

Who hands one out gathers the records, takes the directories that they refer to, and writes:

    taken = select_directories(all_directories, [clock.from_text(e.at) for e in entries])
    data = write_dossier(Dossier(…, directories=tuple(taken), entries=entries, …))
"""

from sealbench.dossier.archive import MOST_BYTES, read_dossier, write_dossier
from sealbench.dossier.consent_report import ConsentReport, verify_consent
from sealbench.dossier.directories import select_directories
from sealbench.dossier.limits import LIMITS
from sealbench.dossier.record import (
    Record,
    RecordReport,
    read_record,
    verify_record,
    write_record,
)
from sealbench.dossier.report import Check, Report, Result, SignedDeed
from sealbench.dossier.roots import is_fingerprint
from sealbench.dossier.value import Device, Dossier, Entry, Job, Shop
from sealbench.dossier.verify import verify_dossier
from sealbench.dossier.wording import sentence

__all__ = [
    "LIMITS",
    "MOST_BYTES",
    "Check",
    "ConsentReport",
    "Device",
    "Dossier",
    "Entry",
    "Job",
    "Record",
    "RecordReport",
    "Report",
    "Result",
    "Shop",
    "SignedDeed",
    "is_fingerprint",
    "read_dossier",
    "read_record",
    "select_directories",
    "sentence",
    "verify_consent",
    "verify_dossier",
    "verify_record",
    "write_dossier",
    "write_record",
]
