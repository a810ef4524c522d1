"""The two files of a dossier that people read: a README, and the report as one page of HTML.

Both are made of the records alone, so that a verifier can make them again and notice
when they say something else.  The page has neither script nor links to elsewhere.
"""

from collections.abc import Iterator
from html import escape

from sealbench import canon, clock
from sealbench.dossier.enclosed import consent_id, final_hash
from sealbench.dossier.limits import LIMITS
from sealbench.dossier.value import Dossier, Entry
from sealbench.dossier.wording import plain_time, sentence

README = """\
This is the dossier of one job: what the repair shop recorded about it, and the proof.

report.html      what happened, to read and to print
dossier.json     the same records with everything that proves them
proofs/          for each event, its place in the shop's ledger

Check it on any computer, without the shop and without a network:

    pip install sealbench
    sealbench verify dossier.zip --fingerprint "the fingerprint on your receipt"

The check reads dossier.json, not the report; it says so if the report tells something else.
The fingerprint is printed on the paper that you got from the shop and stands in your link
behind the last dot.  Without it a forged dossier could look genuine.

The format is open: docs/spec/dossier.md of the project Sealbench.
"""

_STYLE = """\
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.6rem;margin-bottom:.2rem}h2{font-size:1.15rem;margin-top:2rem}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1rem}dt{opacity:.75}dd{margin:0}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:.35rem .6rem .35rem 0;
border-bottom:1px solid #8886}
td:first-child,td:nth-child(2){white-space:nowrap;font-variant-numeric:tabular-nums}
code{font-family:ui-monospace,monospace;overflow-wrap:anywhere}
.level{opacity:.75}
@media (max-width:32rem){dl{grid-template-columns:1fr}td,th{display:block;border:0;padding:0}
td:first-child,td:nth-child(2){display:inline;padding-right:.6rem;opacity:.75}
tr{display:block;padding:.5rem 0;border-bottom:1px solid #8886}thead{display:none}}
@media print{body{margin:0;font-size:11pt}h2,tr{break-inside:avoid}}"""

_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Dossier of job {number}</title>
<style>
{style}
</style>
</head>
<body>
<main>
<h1>Dossier of job {number}</h1>
<p>{shop}</p>
<dl>
{facts}
</dl>
<h2>What happened</h2>
<p>All times are UTC.  Names are those that people had at the time.  In brackets stands how sure
the shop was of the client's key; the check says what of it is proven.</p>
<table>
<thead><tr><th scope="col">No.</th><th scope="col">Time</th><th scope="col">Event</th></tr></thead>
<tbody>
{rows}
</tbody>
</table>
<h2>How to check it</h2>
<p>This page is only a reading of the records.  <code>sealbench verify dossier.zip</code> checks
them on any computer, without the shop and without a network.  Compare the fingerprint above
with the one on your receipt.</p>
<h2>What nobody can promise</h2>
<ul>
{limits}
</ul>
</main>
</body>
</html>
"""


def render_report(dossier: Dossier) -> str:
    """Return `report.html` for *dossier*: one page of its own, the same each time."""
    return _PAGE.format(
        number=dossier.job.number,
        style=_STYLE,
        shop=escape(_joined(dossier.shop.name, dossier.shop.address, dossier.shop.phone)),
        facts="\n".join(
            f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in _facts(dossier)
        ),
        rows="\n".join(_row(entry) for entry in dossier.entries),
        limits="\n".join(f"<li>{escape(limit)}</li>" for limit in LIMITS),
    )


def _facts(dossier: Dossier) -> Iterator[tuple[str, str]]:
    job = dossier.job
    device = _joined(job.device.kind, job.device.make, job.device.model)
    facts = {
        "Made": f"{plain_time(clock.to_text(dossier.made_at))} UTC",
        "State": job.state,
        "Service": job.service,
        "Place": job.place,
        "Device": device,
        "What is wrong": job.problem,
        "Why a login was asked for": job.reason,
        "Number of events": str(dossier.count),
        "Fingerprint of the shop": canon.fingerprint(dict(dossier.genesis.statement.fields)),
    }
    yield from ((name, text) for name, text in facts.items() if text)
    for each in dossier.consents:
        yield "Kept at the client's wish", f"{consent_id(each)}, by the consent in dossier.json"
    for entry in dossier.agreements:
        yield f"Agreement {entry.text('number')}", f"final PDF, SHA-256 {final_hash(entry)}"


def _row(entry: Entry) -> str:
    level = entry.actor.get("level")
    note = f' <span class="level">({escape(level)})</span>' if isinstance(level, str) else ""
    return (
        f"<tr><td>{entry.counter}</td><td>{escape(plain_time(entry.at))}</td>"
        f"<td>{escape(sentence(entry.payload))}{note}</td></tr>"
    )


def _joined(*texts: str) -> str:
    return ", ".join(text for text in texts if text)
