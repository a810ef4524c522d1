"""What was signed of an agreement: of which document, by whom, with which keys (C1).

The browser of whoever signs hashes the bytes that it was given; here they are held against the
ones that were reviewed, so that nobody signs what was put in their place meanwhile.
"""

from collections.abc import Mapping

from sealbench import canon
from sealbench.agreement import Drawing
from sealbench.errors import MalformedError, VerificationError
from sealbench.ids import new_id
from sealbench.policy import Proof, SignerRole
from sealbench.shop.bench import Staff, Work
from sealbench.shop.bench.document_keys import root_hash
from sealbench.shop.bench.events import Event
from sealbench.shop.bench.nonces import spend_nonce
from sealbench.shop.procedures.agreement_file import AgreementFile, tell
from sealbench.shop.procedures.agreement_papers import FINAL, has_paper
from sealbench.shop.procedures.client_key import SKEW, Holder, check_place
from sealbench.shop.procedures.document_key import document_key, document_keys
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
    if signed.statement.text("seal") != root_hash(document_key(work)):
        raise VerificationError("signed for another certificate of the shop", hint="sign again")


def named_seal(work: Work, file: AgreementFile) -> str:
    """Return the hash of the root that management named when it last signed, "" before."""
    row = AgreementSignature.objects.filter(agreement=file.row, role=SignerRole.MANAGEMENT).first()
    if row is None:
        return ""
    named = work.read(row, file.node).get("seal")
    if named is None:  # signed before a certificate could be replaced: it was the one of then
        return root_hash(document_keys(work).at(row.signed_at))
    return str(named)


def is_to_be_signed_again(work: Work, file: AgreementFile) -> bool:
    """Tell whether management named a certificate that ended before anything was sealed by it."""
    seal = named_seal(work, file)
    if not seal or has_paper(file, FINAL):
        return False
    keys = document_keys(work)
    named = keys.named(seal)
    return (named is None or named.ends <= work.now) and seal != root_hash(keys.now)


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
    # Management's is replaced where it signs again; the events keep both.
    before = AgreementSignature.objects.filter(agreement=file.row, role=role).first()
    row = before or AgreementSignature(pk=new_id(), agreement=file.row, role=role)
    row.signed_at = work.seconds
    by = actor.get("name", "")
    drawn = drawing.to_json() if drawing else None
    content: dict[str, canon.JSONValue] = {
        "by": by,
        "key": actor.get("key", ""),
        "level": actor.get("level", ""),
        "drawing": drawn,
        "seal": signed.statement.text("seal"),
    }
    work.write(row, file.node, content)
    row.save(force_insert=before is None)
    tell(work, file, Event.AGREEMENT_SIGNED, actor, role=role, statement=signed.to_json())


def drawing_of(work: Work, file: AgreementFile) -> Drawing | None:
    """Return what the client drew, None where nothing was drawn."""
    row = AgreementSignature.objects.filter(agreement=file.row, role="client").first()
    kept = work.read(row, file.node)["drawing"] if row else None
    return None if kept is None else Drawing.from_json(kept)
