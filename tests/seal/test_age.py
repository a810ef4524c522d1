import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealbench.errors import MalformedError, VerificationError
from sealbench.seal import age
from sealbench.seal.age import Stanza

KEY = bytes(range(16))
ONE = Stanza((b"kind", b"argument"), b"x" * 32)

stanzas = st.builds(
    Stanza,
    st.lists(
        st.lists(st.integers(33, 126), min_size=1, max_size=9).map(bytes), min_size=1, max_size=3
    ).map(tuple),
    st.binary(max_size=200),
)


@given(st.lists(stanzas, min_size=1, max_size=4), st.binary(max_size=100))
def test_it_reads_what_it_wrote(those: list[Stanza], plaintext: bytes) -> None:
    data = age.encrypt(plaintext, KEY, those)
    header = age.parse_header(data)
    assert header.stanzas == tuple(those)
    assert age.decrypt(data, header, KEY) == plaintext


@given(st.data())
def test_a_flipped_bit_never_gives_a_plaintext(data: st.DataObject) -> None:
    good = age.encrypt(b"plaintext", KEY, [ONE])
    raw = bytearray(good)
    place = data.draw(st.integers(0, len(raw) * 8 - 1))
    raw[place // 8] ^= 1 << place % 8
    with pytest.raises((MalformedError, VerificationError)):
        age.decrypt(bytes(raw), age.parse_header(bytes(raw)), KEY)


@given(st.binary(max_size=300))
def test_any_bytes_are_malformed(raw: bytes) -> None:
    for data in (raw, b"age-encryption.org/v1\n" + raw):
        with pytest.raises(MalformedError):
            age.parse_header(data)


@given(st.binary(max_size=120))
def test_any_bytes_as_stanzas_are_malformed_or_read_back(raw: bytes) -> None:
    data = b"age-encryption.org/v1\n" + raw + b"\n--- " + b"A" * 43 + b"\n"
    try:
        header = age.parse_header(data)
    except MalformedError:
        return
    again = age.parse_header(age.encrypt(b"", KEY, header.stanzas))
    assert again.stanzas == header.stanzas


BODY = age.b64(b"x" * 32)
LONG = age.b64(b"x" * 48)


@pytest.mark.parametrize(
    "lines",
    [
        [b"-> a", BODY],
        [b"-> a b c", BODY],
        [b"-> a", LONG, b""],
        [b"-> a", LONG, BODY],
        [b"-> a", b""],
        [b"-> a", b"", b"-> b", BODY],
    ],
)
def test_it_accepts_the_grammar_of_age(lines: list[bytes]) -> None:
    age.parse_header(_file(lines))


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [b"-> a"],
        [b"->a", BODY],
        [b"-> ", BODY],
        [b"-> a ", BODY],
        [b"->  a", BODY],
        [b"-> a\x7f", BODY],
        [b"-> a\xe9", BODY],
        [b"-> a\r", BODY],
        [b"-> a", LONG],
        [b"-> a", LONG + BODY],
        [b"-> a", BODY[:20], BODY[20:]],
        [b"-> a", BODY + b"="],
        [b"-> a", BODY + b"\r"],
        [b"-> a", BODY[:-1] + b"B"],
        [b"-> a", b"-_-_"],
        [b"-> a", b"A"],
        [b"", b"-> a", BODY],
        [b"junk"],
    ],
)
def test_it_refuses_every_other_header(lines: list[bytes]) -> None:
    with pytest.raises(MalformedError):
        age.parse_header(_file(lines))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"age-encryption.org/v1\n",
        b"age-encryption.org/v2\n-> a\n\n--- " + b"A" * 43 + b"\n",
        b"age-encryption.org/v1\n-> a\n\n--- " + b"A" * 42 + b"\n",
        b"age-encryption.org/v1\n-> a\n\n--- " + b"A" * 43 + b"=\n",
        b"age-encryption.org/v1\n-> a\n\n--- " + b"A" * 43,
        b"age-encryption.org/v1\n-> a\n\n---" + b"A" * 43 + b"\n",
        b"age-encryption.org/v1\n" + b"-> a\n\n" * 9000 + b"--- " + b"A" * 43 + b"\n",
    ],
)
def test_it_refuses_other_frames(data: bytes) -> None:
    with pytest.raises(MalformedError):
        age.parse_header(data)


def test_it_refuses_wrong_keys_and_truncated_payloads() -> None:
    data = age.encrypt(b"plaintext", KEY, [ONE])
    header = age.parse_header(data)
    with pytest.raises(VerificationError):
        age.decrypt(data, header, bytes(16))
    with pytest.raises(VerificationError):
        age.decrypt(data[:-1], header, KEY)
    for end in (header.size, header.size + 15, header.size + 31):
        with pytest.raises(MalformedError):
            age.decrypt(data[:end], header, KEY)
    with pytest.raises(MalformedError):
        age.decrypt(data + bytes(65536), header, KEY)
    with pytest.raises(MalformedError):
        age.encrypt(bytes(65537), KEY, [ONE])


def test_it_wraps_a_file_key() -> None:
    body = age.wrap(KEY, bytes(32))
    assert age.unwrap(body, bytes(32)) == KEY
    with pytest.raises(VerificationError):
        age.unwrap(body, b"\1" * 32)
    with pytest.raises(MalformedError):
        age.unwrap(body + b"\0", bytes(32))


def _file(lines: list[bytes]) -> bytes:
    return b"\n".join([b"age-encryption.org/v1", *lines, b"--- " + b"A" * 43, b""])
