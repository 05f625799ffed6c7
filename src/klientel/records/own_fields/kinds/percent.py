"""A share of a hundred."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from klientel.records.fields import PercentField
from klientel.records.fields.base import Reading
from klientel.records.own_fields import asked
from klientel.records.own_fields.kinds.number import OwnNumber, places_told
from klientel.records.own_fields.offered import OwnKind


@dataclass(kw_only=True)
class OwnPercent(OwnNumber, PercentField):
    """A share of a hundred."""

    of = PercentField

    def shown(self, value: Any, reading: Reading) -> str:
        """With all its places, even if the field keeps fewer of them by now."""
        if value is None:
            return ""
        share = Decimal(value) / 100
        return reading.format.percent(share, max(self.places, _places(value)))


def _places(number: Decimal | int) -> int:
    """Its decimal places."""
    exponent = Decimal(number).as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


KIND = OwnKind(
    "percent",
    _("Percent"),
    "chart-column",
    lambda _options: OwnPercent,
    place=50,
    told=places_told,
    inputs=(asked.PLACES,),
)
