"""A telephone number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from klientel.kit import phone
from klientel.records.fields.base import Reading
from klientel.records.fields.text import TextField
from klientel.ui.html import NOTHING, Html, pattern

_LINK = pattern('<a class="quiet" href="tel:{}">{}</a>')


@dataclass(kw_only=True)
class PhoneField(TextField):
    """One number in E.164; what people type is read as a number of the firm's country."""

    kind = "phone"
    example = "+49401234567"
    accepted = "0171 2345678, +49 171 2345678, +43 1 234567"
    tells_twins = True
    is_normal = True
    is_digits = True
    fits = ("phone", "integer", "decimal", "text")
    reads_as = ("phone",)
    max_length: int = 40

    def parse(self, raw: Any, reading: Reading) -> str:
        text = super().parse(raw, reading)
        return phone.parse(text, reading.workspace.country) if text else ""

    def import_(self, text: str, reading: Reading) -> str:
        return str(self.clean(phone.as_dialled(text, reading.workspace.country), reading))

    def shown(self, value: Any, reading: Reading) -> str:
        return reading.format.phone(value) if value else ""

    def cell(self, value: Any, reading: Reading) -> Html:
        if not value:
            return NOTHING
        return _LINK(value, self.shown(value, reading))

    def input(self, value: Any, reading: Reading) -> dict[str, Any]:
        return {"type": "tel", "value": self.shown(value, reading), "inputmode": "tel"}
