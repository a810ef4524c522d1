import csv
import hashlib
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sealbench.errors import SealbenchError, VerificationError
from sealbench.package import Content, PackageFile, Slip, check_package, write_package
from sealbench.package.names import harmless
from sealbench.seal import (
    by_identity,
    by_passphrase,
    new_identity,
    to_passphrase,
)
from tests.package.samples import BY_CARLA, CARLA, CONTENT, HOSTILE, NOW, TO_CARLA, file
from tests.support import debian_age, node
from tests.support.age import open_block

WORDS = "harbour lentil copper"
TABLES = ("devices", "jobs", "notes", "keys", "links", "notices", "looks")


def written(content: Content) -> tuple[bytes, Slip]:
    output = io.BytesIO()
    slip = write_package(content, output, TO_CARLA)
    return output.getvalue(), slip


def unpacked(content: Content) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(open_block(written(content)[0], BY_CARLA)))


def test_everything_that_went_in_comes_out() -> None:
    archive = unpacked(CONTENT)
    for table in TABLES:
        assert json.loads(archive.read(f"{table}.json")) == list(getattr(CONTENT, table))
    assert json.loads(archive.read("client.json")) == [CONTENT.client]
    events = archive.read("events.jsonl").splitlines()
    assert [json.loads(line) for line in events] == list(CONTENT.events)
    assert json.loads(archive.read("consents/0001.json")) == CONTENT.consents[0]
    index = json.loads(archive.read("index.json"))
    given = [*CONTENT.agreements, *CONTENT.dossiers, *CONTENT.files]
    assert len(index) == len(given)
    for row, each in zip(index, given, strict=True):
        data = b"".join(each.read())
        assert archive.read(row["path"]) == data
        assert row["sha256"] == hashlib.sha256(data).hexdigest()
        assert (row["size"], row["job"], row["media_type"]) == (
            each.size,
            each.job,
            each.media_type,
        )
        assert row["name"] == each.name.encode(errors="backslashreplace").decode()


def test_the_slip_is_about_the_encrypted_file() -> None:
    data, slip = written(CONTENT)
    archive = zipfile.ZipFile(io.BytesIO(open_block(data, BY_CARLA)))
    assert slip == Slip(
        hashlib.sha256(data).hexdigest(),
        len(data),
        len(archive.namelist()),
        len(HOSTILE) + 2,
    )


def test_the_zip_is_the_same_each_time_and_the_age_file_never() -> None:
    first, second = written(CONTENT)[0], written(CONTENT)[0]
    assert first != second
    assert open_block(first, BY_CARLA) == open_block(second, BY_CARLA)


def test_it_tells_nothing_of_the_machine() -> None:
    for info in unpacked(CONTENT).infolist():
        assert info.date_time == (1980, 1, 1, 0, 0, 0)
        assert info.external_attr >> 16 in {0o600, 0o100600}
        assert not info.extra
        assert not info.comment


def test_the_table_in_the_spreadsheet_says_what_the_json_says() -> None:
    text = unpacked(CONTENT).read("client.csv").decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    assert row == {
        "name": '\'=HYPERLINK("http://x.example","Carla")',
        "mail": "carla@example.org",
        "phone": "'+49 170 5550",
        "since": "2026-01-05T08:00:00Z",
    }


def test_the_readme_says_what_is_in_it_and_what_is_not() -> None:
    archive = unpacked(CONTENT)
    text, page = archive.read("README.txt").decode(), archive.read("README.html").decode()
    assert text.startswith("Your data from Olga's <Workbench>\n\nWerkstraße 12 Berlin, +49 30 555")
    assert f"files that you gave or that were made about your devices ({len(HOSTILE) + 2})" in text
    for word in ("apostrophe", "sha256sum -c MANIFEST.sha256", "cannot read them"):
        assert word in text
        assert word in page
    assert "&lt;Workbench&gt;" in page
    assert "<Workbench>" not in page
    for forbidden in ("<script", "src=", "href="):
        assert forbidden not in page


@pytest.mark.parametrize("tool", ["unzip", "python", "forwards"])
def test_hostile_names_do_no_harm_when_unpacked(tool: str, tmp_path: Path) -> None:
    packed, folder = tmp_path / "package.zip", tmp_path / "in" / "here"
    packed.write_bytes(open_block(written(CONTENT)[0], BY_CARLA))
    folder.mkdir(parents=True)
    command = {
        "unzip": ["unzip", "-q", str(packed), "-d", str(folder)],
        "python": [sys.executable, "-m", "zipfile", "-e", str(packed), str(folder)],
        "forwards": [sys.executable, "-c", STREAMED, str(packed), str(folder)],
    }[tool]
    subprocess.run(command, check=True, env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"})
    found = sorted(path for path in tmp_path.rglob("*") if path.is_file() and path != packed)
    assert all(path.is_relative_to(folder) and not path.is_symlink() for path in found)
    assert len(found) == len(zipfile.ZipFile(packed).namelist())
    assert all(harmless(path.name) == path.name for path in found)
    done = subprocess.run(
        ["sha256sum", "--strict", "--check", "--quiet", "MANIFEST.sha256"], cwd=folder, check=False
    )
    assert done.returncode == 0


# What reads forwards only and never sees the directory at the end of the file.
STREAMED = """
import sys, zlib
from pathlib import Path
data, folder = Path(sys.argv[1]).read_bytes(), Path(sys.argv[2])
at = 0
while data[at:at + 4] == b"PK\\x03\\x04":
    flags = int.from_bytes(data[at + 6:at + 8], "little")
    method = int.from_bytes(data[at + 8:at + 10], "little")
    length = int.from_bytes(data[at + 26:at + 28], "little")
    extra = int.from_bytes(data[at + 28:at + 30], "little")
    assert flags & 8 and method == 8, (flags, method)
    name = data[at + 30:at + 30 + length].decode()
    unpack = zlib.decompressobj(-15)
    plain = unpack.decompress(data[at + 30 + length + extra:])
    target = folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(plain)
    at = len(data) - len(unpack.unused_data) + 16
"""


def test_the_browsers_library_alone_opens_it(tmp_path: Path) -> None:
    sealed, plain = tmp_path / "package.age", tmp_path / "package.zip"
    sealed.write_bytes(written(CONTENT)[0])
    node.age_open(sealed, plain, identity=CARLA)
    assert zipfile.ZipFile(plain).testzip() is None


def test_debians_age_opens_what_is_under_a_passphrase(tmp_path: Path) -> None:
    sealed, plain = tmp_path / "package.age", tmp_path / "package.zip"
    with sealed.open("wb") as output:
        write_package(CONTENT, output, to_passphrase(WORDS, work=10))
    assert debian_age.open_under(WORDS, sealed, plain) == 0
    assert zipfile.ZipFile(plain).testzip() is None
    node.age_open(sealed, plain, passphrase=WORDS)
    assert zipfile.ZipFile(plain).testzip() is None
    assert debian_age.open_under("harbour lentil", sealed, tmp_path / "none") != 0
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("told", [3, 5])
def test_a_file_of_another_size_than_stated_makes_no_package(told: int) -> None:
    bent = replace(file("a.txt", b"four"), size=told)
    output = io.BytesIO()
    good = replace(CONTENT, files=[file("a.txt", b"four")])
    assert check_package(io.BytesIO(written(good)[0]), BY_CARLA).entries > 0
    with pytest.raises(VerificationError):
        write_package(replace(good, files=[bent]), output, TO_CARLA)
    with pytest.raises(SealbenchError):
        check_package(output, BY_CARLA)


def test_a_store_that_fails_makes_no_package() -> None:
    def read() -> Iterator[bytes]:
        yield b"half"
        raise OSError("the store is gone")

    broken = PackageFile("a.txt", "1", "text/plain", 8, read)
    output = io.BytesIO()
    with pytest.raises(OSError, match="gone"):
        write_package(replace(CONTENT, files=[broken]), output, TO_CARLA)
    with pytest.raises(SealbenchError):
        check_package(output, BY_CARLA)


class FullDisk(io.BytesIO):
    def write(self, data: object, /) -> int:
        if self.tell() > 60_000:
            raise OSError(28, "No space left on device")
        return super().write(data)  # type: ignore[arg-type]  # a buffer, whose type is of 3.12


def test_a_full_disk_is_said_and_leaves_no_package() -> None:
    output = FullDisk()
    with pytest.raises(OSError, match="No space"):
        write_package(CONTENT, output, TO_CARLA)
    with pytest.raises(SealbenchError):
        check_package(io.BytesIO(output.getvalue()), BY_CARLA)


def test_only_whom_it_is_for_opens_it() -> None:
    data, slip = written(CONTENT)
    checked = check_package(io.BytesIO(data), BY_CARLA)
    assert (checked.sha256, checked.size, checked.entries) == (slip.sha256, slip.size, slip.entries)
    for unwrap in (by_identity(new_identity()), by_passphrase(WORDS)):
        with pytest.raises(SealbenchError):
            check_package(io.BytesIO(data), unwrap)


LARGE = """
import resource, sys
from tests.package.test_writing import large
large(sys.argv[1], files=1)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
large(sys.argv[1], files=int(sys.argv[2]))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak)
"""


def large(path: str, *, files: int, size: int = 20_000_000) -> None:
    """Write and check a package of *files* files that do not compress."""
    block = hashlib.shake_256(b"block").digest(1 << 18)
    rest, whole = size % len(block), size // len(block)

    def read() -> Iterator[bytes]:
        yield from (block for _ in range(whole))
        yield block[:rest]

    photo = PackageFile("photo.jpg", "1001", "image/jpeg", size, read)
    content = Content(NOW, CONTENT.shop, CONTENT.client, files=(photo for _ in range(files)))
    with Path(path).open("w+b") as output:
        slip = write_package(content, output, TO_CARLA)
        assert check_package(output, BY_CARLA).entries == slip.entries
        assert slip.size > files * size


def test_memory_does_not_grow_with_the_package(tmp_path: Path) -> None:
    command = [sys.executable, "-c", LARGE, str(tmp_path / "large.age"), "10"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert int(done.stdout) < 16 * 1024  # KiB, for 200 MB
