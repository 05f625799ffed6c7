"""The registry of panels: how one room shows its part on another room's page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from klientel.records.fields.base import Text
from klientel.ui.html import Html

SLOTS = ("strip", "primary", "left", "lead", "tab", "right")
#: `on` of a panel that the page of every type has
EVERY = "*"


@dataclass(frozen=True, kw_only=True)
class Panel:
    """A part of a record's page.

    `on` is the record type, or `EVERY`; `slot` one of `strip`, `primary`, `left`, `lead`, `tab`,
    `right`; a `primary` is a button in the head, for what the page is most for; a `lead` stands in
    the middle above the tabs, whichever of them is open.
    `render(request, record)` gives its HTML, empty when it has nothing to show. A tab is drawn only
    when it is open; its address is the record's with `/<name>`; a tab that `opens_first` is what
    the record's own address shows on the generic page. `is_shown` may hide it cheaply.
    """

    name: str
    on: str
    slot: str
    label: Text
    render: Callable[[Any, Any], Html]
    order: int = 50
    icon: str = ""
    opens_first: bool = False
    is_shown: Callable[[Any, Any], bool] = lambda _request, _record: True


class _Panels:
    """All panels by record type and name."""

    def __init__(self) -> None:
        self._by_key: dict[tuple[str, str], Panel] = {}

    def register(self, *panels: Panel) -> None:
        """Add panels; a room does this when it opens."""
        for panel in panels:
            if panel.slot not in SLOTS:
                raise ValueError(f"panel {panel.name}: slot is one of {', '.join(SLOTS)}")
            self._by_key[(panel.on, panel.name)] = panel

    def on(self, type_name: str, slot: str) -> list[Panel]:
        """The panels of a type in a slot, in order."""
        return [one for one in self if one.on in (type_name, EVERY) and one.slot == slot]

    def shown(self, request: Any, record: Any, slot: str) -> list[Panel]:
        """Those panels of a slot that want to be shown for a record."""
        mine = self.on(record.record_type, slot)
        return [one for one in mine if one.is_shown(request, record)]

    def __iter__(self) -> Iterator[Panel]:
        return iter(sorted(self._by_key.values(), key=lambda one: (one.order, one.name)))


panels = _Panels()
