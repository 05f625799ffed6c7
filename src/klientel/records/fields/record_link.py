"""A link to another record, kept as its id on the spine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from klientel.kit.refused import Refused
from klientel.kit.text import clean_line
from klientel.records.fields.base import Field, Operator, Reading
from klientel.records.fields.cell_marks import CellMarks
from klientel.records.fields.comparing import is_empty_operators
from klientel.records.fields.programs import UUID_OR_NONE, Schema
from klientel.ui.html import NOTHING, Html, pattern

_LINK = pattern('<a class="quiet" href="{}">{}</a>')

_LONGEST_NAME = 300


@dataclass(kw_only=True)
class RecordLinkField(Field):
    """Points to a record of the types in `to`; the writer checks that the actor may see it."""

    kind = "record"
    is_link = True
    to: tuple[str, ...] = ()
    sortable: bool = False

    def __post_init__(self) -> None:
        self.column = self.column or f"{self.name}_id"

    @property
    def is_gathered(self) -> bool:
        return True

    def links(self, value: Any) -> Iterable[UUID]:
        return (value,) if value else ()

    def accepts(self, type_name: str) -> bool:
        return not self.to or type_name in self.to

    def parse(self, raw: Any, reading: Reading) -> UUID | None:
        if raw is None or raw == "":
            return None
        try:
            return raw if isinstance(raw, UUID) else UUID(str(raw))
        except ValueError:
            raise Refused("This is not a record.", self.name) from None

    def cell_reader(self, marks: CellMarks, reading: Reading) -> Callable[[str], Any]:
        # found by the recipe, for all rows of a chunk at once
        return lambda text: clean_line(text, _LONGEST_NAME)

    def operators(self) -> Sequence[Operator]:
        return (
            Operator("is", _("is"), "one", lambda f, v: Q(**{f.column: v})),
            *is_empty_operators(),
        )

    def shown(self, value: Any, reading: Reading) -> str:
        found = reading.linked.get(value)
        return found.title if found else ""

    def cell(self, value: Any, reading: Reading) -> Html:
        found = reading.linked.get(value)
        if found is None:
            return NOTHING
        return _LINK(found.href, found.title)

    def input(self, value: Any, reading: Reading) -> dict[str, Any]:
        return {
            "type": "record",
            "value": str(value or ""),
            "shown": self.shown(value, reading),
            "to": self.to,
        }

    def schema(self, reading: Reading) -> Schema:
        return dict(UUID_OR_NONE)

    def api(self, value: Any) -> Any:
        return str(value) if value else None

    def from_api(self, value: Any) -> Any:
        return UUID(value) if value else None
