"""Whole paragraphs."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from klientel.records.fields import LongTextField
from klientel.records.own_fields.field import OwnField
from klientel.records.own_fields.offered import OwnKind


@dataclass(kw_only=True)
class OwnLongText(OwnField, LongTextField):
    """Found by the search alone: whole pages are no use in a filter."""

    of = LongTextField
    sortable: bool = False
    filterable: bool = False


KIND = OwnKind(
    "long_text",
    _("Long text"),
    "sticky-note",
    lambda _options: OwnLongText,
    place=20,
    is_searched=True,
)
