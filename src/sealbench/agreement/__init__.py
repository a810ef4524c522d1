"""Documents: their text, the shop's seal on them (PAdES), and the check of it.

    pdf = render_erasure(certificate)                     # deterministic, PDF/A, no network
    signed = sign(pdf, signing_key, at=now, reason="…")
    check(signed, [signing_key.chain[-1]], now=now)       # VerificationError

typst and pyHanko are loaded when a document is made or checked, not before.
"""

from sealbench.agreement.authority import SigningKey, load_pkcs12, new_signing_key
from sealbench.agreement.erasure import (
    ClientProof,
    CopyElsewhere,
    Destroyed,
    ErasureCertificate,
    EscrowPlace,
    Exemption,
    Issuer,
    LedgerProof,
    Method,
    RootTurn,
    Step,
    StepKind,
)
from sealbench.agreement.erasure_sheet import render_erasure
from sealbench.agreement.inspection import inspect_pdf
from sealbench.agreement.seal import Seal, check, sign
from sealbench.agreement.unfit import Inspected, Unfit, UnfitError

__all__ = [
    "ClientProof",
    "CopyElsewhere",
    "Destroyed",
    "ErasureCertificate",
    "EscrowPlace",
    "Exemption",
    "Inspected",
    "Issuer",
    "LedgerProof",
    "Method",
    "RootTurn",
    "Seal",
    "SigningKey",
    "Step",
    "StepKind",
    "Unfit",
    "UnfitError",
    "check",
    "inspect_pdf",
    "load_pkcs12",
    "new_signing_key",
    "render_erasure",
    "sign",
]
