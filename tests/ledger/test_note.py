from base64 import b64decode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealbench.errors import MalformedError, VerificationError
from sealbench.ledger import LogSigner, Note, NoteSignature, VerifierKey, note, sign_note

# The examples of c2sp.org/signed-note and of golang.org/x/mod/sumdb/note.
SPEC_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
SPEC_NOTE = (
    "This is an example message.\n\n\u2014 example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXpp"
    "zi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)
GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_SEED = b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]  # a published example
GO_TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
GO_NOTE = (
    GO_TEXT + "\n\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZ"
    "SNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
# A text with empty lines, from the head of the spec, of which no key is published.
POEM = (
    "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\n"
    "ed \u00e8 subito sera.\n"
)
POEM_SIGNATURE = (
    "\u2014 quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKON"
    "rMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n"
)

ALICE = LogSigner.from_seed("alice", bytes(32))
BOB = LogSigner.from_seed("bob", bytes(range(32)))

names = st.text(st.characters(codec="utf-8", exclude_characters="+", min_codepoint=33), min_size=1)
names = names.filter(lambda name: not any(letter.isspace() for letter in name))
texts = st.text(st.characters(codec="utf-8", min_codepoint=32) | st.just("\n"))
texts = texts.map(lambda text: text + "\n")


@pytest.mark.parametrize(("key", "signed"), [(SPEC_KEY, SPEC_NOTE), (GO_KEY, GO_NOTE)])
def test_it_opens_the_published_examples(key: str, signed: str) -> None:
    known = VerifierKey.from_text(key)
    found = Note.from_text(signed)
    assert found.verify([known]) == (known,)
    assert found.to_text() == signed
    assert known.to_text() == key


def test_it_signs_the_published_example() -> None:
    signer = LogSigner.from_seed("PeterNeumann", GO_SEED)
    assert signer.key.to_text() == GO_KEY
    assert sign_note(GO_TEXT, signer).to_text() == GO_NOTE


def test_a_text_may_have_empty_lines() -> None:
    found = Note.from_text(f"{POEM}\n{POEM_SIGNATURE}")
    assert found.text == POEM
    assert found.signatures[0].name == "quasimodo.example/salvatore"
    with pytest.raises(VerificationError):
        found.verify([VerifierKey.from_text(SPEC_KEY)])


@given(names, st.binary(min_size=32, max_size=32))
def test_keys_and_names_come_back(name: str, seed: bytes) -> None:
    signer = LogSigner.from_seed(name, seed)
    assert VerifierKey.from_text(signer.key.to_text()) == signer.key
    assert signer.to_seed() == seed
    line = signer.sign("text\n")
    assert NoteSignature.from_text(line.to_text().removesuffix("\n")) == line


@given(texts)
def test_a_signed_note_comes_back_and_verifies(text: str) -> None:
    signed = sign_note(text, ALICE, BOB)
    found = Note.from_text(signed.to_text())
    assert found == signed
    assert found.verify([BOB.key, ALICE.key]) == (ALICE.key, BOB.key)


@given(texts, st.data())
def test_a_changed_text_is_found(text: str, data: st.DataObject) -> None:
    other = data.draw(texts.filter(lambda each: each != text))
    forged = Note(other, sign_note(text, ALICE).signatures)
    with pytest.raises(VerificationError):
        forged.verify([ALICE.key])


@given(st.text() | texts.map(lambda text: f"{text}\n\u2014 alice AAAAAAA=\n"))
def test_whatever_is_read_raises_only_errors_of_its_own(text: str) -> None:
    try:
        Note.from_text(text).verify([ALICE.key])
    except (MalformedError, VerificationError):
        return
    pytest.fail("a note that nobody signed was accepted")


@given(st.text() | names.map(lambda name: f"{name}+00000000+AQ=="))
def test_what_is_no_vkey_is_malformed(text: str) -> None:
    with pytest.raises(MalformedError):
        VerifierKey.from_text(text)


def test_unknown_keys_are_ignored_even_of_the_same_name() -> None:
    stranger = LogSigner.from_seed("alice", bytes([1]) * 32)
    signed = sign_note("text\n", stranger, ALICE)
    assert signed.verify([ALICE.key]) == (ALICE.key,)
    with pytest.raises(VerificationError):
        sign_note("text\n", stranger).verify([ALICE.key])


def test_one_bad_signature_of_a_known_key_rejects_the_note() -> None:
    good = sign_note("text\n", ALICE, BOB)
    bad = Note("text\n", (good.signatures[0], BOB.sign("other\n")))
    assert good.verify([ALICE.key, BOB.key])
    with pytest.raises(VerificationError):
        bad.verify([ALICE.key, BOB.key])
    short = NoteSignature("bob", BOB.key.key_id, b"short")
    with pytest.raises(VerificationError):
        Note("text\n", (good.signatures[0], short)).verify([ALICE.key, BOB.key])


def test_a_doubled_signature_counts_once() -> None:
    assert sign_note("text\n", ALICE, ALICE).verify([ALICE.key]) == (ALICE.key,)


def test_it_reads_sixteen_signatures_and_more() -> None:
    signers = [LogSigner.generate(f"log{number}") for number in range(20)]
    found = Note.from_text(sign_note("text\n", *signers).to_text())
    assert len(found.verify([each.key for each in signers])) == 20


@pytest.mark.parametrize(
    "text",
    [
        "",
        "text\n",
        "text\n\n",
        "text\n\n\u2014 alice AAAAAAA=",
        "text\n\n\n\u2014 alice AAAAAAA=",
        "text\n\n- alice AAAAAAA=\n",
        "text\n\n\u2014 alice AAAAAA==\n",
        "text\n\n\u2014 alice AAAAAAB=\n",
        "text\n\n\u2014 alice \n",
        "text\n\n\u2014  AAAAAAA=\n",
        "text\n\n\u2014 al+ice AAAAAAA=\n",
        "text\n\n\u2014 al\x01ice AAAAAAA=\n",
        "text\n\n\u2014 alice AAAAAAA=\n\u2014 bob\n",
        "te\x00xt\n\n\u2014 alice AAAAAAA=\n",
        "te\ud800xt\n\n\u2014 alice AAAAAAA=\n",
        "x" * 100_000 + "\n\n\u2014 alice AAAAAAA=\n",
    ],
)
def test_each_malformed_part_of_a_note_is_refused(text: str) -> None:
    Note.from_text("text\n\n\u2014 alice AAAAAAA=\n")
    with pytest.raises(MalformedError):
        Note.from_text(text)


@pytest.mark.parametrize(
    "text",
    [
        SPEC_KEY.replace("530d903a", "530d903b"),
        SPEC_KEY.replace("530d903a", "530D903A"),
        SPEC_KEY.replace("+Ae", "+Be"),
        SPEC_KEY[:-4],
        SPEC_KEY.replace("foo", "f oo"),
        "example.com/foo",
    ],
)
def test_each_malformed_part_of_a_vkey_is_refused(text: str) -> None:
    with pytest.raises(MalformedError):
        VerifierKey.from_text(text)


def test_texts_and_seeds_of_the_wrong_form_are_refused() -> None:
    for text in ("no newline", "ta\tb\n"):
        with pytest.raises(MalformedError):
            sign_note(text, ALICE)
    with pytest.raises(MalformedError):
        sign_note("text\n")
    with pytest.raises(MalformedError):
        LogSigner.from_seed("alice", bytes(31))
    with pytest.raises(MalformedError):
        note.encode("\ud800")
    with pytest.raises(MalformedError):
        note.decode(b"\xff")
    with pytest.raises(MalformedError):
        note.unb64("AAAA", size=4)


def test_a_signer_does_not_show_its_key() -> None:
    assert "private" not in repr(ALICE)
    assert bytes(32).hex() not in repr(ALICE)
