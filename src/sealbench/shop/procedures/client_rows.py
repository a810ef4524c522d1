"""The rows of a client or of a job: all that points at one, found by the models (C2).

A table that is added later is found by its foreign key: what is forgotten here would outlive
what it belongs to.
"""

from collections.abc import Iterator

from django.db.models import Model, QuerySet
from django.db.models.fields.reverse_related import ForeignObjectRel

from sealbench.shop.procedures.case_scope import Scope
from sealbench.shop.records.models import (
    Client,
    ClientSession,
    Device,
    DeviceRequest,
    Erasure,
    File,
    Job,
    Look,
    Mail,
)


def rows_of(scope: Scope) -> Iterator["QuerySet[Model]"]:
    """Yield the rows in *scope*, table by table, those that point at others first."""
    found: dict[type[Model], set[str]] = {}
    _collect(Job if scope.job else Client, "", found)
    whose = scope.job or scope.client
    for model in _leaves_first(found):
        for path in sorted(found[model]):
            rows: QuerySet[Model] = model._default_manager.filter(**{path or "pk": whose})  # noqa: SLF001 - Django's own name
            yield rows


def delete_rows(scope: Scope) -> dict[str, int]:
    """Delete every row in *scope*; return how many, and how many messages were waiting."""
    jobs = list(scope.jobs().values_list("pk", flat=True))
    waiting = Mail.objects.filter(notice__job__in=jobs).exclude(due_at=None).count()
    Erasure.objects.filter(job__in=jobs).delete()
    Look.objects.filter(record__in=subjects_of(scope)).delete()
    files = File.objects.filter(job__in=jobs).count()
    devices = list(Device.objects.filter(job__in=jobs).values_list("pk", flat=True))
    deleted = sum(rows.delete()[0] for rows in rows_of(scope))
    # What a job has by its id alone, and the device that came with it: a client's are gone by now.
    visits = (ClientSession.objects, DeviceRequest.objects)
    deleted += sum(each.filter(job__in=jobs).delete()[0] for each in visits)
    deleted += Device.objects.filter(pk__in=devices, job=None).delete()[0]
    return {"rows": deleted, "files": files, "outbox": waiting}


def subjects_of(scope: Scope) -> list[str]:
    """Return the subjects under which the events in *scope* may stand."""
    jobs = scope.jobs().order_by("pk").values_list("pk", flat=True)
    named = [] if scope.job else [f"client:{scope.client}"]
    return sorted([*named, *(f"job:{pk}" for pk in jobs)])


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
