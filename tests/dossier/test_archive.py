"""The zip file: the same bytes each time, and nothing but a dossier is read as one."""

import io
import struct
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealbench import canon
from sealbench.dossier import Dossier, read_dossier, write_dossier
from sealbench.dossier.form import to_json
from sealbench.errors import MalformedError
from tests.dossier.story import Teller, dossier, whole
from tests.dossier.verdicts import failed, judge
from tests.statement.samples import b32, h

WHOLE = dossier(whole().payloads)
DATA = write_dossier(WHOLE)


def small() -> Dossier:
    """A job with a claimed link, handed out."""
    teller = Teller()
    teller.begin("tariq")
    teller.hand_out()
    return dossier(teller.payloads)


SMALL = small()

Files = dict[str, bytes]


def unpacked() -> Files:
    with zipfile.ZipFile(io.BytesIO(DATA)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(files: Files, kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", kind) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def test_what_is_written_is_read_again_and_written_alike() -> None:
    again = read_dossier(DATA)
    assert again == WHOLE
    assert write_dossier(again) == DATA
    assert judge(again).holds


def test_the_files_stand_in_their_order_with_a_fixed_time() -> None:
    with zipfile.ZipFile(io.BytesIO(DATA)) as archive:
        names = archive.namelist()
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert names[:5] == [
        "README.txt",
        "report.html",
        "dossier.json",
        "proofs/0.tlog-proof",
        "proofs/1.tlog-proof",
    ]
    assert all(name.isascii() for name in names)


@pytest.mark.parametrize("kind", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_another_packing_of_the_same_files_is_read_as_well(kind: int) -> None:
    assert read_dossier(packed(unpacked(), kind)) == WHOLE


@pytest.mark.parametrize("name", ["report.html", "README.txt"])
def test_a_readable_file_that_was_changed_is_noticed(name: str) -> None:
    files = unpacked()
    files[name] = files[name].replace(b"the", b"teh", 1)
    read = read_dossier(packed(files))
    assert read.altered == (name,)
    assert failed(judge(read)) == {"readable files"}


def changed(change: Callable[[Files], object]) -> bytes:
    files = unpacked()
    change(files)
    return packed(files)


def records(**changes: canon.JSONValue) -> bytes:
    return changed(
        lambda files: files.update({"dossier.json": canon.to_bytes({**to_json(WHOLE), **changes})})
    )


def doubled() -> bytes:
    buffer = io.BytesIO(DATA)
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("README.txt", "again")
    return buffer.getvalue()


def commented() -> bytes:
    buffer = io.BytesIO(DATA)
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.comment = b"hello"
    return buffer.getvalue()


def central(offset: int, form: str, value: int) -> bytes:
    """The zip with one field of the first entry of its central directory overwritten."""
    at = DATA.index(b"PK\x01\x02") + offset
    size = struct.calcsize(form)
    return DATA[:at] + struct.pack(form, value) + DATA[at + size :]


def short_of_its_size() -> bytes:
    """A file that inflates to less than its stated size, under the right checksum."""
    files = unpacked()
    data = packed(files)
    at = data.index(b"PK\x01\x02") + 24
    return data[:at] + struct.pack("<I", len(files["README.txt"]) + 1) + data[at + 4 :]


def nul_in_a_name() -> bytes:
    return DATA.replace(b"README.txt", b"README.tx\0")


def _events(change: Callable[[list[dict[str, canon.JSONValue]]], object]) -> bytes:
    value = canon.from_bytes(canon.to_bytes(to_json(WHOLE)))
    change(value["events"])  # type: ignore[arg-type]  # its form is known here
    return records(events=value["events"])


MALFORMED: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "no zip": lambda: b"hello",
    "only a beginning": lambda: b"PK\x03\x04",
    "something before it": lambda: b"#!/bin/sh\n" + DATA,
    "something after it": lambda: DATA + b"x" * 70_000,
    "cut off": lambda: DATA[:-30],
    "cut in the middle": lambda: DATA[: len(DATA) // 2],
    "a comment": commented,
    "a file twice": doubled,
    "a file too many": lambda: changed(lambda files: files.update({"virus.exe": b"MZ"})),
    "a path upwards": lambda: changed(lambda files: files.update({"../dossier.json": b"{}"})),
    "an absolute path": lambda: changed(lambda files: files.update({"/etc/passwd": b""})),
    "a folder": lambda: changed(lambda files: files.update({"proofs/": b""})),
    "a proof of no event": lambda: changed(
        lambda files: files.update({"proofs/99.tlog-proof": b""})
    ),
    "a proof with another spelling": lambda: changed(
        lambda files: files.update({"proofs/01.tlog-proof": b""})
    ),
    "a number that is no ASCII": lambda: changed(
        lambda files: files.update({"proofs/\u0663.tlog-proof": b""})
    ),
    "no proof": lambda: changed(lambda files: files.pop("proofs/3.tlog-proof")),
    "no report": lambda: changed(lambda files: files.pop("report.html")),
    "no records": lambda: changed(lambda files: files.pop("dossier.json")),
    "a proof that is no text": lambda: changed(
        lambda files: files.update({"proofs/3.tlog-proof": b"\xff"})
    ),
    "a proof that is too long": lambda: changed(
        lambda files: files.update({"proofs/3.tlog-proof": b"x" * 70_000})
    ),
    "a bomb": lambda: changed(lambda files: files.update({"README.txt": bytes(65 << 20)})),
    "a false size": lambda: central(24, "<I", 5),
    "a size that is not reached": short_of_its_size,
    "a false checksum": lambda: central(16, "<I", 5),
    "an encrypted file": lambda: central(8, "<H", 1),
    "an unknown packing": lambda: central(10, "<H", 99),
    "a name with a NUL": nul_in_a_name,
    "records that are no json": lambda: changed(
        lambda files: files.update({"dossier.json": b"no"})
    ),
    "records in another spelling": lambda: changed(
        lambda files: files.update({"dossier.json": files["dossier.json"] + b"\n"})
    ),
    "another version": lambda: records(v=2),
    "a field too many": lambda: records(more=1),
    "another home": lambda: records(home=b32("another")),
    "another subject": lambda: records(subject={"id": "job:other", "secret": h("secret")}),
    "genesis of another kind": lambda: records(genesis=to_json(WHOLE)["directories"][0]),  # type: ignore[index]  # a list
    "a directory that is none": lambda: records(directories=[1]),
    "no directory": lambda: records(directories=[]),
    "no event": lambda: records(events=[]),
    "an event that is none": lambda: records(events=[{}]),
    "an event twice": lambda: _events(lambda events: events.append(events[0])),
    "an event without an actor": lambda: _events(
        lambda events: events[0].update({"payload": {"v": 1, "type": "x", "at": "now"}})
    ),
    "an event at no time": lambda: _events(
        lambda events: events[0].update(
            {"payload": {"v": 1, "type": "x", "at": "now", "actor": {}}}
        )
    ),
    "an event by nobody": lambda: _events(
        lambda events: events[0].update(
            {"payload": {"v": 1, "type": "x", "at": "2026-11-23T15:00:00Z", "actor": 1}}
        )
    ),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_what_is_no_dossier_is_malformed(name: str) -> None:
    data = MALFORMED[name]()
    with pytest.raises(MalformedError):
        read_dossier(data)


def test_what_is_too_large_is_not_even_opened() -> None:
    with pytest.raises(MalformedError, match="larger"):
        read_dossier(b"PK\x03\x04" + bytes(64 << 20))


@given(at=st.integers(0, len(DATA) - 1), value=st.integers(1, 255))
def test_a_flipped_byte_is_malformed_or_found_or_without_meaning(at: int, value: int) -> None:
    """Without meaning are the bytes of the zip that hold neither a name nor data."""
    data = bytearray(DATA)
    data[at] ^= value
    try:
        found = read_dossier(bytes(data))
    except MalformedError:
        return
    assert found == WHOLE or not judge(found).holds


@given(st.binary(max_size=200))
def test_any_bytes_are_malformed(data: bytes) -> None:
    for start in (b"", b"PK\x03\x04", DATA[:100]):
        with pytest.raises(MalformedError):
            read_dossier(start + data)


def _bent(path: tuple[str | int, ...], value: canon.JSONValue) -> bytes | None:
    whole_json = canon.from_bytes(canon.to_bytes(to_json(SMALL)))
    place: object = whole_json
    for step in path[:-1]:
        place = place[step]  # type: ignore[index]  # steps of a known form
    if place[path[-1]] == value:  # type: ignore[index]  # as above
        return None
    place[path[-1]] = value  # type: ignore[index]  # as above
    with zipfile.ZipFile(io.BytesIO(write_dossier(SMALL))) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    files["dossier.json"] = canon.to_bytes(whole_json)
    return packed(files)


_PATHS: list[tuple[str | int, ...]] = [
    ("made_at",), ("origin",), ("genesis", "signatures"), ("directories", 0), ("job", "number"),
    ("job", "device", "make"), ("subject", "secret"), ("first",), ("count",),
    ("events", 0, "index"), ("events", 1, "counter"), ("events", 2, "leaf"), ("events", 0, "r"),
    ("events", 0, "payload", "type"), ("events", 0, "payload", "actor"), ("checkpoint",),
]  # fmt: skip
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=4,
)


@given(path=st.sampled_from(_PATHS), value=_VALUES)
def test_any_change_of_the_records_is_malformed_or_found(
    path: tuple[str | int, ...], value: canon.JSONValue
) -> None:
    data = _bent(path, value)
    if data is None:
        return
    try:
        found: Dossier = read_dossier(data)
    except MalformedError:
        return
    assert not judge(found).holds


def test_the_untouched_small_one_is_fine() -> None:
    read = read_dossier(write_dossier(SMALL))
    assert read == SMALL
    assert judge(read).holds
