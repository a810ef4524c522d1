"""A package that was tampered with by somebody who could open it and seal it again."""

import io
import zipfile
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealbench.errors import MalformedError, SealbenchError, VerificationError
from sealbench.package import check_package, write_package
from sealbench.package.archive import MANIFEST
from sealbench.package.checking import check_archive
from tests.package.samples import BY_CARLA, CONTENT, TO_CARLA
from tests.support.age import open_block, seal_block

Entries = dict[str, bytes]


def packed() -> bytes:
    output = io.BytesIO()
    write_package(CONTENT, output, TO_CARLA)
    return open_block(output.getvalue(), BY_CARLA)


GOOD = packed()


def entries() -> Entries:
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(those: Entries, *, method: int = zipfile.ZIP_DEFLATED, comment: bytes = b"") -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", method) as archive:
        for name, data in those.items():
            archive.writestr(name, data)
        archive.comment = comment
    return output.getvalue()


def check(data: bytes) -> tuple[str, ...]:
    return check_package(io.BytesIO(seal_block(data, TO_CARLA)), BY_CARLA).names


def test_what_is_whole_agrees_with_its_manifest() -> None:
    assert check(GOOD) == tuple(entries())
    assert check(zipped(entries())) == tuple(entries())


def without(those: Entries) -> None:
    del those["client.json"]


def added(those: Entries) -> None:
    those["files/job-1001/more.txt"] = b"more"


def altered(those: Entries) -> None:
    those["client.json"] += b" "


def emptied(those: Entries) -> None:
    those[MANIFEST] = b""


@pytest.mark.parametrize("change", [without, added, altered, emptied])
def test_what_is_missing_added_or_altered_is_found(change: Callable[[Entries], None]) -> None:
    those = entries()
    change(those)
    with pytest.raises(VerificationError):
        check(zipped(those))


def strange() -> Iterator[tuple[str, bytes]]:
    those = entries()
    yield "not a zip", b"hello"
    yield "empty", b""
    yield "something before it", b"#!/bin/sh\n" + GOOD
    yield "cut off", GOOD[:-30]
    yield "stored", zipped(those, method=zipfile.ZIP_STORED)
    yield "another packing", zipped(those, method=zipfile.ZIP_BZIP2)
    yield "a comment", zipped(those, comment=b"x")
    yield "no manifest", zipped({k: v for k, v in those.items() if k != MANIFEST})
    yield "bent manifest", zipped({**those, MANIFEST: those[MANIFEST].replace(b"  ", b" ")})
    yield "manifest with a name twice", zipped({**those, MANIFEST: those[MANIFEST] * 2})
    for name in ("../x", "/x", "files/../x", "files//x", "a\\b", "CON", "-x", "x.exe", "folder/"):
        yield f"named {name}", zipped({**those, name: b""})


@pytest.mark.parametrize(
    ("kind", "data"), list(strange()), ids=lambda each: each if isinstance(each, str) else ""
)
def test_what_no_package_has_is_malformed(kind: str, data: bytes) -> None:
    assert kind
    with pytest.raises(MalformedError):
        check(data)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_an_entry_that_stands_there_twice_is_malformed() -> None:
    output = io.BytesIO(zipped(entries()))
    with zipfile.ZipFile(output, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("client.json", b"{}")
    with pytest.raises(MalformedError):
        check(output.getvalue())


@given(st.integers(0, len(GOOD) - 1), st.integers(1, 255))
def test_a_changed_byte_is_found_or_changes_nothing_that_is_read(place: int, bits: int) -> None:
    raw = bytearray(GOOD)
    raw[place] ^= bits
    try:
        names = check_archive(io.BytesIO(bytes(raw)))
    except SealbenchError:
        return
    # Bytes that no reader looks at: times, rights, what the local headers repeat.
    with zipfile.ZipFile(io.BytesIO(bytes(raw))) as archive:
        assert {name: archive.read(name) for name in names} == entries()
