"""The address of a PostgreSQL database, read strictly: it must say by itself where it leads.

libpq takes what an address leaves out from its environment and service files; here nothing
is left out, nothing may be said twice, and beyond the loopback TLS is demanded (law 7).
"""

from dataclasses import dataclass, field
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from sealbench.errors import MalformedError

LIBPQ = frozenset({"PGHOST", "PGHOSTADDR", "PGSERVICE", "PGSERVICEFILE", "PGSSLMODE"})
"""Variables by which libpq would be led elsewhere."""

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
"""Names of this machine itself: beyond them nothing goes in the clear (law 7)."""

_OPTIONS = {"host", "sslmode", "sslrootcert", "sslcert", "sslkey", "application_name"}
_TLS = {"require", "verify-ca", "verify-full"}


@dataclass(frozen=True, slots=True)
class Address:
    """Where a database is: *host* is a name or the folder of a socket."""

    host: str
    port: str
    name: str
    user: str
    password: str = field(repr=False)
    options: dict[str, str]

    @property
    def is_local(self) -> bool:
        """Tell whether it is reached on the loopback or by a socket of this machine."""
        return self.host in LOOPBACK or self.host.startswith("/")


def read(url: str) -> Address:
    """Return the address in *url*; raise MalformedError for one that leaves something open."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"} or parts.fragment:
        raise MalformedError("DATABASE_URL begins with postgresql://")
    options = _options(parts)
    host = options.pop("host", "") or parts.hostname or ""
    if not host or (parts.hostname and host != parts.hostname):
        raise MalformedError(
            "DATABASE_URL names no host, or two", hint="name one, or ?host=/run/postgresql"
        )
    address = Address(
        host=host,
        port=_port(parts),
        name=unquote(parts.path.lstrip("/")),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        options={"sslmode": "prefer", **options},
    )
    if not address.is_local and address.options["sslmode"] not in _TLS:
        raise MalformedError(
            "the database is reached without TLS (clause B3)",
            hint="add ?sslmode=verify-full to DATABASE_URL",
        )
    return address


def _options(parts: SplitResult) -> dict[str, str]:
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    options = dict(pairs)
    if len(options) != len(pairs):
        raise MalformedError("DATABASE_URL says an option twice")
    unknown = sorted(set(options) - _OPTIONS)
    if unknown:
        raise MalformedError(f"DATABASE_URL has an unknown option {unknown[0]}")
    return options


def _port(parts: SplitResult) -> str:
    try:
        return str(parts.port or "")
    except ValueError as exc:
        raise MalformedError("DATABASE_URL has no port number") from exc
