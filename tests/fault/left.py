"""What may be left of a client, or of one job, after a crash in its end: all of it, or nothing."""

from collections.abc import Mapping

from sealbench.ids import JobId
from sealbench.keyring import Realm, client_node, login_node
from sealbench.shop.bench import Bench, Granted, Outcome, Work
from sealbench.shop.bench.search import question
from sealbench.shop.home import roots_of
from sealbench.shop.procedures.attached_file import load_file
from sealbench.shop.procedures.backup_proof import prove
from sealbench.shop.procedures.file_content import read_content
from sealbench.shop.procedures.job_file import load_job
from sealbench.shop.procedures.login_file import box_aad
from sealbench.shop.records.models import (
    Client,
    Device,
    EndedJob,
    Erasure,
    File,
    Job,
    Login,
    Termination,
)
from tests.fault.leaving import OTHERS, Leaving
from tests.support.desk import IDA
from tests.support.endings import CANARY, canaries, everything_kept
from tests.support.files import SOUND


def check_whole(leaving: Leaving, bench: Bench) -> None:
    """Fail unless everything of the client reads, and of everybody else."""
    check_proof(bench, living=OTHERS + 1)
    assert len(found(bench, CANARY)) == 1
    assert contents(bench) == pictures(leaving.file, *leaving.kept)
    for node in leaving.nodes:
        assert bench.keys.key(node).secret()
    assert all(Job.objects.filter(pk=job).exists() for job in leaving.jobs)
    check_others(leaving, bench)


def check_gone(leaving: Leaving, bench: Bench) -> None:
    """Fail unless nothing is left of what ended but a certificate, and everything else reads."""
    check_proof(bench, living=leaving.living)
    assert contents(bench) == pictures(*leaving.kept)
    assert {each.name for each in bench.objects.find()} == {*leaving.kept}
    assert all(bench.keys.is_gone(node) for node in leaving.nodes)
    assert not Job.objects.filter(pk__in=leaving.jobs).exists()
    assert not Device.objects.filter(brought_by__in=leaving.jobs).exists()
    assert canaries(everything_kept(), *leaving.jobs, CANARY) == []
    erasure, case = Erasure.objects.get(job=""), Termination.objects.get()
    assert (erasure.node, erasure.client, case.client, case.job) == ("", "", None, None)
    assert None not in (erasure.confirmed_at, case.destroyed_at, case.certified_at)
    root = roots_of(bench.config)[Realm.CLIENTS].read(bench.keys.epoch(Realm.CLIENTS))
    assert leaving.escrowed() == {bench.keys.epoch(Realm.CLIENTS): root.secret()}
    check_client(leaving, bench)
    check_others(leaving, bench)


def check_client(leaving: Leaving, bench: Bench) -> None:
    """Fail unless the client is gone with the service, or lives on with the other job."""
    alone, client = leaving.scope.job is not None, leaving.scope.client
    assert len(found(bench, CANARY)) == alone
    for rows in (
        Client.objects.filter(pk=client),
        Device.objects.filter(client=client),
        Job.objects.filter(client=client),
        EndedJob.objects.filter(client=client),
    ):
        assert rows.count() == alone
    assert bench.keys.is_gone(client_node(client)) != alone


def check_proof(bench: Bench, *, living: int) -> None:
    """Fail unless every row and event of *living* clients reads, and the ledger holds."""
    proof = prove(bench)
    assert (proof.wrong, proof.living, proof.ended) == ((), living, 0)


def check_others(leaving: Leaving, bench: Bench) -> None:
    """Fail unless those who stay are found and a login that one of them sealed opens."""
    assert len(found(bench, IDA.name)) == OTHERS
    row = Login.objects.get(pk=leaving.login)
    key = bench.keys.key(login_node(leaving.login))
    assert key.open(bytes(row.box), aad=box_aad(row.pk, row.job_id))


def found(bench: Bench, name: str) -> list[str]:
    """Return the clients whom a search for *name* finds."""
    return [str(client) for client in bench.index.search(question(name), most=9)]


def pictures(*files: str) -> Mapping[str, bytes]:
    """Return what each of *files* held when it was attached."""
    return dict.fromkeys(files, SOUND)


def contents(bench: Bench) -> Mapping[str, bytes]:
    """Return what every attached file holds."""

    def read(work: Work) -> Outcome[dict[str, bytes]]:
        files = File.objects.values_list("job_id", "pk")
        opened = [load_file(work, load_job(work, JobId(job)), file) for job, file in files]
        return Granted({each.id: b"".join(read_content(bench.objects, each)) for each in opened})

    return bench.run(read)
