"""The two files of a package that say what it is: the same words as text and as a page.

The page has neither script nor links to elsewhere.
"""

import textwrap
from collections.abc import Mapping, Sequence
from datetime import UTC
from html import escape

from sealbench.package.value import Content

_COLUMNS = 78
# What lies where, in the order of the page: names, count, and what it is.
_PARTS = (
    ("client.csv, client.json", "", "your name, addresses and what else the shop noted of you"),
    ("devices.csv, devices.json", "devices", "the devices that you brought"),
    ("jobs.csv, jobs.json", "jobs", "the jobs that were done on them"),
    ("notes.csv, notes.json", "notes", "what was written about the jobs"),
    ("links.csv, links.json", "links", "the links that were made for you"),
    ("keys.csv, keys.json", "keys", "the keys by which you signed and opened"),
    ("notices.csv, notices.json", "notices", "the messages that were sent to you"),
    ("looks.csv, looks.json", "looks", "who looked at your record, when and why"),
    ("events.jsonl", "events", "everything that happened, one event a line"),
    ("consents/", "consents", "what you consented to"),
    ("agreements/, dossiers/", "others", "agreements, and the proof of each job and of who looked"),
    ("files/", "files", "files that you gave or that were made about your devices"),
    ("index.csv, index.json", "", "all files with the names that they had, sizes and hashes"),
    ("MANIFEST.sha256", "", "the SHA-256 of everything in here but itself"),
)
_INTRODUCTION = (
    "This is everything that the shop could read of you on the day above, in open formats.  "
    "You need no program of the shop to use it."
)
_OF_A_JOB = (
    "This is everything that the shop could read of job {number} on the day above, with your "
    "particulars, in open formats; your other jobs are not in it.  You need no program of the "
    "shop to use it."
)
_SECTIONS: Sequence[tuple[str, Sequence[str]]] = (
    (
        "How to read it",
        (
            (
                "A file .csv opens in any spreadsheet (UTF-8, RFC 4180).  The file .json beside it "
                "holds the same, exactly."
            ),
            (
                "In a .csv, a cell that begins with = + - @ ' or a control character has an "
                "apostrophe (') put in front, so that no spreadsheet takes it for a formula.  "
                "Telephone numbers that begin with + are among them.  Take the first apostrophe of "
                "such a cell away, or read the .json."
            ),
            (
                "Names of files were made safe: signs that a computer could misread became _, and "
                "a file that a computer would run by itself ends in .data.  The index tells the "
                "name that each file had.  The content of a file is what it was: open what you "
                "would have opened anyway."
            ),
            (
                "A dossier is a zip of its own.  The page report.html in it can be read as it is; "
                "the command sealbench verify checks it (pip install sealbench).  It checks "
                "dossiers/record.json, too: who found or opened your record."
            ),
            "Times are UTC, the shop's clock.",
        ),
    ),
    (
        "How to check that nothing is missing or altered",
        (
            (
                "The slip that you got from the shop states the size and the SHA-256 of the file "
                "in which this folder came.  Compare them with those of the file that you have."
            ),
            "All at once, before it is unpacked: sealbench verify package.zip",
            "Inside of the folder, on Linux: sha256sum -c MANIFEST.sha256",
            "On a Mac: shasum -a 256 -c MANIFEST.sha256",
            "On Windows, for one file, in a command window: certutil -hashfile NAME SHA256",
        ),
    ),
    (
        "What is not in here",
        (
            "Sealed logins: the shop cannot read them.  They are not returned, they are destroyed.",
            "What was never kept: what a technician saw, and what was on your devices.",
            "What came after the day above.",
        ),
    ),
    (
        "Keep it safe",
        (
            (
                "Unpacked, this folder is not encrypted.  Keep it where you keep such papers, and "
                "keep the .age file in which it came as your copy."
            ),
        ),
    ),
)
_STYLE = """\
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.6rem;margin-bottom:.2rem}h2{font-size:1.15rem;margin-top:2rem}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:.35rem .6rem .35rem 0;
border-bottom:1px solid #8886}
td:nth-child(2){text-align:right;font-variant-numeric:tabular-nums;padding-right:1.2rem}
td:first-child{font-family:ui-monospace,monospace;font-size:.9em}
li{margin:.4rem 0;overflow-wrap:anywhere}
@media print{body{margin:0;font-size:11pt}h2,tr{break-inside:avoid}}"""
_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Your data from {shop}</title>
<style>
{style}
</style>
</head>
<body>
<main>
<h1>Your data from {shop}</h1>
<p>{address}<br>{made}</p>
<p>{introduction}</p>
<h2>What is in here</h2>
<table>
<thead><tr><th scope="col">Name</th><th scope="col">Number</th><th scope="col">What it is</th></tr>
</thead>
<tbody>
{parts}
</tbody>
</table>
{sections}
</main>
</body>
</html>
"""


def render_text(content: Content, counts: Mapping[str, int]) -> str:
    """Return `README.txt`."""
    parts = [
        f"{name}\n    {what}{f' ({counts[key]})' if key else ''}" for name, key, what in _PARTS
    ]
    sections = [
        "\n\n".join([_heading(title), *(_wrapped(each) for each in texts)])
        for title, texts in _SECTIONS
    ]
    shop, address = _said(content, "name"), _said(content, "address", "phone")
    head = [
        f"Your data from {shop}",
        f"{address}\n{_made(content)}",
        _wrapped(_introduction(content)),
    ]
    return "\n\n".join([*head, _heading("What is in here"), *parts, *sections]) + "\n"


def render_html(content: Content, counts: Mapping[str, int]) -> str:
    """Return `README.html`."""
    return _PAGE.format(
        shop=escape(_said(content, "name")),
        address=escape(_said(content, "address", "phone")),
        style=_STYLE,
        made=escape(_made(content)),
        introduction=escape(_introduction(content)),
        parts="\n".join(
            f"<tr><td>{escape(name)}</td><td>{counts[key] if key else ''}</td>"
            f"<td>{escape(what)}</td></tr>"
            for name, key, what in _PARTS
        ),
        sections="\n".join(_section(title, texts) for title, texts in _SECTIONS),
    )


def _introduction(content: Content) -> str:
    return _OF_A_JOB.format(number=content.number) if content.number else _INTRODUCTION


def _section(title: str, texts: Sequence[str]) -> str:
    items = "\n".join(f"<li>{escape(each)}</li>" for each in texts)
    return f"<h2>{escape(title)}</h2>\n<ul>\n{items}\n</ul>"


def _heading(title: str) -> str:
    return f"{title}\n{'-' * len(title)}"


def _wrapped(text: str) -> str:
    return textwrap.fill(text, _COLUMNS, break_long_words=False, break_on_hyphens=False)


def _made(content: Content) -> str:
    return f"Made {content.made_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _said(content: Content, *names: str) -> str:
    parts = (content.shop.get(name) for name in names)
    return ", ".join(" ".join(part.split()) for part in parts if isinstance(part, str) and part)
