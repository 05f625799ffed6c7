"""Numbers as people write them, and money that adds up."""

import contextlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klientel.kit import money, numbers
from klientel.kit.money import Money


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1234,5", "1234.5"), ("1.234,50", "1234.50"), ("1,234.50", "1234.50"),
        ("1234.50", "1234.50"), ("−12", "-12"), ("12,00 €", "12.00"), ("€1,234.56", "1234.56"),
        ("−€12.00", "-12.00"), ("1.234", "1234"), ("1.234.567", "1234567"), ("0.500", "0.500"),
        ("1 234,5", "1234.5"), ("1'234.50", "1234.50"), ("(12,00)", "-12"), ("12,00-", "-12"),
        ("EUR 5", "5"), (".5", "0.5"), ("5,", "5"), ("-0", "0"), ("1234.5678", "1234.5678"),
    ],
)  # fmt: skip
def test_a_number_is_read_as_it_is_meant(text: str, value: str) -> None:
    assert numbers.parse_decimal(text) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    ["", " ", "abc", "1.2.3", "1,23,4", "12-3", "--3", "1e9", "NaN", "(3", "9" * 25, "1" * 99],
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(numbers.NotANumber):
        numbers.parse_decimal(text)


def test_a_known_decimal_mark_decides() -> None:
    assert numbers.parse_decimal("1.234", ".") == Decimal("1.234")
    assert numbers.parse_decimal("1,234", ",") == Decimal("1.234")
    with pytest.raises(numbers.NotANumber, match="thousands"):
        numbers.parse_decimal("1234.50", ",")


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(numbers.NotANumber):
        assert numbers.parse_decimal(text).is_finite()


@given(st.decimals(-(10**9), 10**9, places=2))
def test_a_written_number_is_read_again(value: Decimal) -> None:
    german = f"{value:,}".translate(str.maketrans(",.", ".,"))
    assert numbers.parse_decimal(f"{value:,}", ".") == value
    assert numbers.parse_decimal(german, ",") == value


def test_the_decimal_mark_of_a_column_is_guessed() -> None:
    assert numbers.guess_decimal_mark(["1.234,50", "99"]) == ","
    assert numbers.guess_decimal_mark(["1.234", "29.33"]) == "."
    assert numbers.guess_decimal_mark(["1.234.567"]) == ","
    assert numbers.guess_decimal_mark(["1.234", "5"]) is None
    assert numbers.guess_decimal_mark(["1,5", "1.5"]) is None


def test_money_of_two_currencies_does_not_mix() -> None:
    euro, franc = Money(Decimal(3), "EUR"), Money(Decimal(3), "CHF")
    for mix in (lambda: euro + franc, lambda: euro - franc, lambda: euro < franc):
        with pytest.raises(money.MixedCurrencies):
            mix()
    assert euro != franc
    assert (euro * 2 - euro + -euro).amount == 0
    with pytest.raises(TypeError):
        Money(1.5, "EUR")  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        euro * 1.5  # type: ignore[operator]


def test_cents_round_half_away_from_zero() -> None:
    assert money.round_to_cents(Decimal("0.005")) == Decimal("0.01")
    assert money.round_to_cents(Decimal("-0.005")) == Decimal("-0.01")
    assert str(money.round_to_cents(Decimal("-0.001"))) == "0.00"
    assert money.round_to_cents(Decimal("1.5"), "JPY") == 2
    assert Money(Decimal("1.23456"), "KWD").round_to_cents().amount == Decimal("1.235")


def test_an_amount_is_read_in_its_currency() -> None:
    assert money.parse("1.234,50 €") == Money(Decimal("1234.50"), "EUR")
    with pytest.raises(numbers.NotANumber, match="decimals"):
        money.parse("1,2345", "EUR")


@given(
    st.decimals(-(10**8), 10**8, places=2),
    st.lists(st.integers(0, 1000), min_size=1, max_size=20).filter(any),
)
def test_what_is_split_adds_up_and_is_fair(amount: Decimal, weights: list[int]) -> None:
    whole = Money(amount, "EUR")
    parts = money.allocate(whole, weights)
    assert sum((part.amount for part in parts), Decimal(0)) == amount
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part.amount - amount * weight / sum(weights)) < Decimal("0.01")
