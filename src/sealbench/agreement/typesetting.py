"""Set a document as PDF."""

from sealbench.agreement.erasure import ErasureCertificate


def render_erasure(certificate: ErasureCertificate) -> bytes:
    """Return the certificate as a PDF/A on A4: the same bytes each time for the same data."""
    raise NotImplementedError
