"""What was signed of an agreement: of which document, by whom, with which keys (C1).

The browser of whoever signs hashes the bytes that it was given; here they are held against the
ones that were reviewed, so that nobody signs what was put in their place meanwhile.
"""

from collections.abc import Mapping
from hashlib import sha256

from sealbench import canon
from sealbench.agreement import Drawing
from sealbench.errors import MalformedError, VerificationError
from sealbench.ids import new_id
from sealbench.policy import Proof
from sealbench.shop.bench import Staff, Work
from sealbench.shop.bench.events import Event
from sealbench.shop.bench.nonces import spend_nonce
from sealbench.shop.procedures.agreement_file import AgreementFile, tell
from sealbench.shop.procedures.client_key import SKEW, Holder, check_place
from sealbench.shop.procedures.document_key import document_key
from sealbench.shop.records.models import AgreementSignature
from sealbench.statement import Role, SignedStatement, verify_signatures


def agreement_nonce(who: Staff, agreement: str) -> str:
    """Return the purpose of the nonce for signing: this agreement, in this session."""
    return f"agreement {agreement} {who.session}"


CLIENT_NONCE = "client-act"  # a client's page has one sort of nonce


def proof_of(signed: SignedStatement) -> str:
    """Return how whoever signed has just proven to be there."""
    return (Proof.PASSKEY if signed.assertion else Proof.NONE).value


def is_same(file: AgreementFile, signed: SignedStatement) -> bool:
    """Tell whether *signed* is about the document and the terms that were reviewed."""
    statement = signed.statement
    same_terms = statement.text("terms") == file.terms().hash
    return statement.text("document") == file.document and same_terms


def check_about(work: Work, file: AgreementFile, signed: SignedStatement) -> None:
    """Raise VerificationError unless *signed* was made here, now and about this agreement."""
    statement = signed.statement
    check_place(work, signed)
    if statement.text("agreement") != file.id:
        raise VerificationError("signed another agreement")
    if abs(statement.at - work.now) > SKEW:
        raise VerificationError(
            "the clock of this device is wrong", hint="set date and time, and try again"
        )


def check_drawing(signed: SignedStatement, drawing: Drawing | None) -> None:
    """Raise MalformedError unless *signed* names *drawing*, or names none where there is none."""
    if signed.statement.text("drawing") != (drawing.hash if drawing else ""):
        raise MalformedError("the drawing is another one than was signed")


def check_seal(work: Work, signed: SignedStatement) -> None:
    """Raise VerificationError unless management named the certificate of now."""
    root = canon.b64u(sha256(document_key(work).root).digest())
    if signed.statement.text("seal") != root:
        raise VerificationError("signed for another certificate of the shop", hint="sign again")


def verify_client(work: Work, client: Holder, signed: SignedStatement) -> None:
    """Raise VerificationError unless the key behind the visit signed."""
    verify_signatures(signed, {Role.CLIENT: client.key})
    spend_nonce(work, signed.statement.text("nonce"), CLIENT_NONCE)


def keep_signature(
    work: Work,
    file: AgreementFile,
    signed: SignedStatement,
    actor: Mapping[str, str],
    drawing: Drawing | None = None,
) -> None:
    """Record what was signed, in the role that it states."""
    role = signed.statement.text("role")
    row = AgreementSignature(pk=new_id(), agreement=file.row, role=role, signed_at=work.seconds)
    by = actor.get("name", "")
    drawn = drawing.to_json() if drawing else None
    content: dict[str, canon.JSONValue] = {
        "by": by,
        "key": actor.get("key", ""),
        "level": actor.get("level", ""),
        "drawing": drawn,
    }
    work.write(row, file.node, content)
    row.save(force_insert=True)
    tell(work, file, Event.AGREEMENT_SIGNED, actor, role=role, statement=signed.to_json())


def drawing_of(work: Work, file: AgreementFile) -> Drawing | None:
    """Return what the client drew, None where nothing was drawn."""
    row = AgreementSignature.objects.filter(agreement=file.row, role="client").first()
    kept = work.read(row, file.node)["drawing"] if row else None
    return None if kept is None else Drawing.from_json(kept)
