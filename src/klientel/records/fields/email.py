"""An e-mail address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from klientel.kit import email_address
from klientel.records.fields.base import Reading
from klientel.records.fields.text import TextField
from klientel.ui.html import NOTHING, Html, join, pattern

_LINK = pattern('<a class="quiet" href="mailto:{}">{}</a>')
# it breaks behind @ and dots, never at a hyphen
_PART = pattern('<span class="unbroken">{}</span>')


@dataclass(kw_only=True)
class EmailField(TextField):
    """One address, normalised; empty is allowed."""

    kind = "email"
    accepted = "name@example.org"
    tells_twins = True
    is_normal = True
    fits = ("email", "text")
    reads_as = ("email",)
    takes_mail = True
    example = "anna@example.com"
    max_length: int = 254

    def parse(self, raw: Any, reading: Reading) -> str:
        text = super().parse(raw, reading)
        return email_address.normalise(text) if text else ""

    def cell(self, value: Any, reading: Reading) -> Html:
        if not value:
            return NOTHING
        return _LINK(value, value)

    def fact(self, value: Any, reading: Reading) -> Html:
        if not value:
            return NOTHING
        parts = (_PART(part) for part in re.findall(r"[^@.]*[@.]?", value) if part)
        return _LINK(value, join(parts))

    def input(self, value: Any, reading: Reading) -> dict[str, Any]:
        return {"type": "email", "value": value or "", "inputmode": "email"}
