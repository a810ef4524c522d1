"""Final agreements: make one of what both sides signed, and verify one offline.

The format is docs/spec/agreement.md.  A server makes one after the client's signature is in the
ledger, outside of any transaction, and keeps the file:

    evidence = agreement.Evidence(…)                     # statements inside of their events
    made = finish_agreement(document, evidence, key, at=now, authority=None)
    made.pdf, made.time_stamp                            # VerificationError: nothing is sealed

Anybody verifies it, with nothing but the file and the fingerprint from a receipt:

    report = verify_agreement(pdf, fingerprint=printed, now=clock.now())     # MalformedError
    report.holds, report.checks, report.signatures
"""

from sealbench.dossier.agreements.finish import Finished, TimeStamped, finish_agreement
from sealbench.dossier.agreements.report import LIMITS, AgreementReport
from sealbench.dossier.agreements.verify import is_pdf, verify_agreement

__all__ = [
    "LIMITS",
    "AgreementReport",
    "Finished",
    "TimeStamped",
    "finish_agreement",
    "is_pdf",
    "verify_agreement",
]
