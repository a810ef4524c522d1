"""What is signed word for word: texts with a version, one file per language.

Clients acknowledge three of them (D1), technicians state one at the end of a job (A2).

The files in ``texts/`` are named ``name.version.language.txt``.  What was signed once is never
changed: ``SHA256SUMS`` lists each file, and one that differs is not shown to anybody.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files

from sealbench import canon
from sealbench.canon import JSON
from sealbench.errors import MalformedError, VerificationError

NAMES = ("policy", "responsibility", "backup")
"""What is acknowledged: what is promised, what stays the client's, and, separately, the backup."""

ATTESTATION = "attestation"
"""What whoever worked on a job states at its end."""

_FILE = re.compile(
    r"(policy|responsibility|backup|attestation)\.([1-9][0-9]*)\.([a-z][a-z0-9-]{0,39})\.txt"
)


@dataclass(frozen=True, slots=True)
class Text:
    """One text in one version and language; its first line is a heading."""

    name: str
    version: int
    language: str
    body: str

    @property
    def hash(self) -> str:
        """Return SHA-256 of the bytes of the text (base64url)."""
        return canon.b64u(sha256(self.body.encode()).digest())

    @property
    def reference(self) -> JSON:
        """Return how a statement names the text."""
        return {"version": self.version, "language": self.language, "hash": self.hash}

    def to_json(self) -> JSON:
        """Return the text, word for word, with what names it."""
        return {
            "name": self.name,
            "version": self.version,
            "language": self.language,
            "body": self.body,
        }

    @property
    def heading(self) -> str:
        """Return the first line."""
        return self.body.partition("\n")[0]

    @property
    def paragraphs(self) -> list[str]:
        """Return what follows the heading."""
        return [each for each in self.body.strip().split("\n\n")[1:] if each]


def load_texts(language: str = "en") -> tuple[Text, ...]:
    """Return the newest version of each text in *language*, in the order of `NAMES`.

    Raise VerificationError for a file that is not what ``SHA256SUMS`` lists.
    """
    return _named(NAMES, language)


def load_attestation(language: str = "en") -> Text:
    """Return the newest version of what is stated at the end of a job, as `load_texts` does."""
    return _named((ATTESTATION,), language)[0]


def _named(names: Sequence[str], language: str) -> tuple[Text, ...]:
    home = files("sealbench.policy").joinpath("texts")
    newest: dict[str, Text] = {}
    for line in home.joinpath("SHA256SUMS").read_text("utf-8").splitlines():
        digest, _, name = line.partition("  ")
        text = text_of(name, home.joinpath(name).read_bytes(), digest)
        known = newest.get(text.name)
        if text.language == language and (known is None or known.version < text.version):
            newest[text.name] = text
    if not newest.keys() >= set(names):
        raise MalformedError("a text is missing in this language")
    return tuple(newest[name] for name in names)


def text_of(name: str, data: bytes, digest: str) -> Text:
    """Return the text in the file *name*, whose SHA-256 must be *digest* (hexadecimal)."""
    found = _FILE.fullmatch(name)
    if not found:
        raise MalformedError("not the name of a text")
    if sha256(data).hexdigest() != digest:
        raise VerificationError(
            "a text was changed after it was published", hint="give it a new version"
        )
    return Text(found[1], int(found[2]), found[3], data.decode())
