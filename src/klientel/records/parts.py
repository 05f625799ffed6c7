"""What hangs on records without being records: their parts, as programs read them.

A room names the parts of its records, or of any record, when it opens; whatever hands them to
programs asks here. Who sees a record sees its parts.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from klientel.kit.refused import NotFound
from klientel.records.fields.base import Field, Text
from klientel.records.fields.programs import UUID_OR_NONE, Schema
from klientel.records.fields.reading import Reading
from klientel.workspaces.actor import Actor

#: words that stand behind a record's address already
_TAKEN = frozenset({"actions", "restore", "timeline"})


@dataclass(kw_only=True)
class KeyField(Field):
    """The id of something that is no record, such as the comment that a file came with."""

    kind = "key"

    def __post_init__(self) -> None:
        self.column = self.column or f"{self.name}_id"

    def schema(self, reading: Reading) -> Schema:
        return dict(UUID_OR_NONE)

    def api(self, value: Any) -> Any:
        return str(value) if value else None


@dataclass(frozen=True, kw_only=True)
class Part:
    """Entries of one sort under a record.

    `rows(actor, record_id)` gives those of a record that the caller has found visible. They are in
    the order of `order`, a column without gaps that may have `-` before it, and then of their ids.
    `types` are the names of the record types that have them; none means all.
    """

    name: str
    label: Text
    fields: Sequence[Field]
    rows: Callable[[Actor, UUID], Any]
    order: str = "pk"
    types: Collection[str] = ()

    def is_of(self, type_name: str) -> bool:
        """Whether records of that type have such parts."""
        return not self.types or type_name in self.types


class _Parts:
    """All registered parts."""

    def __init__(self) -> None:
        self._by_name: dict[str, Part] = {}

    def register(self, *parts: Part) -> None:
        """Add parts; a name twice, or one that stands in addresses already, is an error."""
        for one in parts:
            if one.name in self._by_name or one.name in _TAKEN:
                raise ValueError(f"part {one.name} is registered twice")
            self._by_name[one.name] = one

    def on(self, type_name: str) -> list[Part]:
        """The parts of records of a type."""
        return [one for one in self._by_name.values() if one.is_of(type_name)]

    def get(self, type_name: str, name: str) -> Part:
        """The part of that name; `NotFound` where records of the type have none."""
        found = self._by_name.get(name)
        if found is None or not found.is_of(type_name):
            raise NotFound
        return found

    def __iter__(self) -> Iterator[Part]:
        return iter(self._by_name.values())


parts = _Parts()
