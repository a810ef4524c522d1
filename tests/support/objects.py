"""A file of a job that has a row and an object, for tests to which its content is nothing."""

from sealbench.ids import new_id
from sealbench.shop.bench import Bench
from sealbench.shop.records.models import File, Job


def put_object(bench: Bench, data: bytes, name: str = "") -> str:
    """Keep *data* as the object of a file of the first job; return its name."""
    name = name or new_id()
    writer = bench.objects.create(name)
    writer.write(data)
    writer.finish()
    job = Job.objects.order_by("number")[0]
    File.objects.create(pk=name, job=job, attached_at=0, wrap=b"wrap", sealed=b"sealed")
    return name


def end_object(bench: Bench, name: str) -> None:
    """Take the file and its object away."""
    File.objects.filter(pk=name).delete()
    bench.objects.delete(name)
