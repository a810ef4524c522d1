"""Which rules decide: read once per version, and never by an older one."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from sealbench.errors import ConflictError, RefusedError
from sealbench.policy import HouseRule
from sealbench.shop.bench import Granted, Outcome, Work
from sealbench.shop.bench.rulebook import Rulebooks
from sealbench.shop.procedures.add_house_rule import add_house_rule
from sealbench.shop.procedures.look_at_job import look_at_job
from sealbench.shop.procedures.take_in_job import TakenIn
from sealbench.shop.records.models import HouseRuleChange
from tests.support.cast import Cast
from tests.support.desk import take_in
from tests.support.house_rules import add_rule, retire_rule, sign_rule

LOOKS = HouseRule("look-at-jobs", role="technician")


def look(cast: Cast, job: TakenIn) -> str:
    """Have Tariq look at *job*; return the rule that refused, or nothing."""
    try:
        cast.bench.run(look_at_job, who=cast.staff("tariq"), number=job.number)
    except RefusedError as exc:
        return exc.reason
    return ""


def test_the_rules_are_compiled_once_per_version(cast: Cast) -> None:
    books = cast.bench.rulebooks
    first = books.current()
    take_in(cast)
    assert books.current() is first
    add_rule(cast, LOOKS)
    second = books.current()
    assert second is not first
    assert books.current() is second
    assert [rule.id for rule in second.policy.house_rules] == ["H-1"]
    retire_rule(cast, 1, LOOKS)
    assert books.current().policy.house_rules == ()


def test_another_process_follows_the_version_in_the_database(cast: Cast) -> None:
    """Two books of rules on one database: what one node writes, the other decides by."""
    other = Rulebooks(cast.bench.policy, cast.bench.keys)
    before = other.current()
    add_rule(cast, LOOKS)
    assert other.current().version > before.version
    assert [rule.id for rule in other.current().policy.house_rules] == ["H-1"]


def test_a_procedure_in_the_same_commit_is_decided_by_the_new_rule(cast: Cast) -> None:
    """And by the old ones again where the adding itself was undone."""
    job = take_in(cast)
    outcomes: list[str] = []

    def add_and_look(work: Work, *, fails: bool) -> Outcome[None]:
        add_house_rule(work, who=cast.staff("olga"), signed=signed)
        decision = look_at_job(work, who=cast.staff("tariq"), number=job.number)
        outcomes.append("" if isinstance(decision, Granted) else decision.reason)
        if fails:
            raise ValueError("undone")
        return Granted(None)

    signed = sign_rule(cast, LOOKS)
    with pytest.raises(ValueError, match="undone"):
        cast.bench.run(add_and_look, fails=True)
    assert outcomes == ["H-1"]
    assert not HouseRuleChange.objects.exists()
    assert look(cast, job) == ""
    cast.bench.run(add_and_look, fails=False)
    assert outcomes == ["H-1", "H-1"]
    assert look(cast, job) == "H-1"


def test_in_one_group_an_undone_rule_leaves_no_trace(cast: Cast) -> None:
    """The adding fails beside a look that waits in the same group."""
    job, signed = take_in(cast), sign_rule(cast, LOOKS)
    held, looked = Barrier(2, timeout=20), []

    def hold(_work: Work) -> Outcome[None]:
        held.wait()  # until the others wait behind it
        held.wait()
        return Granted(None)

    def add_and_fail(work: Work) -> Outcome[None]:
        add_house_rule(work, who=cast.staff("olga"), signed=signed)
        assert [rule.id for rule in work.rulebook.policy.house_rules] == ["H-1"]
        raise ValueError("undone")

    def fail() -> None:
        with pytest.raises(ValueError, match="undone"):
            cast.bench.run(add_and_fail)

    threads = [Thread(target=lambda: cast.bench.run(hold))]
    threads[0].start()
    held.wait()
    for target in (fail, lambda: looked.append(look(cast, job))):
        threads.append(Thread(target=target))
        threads[-1].start()
        while cast.bench.executor.waiting() < len(threads) - 1:
            pass
    held.wait()
    for thread in threads:
        thread.join(20)
    assert looked == [""]
    assert cast.bench.rulebooks.current().policy.house_rules == ()


def test_a_group_that_decided_by_older_rules_is_undone_where_others_write_too(cast: Cast) -> None:
    """The group of another node, which had begun before the rule was committed here."""
    books = Rulebooks(cast.bench.policy, cast.bench.keys)
    group, idle, own = books.for_group(), books.for_group(), books.for_group()
    group.current()
    group.require_current()
    own.changed()
    add_rule(cast, LOOKS)
    idle.require_current()  # it has decided nothing
    own.require_current()  # it holds the home's row itself
    if connection.vendor == "sqlite":
        group.require_current()  # one process writes, and no group runs beside another
        return
    with pytest.raises(ConflictError, match="just changed"):
        group.require_current()
