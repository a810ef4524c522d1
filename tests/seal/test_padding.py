import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealbench.errors import MalformedError
from sealbench.seal.padding import pad, unpad


@given(st.binary(max_size=4092))
def test_it_gives_back_what_it_padded(data: bytes) -> None:
    padded = pad(data)
    assert unpad(padded) == data
    assert len(padded) % 512 == 0
    assert len(padded) - len(data) - 4 < 512


@pytest.mark.parametrize(("length", "size"), [(0, 512), (508, 512), (509, 1024), (4092, 4096)])
def test_the_size_is_the_next_multiple(length: int, size: int) -> None:
    assert len(pad(bytes(length))) == size


def test_it_refuses_what_is_too_long() -> None:
    with pytest.raises(MalformedError):
        pad(bytes(4093))


@pytest.mark.parametrize(
    "padded",
    [
        b"",
        b"\0",
        bytes(511),
        bytes(1024),
        bytes(511) + b"\1",
        b"\0\0\2\0" + bytes(508),
        b"\xff\xff\xff\xff" + bytes(508),
        (4093).to_bytes(4, "big") + bytes(4604),
    ],
)
def test_it_refuses_every_other_padding(padded: bytes) -> None:
    with pytest.raises(MalformedError):
        unpad(padded)


@given(st.binary(max_size=600))
def test_any_bytes_are_its_own_padding_or_malformed(raw: bytes) -> None:
    try:
        data = unpad(raw)
    except MalformedError:
        return
    assert pad(data) == raw
