"""An S3 of this process on the loopback (moto's), and a bucket in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import Request, urlopen

from moto.server import ThreadedMotoServer

from sealbench.shop import bucket
from sealbench.shop.bucket import Bucket

NAME = "shop-files"
REGION = "eu-north-1"


@dataclass(frozen=True, slots=True)
class Warehouse:
    """Where the bucket is, as settings say it."""

    endpoint: str
    values: dict[str, str]

    @property
    def bucket(self) -> Bucket:
        """Return the bucket as the start reads it."""
        found = bucket.read(self.values)
        assert found is not None
        return found

    def names(self) -> str:
        """Return what a look from outside lists."""
        with urlopen(f"{self.endpoint}/{NAME}?list-type=2", timeout=10) as answer:
            return str(answer.read().decode())


@contextmanager
def warehouse(folder: Path) -> Iterator[Warehouse]:
    """Yield a fresh bucket; the secret of its settings lies in *folder*."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        endpoint = f"http://{host}:{port}"
        urlopen(Request(f"{endpoint}/moto-api/reset", method="POST"), timeout=10).close()
        urlopen(Request(f"{endpoint}/{NAME}", method="PUT"), timeout=10).close()
        secret = folder / "objects.secret"
        secret.write_text("a secret of the store\n")
        values = {
            "OBJECTS": f"s3://{NAME}/sealed/files?region={REGION}&endpoint={endpoint}",
            "OBJECTS_KEY": "SHOPFILES1",
            "OBJECTS_SECRET_FILE": str(secret),
        }
        yield Warehouse(endpoint, values)
    finally:
        server.stop()
