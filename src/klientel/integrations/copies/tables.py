"""The tables of a workspace, found by asking the models of all rooms, and their rows as JSON.

A room whose tables are `ScopedModel`s has nothing to do for its rows to come along. What else it
may say stands on `ScopedModel`: columns that are secret, that are derived, or that name files.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models

from klientel.workspaces.models import User, Workspace

#: what the program makes of each person who has a login
PEOPLE_COLUMNS = ("id", "email", "name", "language", "time_zone")
_NO_SLUG = frozenset({"id", "slug"})


@dataclass(frozen=True)
class Table:
    """One table of a workspace: its model and the columns that are copied."""

    model: Any
    columns: tuple[Any, ...]
    secret: tuple[str, ...]

    @property
    def name(self) -> str:
        """What the table is called in a copy, such as `crm.account`."""
        return str(self.model._meta.label_lower)

    @property
    def attributes(self) -> tuple[str, ...]:
        """The attribute names of the columns."""
        return tuple(one.attname for one in self.columns)

    @property
    def files(self) -> Mapping[str, str]:
        """Columns that name a file, with the path of it in the file store."""
        return getattr(self.model, "kept_files", {})

    def path_of(self, column: str, name: str, workspace_id: UUID) -> str:
        """Where in the file store the file lies that a column names."""
        where = {"name": name, "shard": name[:2], "workspace": workspace_id.hex}
        return self.files[column].format(**where)

    def is_apart(self, column: str) -> bool:
        """Whether each workspace has a place of its own for these files."""
        return "{workspace}" in self.files[column]


def tables() -> list[Table]:
    """Every table whose rows belong to one workspace, by name."""
    found = [model for model in apps.get_models() if _belongs(model) and not _is_derived(model)]
    return [_table(model) for model in sorted(found, key=lambda one: one._meta.label_lower)]


def left_out() -> dict[str, str]:
    """What a workspace has and a copy of it has not, by table or column, with the reason."""
    told = {
        "workspaces.user.password": "a secret",
        "sessions, links to set a password, second factors": "secrets of the person",
    }
    for model in apps.get_models():
        label = model._meta.label_lower
        if _belongs(model):
            if _is_derived(model):
                told[label] = "made anew from the records"
            told |= {f"{label}.{one}": "a secret" for one in _secret(model)}
        elif _column(model, "workspace_id") is not None:
            told[label] = "work in flight"
    return told


def derived() -> frozenset[str]:
    """The names of the tables that are made anew; a copy of an older program may hold them yet."""
    found = (model for model in apps.get_models() if _belongs(model) and _is_derived(model))
    return frozenset(model._meta.label_lower for model in found)


def workspace_columns() -> tuple[Any, ...]:
    """The columns of the workspace itself that are copied."""
    return tuple(one for one in Workspace._meta.concrete_fields if one.name not in _NO_SLUG)


def _belongs(model: Any) -> bool:
    field = _column(model, "workspace_id")
    is_key = isinstance(field, models.ForeignKey) and field.remote_field.model is Workspace
    return is_key and not model._meta.proxy


def _column(model: Any, attribute: str) -> Any:
    return next((f for f in model._meta.concrete_fields if f.attname == attribute), None)


def _is_derived(model: Any) -> bool:
    return bool(getattr(model, "is_derived", False))


def _secret(model: Any) -> tuple[str, ...]:
    return tuple(sorted(getattr(model, "secret_columns", ())))


def _table(model: Any) -> Table:
    secret = _secret(model)
    columns = tuple(
        one
        for one in model._meta.concrete_fields
        if one.name not in ("workspace", *secret) and not isinstance(one, models.AutoField)
    )
    return Table(model, columns, secret)


def line_of(columns: tuple[str, ...], values: tuple[Any, ...]) -> bytes:
    """A row as one line of JSON."""
    row = dict(zip(columns, values, strict=True))
    return json.dumps(row, default=_plain, separators=(",", ":")).encode() + b"\n"


def _plain(value: Any) -> Any:
    if isinstance(value, (bytes, memoryview)):
        return base64.b64encode(bytes(value)).decode()
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, (UUID, Decimal)):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no form in a copy")


def points_at_user(field: Any) -> bool:
    """Whether a column names somebody who signs in."""
    return isinstance(field, models.ForeignKey) and field.remote_field.model is User


def rows_of(content: bytes) -> Iterator[dict[str, Any]]:
    """The rows of lines; raises ValueError for what is no row."""
    for line in content.splitlines():
        row = json.loads(line)
        if not isinstance(row, dict):
            raise ValueError("a line is no object")
        yield row


@cache
def reader(field: Any) -> Callable[[Any], Any]:
    """How a value of a column is read back; the function raises ValueError for one it cannot be.

    An archive may have been made by somebody else: each value is checked like that of a form.
    """
    read = _reader(field.target_field if isinstance(field, models.ForeignKey) else field)

    def checked(value: Any) -> Any:
        if value is None:
            if not field.null:
                raise ValueError(f"{field.attname} is missing")
            return None
        try:
            return read(value)
        except (TypeError, InvalidOperation, OverflowError, AttributeError):
            raise ValueError(f"{field.attname} cannot be {str(value)[:40]!r}") from None

    return checked


def _reader(field: Any) -> Callable[[Any], Any]:
    kinds: tuple[tuple[type, Callable[[Any], Any]], ...] = (
        (models.UUIDField, UUID),
        (models.DateTimeField, _instant),
        (models.DateField, date.fromisoformat),
        (models.TimeField, time.fromisoformat),
        (models.DecimalField, _decimal),
        (models.BinaryField, lambda value: base64.b64decode(value, validate=True)),
        (models.JSONField, lambda value: value),
        (models.BooleanField, lambda value: _exactly(bool, value)),
        (models.IntegerField, lambda value: _exactly(int, value)),
        (models.FloatField, lambda value: float(_exactly((int, float), value))),
        (models.TextField, lambda value: _text(value, None)),
        (models.CharField, lambda value: _text(value, field.max_length)),
    )
    for kind, read in kinds:
        if isinstance(field, kind):
            return read
    raise LookupError(f"{field} is of a sort that a copy cannot hold")


def _instant(value: str) -> datetime:
    read = datetime.fromisoformat(value)
    if read.tzinfo is None:
        raise ValueError("an instant needs a zone")
    return read


def _decimal(value: Any) -> Decimal:
    read = Decimal(_exactly(str, value))
    if not read.is_finite():
        raise ValueError("a number must be finite")
    return read


def _exactly(kind: Any, value: Any) -> Any:
    # to Python True is a whole number, too
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise TypeError
    return value


def _text(value: Any, longest: int | None) -> str:
    if longest is not None and len(_exactly(str, value)) > longest:
        raise ValueError(f"a text has {len(value)} signs, at most {longest} fit")
    return str(_exactly(str, value))
