import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ledger.trees import ORIGIN, OTHER, SIGNER

from sealbench.errors import MalformedError, VerificationError
from sealbench.ledger import Checkpoint, LogSigner, Note, sign_note, verify_checkpoint

# The example of c2sp.org/tlog-checkpoint; its key is not published.
SPEC = (
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "\u2014 example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/"
    "Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
)
ROOT = "A" * 43 + "="

lines = st.text(st.characters(codec="utf-8", min_codepoint=32), min_size=1)
roots = st.binary(min_size=32, max_size=32)
checkpoints = st.builds(
    Checkpoint, lines, st.integers(0, 2**63 - 1), roots, st.lists(lines, max_size=2).map(tuple)
)


def test_it_reads_the_published_example() -> None:
    found = Checkpoint.from_text(Note.from_text(SPEC).text)
    assert (found.origin, found.size) == ("example.com/behind-the-sofa", 20852163)
    assert found.to_text() == SPEC.partition("\n\n")[0] + "\n"


@given(checkpoints)
def test_it_comes_back(checkpoint: Checkpoint) -> None:
    assert Checkpoint.from_text(checkpoint.to_text()) == checkpoint


@given(st.integers(0, 2**63 - 1), roots)
def test_what_the_log_signed_verifies(size: int, root: bytes) -> None:
    checkpoint = Checkpoint(ORIGIN, size, root)
    note = checkpoint.sign(SIGNER)
    assert verify_checkpoint(note, SIGNER.key) == checkpoint
    with pytest.raises(VerificationError):
        verify_checkpoint(note, OTHER.key)


@given(st.text() | lines.map(lambda line: f"{line}\n5\n{ROOT}"))
def test_what_is_no_checkpoint_is_malformed(text: str) -> None:
    with pytest.raises(MalformedError):
        Checkpoint.from_text(text)


@pytest.mark.parametrize(
    "text",
    [
        f"\n5\n{ROOT}\n",
        f"log\n05\n{ROOT}\n",
        f"log\n-5\n{ROOT}\n",
        f"log\n+5\n{ROOT}\n",
        f"log\n\u0665\n{ROOT}\n",
        f"log\n9223372036854775808\n{ROOT}\n",
        f"log\n10000000000000000000000\n{ROOT}\n",
        f"log\n5\n{ROOT[:-1]}\n",
        f"log\n5\n{ROOT[4:]}\n",
        f"log\n5\n{ROOT}\n\n",
        f"log\n5\n{ROOT}\n\nmore\n",
        f"log\n5\n{ROOT}",
        "log\n5\n",
    ],
)
def test_each_malformed_line_is_refused(text: str) -> None:
    assert Checkpoint.from_text(f"log\n5\n{ROOT}\nmore\n").extensions == ("more",)
    with pytest.raises(MalformedError):
        Checkpoint.from_text(text)


def test_only_the_log_itself_signs_its_checkpoints() -> None:
    stranger = LogSigner.generate("another")
    checkpoint = Checkpoint(ORIGIN, 1, bytes(32))
    with pytest.raises(MalformedError):
        checkpoint.sign(stranger)
    with pytest.raises(VerificationError):
        verify_checkpoint(sign_note(checkpoint.to_text(), stranger).to_text(), stranger.key)


def test_values_that_cannot_be_read_back_are_refused() -> None:
    for origin, size, root in (("a\nb", 1, bytes(32)), ("a", -1, bytes(32)), ("a", 1, b"")):
        with pytest.raises(MalformedError):
            Checkpoint(origin, size, root)
