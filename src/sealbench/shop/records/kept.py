"""Which rows a backup holds: every model is in one of two lists, with a reason where left out.

What is left out ends with the disk on purpose: ways in that are open now, and all that only
the realm *jobs* opens, whose keys are in no backup (DESIGN 5).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.apps import apps
from django.db import models

from sealbench.backup import Column, Kind
from sealbench.keyring import Realm
from sealbench.shop.records import models as ours
from sealbench.shop.records.statements.key_rows import row_ids

LEFT_OUT: Mapping[type[models.Model], str] = {
    ours.Session: "people sign in anew",
    ours.ClientSession: "clients prove their key anew",
    ours.DeviceRequest: "it lives for minutes",
    ours.Look: "it belongs to a session",
    ours.SpentNonce: "what was signed before is refused by its time and its session",
    ours.Change: "the search is made anew from the rows",
    ours.Turned: "it counts the running minute",
    ours.Login: "only the realm jobs opens it, which dies with the disk: clients seal again",
    ours.Way: "it belongs to a login",
}
"""Models without a row in any backup, each with the reason."""

_CLIENTS = row_ids(Realm.CLIENTS)
ONLY: Mapping[type[models.Model], str] = {
    ours.KeyRealm: f"id = '{Realm.CLIENTS.value}'",
    ours.KeyNode: f"id >= {_CLIENTS.start} AND id < {_CLIENTS.stop}",
    ours.KeyPlace: f"substr(id, 1, {len(Realm.CLIENTS.value) + 1}) = '{Realm.CLIENTS.value}/'",
}
"""Which rows of a model are in a backup, where not all are: none of the realm *jobs*."""

_KINDS: "Mapping[type[models.Field[object, object]], Kind]" = {
    models.BooleanField: Kind.TRUTH,
    models.JSONField: Kind.JSON,
    models.BinaryField: Kind.BYTES,
    models.CharField: Kind.TEXT,
    models.TextField: Kind.TEXT,
    models.IntegerField: Kind.NUMBER,
    models.AutoField: Kind.NUMBER,
}


@dataclass(frozen=True, slots=True)
class Kept:
    """A model in the backup; *where* leaves rows out."""

    model: type[models.Model]
    where: str = ""

    @property
    def table(self) -> str:
        """Return the name of its table."""
        return self.model._meta.db_table  # noqa: SLF001 - Django's own name

    @property
    def key(self) -> Column:
        """Return the column by which rows are told apart and ordered."""
        return _column(self.model._meta.pk)  # noqa: SLF001 - Django's own name

    @property
    def columns(self) -> Sequence[Column]:
        """Return the columns in the order of the model."""
        return [_column(field) for field in self.model._meta.concrete_fields]  # noqa: SLF001 - Django's own name


def kept() -> Sequence[Kept]:
    """Return what a backup holds, each table after those that it points to."""
    waiting = [model for model in apps.get_app_config("records").get_models() if _is_kept(model)]
    placed: list[type[models.Model]] = []
    while waiting:
        ready = [model for model in waiting if _needs(model) <= {*placed, model}]
        if not ready:
            raise TypeError("tables point to each other in a circle")
        placed += ready
        waiting = [model for model in waiting if model not in ready]
    return [Kept(model, ONLY.get(model, "")) for model in placed]


def _is_kept(model: type[models.Model]) -> bool:
    return model not in LEFT_OUT


def _needs(model: type[models.Model]) -> set[object]:
    """Return the models that *model* points to and that are kept, too."""
    return {
        field.related_model
        for field in model._meta.concrete_fields  # noqa: SLF001 - Django's own name
        if field.related_model is not None
    }


def _column(field: "models.Field[object, object]") -> Column:
    plain = field
    while isinstance(plain, models.ForeignKey):
        plain = plain.target_field
    for form, kind in _KINDS.items():
        if isinstance(plain, form):
            return Column(field.column, kind)
    raise TypeError(f"no form for the column {field.column}")
