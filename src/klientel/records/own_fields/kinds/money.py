"""An amount of money, in the firm's currency or another one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from klientel.records.fields import MoneyField
from klientel.records.fields.base import Field, Reading, Text
from klientel.records.fields.programs import Schema
from klientel.records.fields.ranges import Range
from klientel.records.models import FieldDefinition
from klientel.records.own_fields import asked
from klientel.records.own_fields.field import OwnField
from klientel.records.own_fields.offered import Options, OwnKind, Saying
from klientel.records.own_fields.spread import ranges_between
from klientel.records.types import RecordType


@dataclass(kw_only=True)
class OwnMoney(OwnField, MoneyField):
    """An amount in the `currency` of the field; empty for the firm's.

    Formulas and sums over links read amounts in the firm's currency only.
    """

    of = MoneyField
    slot = "number"
    python = Decimal
    currency: str = ""

    def unit(self) -> str:
        return self.currency

    def schema(self, reading: Reading) -> Schema:
        return {**super().schema(reading), "description": self.currency_in(reading)}

    def ranges(self, reading: Reading) -> Sequence[tuple[Range, str]]:
        return ranges_between(self, reading)


def _told(options: Options) -> dict[str, Any]:
    return {"currency": str(options.get("currency", ""))}


def _kept(saying: Saying, _kind: OwnKind) -> dict[str, Any]:
    """Asked once: amounts that are there already would mean something else in another currency."""
    if asked.CURRENCY.name not in saying.said:
        return dict(saying.field.options)
    wanted = str(saying.said[asked.CURRENCY.name] or "")
    is_usual = wanted in ("", saying.reading.workspace.currency)
    return {} if is_usual else {"currency": wanted}


def _form(_record_type: RecordType, reading: Reading) -> Sequence[Field]:
    return [replace(asked.CURRENCY, required=True, default=reading.workspace.currency)]


def _explained(field: FieldDefinition, _other_end: str) -> tuple[Text, dict[str, Text]]:
    currency = field.options.get("currency", "")
    if not currency:
        return "", {}
    return _("Amounts are in {currency}. Formulas do not read them."), {"currency": currency}


KIND = OwnKind(
    "money",
    _("Amount of money"),
    "euro",
    lambda _options: OwnMoney,
    place=40,
    told=_told,
    inputs=(asked.CURRENCY,),
    kept=_kept,
    form_of=_form,
    explained=_explained,
)
