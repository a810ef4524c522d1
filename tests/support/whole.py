"""A database that is whole: every row opens, and no row, key or mark is left of what has ended."""

from sealbench.keyring import HOUSE, Realm
from sealbench.policy import ENDED
from sealbench.shop.bench import Bench
from sealbench.shop.procedures.backup_proof import prove
from sealbench.shop.procedures.publish_ledger import publish_ledger
from sealbench.shop.records.models import Client, File, Job, Login, Look, Subject


def assert_whole(bench: Bench) -> None:
    """Read every sealed row, recompute the ledger, and compare keys with rows."""
    publish_ledger(bench)
    proof = prove(bench)
    assert (proof.wrong, proof.ended) == ((), 0)
    clients, jobs = _ids(Client), _ids(Job)
    ended = Job.objects.filter(state__in=[state.value for state in ENDED])
    working = jobs - set(ended.values_list("pk", flat=True))
    # Each job has its record's key there, closed or not.
    assert set(bench.keys.names(Realm.CLIENTS)) == {HOUSE.name} | clients | jobs | _ids(File)
    assert set(bench.keys.names(Realm.JOBS)) == working | _ids(Login)
    known = {f"client:{each}" for each in clients} | {f"job:{each}" for each in jobs}
    assert _ids(Subject) - known <= {"house", "ended"}
    looked = set(Look.objects.values_list("record", flat=True))
    assert {each for each in looked if each.startswith(("client:", "job:"))} <= known


def _ids(model: type[Client | File | Job | Login | Subject]) -> set[str]:
    return set(model.objects.values_list("pk", flat=True))
