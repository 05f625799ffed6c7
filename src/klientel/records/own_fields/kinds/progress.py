"""How far something has come, from nothing to all of it, as somebody sees it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from klientel.records.fields import PercentField
from klientel.records.fields.base import Reading
from klientel.records.own_fields.kinds.percent import OwnPercent
from klientel.records.own_fields.offered import OwnKind
from klientel.ui.html import NOTHING, Html, pattern

_BAR = pattern(
    '<span class="progress-inline"><progress max="100" value="{}" aria-label="{}"></progress>'
    "<span>{}</span></span>"
)


@dataclass(kw_only=True)
class OwnProgress(OwnPercent):
    """Percent of a whole, from 0 to 100, drawn as a bar beside the number."""

    of = PercentField
    minimum: Decimal | None = Decimal(0)
    maximum: Decimal | None = Decimal(100)

    def cell(self, value: Any, reading: Reading) -> Html:
        if value is None:
            return NOTHING
        return _BAR(str(value), reading.say(self.label), self.shown(value, reading))


KIND = OwnKind(
    "progress",
    _("Progress"),
    "circle-dashed",
    lambda _options: OwnProgress,
    place=180,
)
