"""docs/reference/settings.md: what the environment decides."""

from dataclasses import dataclass

from tests.docs.tables import code, table


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting; *default* is None where the start stops without it."""

    name: str
    meaning: str
    example: str
    default: str | None = None


SETTINGS = (
    Setting(
        "HOME",
        "The folder of this home; from the environment only, since it says where the file is.",
        "/srv/sealbench",
    ),
    Setting(
        "SITE",
        "The origin by which browsers reach the shop: a name, no address, no path. Passkeys belong "
        "to it; to change it see [sign_directory](../how-to/sign_directory.md).",
        "https://seal.example.org",
    ),
    Setting("TRIAL", "`yes` marks every page as a trial that is not for clients' data.", "no"),
    Setting(
        "LISTEN",
        "Where the server listens, on the loopback only; TLS stands in front of it.",
        "127.0.0.1:8080",
        default="127.0.0.1:8000",
    ),
    Setting(
        "DATABASE_URL",
        "A PostgreSQL database; empty is SQLite in the home. `DATABASE_URL` without the prefix "
        "says the same and wins. Beyond the loopback it needs `sslmode`.",
        "postgresql://shop@db.example.org/shop?sslmode=verify-full",
        default="",
    ),
    Setting(
        "BACKUPS",
        "Folders that a backup goes to every night, by full path, split by `:`; each was made by "
        "`sealbench backup create --new`. Empty: nobody makes backups by themselves.",
        "/mnt/second-disk/sealbench",
        default="",
    ),
    Setting(
        "BACKUP_AT",
        "When, by hour and minute in UTC.",
        "03:15",
        default="02:30",
    ),
    Setting(
        "BACKUP_KEEP",
        "How many days, weeks and months keep their newest backup; all of the last day stay.",
        "14,8,24",
        default="7,5,12",
    ),
    Setting(
        "ROOTS",
        "How the two roots of the keys are covered in the key folder: `file` is bare, `host`, "
        "`tpm2` and `host+tpm2` are keys of this machine by `systemd-creds`. It takes effect at "
        "the next start.",
        "host+tpm2",
        default="file",
    ),
    Setting(
        "FILE_MEGABYTES",
        "How many megabytes a file of a job may have.",
        "40",
        default="25",
    ),
    Setting(
        "TIME_STAMPS",
        "The address of a time stamp authority (RFC 3161) for final agreements, by `https` beyond "
        "the loopback; empty: their seals bear no time but our own.",
        "https://stamps.example.org/tsr",
        default="",
    ),
    Setting(
        "OBJECTS",
        "An S3 bucket and a folder in it, where files are kept; empty is the folder `data/objects` "
        "of the home. It names its `region`, and an `endpoint` where it is not Amazon's; "
        "`http` on the loopback only. No variable that begins with `AWS_` may stand beside it.",
        "s3://shop-files/sealed?region=eu-north-1&endpoint=https://s3.example.org",
        default="",
    ),
    Setting(
        "OBJECTS_KEY",
        "The id of the access key to the bucket; needed with `SEALBENCH_OBJECTS`.",
        "SHOPFILES1",
        default="",
    ),
    Setting(
        "OBJECTS_SECRET_FILE",
        "The full path of a file that holds the secret of that key, in one line.",
        "/etc/sealbench/objects.secret",
        default="",
    ),
    Setting(
        "MAIL",
        "The server that takes notices to clients: `smtps://` or `smtp+starttls://`, with user, "
        "host and port; `smtp://` on the loopback only. Empty: staff send every notice by hand.",
        "smtps://shop@mail.example.org:465",
        default="",
    ),
    Setting(
        "MAIL_FROM",
        "The address that notices come from; needed with `SEALBENCH_MAIL`.",
        "shop@example.org",
        default="",
    ),
    Setting(
        "MAIL_PASSWORD_FILE",
        "The full path of a file that holds the password of the user in `SEALBENCH_MAIL`, in one "
        "line. The password itself is no setting.",
        "/etc/sealbench/mail.password",
        default="",
    ),
)

_OPENING = """\
# Settings

A setting is a variable of the environment, or a line of the file `settings.env` in the home, for example: `SEALBENCH_TRIAL=no`.

The environment wins over the file.
Nothing is guessed: a missing, doubled or unknown `SEALBENCH_` setting stops the start and names the line to add.
`sealbench serve` writes the settings of a trial where a home has none.

"""  # noqa: E501  # documents have one sentence on each line

_LIBPQ = """
The variables {names} stop the start: they would lead the database elsewhere.
"""


def to_markdown(libpq: frozenset[str]) -> str:
    """Return the page; *libpq* are the variables that stop the start."""
    head = ("setting", "meaning", "default", "example")
    names = ", ".join(code(name) for name in sorted(libpq))
    return _OPENING + table(head, (_row(each) for each in SETTINGS)) + _LIBPQ.format(names=names)


def _row(setting: Setting) -> tuple[str, ...]:
    default = "none: must be set" if setting.default is None else code(setting.default)
    return code(f"SEALBENCH_{setting.name}"), setting.meaning, default, code(setting.example)
