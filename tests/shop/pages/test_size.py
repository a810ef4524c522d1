"""What strangers send is bounded before it is read, and never written to a disk."""

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from sealbench.shop.bench import Bench
from tests.support.cast import browser

LIMIT = 1_000_000


def test_a_body_that_is_too_large_is_turned_away(bench: Bench) -> None:
    large = browser(bench).post("/c/look", b"x" * (LIMIT + 1), content_type="application/json")
    assert large.status_code == 413
    small = browser(bench).post("/c/look", b"x" * 1_000, content_type="application/json")
    assert small.status_code == 400


@pytest.mark.parametrize("stated", ["-1", "many", "1e3"])
def test_a_length_that_is_no_number_is_turned_away(bench: Bench, stated: str) -> None:
    answer = browser(bench).post(
        "/c/look", b"", content_type="application/json", CONTENT_LENGTH=stated
    )
    assert answer.status_code == 413


def test_no_file_of_a_stranger_touches_a_disk(bench: Bench) -> None:
    assert settings.FILE_UPLOAD_HANDLERS == [
        "django.core.files.uploadhandler.MemoryFileUploadHandler"
    ]
    body = {"file": SimpleUploadedFile("x", b"x" * 100_000)}
    assert browser(bench).post("/c/look", body).status_code == 400
