"""A page of fifty sealed rows against the same page of plain ones: query, row objects, template."""

import time
from collections.abc import Callable, Mapping, Sequence

from django.db import connection
from django.template import Context, Engine

from bench.table import Figure, from_rounds, median
from sealbench.keyring import HOUSE
from sealbench.shop.bench import Bench, Granted, Outcome, Work, rows
from sealbench.shop.records.models import ServiceKind

_ROWS = 50
_PAGE = Engine().from_string(
    "{% for row in rows %}<tr><td>{{ row.name }}</td><td>{{ row.description }}</td>"
    "<td>{{ row.alternatives }}</td><td>{{ row.phone }}</td><td>{{ row.email }}</td></tr>"
    "{% endfor %}"
)
_WORDS = {
    "name": "Ida Lindqvist <3",
    "description": "Freezes after an update, then starts anew",
    "alternatives": "Unlock it yourself",
    "phone": "+46 70 123 45 67",
    "email": "ida@example.org",
}


def sealed_page(bench: Bench, *, rounds: int) -> list[Figure]:
    """Return the milliseconds of both pages, over interleaved rounds."""
    bench.run(_fill)
    ours, plain = [], []
    for _ in range(rounds):
        plain.append(_millis(_plain))
        ours.append(_millis(lambda: _sealed(bench)))
    return [from_rounds("sealed page of 50", ours, plain, "ms", more_is_better=False)]


def _fill(work: Work) -> Outcome[None]:
    columns = ", ".join(f"{name} TEXT" for name in _WORDS)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE IF NOT EXISTS bench_plain (id TEXT PRIMARY KEY, {columns})")
    for number in range(_ROWS):
        row = ServiceKind(pk=f"{number:024d}", login_need="none", position=1_000 + number)
        work.write(row, HOUSE, _WORDS)
        row.save(force_insert=True)
        marks = ", ".join(["%s"] * (len(_WORDS) + 1))
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO bench_plain VALUES ({marks})", [row.pk, *_WORDS.values()])
    return Granted(None)


def _plain() -> str:
    names = ("id", *_WORDS)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(names)} FROM bench_plain")
        found = [
            {**dict(zip(names, row, strict=True)), "row": ServiceKind(pk=row[0], version=1)}
            for row in cursor.fetchall()
        ]
    return _render(found)


def _sealed(bench: Bench) -> str:
    key = bench.keys.key(HOUSE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, version, sealed FROM records_servicekind WHERE position >= 1000")
        found = [
            rows.read(ServiceKind(pk=pk, version=version, sealed=sealed), key, HOUSE.name)
            for pk, version, sealed in cursor.fetchall()
        ]
    return _render(found)


def _render(found: Sequence[Mapping[str, object]]) -> str:
    return str(_PAGE.render(Context({"rows": found})))


def _millis(act: Callable[[], object], repeats: int = 30) -> float:
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        act()
        times.append(time.perf_counter() - began)
    return median(times) * 1000
