"""The texts that clients acknowledge."""

from hashlib import sha256
from importlib.resources import files

import pytest

from sealbench.errors import MalformedError, VerificationError
from sealbench.policy import NAMES, load_clauses, load_texts
from sealbench.policy.texts import text_of


def test_the_three_texts_come_in_order() -> None:
    texts = load_texts()
    assert tuple(each.name for each in texts) == NAMES
    assert all(each.heading and each.paragraphs for each in texts)


def test_the_policy_names_the_thirteen_clauses() -> None:
    policy = load_texts()[0]
    told = [each.split(".")[0] for each in policy.paragraphs]
    assert told == [clause.id for clause in load_clauses()]


def test_every_file_is_listed() -> None:
    home = files("sealbench.policy").joinpath("texts")
    listed = [line[66:] for line in home.joinpath("SHA256SUMS").read_text("utf-8").splitlines()]
    assert sorted(listed) == sorted(
        each.name for each in home.iterdir() if each.name.endswith(".txt")
    )


def test_a_language_without_texts_is_said() -> None:
    with pytest.raises(MalformedError):
        load_texts("tlh")


def test_a_changed_text_is_shown_to_nobody() -> None:
    data = b"Heading\n\nWords.\n"
    digest = sha256(data).hexdigest()
    assert text_of("backup.2.en.txt", data, digest).paragraphs == ["Words."]
    with pytest.raises(VerificationError):
        text_of("backup.2.en.txt", data + b"!", digest)
    with pytest.raises(MalformedError):
        text_of("backup.en.txt", data, digest)
