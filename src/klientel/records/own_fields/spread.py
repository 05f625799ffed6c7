"""Ranges of what an own field of numbers holds, for the filter."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from klientel.records.fields.base import Reading
from klientel.records.fields.ranges import Range, cut
from klientel.records.own_fields.field import OwnField


def ranges_between(one: OwnField, reading: Reading) -> Sequence[tuple[Range, str]]:
    """From its smallest value now to its largest, each with its label; none are narrower than 1."""
    values = one.filled_rows().order_by("number").values_list("number", flat=True)
    lowest, highest = values.first(), values.last()
    if lowest is None or highest is None:
        return []
    told = _("{low} to under {high}")
    return [
        (found, str(told).format(low=one.shown(found.low, reading),
                                 high=one.shown(found.high, reading)))
        for found in cut(lowest, highest, Decimal(1))
    ]  # fmt: skip
