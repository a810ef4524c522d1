"""The rows of a client: everything that points at one, found by the models themselves (C2).

A table that is added later is found by its foreign key: what is forgotten here would outlive
the client.
"""

from collections.abc import Iterator

from django.db.models import Model, QuerySet
from django.db.models.fields.reverse_related import ForeignObjectRel

from sealbench.ids import ClientId
from sealbench.shop.records.models import Client, Erasure, File, Job, Look, Mail, Subject


def rows_of(client: ClientId) -> Iterator["QuerySet[Model]"]:
    """Yield the rows of *client*, table by table, those that point at others first."""
    found: dict[type[Model], set[str]] = {}
    _collect(Client, "", found)
    for model in _leaves_first(found):
        for path in sorted(found[model]):
            rows: QuerySet[Model] = model._default_manager.filter(**{path or "pk": client})  # noqa: SLF001 - Django's own name
            yield rows


def delete_rows(client: ClientId) -> dict[str, int]:
    """Delete every row of *client*; return how many, and how many messages were waiting."""
    jobs = list(Job.objects.filter(client=client).values_list("pk", "number"))
    waiting = Mail.objects.filter(notice__job__client=client).exclude(due_at=None).count()
    Erasure.objects.filter(job__in=[pk for pk, _ in jobs]).delete()
    marks = [f"client:{client}", *(f"job:{pk}" for pk, _ in jobs)]
    Look.objects.filter(record__in=marks).delete()
    files = File.objects.filter(job__client=client).count()
    deleted = sum(rows.delete()[0] for rows in rows_of(client))
    return {"rows": deleted, "files": files, "outbox": waiting}


def subjects_of(client: ClientId) -> list[str]:
    """Return the subjects under which the events of *client* stand."""
    jobs = Job.objects.filter(client=client).order_by("pk").values_list("pk", flat=True)
    named = [f"client:{client}", *(f"job:{pk}" for pk in jobs)]
    return sorted(Subject.objects.filter(pk__in=named).values_list("pk", flat=True))


def _collect(model: type[Model], path: str, found: dict[type[Model], set[str]]) -> None:
    found.setdefault(model, set()).add(path)
    for each in model._meta.related_objects:  # noqa: SLF001 - Django's own name
        nearer = f"{each.field.name}__{path}" if path else each.field.name
        _collect(_model(each), nearer, found)


def _leaves_first(found: dict[type[Model], set[str]]) -> list[type[Model]]:
    """Return the models in an order in which no row points at one that is gone."""
    ordered: list[type[Model]] = []

    def place(model: type[Model]) -> None:
        if model not in ordered:
            for each in model._meta.related_objects:  # noqa: SLF001 - Django's own name
                place(_model(each))
            ordered.append(model)

    for model in found:
        place(model)
    return ordered


def _model(each: ForeignObjectRel) -> type[Model]:
    model = each.related_model
    if isinstance(model, str):
        raise TypeError("a model that is not loaded")
    return model
