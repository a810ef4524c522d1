"""The return package is complete: every word that the shop keeps sealed of a client is in it."""

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest

from sealbench.dossier import (
    consent,
    read_dossier,
    read_record,
    verify_consent,
    verify_dossier,
    verify_record,
)
from sealbench.errors import MalformedError, SealbenchError
from sealbench.ids import JobId
from sealbench.keyring import HOUSE, Node, client_node, job_node, record_node
from sealbench.package import write_package
from sealbench.seal import SealedReader, by_identity, to_recipients
from sealbench.shop.bench import Bench, Granted, Outcome, Work, rows
from sealbench.shop.pages.whole_package import whole_package
from sealbench.shop.procedures.attached_file import AttachedFile, files_of_client
from sealbench.shop.procedures.case_scope import Scope
from sealbench.shop.procedures.client_rows import rows_of
from sealbench.shop.procedures.confirm_return import confirm_return
from sealbench.shop.procedures.end_due_cases import end_due_cases
from sealbench.shop.procedures.fetch_return import fetch_return
from sealbench.shop.procedures.look_at_client import look_at_client
from sealbench.shop.procedures.looks import Why
from sealbench.shop.records.models import Event, File, Job
from sealbench.shop.records.models.sealed import Sealed
from tests.support.cast import Cast
from tests.support.clocks import StoppedClock
from tests.support.endings import Leaver, leaver
from tests.support.files import attach
from tests.support.keeps import kept, settle
from tests.support.sessions import stay_signed_in

SECRETS = {"secret", "code"}
"""What opens or finds, and says nothing of the client: of the ledger, and of a link."""


def test_whatever_is_sealed_of_the_client_comes_out(cast: Cast, clock: StoppedClock) -> None:
    stay_signed_in()
    who = leaver(cast)
    attach(cast, who.counter.number)
    why = Why("other", "The caller asked about the invoice of May.")
    clock.pass_by(days=2)
    cast.bench.run(look_at_client, who=cast.staff("olga"), client=who.client, why=why)
    who.stop()
    clock.pass_by(hours=72)
    kept = {
        (place, words)
        for place, content in sealed(cast.bench, who)
        for words in leaves(content)
        if words not in ("", "None")
    }
    text = packed(cast.bench, who)
    assert {place for place, _ in kept} >= {
        "records_client", "records_device", "records_job", "records_clientkey", "records_notice",
        "records_file", "records_reason",
    }  # fmt: skip
    assert sorted(each for each in kept if each[1] not in text) == []


def test_every_event_of_the_client_comes_out_and_no_other(cast: Cast, clock: StoppedClock) -> None:
    stay_signed_in()
    who, other = leaver(cast), leaver(cast, "Screen")
    who.stop()
    clock.pass_by(hours=72)
    marks = [f"client:{who.client}", *(f"job:{pk}" for pk in jobs(who))]
    kept = Event.objects.filter(subject__in=marks).count()
    told = list(fetch(cast.bench, who)[0].collected.content.events)
    assert len(told) == kept > 10
    assert {str(event["job"]) for event in told if "job" in event} == set(jobs(who))
    assert not set(jobs(who)) & set(jobs(other))


def test_what_is_in_it_still_proves_when_the_shop_knows_nothing_any_more(
    cast: Cast, clock: StoppedClock
) -> None:
    stay_signed_in()
    who = leaver(cast)
    clock.pass_by(days=2)
    why = Why("call")
    cast.bench.run(look_at_client, who=cast.staff("olga"), client=who.client, why=why)
    who.stop()
    clock.pass_by(hours=72)
    fetched, receipts = fetch(cast.bench, who)
    content = whole_package(cast.bench, fetched.collected, receipts)
    files = {file.name: b"".join(file.read()) for file in content.dossiers}
    cast.bench.run(confirm_return, who=who.visit, signed=who.signed("confirm-return"))
    assert end_due_cases(cast.bench) == 1
    record = read_record(files.pop("record.json"))
    assert [entry.type for entry in record.entries] == ["record:looked-at"]
    printed = record.fingerprint
    assert verify_record(record, fingerprint=printed, now=cast.bench.now()).holds
    assert len(files) == 2
    for data in files.values():
        report = verify_dossier(read_dossier(data), fingerprint=printed, now=cast.bench.now())
        assert report.holds


def test_each_consent_of_the_client_comes_out_and_verifies_offline(
    cast: Cast, clock: StoppedClock
) -> None:
    stay_signed_in()
    who, other = leaver(cast), leaver(cast, "Screen")
    for each in (who, other):
        settle(each.phone)
    withdrawn = kept(who.phone, who.counter.recipients())
    who.phone.json(
        "/c/keep/withdraw",
        {"keep": withdrawn, "statement": who.phone.act("withdraw-keep", withdrawn)},
    )
    clock.pass_by(minutes=1)
    stays = kept(who.phone, who.counter.recipients())
    kept(other.phone, other.counter.recipients())
    who.stop()
    clock.pass_by(hours=72)
    with package(cast.bench, who) as archive:
        names = [name for name in archive.namelist() if name.startswith("consents/")]
        reports = [verify_consent(archive.read(name)) for name in names]
        first = archive.read(names[0])
    assert [each.id for each in reports] == [withdrawn, stays]
    assert [each.state for each in reports] == [consent.WITHDRAWN, consent.TERMINATED]
    assert all(each.holds for each in reports)
    with pytest.raises(MalformedError):
        verify_consent(first.replace(b"regular-care", b"urgent-helps"))


def fetch(bench: Bench, who: Leaver) -> Any:
    return bench.run_recorded(fetch_return, who=who.visit, signed=who.signed("fetch-return"))


def packed(bench: Bench, who: Leaver) -> str:
    """Return every text of the package that the client fetches."""
    with package(bench, who) as archive:
        names = [name for name in archive.namelist() if name.endswith((".json", ".jsonl"))]
        return "\n".join(archive.read(name).decode() for name in names)


def package(bench: Bench, who: Leaver) -> zipfile.ZipFile:
    """Return the package that the client fetches, opened."""
    fetched, receipts = fetch(bench, who)
    out = io.BytesIO()
    content = whole_package(bench, fetched.collected, receipts)
    write_package(content, out, to_recipients([fetched.recipient]))
    plain = SealedReader(io.BytesIO(out.getvalue()), by_identity(who.phone.identity)).read()
    return zipfile.ZipFile(io.BytesIO(plain))


def jobs(who: Leaver) -> list[str]:
    return list(Job.objects.filter(client=who.client).values_list("pk", flat=True))


def sealed(bench: Bench, who: Leaver) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield what every sealed row of the client says, by table: the rows that die with them."""
    nodes: Sequence[Node] = [
        client_node(who.client),
        HOUSE,
        *(record_node(JobId(pk)) for pk in jobs(who)),
        *(job_node(JobId(pk)) for pk in jobs(who)),
    ]

    def files(work: Work) -> Outcome[list[AttachedFile]]:
        return Granted(files_of_client(work, who.client))

    for file in bench.run(files):
        yield "records_file", {"name": file.name, "by": file.by}
    for found in rows_of(Scope(who.client)):
        for row in found:
            if isinstance(row, Sealed) and not isinstance(row, File):
                yield row._meta.db_table, opened(bench, row, nodes)


def opened(bench: Bench, row: Sealed, nodes: Sequence[Node]) -> Mapping[str, Any]:
    for node in nodes:
        try:
            return rows.read(row, bench.keys.key(node), node.name)
        except SealbenchError:
            continue
    raise AssertionError(f"no key of the client opens {row}")


def leaves(content: Any, name: str = "") -> Iterator[str]:
    if name in SECRETS:
        return
    if isinstance(content, Mapping):
        for part, value in content.items():
            yield from leaves(value, part)
    elif isinstance(content, list):
        for value in content:
            yield from leaves(value, name)
    elif isinstance(content, str):
        yield content
