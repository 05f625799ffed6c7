"""What a layout is, and the registry of layouts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from klientel.records.fields.base import Reading, Text
from klientel.records.icons import check_icon
from klientel.records.types import RecordType
from klientel.ui.html import Html
from klientel.views.rows import Listing, ListPage
from klientel.workspaces.actor import Actor


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a layout draws from: one page of a list, for one reader."""

    record_type: RecordType
    page: ListPage
    actor: Actor
    reading: Reading


@dataclass(frozen=True)
class Setting:
    """A word of an address that a layout understands, kept with it in saved views.

    `read(record_type, text)` gives the text as it is kept, empty for one that cannot be applied.
    Layouts may share a setting. No field of a record type may have its name. One that `says`
    something by a field's value (a colour) without a word names that field: it is shown, too.
    """

    name: str
    read: Callable[[RecordType, str], str]
    says: bool = False


#: given a list and how many rows are wanted of it at once, what a layout draws
Read = Callable[[Listing, int], ListPage]


def _a_page(listing: Listing, size: int) -> ListPage:
    return listing.page(size)


@dataclass(frozen=True, kw_only=True)
class Layout:
    """A way to look at a list.

    `template` extends `views/list.html` and gets what `frame` returns as `frame` (with a `head` of
    `table_head.head_of`, the list has the menus for sorting, grouping and columns; with `menus`,
    the template of that name draws them); `rows` draws the rows alone, for the first page and for
    every further one. `fits` says for which types it makes sense; a list is shown in the first by
    `order` that fits unless its address has another. `read` asks for what is drawn, a page of rows
    if nothing else is said. `redraw` draws only what the address asks for anew (`redraw=` with
    words of the layout's own), for a page that follows what others change.
    """

    name: str
    label: Text
    icon: str
    template: str
    frame: Callable[[Drawing], dict[str, Any]]
    rows: Callable[[Drawing], Html]
    fits: Callable[[RecordType], bool] = lambda _kind: True
    order: int = 50
    settings: Sequence[Setting] = ()
    read: Read = _a_page
    redraw: Callable[[Listing, Mapping[str, str]], Html] | None = None

    @property
    def draws_rows(self) -> bool:
        """Whether one row alone can be drawn as well."""
        return self.read is _a_page

    def keeps(self, settings: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
        """Those of some settings that mean something here."""
        known = {one.name for one in self.settings}
        return tuple(pair for pair in settings if pair[0] in known)


class _Layouts:
    """All layouts by name."""

    def __init__(self) -> None:
        self._by_name: dict[str, Layout] = {}
        self._in_order: list[Layout] = []

    def register(self, *given: Layout) -> None:
        """Add layouts."""
        for one in given:
            check_icon(f"layout {one.name}", one.icon)
            self._by_name[one.name] = one
        self._in_order = sorted(self._by_name.values(), key=lambda one: (one.order, one.name))

    def words(self) -> frozenset[str]:
        """The names of all settings: words of an address that are no filters."""
        return frozenset(one.name for layout in self for one in layout.settings)

    def saying(self) -> tuple[str, ...]:
        """The names of the settings that name a field which has to be shown."""
        found = (one.name for layout in self for one in layout.settings if one.says)
        return tuple(dict.fromkeys(found))

    def of(self, record_type: RecordType) -> list[Layout]:
        """The layouts a type can be shown in, the usual one first."""
        return [one for one in self if one.fits(record_type)]

    def chosen(self, record_type: RecordType, name: str) -> Layout:
        """The layout of that name where it fits the type, else the usual one."""
        fitting = self.of(record_type)
        return next((one for one in fitting if one.name == name), fitting[0])

    def __iter__(self) -> Iterator[Layout]:
        return iter(self._in_order)


layouts = _Layouts()
