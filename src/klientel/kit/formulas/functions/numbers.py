"""Adding up, rounding, and the rest of arithmetic."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_UP, ROUND_UP, Decimal
from typing import Any

from klientel.kit.formulas.functions.declaring import Group, Shapes, Unfit, spread
from klientel.kit.formulas.functions.signs import power
from klientel.kit.formulas.values import CALLED, NUMBERS, TIMES, Clock, Shape, Wrong, is_given
from klientel.kit.numbers import NotANumber, parse_decimal

SUMS = Group("Adding up")
NUMBERS_GROUP = Group("Numbers")

#: pi to more places than anything is reckoned with
_PI = Decimal("3.141592653589793238462643383279502884")
_MOST_PLACES = 20
_LARGEST_FACTORIAL = 40


def _given(values: tuple[Any, ...]) -> list[Any]:
    return [value for value in values if is_given(value)]


def _extreme_gives(shapes: Shapes) -> Shape:
    """Numbers, or days, or moments: what can be put in an order."""
    given = [shape for shape in shapes if shape is not Shape.NOTHING]
    if not given:
        return Shape.NOTHING
    if all(shape in NUMBERS for shape in given):
        return spread(given)
    for place, shape in enumerate(shapes):
        if shape not in TIMES or (shape is not given[0]):
            raise Unfit(
                "Numbers alone or dates alone are needed here, this is {what}.",
                place,
                what=CALLED[shape],
            )
    return given[0]


def _sum(_clock: Clock, *values: Any) -> Any:
    given = _given(values)
    return sum(given, Decimal(0)) if given else None


def _average(_clock: Clock, *values: Any) -> Any:
    given = _given(values)
    return sum(given, Decimal(0)) / len(given) if given else None


def _median(_clock: Clock, *values: Any) -> Any:
    given = sorted(_given(values))
    if not given:
        return None
    middle = len(given) // 2
    return given[middle] if len(given) % 2 else (given[middle - 1] + given[middle]) / 2


def _product(_clock: Clock, *values: Any) -> Any:
    given = _given(values)
    result = Decimal(1)
    for value in given:
        result *= value
    return result if given else None


def _spread_out(_clock: Clock, *values: Any) -> Any:
    """The standard deviation of a sample, n - 1 below the line."""
    given = _given(values)
    if len(given) < 2:
        return None
    mean = sum(given, Decimal(0)) / len(given)
    squares = sum(((value - mean) ** 2 for value in given), Decimal(0))
    return (squares / (len(given) - 1)).sqrt()


def _places(places: Decimal | None) -> int | None:
    wanted = int(places or 0)
    return wanted if abs(wanted) <= _MOST_PLACES else None


def _rounding(how: str) -> Any:
    def call(_clock: Clock, value: Decimal, places: Decimal | None = None) -> Any:
        wanted = _places(places)
        if wanted is None:
            return Wrong("number")
        return value.quantize(Decimal(1).scaleb(-wanted), rounding=how)

    return call


def _multiple(how: str) -> Any:
    def call(_clock: Clock, value: Decimal, step: Decimal | None = None) -> Any:
        unit = abs(step) if step is not None else Decimal(1)
        if not unit:
            return Decimal(0)
        return (value / unit).to_integral_value(rounding=how) * unit

    return call


def _mod(_clock: Clock, value: Decimal, divisor: Decimal) -> Any:
    """What is left over, with the sign of the divisor, as spreadsheets have it."""
    if not divisor:
        return Wrong("division")
    return value - divisor * (value / divisor).to_integral_value(rounding=ROUND_FLOOR)


def _quotient(_clock: Clock, value: Decimal, divisor: Decimal) -> Any:
    if not divisor:
        return Wrong("division")
    return (value / divisor).to_integral_value(rounding=ROUND_DOWN)


def _root(_clock: Clock, value: Decimal) -> Any:
    return value.sqrt() if value >= 0 else Wrong("number")


def _ln(_clock: Clock, value: Decimal) -> Any:
    return value.ln() if value > 0 else Wrong("number")


def _log10(_clock: Clock, value: Decimal) -> Any:
    return value.log10() if value > 0 else Wrong("number")


def _log(_clock: Clock, value: Decimal, base: Decimal | None = None) -> Any:
    if value <= 0 or (base is not None and (base <= 0 or base == 1)):
        return Wrong("number")
    return value.log10() if base is None else value.ln() / base.ln()


def _away(odd: int) -> Any:
    def call(_clock: Clock, value: Decimal) -> Any:
        whole = abs(value).to_integral_value(rounding=ROUND_UP)
        whole += 1 if whole % 2 != odd else 0
        return -whole if value < 0 else whole

    return call


def _factorial(_clock: Clock, value: Decimal) -> Any:
    if value < 0 or value > _LARGEST_FACTORIAL:
        return Wrong("number")
    result = Decimal(1)
    for number in range(2, int(value) + 1):
        result *= number
    return result


def _read(clock: Clock, text: str) -> Any:
    """The number that a text means, in the firm's way of writing them."""
    try:
        return parse_decimal(text, "," if clock.format.locale == "de" else ".")
    except NotANumber:
        return Wrong("text")


SUMS.add("SUM", "SUMME", "amount*", spread, _sum,
         "Adds up; what is empty is left out.", takes_empty=True)  # fmt: skip
SUMS.add("AVERAGE", "MITTELWERT", "amount*", spread, _average,
         "The average of what is not empty.", takes_empty=True)  # fmt: skip
SUMS.add("MEDIAN", "MEDIAN", "amount*", spread, _median,
         "The value in the middle of what is not empty.", takes_empty=True)  # fmt: skip
SUMS.add("MIN", "MIN", "any*", _extreme_gives, lambda _c, *v: min(_given(v), default=None),
         "The smallest number or the earliest date.", takes_empty=True)  # fmt: skip
SUMS.add("MAX", "MAX", "any*", _extreme_gives, lambda _c, *v: max(_given(v), default=None),
         "The largest number or the latest date.", takes_empty=True)  # fmt: skip
SUMS.add("COUNT", "ANZAHL", "any*", Shape.NUMBER, lambda _c, *v: Decimal(len(_given(v))),
         "How many of the values are not empty.", others=("COUNTA", "ANZAHL2"),
         takes_empty=True)  # fmt: skip
SUMS.add("COUNTBLANK", "ANZAHLLEEREZELLEN", "any*", Shape.NUMBER,
         lambda _c, *v: Decimal(len(v) - len(_given(v))),
         "How many of the values are empty.", takes_empty=True)  # fmt: skip
SUMS.add("PRODUCT", "PRODUKT", "amount*", spread, _product,
         "Multiplies what is not empty.", takes_empty=True)  # fmt: skip
SUMS.add("STDEV", "STABW", "number*", Shape.NUMBER, _spread_out,
         "How far values stray from their average (standard deviation of a sample).",
         takes_empty=True)  # fmt: skip

NUMBERS_GROUP.add("ROUND", "RUNDEN", "amount number?", spread, _rounding(ROUND_HALF_UP),
                  "Rounds to so many decimal places, half of it away from zero.")  # fmt: skip
NUMBERS_GROUP.add("ROUNDUP", "AUFRUNDEN", "amount number?", spread, _rounding(ROUND_UP),
                  "Rounds away from zero to so many decimal places.")  # fmt: skip
NUMBERS_GROUP.add("ROUNDDOWN", "ABRUNDEN", "amount number?", spread, _rounding(ROUND_DOWN),
                  "Rounds towards zero to so many decimal places.",
                  others=("TRUNC", "KÜRZEN"))  # fmt: skip
NUMBERS_GROUP.add("MROUND", "VRUNDEN", "amount number", spread, _multiple(ROUND_HALF_UP),
                  "The nearest multiple of the second number.")  # fmt: skip
NUMBERS_GROUP.add("CEILING", "OBERGRENZE", "amount number?", spread, _multiple(ROUND_CEILING),
                  "The next multiple of the second number upwards.")  # fmt: skip
NUMBERS_GROUP.add("FLOOR", "UNTERGRENZE", "amount number?", spread, _multiple(ROUND_FLOOR),
                  "The next multiple of the second number downwards.")  # fmt: skip
NUMBERS_GROUP.add("INT", "GANZZAHL", "amount", spread, _multiple(ROUND_FLOOR),
                  "The whole number below.")  # fmt: skip
NUMBERS_GROUP.add("EVEN", "GERADE", "number", Shape.NUMBER, _away(0),
                  "The next even number away from zero.")  # fmt: skip
NUMBERS_GROUP.add("ODD", "UNGERADE", "number", Shape.NUMBER, _away(1),
                  "The next odd number away from zero.")  # fmt: skip
NUMBERS_GROUP.add("ISEVEN", "ISTGERADE", "number", Shape.TRUTH,
                  lambda _c, value: int(value) % 2 == 0,
                  "Whether a number is even.")  # fmt: skip
NUMBERS_GROUP.add("ISODD", "ISTUNGERADE", "number", Shape.TRUTH,
                  lambda _c, value: int(value) % 2 == 1,
                  "Whether a number is odd.")  # fmt: skip
NUMBERS_GROUP.add("ABS", "ABS", "amount", spread, lambda _c, value: abs(value),
                  "The number without its sign.")  # fmt: skip
NUMBERS_GROUP.add("SIGN", "VORZEICHEN", "number", Shape.NUMBER,
                  lambda _c, value: Decimal((value > 0) - (value < 0)),
                  "1 for positive numbers, −1 for negative ones, 0 for zero.")  # fmt: skip
NUMBERS_GROUP.add("MOD", "REST", "amount number", spread, _mod,
                  "What is left over after a division.")  # fmt: skip
NUMBERS_GROUP.add("QUOTIENT", "QUOTIENT", "number number", Shape.NUMBER, _quotient,
                  "How often the second number fits into the first.")  # fmt: skip
NUMBERS_GROUP.add("POWER", "POTENZ", "number number", Shape.NUMBER, power,
                  "The first number to the power of the second.")  # fmt: skip
NUMBERS_GROUP.add("SQRT", "WURZEL", "number", Shape.NUMBER, _root, "The square root.")
NUMBERS_GROUP.add("EXP", "EXP", "number", Shape.NUMBER, lambda _c, value: value.exp(),
                  "e to the power of the number.")  # fmt: skip
NUMBERS_GROUP.add("LN", "LN", "number", Shape.NUMBER, _ln, "The natural logarithm.")
NUMBERS_GROUP.add("LOG10", "LOG10", "number", Shape.NUMBER, _log10, "The logarithm to base 10.")
NUMBERS_GROUP.add("LOG", "LOG", "number number?", Shape.NUMBER, _log,
                  "The logarithm to a base, 10 if none is given.")  # fmt: skip
NUMBERS_GROUP.add("FACT", "FAKULTÄT", "number", Shape.NUMBER, _factorial,
                  "The factorial, of numbers up to 40.")  # fmt: skip
NUMBERS_GROUP.add("PI", "PI", "", Shape.NUMBER, lambda _c: _PI, "The number π.")
NUMBERS_GROUP.add("VALUE", "WERT", "text", Shape.NUMBER, _read,
                  "The number that a text means.")  # fmt: skip
