"""Short ways to make final agreements, genuine and forged, and to ask what is found of them."""

from sealbench.agreement import Evidence, final_pdf, new_signing_key
from sealbench.agreement.audit import render_audit
from sealbench.dossier import Result
from sealbench.dossier.agreements import AgreementReport, finish_agreement, verify_agreement
from sealbench.dossier.agreements.finish import _audit
from tests.dossier.agreements import AT, DOCUMENT, KEY, SIGNED_AT, Agreed, judged_at
from tests.dossier.story import GENESIS

GOOD = Agreed().evidence()
FINAL = finish_agreement(DOCUMENT, GOOD, KEY, at=AT).pdf
SHEET = render_audit(_audit(DOCUMENT, GOOD, AT))
OTHER_KEY = new_signing_key("Corner Repairs", now=SIGNED_AT)


def judge(pdf: bytes, fingerprint: str | None = GENESIS.statement.hash) -> AgreementReport:
    return verify_agreement(pdf, fingerprint=fingerprint, now=judged_at())


def forged(evidence: Evidence, document: bytes = DOCUMENT) -> bytes:
    """What somebody with the shop's certificate, but no manager's key, can make."""
    return final_pdf.extend(document, SHEET, evidence.to_bytes(), KEY, at=AT)


def failed(report: AgreementReport) -> dict[str, str]:
    return {each.name: each.detail for each in report.checks if each.result is Result.FAILS}
