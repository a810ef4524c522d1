"""A client's data with everything in it that a package must survive."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from sealbench.package import Content, PackageFile
from sealbench.seal import by_identity, recipient_of, to_recipients

NOW = datetime(2026, 11, 27, 9, 30, tzinfo=UTC)
CARLA = "AGE-SECRET-KEY-PQ-1QQQSYQCYQ5RQWZQFPG9SCRGWPUGPZYSNZS23V9CCRYDPK8QARC0S5DYVQQ"
HOSTILE = (
    "../../../etc/cron.d/evil",
    "..\\..\\Windows\\System32\\evil.txt",
    "/etc/passwd",
    "C:\\autoexec.bat",
    "CON",
    "con.txt",
    "COM\u00b9.log",
    "nul .txt",
    ".bashrc",
    "-rf",
    "--checkpoint-action=exec=sh",
    "photo\u202egnp.exe",
    "invoice.pdf.exe",
    "look.library-ms",
    "desktop.ini",
    "a\x00b\nc\rd\te.txt",
    "\x1b[31mred\x1b[0m.txt",
    "trailing dots...",
    "trailing spaces   ",
    " ",
    "",
    "..",
    "photo.jpg",
    "PHOTO.JPG",
    "photo.jpg",
    "\uff0e\uff0e\uff0fetc\uff0fpasswd",
    "zu\u0308rich.txt",
    "z\u00fcrich.txt",
    "\u4fee\u7406\u8a18\u9304.pdf",
    "x" * 400 + ".jpeg",
    "\u00e4" * 300 + ".png",
    "half \ud800.txt",
    '*?<>|":.txt',
)


def pieces(data: bytes) -> Callable[[], Iterator[bytes]]:
    return lambda: (data[at : at + 1000] for at in range(0, len(data), 1000))


def file(name: str, data: bytes, job: str = "1001", kind: str = "text/plain") -> PackageFile:
    return PackageFile(name, job, kind, len(data), pieces(data))


CONTENT = Content(
    made_at=NOW,
    shop={"name": "Olga's <Workbench>", "address": "Werkstraße 12\nBerlin", "phone": "+49 30 555"},
    client={
        "name": '=HYPERLINK("http://x.example","Carla")',
        "mail": "carla@example.org",
        "phone": "+49 170 5550",
        "since": "2026-01-05T08:00:00Z",
    },
    devices=[
        {"kind": "laptop", "make": "Lenovo", "serial": "@SUM(1+1)", "numbers": [1, 2]},
        {"kind": "phone", "colour": None, "lent": True},
    ],
    jobs=[{"number": 1001, "state": "closed", "problem": 'it says "no disk",\nthen nothing'}],
    notes=[{"job": 1001, "text": "'quoted"}, {"job": 1001, "text": "-5 °C"}],
    looks=[{"at": "2026-11-01T08:00:00Z", "who": "Tariq", "job": 1001}],
    events=[{"type": "job:taken-in", "n": at} for at in range(5)],
    consents=[{"v": 1, "purpose": "keep the router's login"}],
    agreements=[file("nda.pdf", b"%PDF-1.7 nda", "", "application/pdf")],
    dossiers=[file("dossier-1001.zip", b"PK zip", "1001", "application/zip")],
    files=[
        *(file(name, f"file {at}".encode()) for at, name in enumerate(HOSTILE)),
        file("empty.txt", b"", ""),
        file("large.bin", bytes(range(256)) * 300, "1002", "image/png"),
    ],
)


TO_CARLA, BY_CARLA = to_recipients([recipient_of(CARLA)]), by_identity(CARLA)
