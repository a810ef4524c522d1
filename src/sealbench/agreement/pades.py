"""PAdES baseline B-B by pyHanko: the shop's seal on a PDF, and the check of one.

This module alone imports pyHanko, and nothing but `agreement` imports this module: loading
it takes the better part of a second, which only who signs or checks should pay.
"""

import io
import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar

from pyhanko.keys import load_certs_from_pemder_data, load_private_key_from_pemder_data
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from sealbench.agreement.authority import SigningKey
from sealbench.agreement.seal import Seal
from sealbench.errors import MalformedError, VerificationError

_T = TypeVar("_T")

_FIELD = "ShopSeal"

# What a check finds is what it returns: a stranger's document writes nothing into our logs.
for _name in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)


def sign(pdf: bytes, key: SigningKey, *, at: datetime, reason: str) -> bytes:
    """Return *pdf* sealed, so that no later change of it is allowed."""
    signer = signers.SimpleSigner(
        signing_cert=_certificates([key.certificate])[0],
        signing_key=load_private_key_from_pemder_data(key.key, None),
        cert_registry=SimpleCertificateStore.from_certs(  # type: ignore[no-untyped-call]
            _certificates(key.chain)
        ),
    )
    meta = signers.PdfSignatureMetadata(
        field_name=_FIELD,
        md_algorithm="sha256",
        reason=reason,
        subfilter=fields.SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
    )
    with _malformed("not a PDF that can be signed"):
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        signed = _apart(lambda: _Signer(meta, signer, at).sign_pdf(writer))
    return bytes(signed.getvalue())


def check(pdf: bytes, trust: Sequence[bytes], *, now: datetime) -> Seal:
    """Return the seal of *pdf* if it holds, under one of the roots *trust*."""
    context = ValidationContext(
        trust_roots=_certificates(trust),
        allow_fetching=False,
        moment=now,
    )
    with _malformed("not a PDF with one signature"):
        embedded = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
        if len(embedded) != 1:
            raise MalformedError("not a PDF with one signature")
        _require_own_spelling(pdf, embedded[0])
        status = _apart(lambda: validate_pdf_signature(embedded[0], context))
    _require(status)
    _require_own_chain(embedded[0], status)
    return _seal(status)


class _Signer(signers.PdfSigner):
    """A signer whose time is told, not asked of the machine."""

    def __init__(
        self, meta: signers.PdfSignatureMetadata, signer: signers.Signer, at: datetime
    ) -> None:
        super().__init__(meta, signer)
        self._at = at

    def init_signing_session(
        self,
        pdf_out: BasePdfFileWriter,
        existing_fields_only: Any = False,  # noqa: FBT002
    ) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self._at.astimezone(UTC)
        return session


def _certificates(ders: Sequence[bytes]) -> list[Any]:
    return [each for der in ders for each in load_certs_from_pemder_data(der)]


def _apart(call: Callable[[], _T]) -> _T:
    """Return what *call* returns: pyHanko runs an event loop, and a thread has but one."""
    with ThreadPoolExecutor(max_workers=1) as beside:
        return beside.submit(call).result()


@contextmanager
def _malformed(message: str) -> Iterator[None]:
    """Turn whatever a parser of foreign bytes stumbles over into MalformedError."""
    try:
        yield
    except (MalformedError, VerificationError):
        raise
    except Exception as exc:  # pyHanko has no end of them: decimal's, struct's, zlib's …
        raise MalformedError(message) from exc


def _require_own_spelling(pdf: bytes, embedded: EmbeddedPdfSignature) -> None:
    """Refuse what no signature covers, its own spelling: other digits, or bytes in its filling."""
    content = bytes(embedded.pkcs7_content)
    _, before, after, _ = (int(each) for each in embedded.byte_range)
    written = b"<%s>" % content.hex().upper().encode()
    if pdf[before:after] != written or content[_der_size(content) :].strip(b"\0"):
        raise VerificationError("the document was altered after it was sealed")


def _require_own_chain(embedded: EmbeddedPdfSignature, status: PdfSignatureStatus) -> None:
    """Refuse certificates that only travel along: no signature covers them either."""
    path = status.validation_path
    known = {bytes(each.dump()) for each in path.iter_certs(include_root=True)} if path else set()
    if not {bytes(each.dump()) for each in embedded.other_embedded_certs} <= known:
        raise VerificationError("a certificate in the seal is not of its chain")


def _der_size(data: bytes) -> int:
    """Return how many bytes the DER value at the beginning of *data* takes."""
    head = data[1] & 0x7F
    if data[1] == head:
        return 2 + head
    return 2 + head + int.from_bytes(data[2 : 2 + head], "big")


def _require(status: PdfSignatureStatus) -> None:
    if not status.intact or not status.valid:
        raise VerificationError("the document was altered after it was sealed")
    if status.coverage != SignatureCoverageLevel.ENTIRE_FILE or not status.docmdp_ok:
        raise VerificationError("something was added to the document after it was sealed")
    if not status.trusted:
        raise VerificationError("sealed by somebody who is not trusted here")
    if not status.bottom_line:
        raise VerificationError("the seal does not hold")


def _seal(status: PdfSignatureStatus) -> Seal:
    at = status.signer_reported_dt
    if at is None:
        raise MalformedError("a seal without a time")
    certificate = status.signing_cert
    name = certificate.subject.native.get("common_name", "")
    return Seal(str(name), at.astimezone(UTC), certificate.dump())
