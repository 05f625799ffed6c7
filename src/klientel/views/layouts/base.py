"""What a layout is, and the registry of layouts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from klientel.records.fields.base import Reading, Text
from klientel.records.icons import check_icon
from klientel.records.types import RecordType
from klientel.ui.html import Html
from klientel.views.offers import Offer, offers
from klientel.views.rows import Listing, ListPage
from klientel.workspaces.actor import Actor


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a layout draws from: one page of a list, for one reader."""

    record_type: RecordType
    page: ListPage
    actor: Actor
    reading: Reading


#: given a list and how many rows are wanted of it at once, what a layout draws
Read = Callable[[Listing, int], ListPage]


def _a_page(listing: Listing, size: int) -> ListPage:
    return listing.page(size)


@dataclass(frozen=True, kw_only=True)
class Layout(Offer):
    """A way to look at a list: what is offered, and how it is drawn.

    `template` extends `views/list.html` and gets what `frame` returns as `frame` (with a `head` of
    `table_head.head_of`, the list has the menus for sorting, grouping and columns; with `menus`,
    the template of that name draws them); `rows` draws the rows alone, for the first page and for
    every further one. `read` asks for what is drawn, a page of rows
    if nothing else is said. `redraw` draws only what the address asks for anew (`redraw=` with
    words of the layout's own), for a page that follows what others change.
    """

    label: Text
    icon: str
    template: str
    frame: Callable[[Drawing], dict[str, Any]]
    rows: Callable[[Drawing], Html]
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

    def register(self, *given: Layout) -> None:
        """Add layouts."""
        for one in given:
            check_icon(f"layout {one.name}", one.icon)
            self._by_name[one.name] = one
            offers.add(one)

    def remove(self, name: str) -> None:
        """Forget a layout (tests)."""
        del self._by_name[name]
        offers.remove(name)

    def of(self, record_type: RecordType) -> list[Layout]:
        """The layouts a type can be shown in, the usual one first."""
        return [self._by_name[name] for name in offers.of(record_type)]

    def chosen(self, record_type: RecordType, name: str) -> Layout:
        """The layout of that name where it fits the type, else the usual one."""
        return self._by_name[offers.chosen(record_type, name).name]


layouts = _Layouts()
