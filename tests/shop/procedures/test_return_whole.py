"""The return package is complete: every word that the shop keeps sealed of a client is in it."""

import io
import zipfile
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
from sealbench.errors import MalformedError
from sealbench.package import write_package
from sealbench.seal import SealedReader, by_identity, to_recipients
from sealbench.shop.bench import Bench
from sealbench.shop.pages.whole_package import whole_package
from sealbench.shop.procedures.confirm_return import confirm_return
from sealbench.shop.procedures.end_due_cases import end_due_cases
from sealbench.shop.procedures.fetch_return import fetch_return
from sealbench.shop.procedures.look_at_client import look_at_client
from sealbench.shop.procedures.looks import Why
from tests.support.cast import Cast
from tests.support.clocks import StoppedClock
from tests.support.endings import Leaver, leaver
from tests.support.files import attach
from tests.support.keeps import kept, settle
from tests.support.returned import jobs, kept_of
from tests.support.sessions import stay_signed_in


def test_whatever_is_sealed_of_the_client_comes_out(cast: Cast, clock: StoppedClock) -> None:
    stay_signed_in()
    who = leaver(cast)
    attach(cast, who.counter.number)
    why = Why("other", "The caller asked about the invoice of May.")
    clock.pass_by(days=2)
    cast.bench.run(look_at_client, who=cast.staff("olga"), client=who.client, why=why)
    who.stop()
    clock.pass_by(hours=72)
    kept = kept_of(cast.bench, who).words
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
    kept = kept_of(cast.bench, who).events
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
