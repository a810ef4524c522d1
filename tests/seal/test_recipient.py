import pytest

from sealbench.errors import MalformedError
from sealbench.seal import bech32, load_recipient, new_identity, recipient_of
from sealbench.seal.recipient import load_identity

IDENTITY = new_identity()
RECIPIENT = recipient_of(IDENTITY)
RAW = bech32.decode("age1pq", RECIPIENT)


def test_an_identity_has_one_recipient_of_1959_letters() -> None:
    assert len(RECIPIENT) == 1959
    assert recipient_of(IDENTITY) == RECIPIENT
    assert load_recipient(RECIPIENT) is load_recipient(RECIPIENT)
    load_identity(IDENTITY)


@pytest.mark.parametrize(
    "recipient",
    [
        "",
        RECIPIENT.upper(),
        RECIPIENT[:-1] + ("q" if RECIPIENT[-1] != "q" else "p"),
        bech32.encode("age", bytes(31) + b"\x09"),
        bech32.encode("age1pq", RAW[:-1]),
        bech32.encode("age1pq", RAW + b"\0"),
        bech32.encode("age1pq", b"\xff" * 1184 + RAW[1184:]),
        bech32.encode("age1pq", RAW[:1184] + bytes(32)),
    ],
    ids=["empty", "upper", "checksum", "classic", "short", "long", "modulus", "small order"],
)
def test_it_refuses_what_is_no_hybrid_recipient(recipient: str) -> None:
    with pytest.raises(MalformedError):
        load_recipient(recipient)


@pytest.mark.parametrize(
    "identity",
    [
        "",
        IDENTITY.lower(),
        RECIPIENT,
        bech32.encode("age-secret-key-", bytes(32)).upper(),
        bech32.encode("age-secret-key-pq-", bytes(31)).upper(),
    ],
    ids=["empty", "lower case", "recipient", "classic", "short"],
)
def test_it_refuses_what_is_no_hybrid_identity(identity: str) -> None:
    with pytest.raises(MalformedError):
        load_identity(identity)
