"""What every field has that sums up linked records, and the ways to sum up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.translation import gettext_lazy as _

from klientel.kit.formulas import MONEY_PLACES, Shape
from klientel.records.own_fields.field import OwnField

if TYPE_CHECKING:
    _Kind = OwnField
else:
    _Kind = object

COUNT = "count"


def _average(values: Sequence[Any]) -> Any:
    return sum(values, Decimal(0)) / len(values)


def _sum(values: Sequence[Any]) -> Any:
    return sum(values, Decimal(0))


@dataclass(frozen=True)
class How:
    """One way to sum values up; `of` are the shapes that it is for."""

    label: Any
    work: Callable[[Sequence[Any]], Any]
    of: frozenset[Shape]


_AMOUNTS = frozenset({Shape.NUMBER, Shape.MONEY})
ORDERED = _AMOUNTS | {Shape.DAY, Shape.MOMENT}

#: the ways to sum up by name; `COUNT` asks for no field
WAYS: dict[str, How] = {
    COUNT: How(_("How many"), len, frozenset()),
    "sum": How(_("Sum"), _sum, _AMOUNTS),
    "average": How(_("Average"), _average, _AMOUNTS),
    "least": How(_("Smallest or earliest"), min, ORDERED),
    "most": How(_("Greatest or latest"), max, ORDERED),
}


@dataclass(kw_only=True)
class Rolled(_Kind):
    """Mixed in before an own kind, it makes of it one whose values the program sums up.

    `through` is the relation, `of_field` the field at its other end, empty for how many there are.
    """

    #: whether it is made of what the linked field shows, in the firm's language, not of its values
    takes_words: ClassVar[bool] = False
    tells_of_others: ClassVar[bool] = True

    through: str = ""
    of_field: str = ""
    how: str = COUNT
    reads: tuple[str, ...] = ()
    editable: bool = False
    inline: bool = False

    def summed(self, values: Sequence[Any]) -> Any:
        """The field's value of those of the linked records, of which some may be empty."""
        filled = [value for value in values if value is not None]
        if self.how == COUNT:
            return len(values)
        if not filled or self.how not in WAYS:
            return None
        result = WAYS[self.how].work(filled)
        if isinstance(result, int | Decimal):
            places = int(getattr(self, "places", MONEY_PLACES))
            return round(Decimal(result), places)
        return result

    def read(self, stored: Any) -> Any:
        try:
            return super().read(stored)
        except (ValueError, TypeError, ArithmeticError, AttributeError):
            return self.empty()
