"""What a browser proves of a passkey: that it was made here, for a statement of ours."""

from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from webauthn import verify_registration_response
from webauthn.helpers import decode_credential_public_key, decoded_public_key_to_cryptography
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.exceptions import WebAuthnException

from sealbench import canon
from sealbench.canon import JSONValue
from sealbench.errors import ConflictError, MalformedError, VerificationError
from sealbench.keyring import HOUSE
from sealbench.seal import WrappedBy, check_identity_file
from sealbench.shop.bench import Work, token_hash
from sealbench.shop.records.models import Passkey, Person
from sealbench.statement import Assertion, Statement, formats, host_of
from sealbench.statement.assertion import load_spki

_ALGORITHMS = [
    COSEAlgorithmIdentifier.ECDSA_SHA_256,
    COSEAlgorithmIdentifier.EDDSA,
    COSEAlgorithmIdentifier.RSASSA_PKCS1_v1_5_SHA_256,
]
_MOST_FILE = 8192
_COUNT = slice(33, 37)  # of the authenticator data (WebAuthn level 3, section 6.1)
_TRANSPORTS = ("ble", "cable", "hybrid", "internal", "nfc", "smart-card", "usb")
_REMOVABLE = {"ble", "nfc", "smart-card", "usb"}


def _transports(value: JSONValue) -> None:
    if not isinstance(value, list) or len(value) > len(_TRANSPORTS):
        raise MalformedError("not a list of transports")
    for each in value:
        formats.matching(r"[a-z-]{1,20}")(each)


_REGISTRATION = formats.record(
    {
        "id": formats.credential,
        "rawId": formats.credential,
        "type": formats.one_of("public-key"),
        "response": formats.record(
            {
                "clientDataJSON": formats.octets(1, 2048),
                "attestationObject": formats.octets(1, 16384),
                "transports": _transports,
            }
        ),
    }
)


@dataclass(frozen=True, slots=True)
class NewPasskey:
    """A passkey that was just made, as its browser describes it; *file* may be empty (no PRF)."""

    registration: Mapping[str, JSONValue]
    file: bytes

    @classmethod
    def from_json(cls, value: JSONValue) -> "NewPasskey":
        """Return the passkey in a body; raise MalformedError for any other form."""
        formats.record({"registration": _REGISTRATION, "file": formats.octets(0, _MOST_FILE)})(
            value
        )
        body = value if isinstance(value, Mapping) else {}
        file = canon.unb64u(formats.text(body["file"]))
        if file:
            check_identity_file(file, WrappedBy.PASSKEY)
        registration = body["registration"]
        return cls(registration if isinstance(registration, Mapping) else {}, file)


@dataclass(frozen=True, slots=True)
class ProvenPasskey:
    """A passkey whose registration was verified; *spki* is canonical DER."""

    id: bytes
    cose: bytes
    spki: bytes
    file: bytes
    label: str


def refuse_results(value: JSONValue) -> None:
    """Raise MalformedError if *value* holds a passkey's extension results anywhere (law 2)."""
    if isinstance(value, Mapping):
        if {"clientExtensionResults", "prf"} & value.keys():
            raise MalformedError("a passkey's results must never be sent")
        value = tuple(value.values())
    if isinstance(value, list | tuple):
        for item in value:
            refuse_results(item)


def prove_passkey(made: NewPasskey, statement: Statement, *, site: str) -> ProvenPasskey:
    """Return *made* if it was created for *statement* at *site* by a user who was verified.

    Raise VerificationError if it was not, MalformedError for a key of another kind.
    """
    try:
        verified = verify_registration_response(
            credential={**made.registration, "clientExtensionResults": {}},
            expected_challenge=statement.challenge,
            expected_rp_id=host_of(site),
            expected_origin=site,
            require_user_verification=True,
            supported_pub_key_algs=_ALGORITHMS,
        )
        spki = _spki(verified.credential_public_key)
    except (WebAuthnException, ValueError, LookupError, TypeError, AttributeError) as exc:
        # The library reads hostile bytes: whatever it stumbles on, the answer is no.
        raise VerificationError("the passkey was not made for this request") from exc
    load_spki(spki)
    return ProvenPasskey(
        verified.credential_id, verified.credential_public_key, spki, made.file, _label(made)
    )


def store_passkey(work: Work, person: Person, passkey: ProvenPasskey) -> Passkey:
    """Keep *passkey* of *person*; raise ConflictError if its credential is known already."""
    row = Passkey(pk=credential_hash(passkey.id), person=person, created_at=work.seconds)
    if Passkey.objects.filter(pk=row.pk).exists():
        raise ConflictError("this passkey is known here already")
    content = {
        "credential_id": canon.b64u(passkey.id),
        "cose": canon.b64u(passkey.cose),
        "spki": canon.b64u(passkey.spki),
        "file": canon.b64u(passkey.file),
        "label": passkey.label,
    }
    work.write(row, HOUSE, content)
    row.save(force_insert=True)
    return row


def risen_count(assertion: Assertion, passkey: Passkey) -> int:
    """Return the count that *passkey* shows; raise VerificationError unless it has risen.

    Passkeys that are synchronised keep none: they show 0 for ever.
    """
    count = int.from_bytes(assertion.authenticator_data[_COUNT], "big")
    if (count or passkey.sign_count) and count <= passkey.sign_count:
        raise VerificationError("the passkey's count went back: it may have been copied")
    return count


def credential_hash(credential: bytes) -> str:
    """Return the hash under which a credential id is kept."""
    return token_hash(canon.b64u(credential))


def _spki(cose: bytes) -> bytes:
    key = decoded_public_key_to_cryptography(decode_credential_public_key(cose))
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _label(made: NewPasskey) -> str:
    response = made.registration["response"]
    transports = response["transports"] if isinstance(response, Mapping) else []
    found = set(transports) if isinstance(transports, list) else set()
    if "internal" in found:
        return "this device"
    return "security key" if found & _REMOVABLE else "another device"
