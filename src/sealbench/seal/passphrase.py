"""Generated passphrases and what is derived from them (docs/spec/identity-file.md).

The server holds the file that a passphrase wraps, so that it could be guessed at offline:
it is generated, 7 words of the BIP-39 English list, 77 bits, and never chosen by people.
"""

import hashlib
import secrets
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files

from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from sealbench import canon
from sealbench.errors import MalformedError
from sealbench.ids import HomeId, check_id

WORDS = 7

_LABEL = b"sealbench/passphrase/v1"
_N, _R, _P = 2**17, 8, 1
_SEED = 32


@dataclass(frozen=True, slots=True)
class PassphraseKeys:
    """What a passphrase gives: a seed that authenticates and a key that wraps, 32 bytes each."""

    sign_in_seed: bytes = field(repr=False)
    wrapping_key: bytes = field(repr=False)


@lru_cache(maxsize=1)
def words() -> tuple[str, ...]:
    """Return the 2048 words of the BIP-39 English list."""
    return tuple(files("sealbench.seal").joinpath("words.txt").read_text("ascii").split())


def new_passphrase() -> str:
    """Return 7 random words, joined by single spaces."""
    return " ".join(secrets.choice(words()) for _ in range(WORDS))


def passphrase_form(typed: str) -> str:
    """Return the passphrase that was meant; raise MalformedError unless it is 7 words."""
    found = typed.lower().split()
    if len(found) != WORDS or not set(words()).issuperset(found):
        raise MalformedError("not seven words of the list")
    return " ".join(found)


def name_form(name: str) -> str:
    """Return a person's *name* as the salt holds it: NFKC, lower case, single spaces."""
    lower = unicodedata.normalize("NFKC", name).lower()
    return " ".join(filter(None, unicodedata.normalize("NFKC", lower).split(" ")))


def receipt_form(client_key: bytes) -> str:
    """Return what stands for the name in the salt of a client's receipt file."""
    return "receipt:" + canon.b64u(client_key)


def salt_of(home: HomeId, form: str) -> bytes:
    """Return the scrypt salt, 32 bytes, of `name_form` or `receipt_form` in *home*."""
    parts = (_LABEL, check_id(home).encode(), form.encode())
    return hashlib.sha256(b"\0".join(parts)).digest()


def derive(passphrase: str, home: HomeId, form: str) -> PassphraseKeys:
    """Return the keys of *passphrase*: scrypt, N = 2^17, r = 8, p = 1 (128 MiB, about 0.4 s)."""
    kdf = Scrypt(salt=salt_of(home, form), length=2 * _SEED, n=_N, r=_R, p=_P)
    out = kdf.derive(passphrase_form(passphrase).encode())
    return PassphraseKeys(out[:_SEED], out[_SEED:])
