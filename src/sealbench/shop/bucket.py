"""The address of an S3 bucket for files, read strictly: it says by itself where it leads.

Beyond the loopback it is reached by TLS alone (law 7).  Who asks is named by settings of ours,
the secret stands in a file of its own, and no variable of another tool is looked at.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, urlsplit

from sealbench.errors import MalformedError
from sealbench.shop.database import LOOPBACK
from sealbench.shop.secret_file import named_file, read_line

SETTINGS = frozenset({"OBJECTS", "OBJECTS_KEY", "OBJECTS_SECRET_FILE"})
"""Names of the settings, without the prefix."""

FOREIGN = "AWS_"
"""How variables begin by which the client of S3 would be led elsewhere, whatever we tell it."""

_EXAMPLE = {
    "OBJECTS": "s3://shop-files/sealbench?region=eu-north-1&endpoint=https://s3.example.org",
    "OBJECTS_KEY": "SHOPFILES1",
    "OBJECTS_SECRET_FILE": "/etc/sealbench/objects.secret",
}
_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_PREFIX = re.compile(r"(/[A-Za-z0-9][A-Za-z0-9._-]*)*/?")
_REGION = re.compile(r"[a-z0-9][a-z0-9-]*")
_VISIBLE = re.compile(r"[!-~]+")
_OPTIONS = {"region", "endpoint"}


@dataclass(frozen=True, slots=True)
class Bucket:
    """Where files are kept; without an *endpoint* it is Amazon's own of the region."""

    name: str
    prefix: str
    region: str
    endpoint: str
    key: str = field(repr=False)
    secret_file: Path

    @property
    def is_local(self) -> bool:
        """Tell whether it is reached on the loopback."""
        return (urlsplit(self.endpoint).hostname or "") in LOOPBACK

    def secret(self) -> str:
        """Return the secret; raise UnavailableError where its file gives none."""
        return read_line(self.secret_file, "object store's secret")


def read(values: Mapping[str, str]) -> Bucket | None:
    """Return the bucket in *values*, None where none is set; raise MalformedError.

    A setting that stands there half is an error, never files that go elsewhere.
    """
    url = values.get("OBJECTS", "")
    if not url:
        for name in sorted(SETTINGS):
            if values.get(name):
                raise _missing("OBJECTS", f"SEALBENCH_{name} is set")
        return None
    parts = _parts(url)
    options = _options(parts)
    for name in ("OBJECTS_KEY", "OBJECTS_SECRET_FILE"):
        if not values.get(name):
            raise _missing(name, "SEALBENCH_OBJECTS is set")
    if not _VISIBLE.fullmatch(values["OBJECTS_KEY"]):
        raise MalformedError("SEALBENCH_OBJECTS_KEY is one word")
    return Bucket(
        name=parts.netloc,
        prefix=parts.path.strip("/"),
        region=options["region"],
        endpoint=options.get("endpoint", ""),
        key=values["OBJECTS_KEY"],
        secret_file=named_file(values["OBJECTS_SECRET_FILE"], "OBJECTS_SECRET_FILE", "secret"),
    )


def _parts(url: str) -> SplitResult:
    """Return the parts of *url*, which is never quoted: it may hold what it must not."""
    hint = f"such as SEALBENCH_OBJECTS={_EXAMPLE['OBJECTS']}"
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = SplitResult("", "", "", "", "")
    if parts.scheme != "s3" or parts.fragment or not _VISIBLE.fullmatch(url):
        raise MalformedError("SEALBENCH_OBJECTS begins with s3://", hint=hint)
    if not _NAME.fullmatch(parts.netloc) or not _PREFIX.fullmatch(parts.path):
        raise MalformedError("SEALBENCH_OBJECTS names a bucket and a folder in it", hint=hint)
    return parts


def _options(parts: SplitResult) -> dict[str, str]:
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    options = dict(pairs)
    if len(options) != len(pairs) or set(options) - _OPTIONS:
        raise MalformedError("SEALBENCH_OBJECTS has an option twice, or an unknown one")
    if not _REGION.fullmatch(options.get("region", "")):
        raise MalformedError(
            "SEALBENCH_OBJECTS names no region",
            hint="add ?region=, as the bucket's keeper calls it",
        )
    if "endpoint" in options:
        _check_endpoint(options["endpoint"])
    return options


def _check_endpoint(endpoint: str) -> None:
    try:
        parts = urlsplit(endpoint)
        _ = parts.port
    except ValueError:
        parts = SplitResult("", "", "", "", "")
    if not parts.hostname or parts.path.strip("/") or parts.query or "@" in parts.netloc:
        raise MalformedError(
            "the endpoint of SEALBENCH_OBJECTS is an origin, no more",
            hint="such as endpoint=https://s3.example.org",
        )
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise MalformedError(
            "files would leave without TLS (clause B3)",
            hint=f"add to settings.env: SEALBENCH_OBJECTS={_EXAMPLE['OBJECTS']}",
        )


def _missing(name: str, because: str) -> MalformedError:
    return MalformedError(
        f"the setting SEALBENCH_{name} is missing: {because}",
        hint=f"add to settings.env: SEALBENCH_{name}={_EXAMPLE[name]}",
    )
