"""A web address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from klientel.kit.refused import Refused
from klientel.records.fields.base import Reading
from klientel.records.fields.text import TextField
from klientel.ui.html import NOTHING, Html, pattern

_LINK = pattern(
    '<a class="quiet" href="{}" rel="noopener noreferrer nofollow" target="_blank">{}</a>'
)


@dataclass(kw_only=True)
class UrlField(TextField):
    """An http or https address; a missing scheme is read as https."""

    kind = "url"
    example = "https://example.com"
    accepted = "www.example.org, https://example.org"
    reads_as = ()
    max_length: int = 500

    def parse(self, raw: Any, reading: Reading) -> str:
        text = super().parse(raw, reading)
        if not text:
            return ""
        address = text if "://" in text else f"https://{text}"
        try:
            parts = urlsplit(address)
            usable = parts.scheme in ("http", "https") and "." in (parts.hostname or "")
        except ValueError:
            usable = False
        if not usable or " " in address:
            raise Refused("This is not a web address.", self.name)
        return address

    def cell(self, value: Any, reading: Reading) -> Html:
        if not value:
            return NOTHING
        return _LINK(value, value.split("://", 1)[-1].rstrip("/"))

    def input(self, value: Any, reading: Reading) -> dict[str, Any]:
        return {"type": "url", "value": value or "", "inputmode": "url"}
