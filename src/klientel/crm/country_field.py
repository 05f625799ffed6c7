"""A country: kept as it is called in the firm's language, shown in the reader's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from klientel.kit.locale_data import LocaleCode, country_code, country_named
from klientel.records.fields import Reading, TextField


def country_abroad(text: str, reading: Reading) -> str:
    """A country as the last line of a letter names it: nothing for the firm's own."""
    if country_code(text) == reading.workspace.country:
        return ""
    return country_named(text, reading.format.locale)


@dataclass(kw_only=True)
class CountryField(TextField):
    """A text that is mostly the name of a country; what is none stays as it was typed."""

    def parse(self, raw: Any, reading: Reading) -> str:
        """Typed in another language than the firm's, it is kept in the firm's."""
        text = super().parse(raw, reading)
        here: LocaleCode = "de" if reading.workspace.language[:2] == "de" else "en"
        return text if here == reading.format.locale else country_named(text, here)

    def shown(self, value: Any, reading: Reading) -> str:
        return country_named(str(value), reading.format.locale) if value else ""

    def export(self, value: Any, reading: Reading) -> Any:
        return value

    def typed(self, value: Any, reading: Reading) -> Any:
        return value
