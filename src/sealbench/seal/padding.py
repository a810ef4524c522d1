"""Padding to 512 bytes, so that a ciphertext does not tell how long a password is."""

from sealbench.errors import MalformedError

BLOCK = 512
LARGEST = 4096
_LENGTH = 4


def pad(data: bytes) -> bytes:
    """Return length (4 bytes, big-endian), *data*, zeros to a multiple of 512; at most 4096."""
    size = _padded(len(data))
    if size > LARGEST:
        raise MalformedError("too long to be sealed")
    return (len(data).to_bytes(_LENGTH, "big") + data).ljust(size, b"\0")


def unpad(padded: bytes) -> bytes:
    """Return what `pad` was given; raise MalformedError unless *padded* is exactly its result."""
    length = int.from_bytes(padded[:_LENGTH], "big")
    if len(padded) > LARGEST or len(padded) != _padded(length):
        raise MalformedError("not padded")
    data, zeros = padded[_LENGTH : _LENGTH + length], padded[_LENGTH + length :]
    if any(zeros):
        raise MalformedError("padding that is not zero")
    return data


def _padded(length: int) -> int:
    return -(-(_LENGTH + length) // BLOCK) * BLOCK
