"""The address of a bucket: read strictly, and never in the clear beyond the loopback (law 7)."""

from pathlib import Path

import pytest

from sealbench.errors import MalformedError, UnavailableError
from sealbench.shop import bucket

WHOLE = "s3://shop-files/sealed/files?region=eu-north-1&endpoint=https://s3.example.org"


@pytest.fixture
def values(tmp_path: Path) -> dict[str, str]:
    secret = tmp_path / "objects.secret"
    secret.write_text("sesame\n")
    return {"OBJECTS": WHOLE, "OBJECTS_KEY": "K1", "OBJECTS_SECRET_FILE": str(secret)}


def test_a_whole_address_is_read(values: dict[str, str]) -> None:
    found = bucket.read(values)
    assert found is not None
    assert (found.name, found.prefix, found.region) == ("shop-files", "sealed/files", "eu-north-1")
    assert (found.endpoint, found.secret()) == ("https://s3.example.org", "sesame")
    assert "K1" not in repr(found)
    assert bucket.read({}) is None


@pytest.mark.parametrize(
    "endpoint",
    ["http://s3.example.org", "http://10.0.0.1:9000", "ftp://s3.example.org", "s3.example.org"],
)
def test_no_file_leaves_without_tls(values: dict[str, str], endpoint: str) -> None:
    values["OBJECTS"] = f"s3://shop-files?region=eu-north-1&endpoint={endpoint}"
    with pytest.raises(MalformedError):
        bucket.read(values)
    for local in ("http://127.0.0.1:9000", "http://localhost:9000"):
        values["OBJECTS"] = f"s3://shop-files?region=eu-north-1&endpoint={local}"
        assert bucket.read(values)


@pytest.mark.parametrize(
    "url",
    [
        "https://shop-files?region=x",
        "s3://?region=eu-north-1",
        "s3://shop-files",
        "s3://shop-files?region=",
        "s3://shop-files?region=a&region=b",
        "s3://shop-files?region=a&profile=theirs",
        "s3://key:secret@shop-files?region=a",
        "s3://shop-files/../x?region=a",
        "s3://shop files?region=a",
        "s3://shop-files?region=a#x",
        "s3://[?region=a",
        "s3://shop-files?region=a&endpoint=https://u:p@s3.example.org",
        "s3://shop-files?region=a&endpoint=https://s3.example.org/path",
        "s3://shop-files?region=a&endpoint=https://s3.example.org:x",
    ],
)
def test_an_address_that_leaves_something_open_stops_the_start(
    values: dict[str, str], url: str
) -> None:
    with pytest.raises(MalformedError) as caught:
        bucket.read({**values, "OBJECTS": url})
    assert "secret@" not in f"{caught.value} {caught.value.hint}"


@pytest.mark.parametrize("name", ["OBJECTS", "OBJECTS_KEY", "OBJECTS_SECRET_FILE"])
def test_half_of_the_settings_stop_the_start(values: dict[str, str], name: str) -> None:
    with pytest.raises(MalformedError, match="missing"):
        bucket.read({**values, name: ""})


def test_the_secret_lies_in_a_file_that_is_there(values: dict[str, str]) -> None:
    found = bucket.read(values)
    assert found is not None
    found.secret_file.write_text("")
    with pytest.raises(UnavailableError, match="holds no secret"):
        found.secret()
    for file in ("objects.secret", "/nowhere/objects.secret"):
        with pytest.raises(MalformedError, match="full path"):
            bucket.read({**values, "OBJECTS_SECRET_FILE": file})
