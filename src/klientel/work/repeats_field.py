"""Whether work repeats."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from klientel.records.fields import Operator, TruthField
from klientel.records.fields.base import Reading
from klientel.ui.html import NOTHING, Html
from klientel.ui.icons import icon


@dataclass(kw_only=True)
class RepeatsField(TruthField):
    """Whether an item is of a series; the row keeps which one."""

    editable: bool = False
    sortable: bool = False
    groupable: bool = False

    def value(self, row: Any) -> bool:
        return (row["series_id"] if isinstance(row, Mapping) else row.series_id) is not None

    def operators(self) -> Sequence[Operator]:
        return (Operator("is", _("is"), "one", lambda _f, v: Q(series_id__isnull=not v)),)

    def cell(self, value: Any, reading: Reading) -> Html:
        return icon("repeat", 16, reading.say(_("Repeats"))) if value else NOTHING
