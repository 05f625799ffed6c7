"""Money: an exact amount with its currency, and arithmetic that refuses to mix currencies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal

from klientel.kit import numbers

# ISO 4217: currencies whose smaller unit is not a hundredth.
# fmt: off
_MINOR_UNITS = {
    **dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX",
                     "UYI", "VND", "VUV", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
}
# fmt: on
_QUANTA = {places: Decimal(1).scaleb(-places) for places in range(5)}
# Sums of posted amounts may need more digits than the default context of 28 keeps.
_EXACT = Context(prec=60)


class MixedCurrencies(ValueError):
    """An attempt to add or compare amounts of two currencies: a mistake of the program."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in a currency (ISO 4217 code). Never a float."""

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        if not isinstance(self.amount, Decimal) or not self.amount.is_finite():
            raise TypeError("an amount of money is a finite Decimal")
        if len(self.currency) != 3 or not self.currency.isascii() or not self.currency.isupper():
            raise ValueError(f"{self.currency!r} is not a currency code")

    def __add__(self, other: Money) -> Money:
        return Money(_EXACT.add(self.amount, self._amount_of(other)), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(_EXACT.subtract(self.amount, self._amount_of(other)), self.currency)

    def __mul__(self, factor: Decimal | int) -> Money:
        if isinstance(factor, bool) or not isinstance(factor, Decimal | int):
            return NotImplemented
        return Money(_EXACT.multiply(self.amount, Decimal(factor)), self.currency)

    __rmul__ = __mul__

    def __neg__(self) -> Money:
        return Money(_EXACT.minus(self.amount), self.currency)

    def __abs__(self) -> Money:
        return Money(abs(self.amount), self.currency)

    def __bool__(self) -> bool:
        return bool(self.amount)

    def __lt__(self, other: Money) -> bool:
        return self.amount < self._amount_of(other)

    def __le__(self, other: Money) -> bool:
        return self.amount <= self._amount_of(other)

    def __gt__(self, other: Money) -> bool:
        return self.amount > self._amount_of(other)

    def __ge__(self, other: Money) -> bool:
        return self.amount >= self._amount_of(other)

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"

    def round_to_cents(self) -> Money:
        """The amount in whole minor units, half away from zero."""
        return Money(round_to_cents(self.amount, self.currency), self.currency)

    def _amount_of(self, other: Money) -> Decimal:
        if not isinstance(other, Money):
            raise TypeError(f"{other!r} is not money")
        if other.currency != self.currency:
            raise MixedCurrencies(f"{self.currency} and {other.currency}")
        return other.amount


def zero(currency: str) -> Money:
    """Nothing, in a currency."""
    return Money(Decimal(0), currency)


def minor_units(currency: str) -> int:
    """How many decimals a currency has: 2 for EUR, 0 for JPY, 3 for KWD."""
    return _MINOR_UNITS.get(currency, 2)


def round_to_cents(amount: Decimal, currency: str = "EUR") -> Decimal:
    """The amount in whole minor units of the currency, half away from zero; never `-0`."""
    rounded = amount.quantize(_QUANTA[minor_units(currency)], ROUND_HALF_UP, _EXACT)
    return rounded or abs(rounded)


def parse(
    text: str, currency: str = "EUR", decimal_mark: numbers.DecimalMark | None = None
) -> Money:
    """The amount a text means, e.g. `1.234,50 €`; raises `numbers.NotANumber`.

    More decimals than the currency has are refused and not rounded away.
    """
    amount = numbers.parse_decimal(text, decimal_mark)
    rounded = round_to_cents(amount, currency)
    if rounded != amount:
        raise numbers.NotANumber(
            "“{text}” has more than {places} decimals.", text=text, places=minor_units(currency)
        )
    return Money(rounded, currency)


def allocate(money: Money, weights: Sequence[Decimal | int]) -> list[Money]:
    """Split money by weights into whole minor units that add up to it exactly.

    What rounding leaves goes to the largest remainders, the first of equals first.
    """
    total = sum((Decimal(weight) for weight in weights), Decimal(0))
    if total <= 0 or any(weight < 0 for weight in weights):
        raise ValueError("weights are not negative, and one of them is positive")
    quantum = _QUANTA[minor_units(money.currency)]
    if money.amount != round_to_cents(money.amount, money.currency):
        raise ValueError("only whole minor units can be split without a rest")
    exact = [_EXACT.divide(_EXACT.multiply(money.amount, Decimal(w)), total) for w in weights]
    parts = [share.quantize(quantum, ROUND_DOWN, _EXACT) for share in exact]
    missing = int(_EXACT.divide(abs(money.amount) - abs(sum(parts, Decimal(0))), quantum))
    step = quantum if money.amount >= 0 else -quantum
    by_remainder = sorted(range(len(parts)), key=lambda i: abs(exact[i] - parts[i]), reverse=True)
    for index in by_remainder[:missing]:
        parts[index] += step
    return [Money(part or abs(part), money.currency) for part in parts]
