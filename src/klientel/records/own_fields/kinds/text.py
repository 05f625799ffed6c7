"""A line of text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from klientel.kit.text import fold
from klientel.records.fields import TextField
from klientel.records.fields.base import Operator, Reading
from klientel.records.own_fields.field import OwnField
from klientel.records.own_fields.offered import OwnKind

_LONGEST_KEPT = 1_000


@dataclass(kw_only=True)
class OwnText(OwnField, TextField):
    """Found by its folded form: upper case and umlauts make no difference."""

    of = TextField
    slot = "text"

    def looked_for(self, value: Any) -> Sequence[Any]:
        folded = fold(str(value))[:_LONGEST_KEPT] if value else ""
        return (folded or str(value)[:_LONGEST_KEPT],) if value else ()

    def parse_condition(self, raw: str, operator: Operator, reading: Reading) -> Any:
        # a part of an address or a number is none itself
        return None if operator.takes == "none" else TextField.parse(self, raw, reading)

    def asked_of_rows(self) -> Sequence[Operator]:
        return (
            Operator("has", _("contains"), "one", lambda _f, v: Q(text__contains=_folded(v))),
            Operator("is", _("is"), "one", lambda _f, v: Q(text=_folded(v))),
            Operator(
                "starts", _("starts with"), "one", lambda _f, v: Q(text__startswith=_folded(v))
            ),
            *(one for one in self.plain.operators() if one.takes == "none"),
        )


def _folded(text: str) -> str:
    return fold(text) or text


KIND = OwnKind(
    "text",
    _("Text"),
    "file-text",
    lambda _options: OwnText,
    place=10,
    becomes_of=("text", "empty"),
    is_searched=True,
)
