"""Documents: their text, the shop's seal on them (PAdES), and the check of it.

    pdf = render_erasure(certificate)                     # deterministic, PDF/A, no network
    signed = sign(pdf, signing_key, at=now, reason="…")
    check(signed, [signing_key.chain[-1]], now=now)       # VerificationError

An agreement goes its way in four steps:

    terms = Terms(…); contract = Contract(…, terms=terms, clauses=[one_line(text), …])
    document = render_contract("confidentiality.1", contract)   # TEMPLATES; or the client's own:
    inspect_pdf(document)                                       # UnfitError, with its reason
    # both sides sign SHA-256 of *document* and `terms.hash`: the statement *agreement*
    evidence = Evidence(…, records=…)                           # the events that recorded it
    # dossier.agreements.finish_agreement and verify_agreement do the rest

typst and pyHanko are loaded when a document is made or checked, not before.
"""

from sealbench.agreement.authority import SigningKey, new_signing_key
from sealbench.agreement.brought import MOST_PKCS12, load_pkcs12, require_fit
from sealbench.agreement.contract import (
    TEMPLATES,
    Contract,
    Party,
    Template,
    render_contract,
)
from sealbench.agreement.drawing import Drawing
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
from sealbench.agreement.evidence import Evidence, Recorded
from sealbench.agreement.inspection import inspect_pdf
from sealbench.agreement.seal import (
    Seal,
    Stamp,
    check,
    check_extension,
    extend,
    read_evidence,
    sign,
    try_out,
)
from sealbench.agreement.terms import Cleared, Terms
from sealbench.agreement.time_stamps import Authority
from sealbench.agreement.typesetting import one_line
from sealbench.agreement.unfit import Inspected, Unfit, UnfitError

__all__ = [
    "MOST_PKCS12",
    "TEMPLATES",
    "Authority",
    "Cleared",
    "ClientProof",
    "Contract",
    "CopyElsewhere",
    "Destroyed",
    "Drawing",
    "ErasureCertificate",
    "EscrowPlace",
    "Evidence",
    "Exemption",
    "Inspected",
    "Issuer",
    "LedgerProof",
    "Method",
    "Party",
    "Recorded",
    "RootTurn",
    "Seal",
    "SigningKey",
    "Stamp",
    "Step",
    "StepKind",
    "Template",
    "Terms",
    "Unfit",
    "UnfitError",
    "check",
    "check_extension",
    "extend",
    "inspect_pdf",
    "load_pkcs12",
    "new_signing_key",
    "one_line",
    "read_evidence",
    "render_contract",
    "render_erasure",
    "require_fit",
    "sign",
    "try_out",
]
