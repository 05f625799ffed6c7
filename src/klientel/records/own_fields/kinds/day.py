"""A day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from klientel.records.fields import DayField
from klientel.records.own_fields.field import OwnField
from klientel.records.own_fields.offered import OwnKind


@dataclass(kw_only=True)
class OwnDay(OwnField, DayField):
    """A day."""

    of = DayField
    slot = "day"
    python = date


KIND = OwnKind(
    "day",
    _("Date"),
    "calendar",
    lambda _options: OwnDay,
    place=60,
    becomes_of=("date",),
)
