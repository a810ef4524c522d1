"""The environment, read once into one frozen Config that never guesses.

Settings are `SEALBENCH_*` variables, or lines of `settings.env` in the home.  A missing,
doubled or unknown one stops the start and names the line to add (law 12); a plaintext
channel beyond the loopback stops it too (law 7).
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from sealbench.agreement.time_stamps import Authority
from sealbench.backup import Keep, check_place
from sealbench.errors import MalformedError, RefusedError
from sealbench.keyring import KEYS
from sealbench.shop import bucket, database, mail
from sealbench.shop.bucket import Bucket
from sealbench.shop.mail import MailServer
from sealbench.statement import formats

PREFIX = "SEALBENCH_"
FILE = "settings.env"
_KNOWN = {
    "HOME", "SITE", "TRIAL", "DATABASE_URL", "LISTEN", "ROOTS", "FILE_MEGABYTES",
    "BACKUPS", "BACKUP_AT", "BACKUP_KEEP",
    "TIME_STAMPS", *mail.SETTINGS, *bucket.SETTINGS,
}  # fmt: skip
_FILE_MEGABYTES = "25"
_MEGABYTE = 1_000_000
_HOUR = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that the environment decides."""

    home: Path
    site: str
    trial: bool
    database_url: str
    listen: str
    mail: MailServer | None = None
    roots: str = "file"
    backups: str = ""
    backup_at: str = "02:30"
    backup_keep: str = "7,5,12"
    objects: Bucket | None = None
    file_megabytes: int = int(_FILE_MEGABYTES)
    time_stamps: str = ""

    @property
    def host(self) -> str:
        """Return the host part of the site: the relying party id of its passkeys."""
        return urlsplit(self.site).hostname or ""

    @property
    def secure(self) -> bool:
        """Tell whether the site is reached by TLS."""
        return self.site.startswith("https://")

    @property
    def keys(self) -> Path:
        """Return the folder of keys, which no backup may hold."""
        return self.home / "keys"

    @property
    def database(self) -> Path:
        """Return the path of the SQLite database."""
        return self.home / "data" / "shop.db"

    @property
    def files(self) -> Path:
        """Return the folder of sealed files, where no bucket is set."""
        return self.home / "data" / "objects"

    @property
    def file_limit(self) -> int:
        """Return how many bytes a file may have."""
        return self.file_megabytes * _MEGABYTE

    @property
    def vaults(self) -> tuple[Path, ...]:
        """Return the folders that every night's backup goes to."""
        return tuple(Path(each) for each in self.backups.split(":") if each)

    @property
    def keep(self) -> Keep:
        """Return how many backups stay."""
        return Keep.from_text(self.backup_keep)

    @property
    def escrow_programs(self) -> Path:
        """Return the folder of the programs that may carry the escrow to another machine."""
        return self.home / "escrow-programs"

    @property
    def tiles(self) -> Path:
        """Return the folder of the public ledger."""
        return self.home / "ledger"


@cache
def load() -> Config:
    """Return the configuration of this process."""
    return read(os.environ)


def read(environment: Mapping[str, str]) -> Config:
    """Return the configuration in *environment* and the settings file of its home."""
    home = environment.get(PREFIX + "HOME")
    if not home:
        raise MalformedError(
            "the home folder is not named", hint="set SEALBENCH_HOME, or run: make run"
        )
    values = _values(environment, Path(home))
    site = values.get("SITE") or _missing("SITE", "http://localhost:8000")
    trial = _truth("TRIAL", values.get("TRIAL") or _missing("TRIAL", "yes"))
    config = Config(
        home=Path(home).resolve(),
        site=site,
        trial=trial,
        database_url=values.get("DATABASE_URL", ""),
        listen=values.get("LISTEN", "127.0.0.1:8000"),
        mail=mail.read(values),
        roots=_roots(values.get("ROOTS", "file")),
        backups=values.get("BACKUPS", ""),
        backup_at=values.get("BACKUP_AT", "02:30"),
        backup_keep=values.get("BACKUP_KEEP", "7,5,12"),
        objects=bucket.read(values),
        file_megabytes=_megabytes(values.get("FILE_MEGABYTES", _FILE_MEGABYTES)),
        time_stamps=_time_stamps(values.get("TIME_STAMPS", "")),
    )
    _check_site(config)
    _check_channels(config)
    _check_backups(config)
    return config


def write(home: Path, changes: Mapping[str, str]) -> None:
    """Write *changes* into the settings file of *home*, all of them or none."""
    file = home / FILE
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    names = tuple(f"{PREFIX}{name}=" for name in changes)
    kept = [line for line in lines if not line.strip().startswith(names)]
    fresh = file.with_suffix(".new")
    added = [f"{PREFIX}{name}={value}" for name, value in changes.items()]
    fresh.write_text("\n".join([*kept, *added]) + "\n", encoding="utf-8")
    fresh.chmod(0o600)
    fresh.rename(file)


def _values(environment: Mapping[str, str], home: Path) -> dict[str, str]:
    found = _lines(home / FILE)
    for name, value in environment.items():
        if name.startswith(PREFIX):
            found[name.removeprefix(PREFIX)] = value
    if "DATABASE_URL" in environment:
        found["DATABASE_URL"] = environment["DATABASE_URL"]
    guessed = sorted(database.LIBPQ & set(environment))
    if guessed:
        raise MalformedError(
            f"{guessed[0]} would lead the database elsewhere", hint=f"unset {guessed[0]}"
        )
    leading = sorted(name for name in environment if name.startswith(bucket.FOREIGN))
    if leading and found.get("OBJECTS"):
        raise MalformedError(f"{leading[0]} would lead files elsewhere", hint=f"unset {leading[0]}")
    unknown = sorted(set(found) - _KNOWN)
    if unknown:
        raise MalformedError(f"unknown setting {PREFIX}{unknown[0]}", hint="remove or correct it")
    return found


def _lines(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    found: dict[str, str] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        name, equals, value = text.partition("=")
        key = name.strip().removeprefix(PREFIX)
        if not equals or not name.startswith(PREFIX) or key in found:
            raise MalformedError(f"{FILE} has a line that is not one SEALBENCH_NAME=value")
        found[key] = value.strip()
    return found


def _missing(name: str, example: str) -> str:
    raise MalformedError(
        f"the setting {PREFIX}{name} is missing", hint=f"add to {FILE}: {PREFIX}{name}={example}"
    )


def _truth(name: str, value: str) -> bool:
    if value not in {"yes", "no"}:
        raise MalformedError(f"{PREFIX}{name} is yes or no")
    return value == "yes"


def _roots(value: str) -> str:
    """Return how the roots of the keys are covered: `file` is not at all."""
    if value not in {"file", *KEYS}:
        raise MalformedError(f"{PREFIX}ROOTS is one of: file, {', '.join(KEYS)}")
    return value


def _megabytes(value: str) -> int:
    if not re.fullmatch(r"[1-9][0-9]{0,3}", value):
        raise MalformedError(
            f"{PREFIX}FILE_MEGABYTES is a number from 1 to 9999",
            hint=f"add to {FILE}: {PREFIX}FILE_MEGABYTES={_FILE_MEGABYTES}",
        )
    return int(value)


def _time_stamps(value: str) -> str:
    """Return the address of the time stamp authority; none is asked where it is empty."""
    if value:
        try:
            Authority(value)
        except MalformedError as exc:
            raise MalformedError(
                f"{PREFIX}TIME_STAMPS: {exc}", hint=exc.hint or "such as https://stamps.example.org"
            ) from exc
    return value


def _check_site(config: Config) -> None:
    try:
        formats.site(config.site)
    except MalformedError as exc:
        raise MalformedError(
            "SEALBENCH_SITE is an origin with a name: lower case, no path, no ip address",
            hint="such as https://seal.example.org, or http://localhost:8000 for a trial",
        ) from exc


def _check_channels(config: Config) -> None:
    """Refuse a listener or a database that would carry data in the clear (law 7)."""
    listener = config.listen.rpartition(":")[0].strip("[]")
    if listener not in database.LOOPBACK:
        raise MalformedError(
            "this server speaks plain http and listens on the loopback only (clause B3)",
            hint=f"add to {FILE}: {PREFIX}LISTEN=127.0.0.1:8000 and put TLS in front",
        )
    if config.database_url:
        database.read(config.database_url)


def _check_backups(config: Config) -> None:
    """Refuse folders for backups that would lie with keys, and times that are none."""
    for vault in config.vaults:
        if not vault.is_absolute():
            raise MalformedError(f"{PREFIX}BACKUPS names folders by their full paths, split by :")
        try:
            check_place(vault, keys=config.keys)
        except RefusedError as exc:
            raise MalformedError(f"{PREFIX}BACKUPS: {exc}", hint=exc.hint) from exc
    if not _HOUR.fullmatch(config.backup_at):
        raise MalformedError(f"{PREFIX}BACKUP_AT is an hour in UTC", hint="such as 02:30")
    try:
        Keep.from_text(config.backup_keep)
    except MalformedError as exc:
        raise MalformedError(f"{PREFIX}BACKUP_KEEP: {exc}", hint=exc.hint) from exc
