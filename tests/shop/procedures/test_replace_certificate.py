"""The shop's certificate for documents is replaced: what was signed, or sealed, goes on."""

from datetime import timedelta

import pytest

from sealbench.agreement import SigningKey, check, load_pkcs12, new_signing_key
from sealbench.dossier.agreements import verify_agreement
from sealbench.errors import ConflictError, MalformedError, RefusedError, VerificationError
from sealbench.shop.bench import Bench, Granted
from sealbench.shop.procedures.actors import KEEPER, KEEPER_ACTOR, staff_actor, staff_principal
from sealbench.shop.procedures.document_key import document_keys, ensure_document_key
from sealbench.shop.procedures.keep_agreements import keep_agreements
from sealbench.shop.procedures.replace_certificate import replace_certificate
from sealbench.shop.queries.certificate import certificate
from sealbench.shop.queries.directory import fingerprint
from sealbench.shop.records.models import Home, Paper
from tests.agreement.brought_files import P256, PASSPHRASE, Issuer, pack
from tests.support.agreements import Deal
from tests.support.cast import Cast
from tests.support.clients import with_link
from tests.support.clocks import StoppedClock
from tests.support.desk import client_record, house_events
from tests.support.events import refusals
from tests.support.sessions import stay_signed_in


@pytest.fixture
def deal(cast: Cast) -> Deal:
    stay_signed_in()
    return Deal(cast, with_link(cast))


def brought(bench: Bench, *, days: int = 730) -> SigningKey:
    """Return a key as an authority that lasts made it."""
    issuer = Issuer("Documents root", now=bench.now())
    issued = issuer.issue(days=(-1, days))
    return load_pkcs12(pack(P256, issued, issuer.chain), PASSPHRASE, now=bench.now())


def now_and_before(bench: Bench) -> tuple[SigningKey, list[SigningKey]]:
    keys = bench.run(lambda work: Granted(document_keys(work)))
    return keys.now, [key for key, _until in keys.former]


def verified(deal: Deal) -> dict[str, str]:
    """Return what an offline check of the final PDF finds, by check."""
    bench = deal.cast.bench
    pdf = deal.document("final")
    report = verify_agreement(pdf, fingerprint=fingerprint(), now=bench.now())
    assert report.holds, report.checks
    return {each.name: each.detail for each in report.checks}


def test_one_is_brought_and_the_one_before_stays(cast: Cast) -> None:
    bench = cast.bench
    first = bench.run(lambda work: Granted(ensure_document_key(work)))
    key = brought(bench)
    assert bench.run(replace_certificate, key=key) == key
    assert now_and_before(bench) == (key, [first])
    found = certificate(bench)
    assert found is not None
    assert (found.brought, found.former, found.warns) == (True, 1, 0)
    told = house_events(bench)[-1]
    assert told["type"] == "document-certificate:replaced"
    assert (told["certificate"], told["root"]) == (found.certificate, found.root)
    assert told["actor"] == {"kind": "command"}
    assert "A shop" not in str(told)
    with pytest.raises(ConflictError, match="already"):
        bench.run(replace_certificate, key=key)


def test_it_is_no_row_in_the_clear(cast: Cast) -> None:
    cast.bench.run(replace_certificate, key=brought(cast.bench))
    assert b"PRIVATE" not in bytes(Home.objects.get(pk=1).sealed)
    assert b"document_key" not in bytes(Home.objects.get(pk=1).sealed)


def test_a_new_one_is_made_when_it_is_due_or_asked_for(cast: Cast, clock: StoppedClock) -> None:
    bench = cast.bench
    first = bench.run(replace_certificate)
    with pytest.raises(ConflictError, match="the certificate holds until"):
        bench.run(replace_certificate)
    second = bench.run(replace_certificate, early=True)
    clock.pass_by(days=3650 - 90)
    third = bench.run(replace_certificate)
    assert now_and_before(bench) == (third, [first, second])


@pytest.mark.parametrize("name", ["olga", "tariq", "dora", "adam", "keeper"])
def test_nobody_replaces_it_from_a_session(cast: Cast, name: str) -> None:
    bench = cast.bench
    seconds = int(bench.now().timestamp())
    by = (KEEPER, KEEPER_ACTOR)
    if name != "keeper":
        who = cast.staff(name)
        by = (staff_principal(who, now=seconds), staff_actor(who))
    with pytest.raises(RefusedError, match="C1-20"):
        bench.run(replace_certificate, by=by, early=True)
    assert refusals(bench)[-1] == ("certificate:replace", "C1-20")
    assert certificate(bench) is None


def test_one_that_does_not_fit_changes_nothing(cast: Cast) -> None:
    bench = cast.bench
    first = bench.run(lambda work: Granted(ensure_document_key(work)))
    other = brought(bench)
    past = new_signing_key("Corner", now=bench.now() - timedelta(days=4000))
    for key, error in (
        (SigningKey(first.key, other.certificate, other.chain), MalformedError),
        (past, VerificationError),
    ):
        with pytest.raises(error):
            bench.run(replace_certificate, key=key)
    assert now_and_before(bench) == (first, [])


def test_an_agreement_that_is_sealed_verifies_for_ever(deal: Deal, clock: StoppedClock) -> None:
    bench = deal.cast.bench
    deal.in_force()
    keep_agreements(bench)
    first, _ = now_and_before(bench)
    bench.run(replace_certificate, key=brought(bench))
    clock.pass_by(days=400)
    assert "it holds until" in verified(deal)["certificate"]
    assert check(deal.document("final"), [first.root], now=bench.now()).certificate == (
        first.certificate
    )


def test_what_management_signed_is_sealed_by_the_one_it_named(deal: Deal) -> None:
    """Both sides signed, the certificate is replaced, and only then is the final PDF made."""
    bench = deal.cast.bench
    deal.in_force()
    first, _ = now_and_before(bench)
    bench.run(replace_certificate, key=brought(bench))
    keep_agreements(bench)
    verified(deal)
    assert check(deal.document("final"), [first.root], now=None).certificate == first.certificate
    assert not client_trouble(deal)


def test_the_next_agreement_is_sealed_by_the_new_one(deal: Deal) -> None:
    bench = deal.cast.bench
    bench.run(replace_certificate, key=brought(bench))
    deal.in_force()
    keep_agreements(bench)
    key, _ = now_and_before(bench)
    verified(deal)
    assert check(deal.document("final"), [key.root], now=None).signer == "A shop"


def test_a_renewal_and_management_bring_back_what_waits(deal: Deal, clock: StoppedClock) -> None:
    """The certificate ended before anything was sealed: management signs for the new one."""
    bench, cast = deal.cast.bench, deal.cast
    today = bench.now().date()
    deal.in_force(valid_until=today.replace(year=today.year + 20))
    clock.pass_by(days=3700)
    keep_agreements(bench)
    assert "ended on" in client_trouble(deal)
    with pytest.raises(RefusedError, match="C1-9"):  # nothing is there to sign for
        deal.sign()
    bench.run(replace_certificate)
    keep_agreements(bench)
    assert not Paper.objects.filter(kind="final").exists()
    page = cast.client("olga").get(f"/agreements/{deal.id}/").content.decode()
    assert "Management signs once more" in page
    assert "Sign for the shop" in page
    for name in ("tariq", "dora"):
        with pytest.raises(RefusedError, match="C1-4"):
            deal.sign(name)
    cast.renew_directory()
    deal.sign()
    keep_agreements(bench)
    assert not client_trouble(deal)
    assert verified(deal)["management"].count("signed exactly these bytes") == 2
    with pytest.raises(RefusedError, match="C1-9"):  # once is enough
        deal.sign()


def client_trouble(deal: Deal) -> str:
    return str(deal.told().get("trouble", ""))


def test_the_page_warns_before_it_ends_and_after(cast: Cast, clock: StoppedClock) -> None:
    stay_signed_in()
    bench, web = cast.bench, cast.client("olga")

    def page() -> str:
        return web.get("/agreements/").content.decode()

    bench.run(replace_certificate, key=brought(bench, days=92))
    assert "certificate" not in page()
    for passes, days, warns in ((3, 88, 90), (58, 30, 30), (23, 7, 7)):
        clock.pass_by(days=passes)
        found = certificate(bench)
        assert found is not None
        assert (found.days, found.warns) == (days, warns)
        assert f"ends in {days} days" in page()
    clock.pass_by(days=8)
    assert "has ended" in page()
    bench.run(replace_certificate)
    assert "certificate" not in page()


def test_the_client_reads_both_signatures(deal: Deal) -> None:
    deal.in_force()
    signed = [e for e in client_record(deal.cast.bench, deal.client) if "signed" in str(e["type"])]
    assert [e["role"] for e in signed] == ["management", "client", "witness"]
