"""PAdES baseline B-B or B-T by pyHanko: the shop's seal on a PDF, and the check of one.

Loading pyHanko takes the better part of a second, which only who signs or checks should pay:
this module, `final_pdf` and `pdf_scan` import it, and nobody imports these at the start.
"""

import io
import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar

from asn1crypto import tsp
from pyhanko.keys import load_certs_from_pemder_data, load_private_key_from_pemder_data
from pyhanko.pdf_utils.generic import StreamObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import BasePdfFileWriter, PageObject, PdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from sealbench.agreement.authority import SigningKey
from sealbench.agreement.seal import Seal, Stamp
from sealbench.agreement.time_stamps import Authority
from sealbench.errors import (
    MalformedError,
    SealbenchError,
    UnavailableError,
    VerificationError,
)

_T = TypeVar("_T")

_FIELD, _DIGEST = "ShopSeal", "sha256"

# What a check finds is what it returns: a stranger's document writes nothing into our logs.
for _name in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)


def sign(pdf: bytes, key: SigningKey, *, at: datetime, reason: str) -> bytes:
    """Return *pdf* sealed, so that no later change of it is allowed."""
    with malformed("not a PDF that can be signed"):
        return seal(IncrementalPdfFileWriter(io.BytesIO(pdf)), key, at=at, reason=reason)


def seal(
    writer: IncrementalPdfFileWriter,
    key: SigningKey,
    *,
    at: datetime,
    reason: str,
    authority: Authority | None = None,
    page: int = 0,
) -> bytes:
    """Return what *writer* holds, sealed; the seal, which nobody sees, belongs to *page*."""
    signer = signers.SimpleSigner(
        signing_cert=_certificates([key.certificate])[0],
        signing_key=load_private_key_from_pemder_data(key.key, None),
        cert_registry=SimpleCertificateStore.from_certs(_certificates(key.chain)),
    )
    meta = signers.PdfSignatureMetadata(
        field_name=_FIELD,
        md_algorithm=_DIGEST,
        reason=reason,
        subfilter=fields.SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
    )
    sealing = _Signer(
        meta,
        signer,
        timestamper=_Stamper(authority) if authority else None,
        new_field_spec=fields.SigFieldSpec(_FIELD, on_page=page),
    )
    sealing.at = at
    return bytes(_apart(lambda: sealing.sign_pdf(writer)).getvalue())


def empty_page() -> bytes:
    """Return a PDF of one small page with nothing on it."""
    writer, made = PdfFileWriter(), io.BytesIO()
    content = writer.add_object(StreamObject(stream_data=b""))
    writer.insert_page(PageObject(contents=content, media_box=(0, 0, 72, 72)))
    writer.write(made)
    return made.getvalue()


def check(
    pdf: bytes, trust: Sequence[bytes], *, now: datetime | None, stamps: Sequence[bytes]
) -> Seal:
    """Return the seal of *pdf* if it holds, under one of the roots *trust*."""
    with malformed("not a PDF with one signature"):
        embedded = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
        if len(embedded) != 1:
            raise MalformedError("not a PDF with one signature")
        _require_own_spelling(pdf, embedded[0])
        moment = now or embedded[0].self_reported_timestamp
        status = _apart(
            lambda: validate_pdf_signature(
                embedded[0], _context(trust, moment), _context(stamps, now or moment)
            )
        )
    _require(status)
    _require_own_chain(embedded[0], status)
    return _seal(status)


def _context(roots: Sequence[bytes], moment: datetime | None) -> ValidationContext:
    return ValidationContext(trust_roots=_certificates(roots), allow_fetching=False, moment=moment)


class _Signer(signers.PdfSigner):
    """A signer whose time is told, not asked of the machine."""

    at: datetime

    def init_signing_session(
        self,
        pdf_out: BasePdfFileWriter,
        existing_fields_only: Any = False,  # noqa: FBT002
    ) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self.at.astimezone(UTC)
        return session


class _Stamper(TimeStamper):
    """The authority's answers, within one limit of time for each question."""

    def __init__(self, authority: Authority) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # pyHanko types all but this
        self._authority = authority

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        return tsp.TimeStampResp.load(self._authority.ask(req.dump()), strict=True)

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> Any:
        try:
            return await super().async_timestamp(message_digest, md_algorithm)
        except SealbenchError:
            raise
        except Exception as exc:  # whatever a stranger's answer makes its parser stumble over
            raise UnavailableError(
                "the time stamp authority made no time stamp", hint="look at its address"
            ) from exc


def _certificates(ders: Sequence[bytes]) -> list[Any]:
    return [each for der in ders for each in load_certs_from_pemder_data(der)]


def _apart(call: Callable[[], _T]) -> _T:
    """Return what *call* returns: pyHanko runs an event loop, and a thread has but one."""
    with ThreadPoolExecutor(max_workers=1) as beside:
        return beside.submit(call).result()


@contextmanager
def malformed(message: str) -> Iterator[None]:
    """Turn whatever a parser of foreign bytes stumbles over into MalformedError."""
    try:
        yield
    except SealbenchError:
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
    stamp = status.timestamp_validity
    if stamp is not None and not (stamp.valid and stamp.intact):
        raise VerificationError("the time stamp in the seal does not hold")
    if not status.seed_value_ok or status.content_timestamp_validity is not None:
        raise VerificationError("the seal does not hold")


def _seal(status: PdfSignatureStatus) -> Seal:
    at = status.signer_reported_dt
    if at is None:
        raise MalformedError("a seal without a time")
    certificate = status.signing_cert
    stamp = status.timestamp_validity
    return Seal(
        _common_name(certificate),
        at.astimezone(UTC),
        certificate.dump(),
        certificate.not_valid_after.astimezone(UTC),
        None
        if stamp is None
        else Stamp(
            _common_name(stamp.signing_cert), stamp.timestamp.astimezone(UTC), stamp.trusted
        ),
    )


def _common_name(certificate: Any) -> str:
    return str(certificate.subject.native.get("common_name", ""))
