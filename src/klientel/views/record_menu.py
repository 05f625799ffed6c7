"""What is added to the menu of a record, and to the bar below a list, beside the actions.

An entry leads to a page of its room, which opens over the page it was chosen on. Sources are asked
for each page that is drawn, so they must know their answer without a query.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from klientel.records.types import RecordType


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry, as its reader reads it. `href` answers a GET from a menu, a POST from a list."""

    name: str
    label: str
    icon: str
    href: str

    def as_verb(self) -> dict[str, Any]:
        """The entry among the actions of a record; it has no key."""
        return {
            "name": self.name, "label": self.label, "icon": self.icon, "key": "", "href": self.href,
        }  # fmt: skip


#: asked with the request, the type and one record
ForOne = Callable[[Any, RecordType, Any], Iterable[Entry]]
#: asked with the request and the type of a list
ForMany = Callable[[Any, RecordType], Iterable[Entry]]


class _RecordMenu:
    """All sources of entries."""

    def __init__(self) -> None:
        self._one: list[ForOne] = []
        self._many: list[ForMany] = []

    def add(self, for_one: ForOne, for_many: ForMany | None = None) -> None:
        """Add a source; a room does this when it opens."""
        self._one.append(for_one)
        if for_many is not None:
            self._many.append(for_many)

    def remove(self, for_one: ForOne, for_many: ForMany | None = None) -> None:
        """Forget a source (tests)."""
        self._one.remove(for_one)
        if for_many is not None:
            self._many.remove(for_many)

    def of_record(self, request: Any, record_type: RecordType, record: Any) -> list[Entry]:
        """The entries of a record's menu."""
        return [one for source in self._one for one in source(request, record_type, record)]

    def of_list(self, request: Any, record_type: RecordType) -> list[Entry]:
        """The entries of the bar that stands below a list while rows are chosen."""
        return [one for source in self._many for one in source(request, record_type)]


record_menu = _RecordMenu()
