"""A tick."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from klientel.records.fields import TruthField
from klientel.records.fields.base import Field, Operator, Reading
from klientel.records.fields.beside import Beside
from klientel.records.own_fields.field import OwnField
from klientel.records.own_fields.offered import OwnKind
from klientel.ui.html import NOTHING, Html


@dataclass(kw_only=True)
class OwnTruth(OwnField, TruthField):
    """A tick; only those that are set have a row, and only they say something."""

    of = TruthField
    slot = "number"
    python = bool
    sortable: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        # it would have to be ticked
        self.required = False

    def is_empty(self, value: Any) -> bool:
        return not value

    def cell(self, value: Any, reading: Reading) -> Html:
        return super().cell(value, reading) if value else NOTHING

    def looked_for(self, value: Any) -> Sequence[Any]:
        return (Decimal(1),) if value else ()

    def beside(self) -> Beside | None:
        return replace(self._place(), is_mark=True)

    def operators(self) -> Sequence[Operator]:
        return (Operator("is", _("is"), "one", self._is),)

    def _is(self, _field: Field, value: Any) -> Q:
        return self._having(Q()) if value else ~self._some(Q())

    def meets(self, operator: Operator, row: Any, operand: Any, reading: Reading) -> bool:
        return bool(self.kept_beside(self.value(row))) is bool(operand)


KIND = OwnKind(
    "truth",
    _("Yes or no"),
    "check",
    lambda _options: OwnTruth,
    place=80,
    is_missed=False,
)
