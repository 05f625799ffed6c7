"""Which columns the indexes of a model hold in a row: a list is read along one of them."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db.models import F
from django.db.models.expressions import OrderBy

#: stands in such an index before the order, since lists leave out what lies in the trash
_TRASHED = "trashed_at"


@cache
def is_held(model: Any, *columns: str) -> bool:
    """Whether an index goes on from the workspace to these columns, one after the other."""
    asked = ["workspace_id", *columns]
    indexes = (one for one in model._meta.indexes if not one.condition)
    return any(_columns(model, one)[: len(asked)] == asked for one in indexes)


def _columns(model: Any, index: Any) -> list[str]:
    """The columns of an index, beside that which tells what lies in the trash."""
    parts = [one.expression if isinstance(one, OrderBy) else one for one in index.expressions]
    names = [one.name for one in parts if isinstance(one, F)]
    names += [name for name, _order in index.fields_orders]
    found = [model._meta.get_field(name).attname for name in names]
    return [name for name in found if name != _TRASHED]
