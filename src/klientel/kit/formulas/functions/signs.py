"""The signs: reckoning, joining texts, comparing."""

from __future__ import annotations

import operator
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from klientel.kit.formulas.functions.declaring import (
    Function,
    Gives,
    Shapes,
    Taken,
    Unfit,
    always,
    spread,
)
from klientel.kit.formulas.values import CALLED, LONGEST, NUMBERS, TIMES, Clock, Shape, Wrong

_SECONDS = 86_400


def days_of(number: Decimal) -> timedelta:
    """A number of days as a length of time; raises OverflowError for ages."""
    if abs(number) > 4_000_000:
        raise OverflowError
    whole = int(number)
    return timedelta(days=whole, seconds=int((number - whole) * _SECONDS))


def moved(value: Any, number: Decimal) -> Any:
    """A day or a moment so many days later."""
    if isinstance(value, datetime):
        return value + days_of(number)
    return value + days_of(Decimal(int(number)))


def between(clock: Clock, later: Any, earlier: Any) -> Decimal:
    """The days from one day or moment to another; whole ones unless both are moments."""
    if isinstance(later, datetime) and isinstance(earlier, datetime):
        passed = later - earlier
        return Decimal(passed.days) + Decimal(passed.seconds) / _SECONDS
    first: date = clock.day_of(later)
    return Decimal((first - clock.day_of(earlier)).days)


def _numeric(sign: str) -> Callable[[Shapes], None]:
    def check(shapes: Shapes) -> None:
        for place, shape in enumerate(shapes):
            if shape not in NUMBERS and shape is not Shape.NOTHING:
                raise Unfit(
                    "“{sign}” needs a number here, this is {what}.",
                    place,
                    sign=sign,
                    what=CALLED[shape],
                )

    return check


def _sum_gives(shapes: Shapes) -> Shape:
    left, right = shapes
    if left in TIMES and right in NUMBERS:
        return left
    if right in TIMES and left in NUMBERS:
        return right
    if Shape.TEXT in shapes:
        raise Unfit("“+” adds numbers. Use “&” to join texts.", 0 if left is Shape.TEXT else 1)
    _numeric("+")(shapes)
    return spread(shapes)


def _difference_gives(shapes: Shapes) -> Shape:
    left, right = shapes
    if left in TIMES:
        if right in TIMES:
            return Shape.NUMBER
        if right in NUMBERS:
            return left
    _numeric("−")(shapes)
    return spread(shapes)


def _product_gives(shapes: Shapes) -> Shape:
    _numeric("×")(shapes)
    return Shape.NUMBER if set(shapes) == {Shape.MONEY} else spread(shapes)


def _quotient_gives(shapes: Shapes) -> Shape:
    _numeric("/")(shapes)
    left, right = shapes
    return Shape.MONEY if left is Shape.MONEY and right is not Shape.MONEY else Shape.NUMBER


def _power_gives(shapes: Shapes) -> Shape:
    _numeric("^")(shapes)
    return Shape.NUMBER


def _negative_gives(shapes: Shapes) -> Shape:
    _numeric("−")(shapes)
    return spread(shapes)


def _percent_gives(shapes: Shapes) -> Shape:
    _numeric("%")(shapes)
    return Shape.NUMBER


def _compared_gives(shapes: Shapes) -> Shape:
    left, right = shapes
    alike = (
        left is right
        or Shape.NOTHING in shapes
        or (left in NUMBERS and right in NUMBERS)
        or (left in TIMES and right in TIMES)
    )
    if not alike:
        raise Unfit(
            "{what} cannot be compared with {first}.", 1, what=CALLED[right], first=CALLED[left]
        )
    return Shape.TRUTH


def _plus(_clock: Clock, left: Any, right: Any) -> Any:
    if isinstance(left, date):
        return moved(left, right)
    return moved(right, left) if isinstance(right, date) else left + right


def _minus(clock: Clock, left: Any, right: Any) -> Any:
    if isinstance(left, date):
        return between(clock, left, right) if isinstance(right, date) else moved(left, -right)
    return left - right


def _divided(_clock: Clock, left: Decimal, right: Decimal) -> Any:
    return left / right if right else Wrong("division")


def power(_clock: Clock, base: Decimal, exponent: Decimal) -> Any:
    """A power; none of zero with a negative exponent, nor of a negative number with a fraction."""
    if not base and exponent < 0:
        return Wrong("division")
    return base**exponent if base or exponent else Decimal(1)


def joined(clock: Clock, *texts: str | None) -> Any:
    """Texts behind each other; what is empty adds nothing."""
    whole = "".join(text or "" for text in texts)
    return whole if len(whole) <= LONGEST else Wrong("long")


def _comparable(clock: Clock, left: Any, right: Any) -> tuple[Any, Any]:
    if isinstance(left, str):
        return left.casefold(), right.casefold()
    if isinstance(left, datetime) is not isinstance(right, datetime):
        return clock.day_of(left), clock.day_of(right)
    return left, right


def is_same(left: Any, right: Any, clock: Clock | None = None) -> bool:
    """Whether two values are the same; upper case makes no difference, empty is empty."""
    left, right = (None if value == "" else value for value in (left, right))
    if left is None or right is None:
        return left is right
    if clock is not None:
        left, right = _comparable(clock, left, right)
    elif isinstance(left, str) and isinstance(right, str):
        left, right = left.casefold(), right.casefold()
    return bool(left == right)


def _ordered(compare: Callable[[Any, Any], bool]) -> Callable[..., Any]:
    def call(clock: Clock, left: Any, right: Any) -> bool:
        return compare(*_comparable(clock, left, right))

    return call


def _sign(name: str, gives: Gives, call: Callable[..., Any], inputs: int = 2, word: str = "any",
          **more: Any) -> Function:  # fmt: skip
    return Function(name, name, "", (Taken(word),) * inputs, gives, call, **more)


SIGNS: dict[str, Function] = {
    one.name: one
    for one in (
        _sign("+", _sum_gives, _plus),
        _sign("-", _difference_gives, _minus),
        _sign("*", _product_gives, lambda _clock, left, right: left * right),
        _sign("/", _quotient_gives, _divided),
        _sign("^", _power_gives, power),
        _sign("negative", _negative_gives, lambda _clock, value: -value, 1),
        _sign("%", _percent_gives, lambda _clock, value: value / 100, 1),
        _sign("&", always(Shape.TEXT), joined, word="text", takes_empty=True),
        _sign("=", _compared_gives, lambda clock, a, b: is_same(a, b, clock), takes_empty=True),
        _sign("<>", _compared_gives, lambda clock, a, b: not is_same(a, b, clock),
              takes_empty=True),
        _sign("<", _compared_gives, _ordered(operator.lt)),
        _sign("<=", _compared_gives, _ordered(operator.le)),
        _sign(">", _compared_gives, _ordered(operator.gt)),
        _sign(">=", _compared_gives, _ordered(operator.ge)),
    )
}  # fmt: skip
