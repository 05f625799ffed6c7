"""The workspace key: models that know their workspace, querysets that refuse to run without.

Three things make a row of another workspace unreachable by construction:

* a `GuardedQuerySet` raises `Unscoped` when it is run before it was narrowed to a workspace;
* a `WorkspaceForeignKey` equates the workspace in every join and in its descriptor;
* `ScopedModel.save` and `.delete` filter by the workspace and never write it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, ClassVar, Self
from uuid import UUID

from django.db import connection, models
from django.db.models import Q, sql
from django.db.models.base import ModelState
from django.db.models.fields.related_descriptors import ForwardManyToOneDescriptor
from django.db.models.fields.related_lookups import RelatedExact
from django.db.models.lookups import Exact
from django.db.models.sql.where import WhereNode

from klientel.kit.ids import uuid7
from klientel.workspaces.actor import Actor


class Unscoped(RuntimeError):
    """A query on a workspace's table was about to run without saying which workspace."""


@models.ForeignKey.register_lookup
class Here(RelatedExact):
    """`workspace_id__here`: the row is of this workspace.

    Where rows are asked for by keys, SQLite must not look the workspace up in an index: it cannot
    know that nearly all rows are of one workspace, and would read every row of it to test the keys.
    The plus sign says so.
    """

    lookup_name = "here"

    def get_rhs_op(self, connection: Any, rhs: str) -> str:
        """As `exact`, whose operator a lookup finds by its name."""
        return f"= {rhs}"

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """The condition as SQLite gets it."""
        statement, parameters = self.as_sql(compiler, connection)
        by_key = getattr(compiler.query, "by_key", False)
        return (f"+{statement}" if by_key else statement), parameters


class GuardedQuery(sql.Query):
    """A query that compiles only after somebody said which workspace, or why none."""

    #: the workspace's id, or the reason given to `for_system`; None until one is known
    scope: UUID | str | None = None
    #: whether rows are asked for by their keys
    by_key: bool = False
    #: of a query that gives keys to another one: whether they are so few that they had better lead
    is_few: bool = False

    def get_compiler(self, *args: Any, **kwargs: Any) -> Any:
        if self.scope is None and not self.is_empty():
            raise Unscoped(
                f"{self.model} was read without a workspace. Use visible_to(actor), "
                "in_workspace(id) or for_system(reason)."
            )
        return super().get_compiler(*args, **kwargs)


class GuardedQuerySet(models.QuerySet[Any]):
    """Raises `Unscoped` unless narrowed by `in_workspace`, `visible_to` or `for_system`."""

    query: GuardedQuery

    def __init__(self, model: Any = None, query: Any = None, using: Any = None, hints: Any = None):
        super().__init__(model, query or GuardedQuery(model), using, hints)

    def _filter_or_exclude_inplace(self, negate: bool, args: Any, kwargs: Any) -> None:
        super()._filter_or_exclude_inplace(negate, args, kwargs)  # type: ignore[misc]
        if not negate and any(map(_leads, _keys_in([*args, *kwargs.items()]))):
            self.query.by_key = True

    def in_workspace(self, workspace_id: UUID) -> Self:
        """Rows of one workspace, whoever asks: for the kernel, and for tables without records."""
        narrowed = self.filter(workspace_id__here=workspace_id)
        narrowed.query.scope = workspace_id
        return narrowed

    def visible_to(self, actor: Actor) -> Self:
        """Rows the actor may know of. Records narrow this further (klientel.records)."""
        return self.in_workspace(actor.workspace_id)

    def for_system(self, reason: str) -> Self:
        """Rows of all workspaces. The reason is listed and reviewed by an architecture test."""
        if not reason.strip():
            raise ValueError("for_system needs a reason")
        everything = self.all()
        everything.query.scope = reason
        return everything

    def _refuse_unscoped(self) -> None:
        if self.query.scope is None and not self.query.is_empty():
            raise Unscoped(f"{self.model.__name__} was about to be written without a workspace.")

    def update(self, **kwargs: Any) -> int:
        self._refuse_unscoped()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._refuse_unscoped()
        return super().delete()

    def __bool__(self) -> bool:
        # A truth test would load every row (PERFORMANCE, "what made the others slow").
        raise TypeError("Ask .exists(), or take a list first: a queryset has no truth value here.")


def _keys_in(conditions: Iterable[Any]) -> Iterator[Any]:
    """What conditions that must all hold ask of the key."""
    for one in conditions:
        if isinstance(one, Q):
            if one.connector == Q.AND and not one.negated:
                yield from _keys_in(one.children)
        elif isinstance(one, tuple) and one[0] in ("pk__in", "id__in"):
            yield one[1]


def _leads(keys: Any) -> bool:
    """Whether rows are best looked up by these keys: by those that are written out, or few."""
    asked = getattr(keys, "query", None)
    return asked is None or getattr(asked, "is_few", False)


class ScopedManager(models.Manager.from_queryset(GuardedQuerySet)):  # type: ignore[misc]
    """The only manager of a workspace's tables."""


class _ScopedForward(ForwardManyToOneDescriptor):
    """Follows a foreign key inside the workspace of the row that holds it."""

    def get_queryset(self, **hints: Any) -> models.QuerySet[Any]:
        target = self.field.remote_field.model.objects
        instance = hints.get("instance")
        if instance is None:
            return target.all()
        return target.in_workspace(instance.workspace_id)

    def get_prefetch_querysets(self, instances: list[Any], querysets: Any = None) -> Any:
        if querysets is None and instances:
            querysets = [self.get_queryset(instance=instances[0])]
        return super().get_prefetch_querysets(instances, querysets)


class WorkspaceForeignKey(models.ForeignKey):
    """A foreign key between two tables of a workspace; its joins also equate the workspace.

    It has no reverse accessor: rows are reached through their own manager, scoped. On PostgreSQL
    the constraint in the database is (workspace_id, x_id) -> (workspace_id, id), see `keys.py`.
    """

    forward_related_accessor_class = _ScopedForward

    def __init__(self, to: Any, on_delete: Any = models.PROTECT, **kwargs: Any):
        kwargs.setdefault("related_name", "+")
        super().__init__(to, on_delete, **kwargs)

    def get_extra_restriction(self, alias: str, related_alias: str | None) -> WhereNode:
        there: Any = self.remote_field.model._meta.get_field("workspace")
        here: Any = self.model._meta.get_field("workspace")
        same: Any = Exact(there.get_col(alias), here.get_col(related_alias))
        return WhereNode([same])


class ScopedModel(models.Model):
    """Base of every table that belongs to a workspace."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace = models.ForeignKey(
        "workspaces.Workspace", models.PROTECT, related_name="+", db_index=False, editable=False
    )

    objects: ClassVar[Any] = ScopedManager()

    #: columns that open a door: no copy that leaves the installation has them
    secret_columns: ClassVar[frozenset[str]] = frozenset()
    #: whether all its rows can be made anew from other tables, so that copies go without them
    is_derived: ClassVar[bool] = False
    #: whether its rows are never changed once written: then nothing is kept to compare with
    is_unchanging: ClassVar[bool] = False
    #: columns that name a file, with its path in the file store, such as `imports/{name}`: copies
    #: take the files along. `{workspace}` is the id in hex, `{shard}` the first two signs of a name
    kept_files: ClassVar[Mapping[str, str]] = {}

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write changed columns only; a row never moves to another workspace.

        Raises `Unscoped` for that, and for a link to a row of another workspace.
        """
        if self._state.adding or kwargs.get("force_insert"):
            self._refuse_foreign_rows()
            super().save(*args, **kwargs)
        else:
            changed = self.changed_columns()
            if "workspace_id" in changed:
                raise Unscoped(
                    f"{type(self).__name__} {self.pk} was about to change its workspace."
                )
            if changed:
                self._refuse_foreign_rows()
                names = {f.attname: f.name for f in self._meta.concrete_fields}
                super().save(update_fields=[names[column] for column in changed])
        fields = [field.attname for field in self._meta.concrete_fields]
        self._loaded = (fields, _kept(type(self), fields, [getattr(self, n) for n in fields]))

    @classmethod
    def from_db(cls, db: Any, field_names: Any, values: Any) -> Self:
        if len(values) == len(cls._meta.concrete_fields):
            loaded = _whole(cls, db, field_names, values)
        else:
            loaded = super().from_db(db, field_names, values)
        if not cls.is_unchanging:
            loaded._loaded = (field_names, _kept(cls, field_names, values))
        return loaded

    def loaded_values(self) -> dict[str, Any]:
        """What the database gave, by attribute name; nothing for a new row."""
        names, values = getattr(self, "_loaded", ((), ()))
        return dict(zip(names, values, strict=False))

    def changed_columns(self) -> list[str]:
        """Attribute names whose value differs from what the database gave; all for a new row."""
        before = self.loaded_values()
        mine = _beside_key(type(self))
        return [name for name in mine if name not in before or before[name] != getattr(self, name)]

    def _refuse_foreign_rows(self) -> None:
        """Look up what changed links point to; PostgreSQL does so by its constraints."""
        if connection.vendor == "postgresql":
            return
        changed = set(self.changed_columns())
        for field in self._meta.concrete_fields:
            key = getattr(self, field.attname)
            is_new = field.attname in changed or self._state.adding
            if not isinstance(field, WorkspaceForeignKey) or key is None or not is_new:
                continue
            cached = self._state.fields_cache.get(field.name)
            if cached is not None and cached.pk == key and cached.workspace_id == self.workspace_id:
                continue
            target: Any = field.remote_field.model
            there = target.objects.in_workspace(self.workspace_id)
            if not there.filter(pk=key).exists():
                raise Unscoped(f"{self._meta.label}.{field.name} names no row of its workspace.")

    def _do_update(self, base_qs: Any, *args: Any, **kwargs: Any) -> bool:
        return super()._do_update(  # type: ignore[misc]
            base_qs.filter(workspace_id=self.workspace_id), *args, **kwargs
        )

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete this row alone, inside its workspace; the caller removes what hangs on it."""
        mine = type(self).objects.in_workspace(self.workspace_id).filter(pk=self.pk)
        return mine._raw_delete(mine.db), {self._meta.label: 1}

    def refresh_from_db(
        self, using: Any = None, fields: Any = None, from_queryset: Any = None
    ) -> None:
        if from_queryset is None:
            from_queryset = type(self).objects.in_workspace(self.workspace_id)
        super().refresh_from_db(using, fields, from_queryset)
        # what was read anew is what a save compares with, or a write back to it would be lost
        here = vars(self)
        read = [
            one.attname
            for one in self._meta.concrete_fields
            if one.attname in here and (fields is None or {one.name, one.attname} & set(fields))
        ]
        before = self.loaded_values() | {name: here[name] for name in read}
        self._loaded = (list(before), _kept(type(self), list(before), list(before.values())))


@cache
def _beside_key(model: type[models.Model]) -> list[str]:
    """The attribute names of a model's columns, the key aside."""
    return [field.attname for field in model._meta.concrete_fields if not field.primary_key]


def _whole(model: Any, db: str, names: Sequence[str], values: Sequence[Any]) -> Any:
    """A row with all its columns as an object, put together past `Model.__init__`.

    That sets each column through its descriptor, for callers who give some by keyword; a page reads
    fifty rows of twenty-five columns.
    """
    made = model.__new__(model)
    made.__dict__.update(zip(names, values, strict=True))
    made._state = ModelState()
    made._state.adding = False
    made._state.db = db
    return made


@cache
def _mutable(model: type[models.Model], names: tuple[str, ...]) -> list[int]:
    """Where values stand that can change in place: a list that grew is still the same list."""
    columns = {
        one.attname for one in model._meta.concrete_fields if isinstance(one, models.JSONField)
    }
    return [place for place, name in enumerate(names) if name in columns]


def _kept(model: type[models.Model], names: Sequence[str], values: Sequence[Any]) -> Sequence[Any]:
    """Values as they are now, to compare with later."""
    mutable = _mutable(model, tuple(names))
    if not mutable:
        return values
    kept = list(values)
    for place in mutable:
        kept[place] = _copied(kept[place])
    return kept


def _copied(value: Any) -> Any:
    """A copy of what JSON is made of; the log is read by the thousand, so that it must be fast."""
    if isinstance(value, dict):
        return {key: _copied(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_copied(part) for part in value]
    return value
