"""A row alone ends no key: the journal must have the order, and the key be the job's own."""

import pytest

from sealbench.errors import GoneError, VerificationError
from sealbench.ids import ClientId, JobId, new_id
from sealbench.keyring import HOUSE, Node, client_node, job_node
from sealbench.shop.procedures.confirm_erasure import confirm_erasure
from sealbench.shop.procedures.resume_erasures import carry_out_erasure, resume_erasures
from sealbench.shop.records.models import Erasure, Job
from tests.support.attestations import attest_and_close
from tests.support.cast import Cast
from tests.support.desk import take_in


def forged(job: JobId, node: Node) -> str:
    """An erasure that somebody wrote into the table."""
    row = Erasure(pk=new_id(), realm=node.realm.value, node=node.name, job=job, ordered_at=1)
    row.save(force_insert=True)
    return row.pk


def test_a_row_without_an_order_in_the_journal_ends_no_key(cast: Cast) -> None:
    job = take_in(cast).id
    erasure = forged(job, job_node(job))
    with pytest.raises(VerificationError, match="no order"):
        cast.bench.run(carry_out_erasure, erasure=erasure)
    assert cast.bench.keys.key(job_node(job)).secret()


@pytest.mark.parametrize("whose", ["house", "client", "other job"])
def test_a_row_about_another_key_than_the_jobs_ends_and_confirms_none(
    cast: Cast, whose: str
) -> None:
    job, other = take_in(cast).id, take_in(cast).id
    attest_and_close(cast, job)
    owner = client_node(ClientId(Job.objects.get(pk=other).client_id))
    node = {"house": HOUSE, "client": owner, "other job": job_node(other)}[whose]
    Erasure.objects.filter(job=job).update(realm=node.realm, node=node.name)
    erasure = Erasure.objects.get().pk
    with pytest.raises(VerificationError, match="another key"):
        cast.bench.run(carry_out_erasure, erasure=erasure)
    with pytest.raises(VerificationError, match="another key"):
        cast.bench.run(confirm_erasure, erasure=erasure)
    assert cast.bench.keys.key(node).secret()
    assert Erasure.objects.get().confirmed_at is None


def test_a_forged_row_keeps_no_genuine_one_from_being_carried_out(cast: Cast) -> None:
    job, other = take_in(cast).id, take_in(cast).id
    forged(other, job_node(other))
    erasure = attest_and_close(cast, job)
    with pytest.raises(VerificationError):
        resume_erasures(cast.bench)
    assert Erasure.objects.get(pk=erasure).confirmed_at is not None
    assert cast.bench.keys.key(job_node(other)).secret()
    with pytest.raises(GoneError):
        cast.bench.keys.key(job_node(job))


def test_what_was_confirmed_is_not_carried_out_again(cast: Cast) -> None:
    job = take_in(cast).id
    erasure = attest_and_close(cast, job)
    cast.bench.run(confirm_erasure, erasure=erasure)
    cast.bench.run(carry_out_erasure, erasure=erasure)
    assert resume_erasures(cast.bench) == 0
