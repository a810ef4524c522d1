"""Bech32 (BIP 173, checksum constant 1) without its limit of 90 letters, as age uses it."""

import base64
import binascii

from sealbench.errors import MalformedError

_LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_TO_BASE32 = str.maketrans(_LETTERS, _BASE32)
_FROM_BASE32 = str.maketrans(_BASE32, _LETTERS)
_VALUES = {letter: value for value, letter in enumerate(_LETTERS)}
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECKSUM = 6


def _column(top: int) -> int:
    column = 0
    for bit, generator in enumerate(_GENERATOR):
        column ^= generator if top >> bit & 1 else 0
    return column


# The five conditional XORs of a step depend on the top five bits alone.
_STEPS = tuple(_column(top) for top in range(32))


def encode(prefix: str, data: bytes) -> str:
    """Return *data* in lower case under the human-readable part *prefix*."""
    letters = base64.b32encode(data).decode().rstrip("=").translate(_FROM_BASE32)
    state = _polymod(prefix, letters + "q" * _CHECKSUM) ^ 1
    checksum = (_LETTERS[state >> 5 * (5 - place) & 31] for place in range(_CHECKSUM))
    return f"{prefix}1{letters}{''.join(checksum)}"


def decode(prefix: str, text: str) -> bytes:
    """Return the data of lower-case *text* under *prefix*; raise MalformedError otherwise."""
    if not text.startswith(prefix + "1"):
        raise MalformedError("bech32 of another kind")
    letters = text[len(prefix) + 1 :]
    if len(letters) < _CHECKSUM or not _VALUES.keys() >= set(letters):
        raise MalformedError("not bech32")
    if _polymod(prefix, letters) != 1:
        raise MalformedError("a checksum is wrong")
    return _octets(letters[:-_CHECKSUM])


def _octets(letters: str) -> bytes:
    text = letters.translate(_TO_BASE32)
    try:
        data = base64.b32decode(text + "=" * (-len(text) % 8))
    except binascii.Error as exc:
        raise MalformedError("not bech32") from exc
    if base64.b32encode(data).decode().rstrip("=") != text:
        raise MalformedError("bech32 with trailing bits")
    return data


def _polymod(prefix: str, letters: str) -> int:
    state = 1
    for value in _expanded(prefix):
        state = (state & 0x1FFFFFF) << 5 ^ value ^ _STEPS[state >> 25]
    for letter in letters:
        state = (state & 0x1FFFFFF) << 5 ^ _VALUES[letter] ^ _STEPS[state >> 25]
    return state


def _expanded(prefix: str) -> list[int]:
    codes = prefix.encode()
    return [code >> 5 for code in codes] + [0] + [code & 31 for code in codes]
