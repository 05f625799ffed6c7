"""Groups of values that are too many to be groups themselves: from one number to below the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from django.db.models import Q

if TYPE_CHECKING:
    from klientel.records.fields.reading import Reading

#: groups that a span is cut into, about
ABOUT = 6
#: from here on, each group reaches ten times as far as the one before
FAR = 1_000
_STEPS = (Decimal(1), Decimal(2), Decimal(5), Decimal(10))


@dataclass(frozen=True, slots=True)
class Range:
    """Values from `low` up to, but without, `high`; None is no bound."""

    low: Any
    high: Any

    def __contains__(self, value: Any) -> bool:
        if value is None or (self.low is not None and value < self.low):
            return False
        return bool(self.high is None or value < self.high)

    def asked(self, column: str) -> Q:
        """The condition on a column."""
        bounds = {f"{column}__gte": self.low, f"{column}__lt": self.high}
        asked = {name: bound for name, bound in bounds.items() if bound is not None}
        return Q(**(asked or {f"{column}__isnull": False}))


@runtime_checkable
class Ranged(Protocol):
    """A field whose lists can be grouped by ranges of its values."""

    def ranges(self, reading: Reading) -> Sequence[tuple[Range, str]]:
        """The groups in order, with what they are called; none where there are no values."""
        ...


def cut(lowest: Decimal, highest: Decimal, smallest: Decimal = Decimal(1)) -> list[Range]:
    """The span between two numbers, in round steps; none is smaller than `smallest`."""
    if lowest >= 0 and highest > FAR * max(lowest, smallest * 10):
        bounds = [Decimal(0), Decimal(10) * smallest]
        while bounds[-1] <= highest:
            bounds.append(bounds[-1] * 10)
    else:
        step = _round_step((highest - lowest) / ABOUT, smallest)
        bounds = [(lowest / step).to_integral_value(rounding=ROUND_FLOOR) * step]
        while bounds[-1] <= highest:
            bounds.append(bounds[-1] + step)
    return [Range(low, high) for low, high in pairwise(bounds)]


def _round_step(wanted: Decimal, smallest: Decimal) -> Decimal:
    if wanted <= smallest:
        return smallest
    unit = Decimal(10) ** wanted.adjusted()
    return max(smallest, next(one * unit for one in _STEPS if one * unit >= wanted))
