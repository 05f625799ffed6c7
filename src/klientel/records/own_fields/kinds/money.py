"""An amount of money."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from klientel.records.fields import MoneyField
from klientel.records.fields.base import Reading
from klientel.records.fields.ranges import Range
from klientel.records.own_fields.field import OwnField
from klientel.records.own_fields.offered import OwnKind
from klientel.records.own_fields.spread import ranges_between


@dataclass(kw_only=True)
class OwnMoney(OwnField, MoneyField):
    """An amount in the firm's currency."""

    of = MoneyField
    slot = "number"
    python = Decimal

    def ranges(self, reading: Reading) -> Sequence[tuple[Range, str]]:
        return ranges_between(self, reading)


KIND = OwnKind(
    "money",
    _("Amount of money"),
    "euro",
    lambda _options: OwnMoney,
    place=40,
)
