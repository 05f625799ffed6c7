"""A moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from klientel.records.fields import InstantField
from klientel.records.own_fields.field import OwnField
from klientel.records.own_fields.offered import OwnKind


@dataclass(kw_only=True)
class OwnInstant(OwnField, InstantField):
    """A moment; shown whole, since it is mostly one that was agreed on."""

    of = InstantField
    slot = "moment"
    python = datetime
    relative: bool = False


KIND = OwnKind(
    "instant",
    _("Date and time"),
    "calendar-clock",
    lambda _options: OwnInstant,
    place=70,
)
