import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealbench.errors import MalformedError
from sealbench.seal import bech32

# The identity of the age specification, and the shortest strings of BIP 173.
SEED = "AGE-SECRET-KEY-1GQ9778VQXMMJVE8SK7J6VT8UJ4HDQAJUVSFCWCM02D8GEWQ72PVQ2Y5J33"


def test_it_reads_and_writes_known_strings() -> None:
    assert bech32.decode("a", "a12uel5l") == b""
    assert bech32.encode("a", b"") == "a12uel5l"
    data = bech32.decode("age-secret-key-", SEED.lower())
    assert len(data) == 32
    assert bech32.encode("age-secret-key-", data).upper() == SEED


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a1",
        "a12uel5",
        "a12uel5m",
        "A12UEL5L",
        "b12uel5l",
        "a12uel5lb",
        "a1é2uel5l",
        "11qqqqqqqq",
    ],
)
def test_it_refuses_what_is_not_bech32(text: str) -> None:
    with pytest.raises(MalformedError):
        bech32.decode("a", text)


def test_it_refuses_trailing_bits_and_odd_lengths() -> None:
    for letters in ("qp", "qqqqqqqqp", "q"):
        state = bech32._polymod("a", letters + "qqqqqq") ^ 1
        tail = "".join(bech32._LETTERS[state >> 5 * (5 - i) & 31] for i in range(6))
        with pytest.raises(MalformedError):
            bech32.decode("a", f"a1{letters}{tail}")


@given(st.binary(max_size=60))
def test_it_reads_what_it_wrote(data: bytes) -> None:
    assert bech32.decode("age1pq", bech32.encode("age1pq", data)) == data


@given(st.binary(min_size=1, max_size=60), st.data())
def test_one_changed_letter_is_noticed(data: bytes, draw: st.DataObject) -> None:
    text = bech32.encode("x", data)
    place = draw.draw(st.integers(2, len(text) - 1))
    letter = draw.draw(st.characters().filter(lambda c: c != text[place]))
    with pytest.raises(MalformedError):
        bech32.decode("x", text[:place] + letter + text[place + 1 :])
