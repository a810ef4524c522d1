"""What a client reads of logins that people know who left: which, by whom, and what was said."""

from sealbench.canon import JSONValue
from sealbench.shop.bench import Work
from sealbench.shop.procedures.job_file import JobFile
from sealbench.shop.procedures.keep_file import kept_of, label_of
from sealbench.shop.procedures.login_file import open_words
from sealbench.shop.records.models import KnownLogin, Login, Opening, Person
from sealbench.shop.records.models.openings import LEFT


def own_risks(work: Work, file: JobFile) -> tuple[dict[str, JSONValue], ...]:
    """Return the logins of the client of *file* that people know who left, the oldest first.

    A label is there while the login is: of this job, or kept.  What is destroyed has none, and
    is told apart by its job and by who opened it when.
    """
    opened = Opening.objects.filter(LEFT, login__client=file.client).values("login")
    known = KnownLogin.objects.filter(pk__in=opened)
    found = [_risk(work, file, row) for row in known.select_related("job", "recorder")]
    return tuple(sorted(found, key=lambda risk: (bool(risk["changed_at"]), str(risk["at"]))))


def _risk(work: Work, file: JobFile, row: KnownLogin) -> dict[str, JSONValue]:
    left = row.openings.filter(LEFT).select_related("person")
    openings = list(left.order_by("opened_at", "pk"))
    people: list[JSONValue] = [_opening(work, each) for each in openings]
    return {
        "login": row.pk,
        "job": row.job.number if row.job else 0,
        "label": _label(work, file, row),
        "at": openings[0].opened_at,
        "people": people,
        "changed_at": row.changed_at or 0,
        "changed_by": row.changed_by,
        "recorder": _name(work, row.recorder) if row.recorder else "",
    }


def _opening(work: Work, row: Opening) -> dict[str, JSONValue]:
    name, left = _name(work, row.person), row.person.left_at
    return {"name": name, "at": row.opened_at, "left": left}


def _name(work: Work, person: Person) -> str:
    return str(work.read(person)["name"])


def _label(work: Work, file: JobFile, row: KnownLogin) -> str:
    """Return what the client calls the login; nothing where that cannot be read any more."""
    login = Login.objects.filter(pk=row.pk, job=file.row).first()
    if login is not None:
        return open_words(work, file, login).label
    kept = kept_of(file, row.pk)
    return label_of(work, kept, file.client) if kept else ""
