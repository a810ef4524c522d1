"""Files as people send them: the form of the page, and what a client does with its own."""

from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sealbench.ids import FileId
from sealbench.shop.bench import Bench
from sealbench.shop.procedures.attach_file import attach_file
from sealbench.shop.procedures.file_intake import FileIntake, FileUpload
from sealbench.shop.procedures.findings import Override
from tests.support.cast import Cast

HARMLESS: Override = {"file": "harmless"}
SOUND = b"RIFF\0\0\0\0WAVE" + bytes(range(256)) * 40  # nobody reads it: it is vouched for
LOG = b"2026-11-27 01:02:03 service started, fan at 1200 rpm\n" * 50
SECRET = b"The password is hunter2Hunter\n"


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that was attached."""

    id: FileId
    name: str
    data: bytes


def take_in_file(bench: Bench, data: bytes, name: str = "fan.wav") -> FileUpload:
    """Return *data* as a file that lies in the objects, and has no row yet."""
    intake = FileIntake(
        bench.objects, name=name, limit=bench.config.file_limit, seats=bench.inspections
    )
    for start in range(0, len(data), 10_000):
        intake.take(data[start : start + 10_000])
    return intake.read_through()


def attach(
    cast: Cast,
    number: int,
    data: bytes = SOUND,
    *,
    name: str = "fan.wav",
    who: str = "tariq",
    override: Override = HARMLESS,
) -> Sent:
    """Attach *data* to job *number* as *who* of the cast."""
    upload = take_in_file(cast.bench, data, name)
    file = cast.bench.run(
        attach_file, who=cast.staff(who), number=number, upload=upload, override=override
    )
    return Sent(file, name, data)


def send(browser: Client, number: int, data: bytes, name: str = "fan.wav", **fields: str) -> Any:
    """Post the form of the page, in the order of its fields."""
    body: dict[str, object] = {
        **{key: value for key, value in fields.items() if key not in {"whole", "override"}},
        "file": SimpleUploadedFile(name, data),
        "override": fields.get("override", "harmless"),
        "whole": fields.get("whole", "yes"),
    }
    return browser.post(f"/jobs/{number}/files/", body)


def saved(answer: Any) -> bytes:
    """Return what a browser saves of a streamed *answer*."""
    return b"".join(answer.streaming_content)
