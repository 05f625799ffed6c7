"""Text on one line, and long text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from klientel.kit.refused import Refused
from klientel.kit.text import clean_line, clean_text
from klientel.records.fields.base import Field, Operator, Reading
from klientel.records.fields.cell_marks import CellMarks
from klientel.records.fields.programs import Schema
from klientel.ui.html import NOTHING, Html, pattern
from klientel.ui.rich_text import has_signs, rich_text

_LINES = pattern('<span class="lines">{}</span>')
#: what a button may not hold: pages that let a fact be edited set a pencil beside it
_RICH = pattern('<div class="rich">{}</div>')
_EMPTY = Operator("empty", _("is empty"), "none", lambda f, _v: Q(**{f.column: ""}))
_FILLED = Operator("filled", _("is filled"), "none", lambda f, _v: ~Q(**{f.column: ""}))


@dataclass(kw_only=True)
class TextField(Field):
    """One line of text, without control characters, stored composed (NFC)."""

    kind = "text"
    reckons_as = "text"
    is_text = True
    reads_as: ClassVar[tuple[str, ...]] = ("text",)
    max_length: int = 300

    def fit(self, column: Any) -> None:
        if column.max_length is not None:
            self.max_length = min(self.max_length, column.max_length)

    def clean(self, raw: Any, reading: Reading) -> Any:
        """The text in the form it is stored in, which may be longer than what was typed."""
        text = super().clean(raw, reading)
        self._must_fit(text)
        return text

    def cell_reader(self, marks: CellMarks, reading: Reading) -> Callable[[str], Any]:
        """Most cells hold one plain line, which is kept as it stands."""
        read, longest = super().cell_reader(marks, reading), self.max_length
        mine = type(self)
        is_plain = mine.parse is TextField.parse and mine.clean is TextField.clean
        if not is_plain or mine.import_ is not Field.import_:
            return read

        def plain(text: str) -> Any:
            is_line = text.isascii() and text.isprintable() and "  " not in text
            if is_line and 0 < len(text) <= longest and text[0] != " " and text[-1] != " ":
                return text
            return read(text)

        return plain

    def parse(self, raw: Any, reading: Reading) -> str:
        text = str(raw if raw is not None else "")
        longest = self.max_length
        if len(text) > longest * 4:
            raise self._too_long(text)
        text = clean_line(text, longest * 4)
        if len(text) > longest:
            raise self._too_long(text)
        return text

    def _must_fit(self, text: str) -> None:
        if len(text) > self.max_length:
            raise self._too_long(text)

    def _too_long(self, text: str) -> Refused:
        return Refused(
            "This is too long: {found} characters, at most {allowed}.",
            self.name,
            found=len(text),
            allowed=self.max_length,
        )

    def schema(self, reading: Reading) -> Schema:
        return {"type": "string"}

    def taken(self, reading: Reading) -> Schema:
        return {"type": "string", "maxLength": self.max_length}

    def empty(self) -> str:
        return ""

    def is_nullable(self) -> bool:
        return False

    def operators(self) -> Sequence[Operator]:
        return (
            Operator("has", _("contains"), "one", lambda f, v: Q(**{f"{f.column}__icontains": v})),
            Operator("is", _("is"), "one", lambda f, v: Q(**{f"{f.column}__iexact": v})),
            Operator(
                "starts", _("starts with"), "one", lambda f, v: Q(**{f"{f.column}__istartswith": v})
            ),
            _EMPTY,
            _FILLED,
        )


@dataclass(kw_only=True)
class LongTextField(TextField):
    """Several lines of text, drawn with the signs of `ui.rich_text`, as comments are."""

    kind = "long_text"
    is_text = False
    is_long = True
    has_lines: ClassVar[bool] = True
    reads_as = ()
    max_length: int = 20_000
    sortable: bool = False

    def parse(self, raw: Any, reading: Reading) -> str:
        text = str(raw if raw is not None else "")
        self._must_fit(text)
        return clean_text(text, self.max_length)

    def fact(self, value: Any, reading: Reading) -> Html:
        if not value:
            return NOTHING
        return _RICH(rich_text(value)) if has_signs(value) else _LINES(value)

    def input(self, value: Any, reading: Reading) -> dict[str, Any]:
        return {"type": "textarea", "value": value or ""}
