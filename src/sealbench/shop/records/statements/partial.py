"""Rows of which a hand-written statement read some columns only."""

from typing import TypeVar

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model
from django.db.models.base import ModelState

M = TypeVar("M", bound=Model)


def partial_row(model: type[M], **columns: object) -> M:
    """Return a row of *model* that holds just *columns*, by their names in the model.

    Django makes such rows of its deferred queries: what else is asked for is read then.  Its own
    constructor would fill in the default of every other column, which takes ten times as long and
    would let a default pass for what the row holds.
    """
    row = model.__new__(model)
    state = ModelState()
    state.adding, state.db = False, DEFAULT_DB_ALIAS
    row.__dict__.update(columns, _state=state)
    return row
