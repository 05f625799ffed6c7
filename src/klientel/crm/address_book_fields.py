"""Fields of address books that forgive: what cannot be read is kept beside the value, as text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from klientel.crm.fields import LanguageField
from klientel.kit.refused import Refused
from klientel.records.fields import (
    BirthdayField,
    EmailField,
    PhoneField,
    TagsField,
    UrlField,
)
from klientel.records.fields.base import Reading
from klientel.records.fields.cell_marks import CellMarks

#: what Google puts between several values of one cell
_BETWEEN = ":::"
#: its groups as they stand in cards
_GOOGLES = ("mycontacts", "starred")


@dataclass(frozen=True, slots=True)
class Rest:
    """A value, if any, and what else stood in the cell; `why` it is none, if it was none."""

    value: Any
    text: str
    why: Refused | None = None


class Forgiving:
    """Reads the first of several values; keeps the others, and what is none, as text."""

    def cell_reader(self, marks: CellMarks, reading: Reading) -> Callable[[str], Any]:
        def read(text: str) -> Any:
            first, *others = [part.strip() for part in text.split(_BETWEEN) if part.strip()] or [""]
            try:
                value = self.import_(first, reading)  # type: ignore[attr-defined]
            except Refused as refusal:
                return Rest(None, text.strip(), refusal)
            return Rest(value, ", ".join(others)) if others else value

        return read

    def shown(self, value: Any, reading: Reading) -> str:
        if isinstance(value, Rest):
            value = value.value or ""
        return str(super().shown(value, reading))  # type: ignore[misc]


@dataclass(kw_only=True)
class AnyEmailField(Forgiving, EmailField):
    """An address, or what stood in its place."""


@dataclass(kw_only=True)
class AnyPhoneField(Forgiving, PhoneField):
    """A number, or what stood in its place."""


@dataclass(kw_only=True)
class AnyUrlField(Forgiving, UrlField):
    """A page, or what stood in its place."""


@dataclass(kw_only=True)
class AnyBirthdayField(Forgiving, BirthdayField):
    """A birthday, or what stood in its place; each cell is read by itself."""

    written = ""


@dataclass(kw_only=True)
class AnyLanguageField(Forgiving, LanguageField):
    """A language, or what stood in its place."""


@dataclass(kw_only=True)
class LabelsField(TagsField):
    """Tags as other programs part them: commas, semicolons, or Google's `* myContacts ::: VIP`."""

    def parse(self, raw: Any, reading: Reading) -> list[str]:
        if isinstance(raw, str):
            parts = raw.replace(_BETWEEN, ",").replace(";", ",").split(",")
            # a star marks the groups that Google made by itself
            own = (part for part in parts if not part.strip().startswith("*"))
            raw = [part for part in own if part.strip().lower() not in _GOOGLES]
        return super().parse(raw, reading)
