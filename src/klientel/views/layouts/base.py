"""What a layout is, and the registry of layouts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from klientel.records.fields.base import Reading, Text
from klientel.records.icons import check_icon
from klientel.records.types import RecordType
from klientel.ui.html import Html
from klientel.views.rows import ListPage
from klientel.workspaces.actor import Actor


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a layout draws from: one page of a list, for one reader."""

    record_type: RecordType
    page: ListPage
    actor: Actor
    reading: Reading


@dataclass(frozen=True, kw_only=True)
class Layout:
    """A way to look at a list.

    `template` extends `views/list.html` and gets what `frame` returns as `frame` (with a `head` of
    `table_head.head_of`, the list has the menus for sorting, grouping and columns); `rows` draws
    the rows alone, for the first page and for every further one. `fits` says for which types it
    makes sense; a list is shown in the first by `order` that fits unless its address has another.
    """

    name: str
    label: Text
    icon: str
    template: str
    frame: Callable[[Drawing], dict[str, Any]]
    rows: Callable[[Drawing], Html]
    fits: Callable[[RecordType], bool] = lambda _kind: True
    order: int = 50


class _Layouts:
    """All layouts by name."""

    def __init__(self) -> None:
        self._by_name: dict[str, Layout] = {}

    def register(self, *given: Layout) -> None:
        """Add layouts."""
        for one in given:
            check_icon(f"layout {one.name}", one.icon)
            self._by_name[one.name] = one

    def of(self, record_type: RecordType) -> list[Layout]:
        """The layouts a type can be shown in, the usual one first."""
        return [one for one in self if one.fits(record_type)]

    def chosen(self, record_type: RecordType, name: str) -> Layout:
        """The layout of that name where it fits the type, else the usual one."""
        fitting = self.of(record_type)
        return next((one for one in fitting if one.name == name), fitting[0])

    def __iter__(self) -> Iterator[Layout]:
        return iter(sorted(self._by_name.values(), key=lambda one: (one.order, one.name)))


layouts = _Layouts()
