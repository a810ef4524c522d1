"""The trust page: figures for anybody, and nothing of anybody."""

import json
import re
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sealbench.ids import new_id
from sealbench.policy import Action, load_clauses
from sealbench.shop import bucket
from sealbench.shop.bench import opening, verdicts
from sealbench.shop.config import Config
from sealbench.shop.pages.promises import STATES
from sealbench.shop.procedures.actors import KEEPER_ACTOR
from sealbench.shop.procedures.publish_ledger import publish_ledger
from sealbench.shop.procedures.record_drill import record_drill
from sealbench.shop.procedures.settle_escrow import settle_escrow
from sealbench.shop.queries import directory, ledger_head
from sealbench.shop.records.models import Erasure, Event
from tests.docs.places import DOCS
from tests.shop.pages.test_backups import made_a_backup
from tests.support.cast import Cast, browser
from tests.support.clients import with_link
from tests.support.clocks import StoppedClock
from tests.support.desk import IDA, intake
from tests.support.escrow import Kept


def shown(cast: Cast, who: str = "") -> str:
    answer = (cast.client(who) if who else cast.stranger()).get("/trust/")
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def figures(cast: Cast) -> dict[str, Any]:
    answer = cast.stranger().get("/trust.json")
    assert answer.status_code == 200
    found: dict[str, Any] = json.loads(answer.content)
    return found


def test_a_shop_that_is_new_says_what_there_is_none_of(cast: Cast) -> None:
    text = shown(cast)
    for clause in load_clauses():
        assert f"{clause.id} {clause.title}" in text
        assert clause.promise.replace("'", "&#x27;") in text
    assert "This is a trial home" in text
    assert text.count("none yet") == 5  # public, backup, drill, place, paper
    assert directory.printed_fingerprint() in text


def test_it_says_what_the_limitations_say(cast: Cast) -> None:
    text = shown(cast).replace("&#x27;", "'").replace("&quot;", '"').casefold()
    source = (DOCS / "limitations.md").read_text("utf-8").partition("## In more words")[0]
    limits = re.findall(r"^- (.*(?:\n  .*)*)", source, re.MULTILINE)
    assert len(limits) == 5
    for limit in limits:
        assert re.sub(r"\s+", " ", limit.replace("*", "")).casefold() in text


def test_it_tells_ledger_backups_and_escrow(
    cast: Cast, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    bench, kept = cast.bench, Kept(cast)
    outside = tmp_path_factory.mktemp("outside")
    kept.registered(outside / "nas")
    kept.register(outside / "stick")
    settle_escrow(bench)
    made_a_backup(bench, tmp_path / "vault")
    bench.run(record_drill, backups=3, findings=0, actor=KEEPER_ACTOR)
    publish_ledger(bench)
    text = shown(cast)
    assert "none yet" not in text
    assert "3 backups: every living client reads, the ended stay shut" in text
    assert "2 all up to date" in text
    assert "all of it" in text
    assert figures(cast)["ledger"]["published"] == ledger_head.size()
    (outside / "stick").rename(outside / "away")
    kept.erase()
    settle_escrow(bench)
    bench.run(record_drill, backups=3, findings=1, actor=KEEPER_ACTOR)
    text = shown(cast)
    assert "2 1 behind" in text
    assert "1 finding" in text
    assert str(outside) not in text + json.dumps(figures(cast))


def test_deeds_are_told_in_tens_alone(cast: Cast) -> None:
    for number, told in ((9, 0), (1, 10), (9, 10), (1, 20)):
        verdicts.count([(Action.OPEN_LOGIN.text, "A1", True), ("A1-4", "A1", False)] * number)
        deeds = figures(cast)["deeds in tens"]
        assert (deeds["opened"], deeds["refused"]["A1"]) == (told, told)
    assert "Openings that the rules allowed: at least 20" in shown(cast)
    assert "Looks that the rules allowed: fewer than ten" in shown(cast)
    deeds = figures(cast)["deeds in tens"]
    counts = [value for value in deeds.values() if isinstance(value, int)]
    assert all(count % 10 == 0 for count in (*counts, *deeds["refused"].values()))


def test_what_was_destroyed_is_counted_once_it_is_proven(cast: Cast) -> None:
    def end(number: int, realm: str, job: str = "", *, at: int | None = 2) -> None:
        for _ in range(number):
            Erasure.objects.create(
                pk=new_id(), realm=realm, node=new_id(), job=job, ordered_at=1, confirmed_at=at
            )

    verdicts.count([(Action.SEAL_LOGIN.text, "A1", True)] * 12)
    end(10, "jobs", "a" * 24)
    end(20, "clients")
    end(30, "clients", "a" * 24)  # files: neither a job nor a client
    deeds = figures(cast)["deeds in tens"]
    assert [deeds[f"{kind}_destroyed"] for kind in ("logins", "jobs", "clients")] == [10, 10, 20]
    assert "Destructions all are proven" in shown(cast)
    end(10, "jobs", "a" * 24, at=None)
    assert figures(cast)["deeds in tens"] == deeds
    assert "Destructions not all are proven yet" in shown(cast)


def test_nobody_of_the_shop_and_no_client_is_on_it(cast: Cast) -> None:
    job = with_link(cast, intake(cast, "Mail or account trouble"))
    phone = job.claimed()
    phone.post("/c/seal", phone.sealed(job.recipients()))
    told = shown(cast) + json.dumps(figures(cast))
    told = told.replace(directory.printed_fingerprint(), "")  # whose digits may be any
    people = [person.name for person in cast.people.values()]
    for word in (*people, IDA.name, IDA.phone, IDA.email, str(job.number), "ThinkPad"):
        assert word not in told
    assert str(cast.bench.config.home) not in told
    assert "Tariq" in shown(cast, "tariq")  # the control: the bar of whoever is signed in


def test_looking_is_recorded_nowhere_and_may_be_kept_for_a_minute(cast: Cast) -> None:
    before = Event.objects.count()
    answer = cast.stranger().get("/trust/")
    assert answer["Cache-Control"] == "public, max-age=60"
    assert "Cookie" in answer["Vary"]
    assert not answer.cookies
    assert cast.client("dora").get("/trust/")["Cache-Control"] == "no-store"
    assert cast.stranger().post("/trust/").status_code == 405
    assert Event.objects.count() == before


def test_before_the_founding_there_is_no_fingerprint(
    home: Config, clock: StoppedClock, rules: Any
) -> None:
    bench = opening.open_bench(home, clock, rules)
    try:
        answer = browser(bench).get("/trust/")
        assert answer.status_code == 200
        assert json.loads(browser(bench).get("/trust.json").content)["fingerprint"] == ""
    finally:
        bench.executor.close()


def test_the_report_names_no_host_and_no_user(cast: Cast, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("x")
    far = bucket.read(
        {
            "OBJECTS": "s3://shop-files?region=eu-north-1&endpoint=https://inside.example.org",
            "OBJECTS_KEY": "SHOPFILES1",
            "OBJECTS_SECRET_FILE": str(secret),
        }
    )
    bench = cast.bench
    object.__setattr__(bench, "config", replace(bench.config, objects=far, trial=False))
    text = shown(cast) + json.dumps(figures(cast))
    for word in ("inside.example.org", "shop-files", "SHOPFILES1", str(secret)):
        assert word not in text
    assert "Store of files encrypted HTTPS" in text
    assert "This is a trial home" not in text


def test_it_is_cheap(cast: Cast) -> None:
    web = cast.stranger()
    web.get("/trust/")
    with CaptureQueriesContext(connection) as asked:
        web.get("/trust/")
    assert len(asked) <= 20
    best = min(_seconds(web) for _ in range(5))
    assert best < 0.05


def _seconds(web: Any) -> float:
    began = time.process_time()  # of the processor: the machine may have other work
    web.get("/trust/")
    return time.process_time() - began


def test_every_clause_says_how_far_it_is_kept() -> None:
    assert set(STATES) == {clause.id for clause in load_clauses()}
