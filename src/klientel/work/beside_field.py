"""What several people or teams of an item have in common: filters ask the rows beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from klientel.records.fields import MemberField, MembersField, Operator
from klientel.records.fields.base import Reading
from klientel.ui.html import NOTHING, Html, escape, pattern

_ALSO = pattern('{} <span class="nowrap quiet" title="{}">+{}</span>')
#: how many a filter names at most
_MOST = 100


class Asked(list[UUID]):
    """Those that a filter names, and whose firm they are of."""

    workspace_id: UUID


@dataclass(kw_only=True)
class BesideField(MembersField):
    """Mixed in before a field of several, it lets filters name some of them."""

    filterable: bool = True

    def __post_init__(self) -> None:
        super().__post_init__()
        self.groupable = False

    def parse_condition(self, raw: str, operator: Operator, reading: Reading) -> Any:
        if operator.takes == "none":
            return None
        named = [MemberField.parse(self, part, reading) for part in raw.split(",") if part]
        found = Asked(key for key in named[:_MOST] if key)
        found.workspace_id = reading.workspace.pk
        return found

    def shown(self, value: Any, reading: Reading) -> str:
        # one of them, as a filter names them
        return super().shown([str(value)] if isinstance(value, UUID) else value, reading)

    def cell(self, value: Any, reading: Reading) -> Html:
        names = list(self._names(value, reading).values())
        if len(names) < 2:
            return self.drawn(names[0]) if names else NOTHING
        return _ALSO(self.drawn(names[0]), ", ".join(names), str(len(names) - 1))

    def drawn(self, name: str) -> Html:
        """The name of one of them in a cell."""
        return escape(name)
