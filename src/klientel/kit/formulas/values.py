"""What formulas reckon with: the shapes of values, and values that say what went wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import (
    ROUND_HALF_UP,
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    Overflow,
)
from enum import StrEnum
from typing import Any

from klientel.kit.format import Format
from klientel.kit.formulas.mistakes import Msgid

#: characters of a text that a formula makes
LONGEST = 2_000
#: what a result has at most, so that every database keeps it and any sum of it
LARGEST = Decimal(10) ** 15
#: decimal places of amounts of money
MONEY_PLACES = 2
#: more digits than any amount has, and an end to what powers can become
EXACT = Context(
    prec=34,
    rounding=ROUND_HALF_UP,
    Emin=-60,
    Emax=60,
    traps=[InvalidOperation, DivisionByZero, Overflow],
)


class Shape(StrEnum):
    """What a value is, which is known before anything is reckoned.

    Money is a number that is shown as an amount; what is made of it by sums, parts and multiples is
    money again. `NOTHING` is what is always empty.
    """

    NUMBER = "number"
    MONEY = "money"
    TEXT = "text"
    DAY = "day"
    MOMENT = "moment"
    TRUTH = "truth"
    NOTHING = "nothing"


NUMBERS = frozenset({Shape.NUMBER, Shape.MONEY})
#: what lies on a day or at a moment
DATED = frozenset({Shape.DAY, Shape.MOMENT})
TIMES = frozenset({Shape.DAY, Shape.MOMENT})

#: what a value is called in sentences about a mistake
CALLED: Mapping[Shape, Msgid] = {
    Shape.NUMBER: Msgid("a number"),
    Shape.MONEY: Msgid("an amount of money"),
    Shape.TEXT: Msgid("a text"),
    Shape.DAY: Msgid("a date"),
    Shape.MOMENT: Msgid("a date and time"),
    Shape.TRUTH: Msgid("yes or no"),
    Shape.NOTHING: Msgid("nothing"),
}

#: what can go wrong while a formula is reckoned, and the words for it
REASONS: Mapping[str, str] = {
    "division": "Divided by zero",
    "number": "No such number",
    "large": "Too large",
    "day": "No such day",
    "text": "Cannot be read",
    "long": "Text too long",
    "missing": "Not found",
    "field": "A field is missing",
}


@dataclass(frozen=True, slots=True)
class Wrong:
    """A value that could not be reckoned; `code` is one of `REASONS`. It spreads like an empty one,
    and `IFERROR` says what shall stand there instead.
    """

    code: str

    @property
    def reason(self) -> str:
        """The words for it, as a msgid."""
        return REASONS.get(self.code, REASONS["number"])


@dataclass(frozen=True, slots=True)
class Clock:
    """For whom and when something is reckoned: the firm's day, and how it writes numbers and dates.

    Days of moments are those of the format's time zone.
    """

    today: date
    format: Format
    currency: str = "EUR"

    def text_of(self, value: Any, shape: Shape) -> str:
        """A value as a text says it; empty for what is empty."""
        if value is None:
            return ""
        if isinstance(value, bool):
            words = ("FALSCH", "WAHR") if self.format.locale == "de" else ("FALSE", "TRUE")
            return words[value]
        if isinstance(value, Decimal):
            if shape is Shape.MONEY:
                return self.format.money(value.quantize(Decimal("0.01")), self.currency)
            return self.format.number(settled(value))
        if isinstance(value, datetime):
            return self.format.instant(value)
        if isinstance(value, date):
            return self.format.date(value)
        return str(value)

    def day_of(self, value: Any) -> Any:
        """The day of a day or a moment."""
        if isinstance(value, datetime):
            return value.astimezone(self.format.zone).date()
        return value


def settled(number: Decimal) -> Decimal:
    """A number without what only the division left behind: at most nine decimal places."""
    short = number.quantize(Decimal("0.000000001")) if number.as_tuple().exponent < -9 else number  # type: ignore[operator]
    plain = short.normalize()
    return plain.quantize(Decimal(1)) if plain == plain.to_integral_value() else plain


def is_given(value: Any) -> bool:
    """Whether there is something: no value and an empty text are nothing."""
    return value is not None and value != ""
