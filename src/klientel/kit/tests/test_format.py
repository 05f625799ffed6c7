"""Values as readers of German and English see them (UX 4.7)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klientel.kit import clock, money, numbers
from klientel.kit.format import Format, format_for
from klientel.kit.money import Money
from klientel.kit.paging import Count

NOW = datetime(2026, 11, 23, 13, 30, tzinfo=UTC)
DE, EN = Format("de", "Europe/Berlin"), Format("en", "Europe/Berlin")


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.fixed(NOW):
        yield


def both(name: str, *args: object, **kwargs: object) -> tuple[str, str]:
    shown = [getattr(way, name)(*args, **kwargs) for way in (DE, EN)]
    return shown[0].replace("\u00a0", "~"), shown[1].replace("\u00a0", "~")


def test_days_and_times() -> None:
    assert both("date", NOW) == both("date", NOW.date()) == ("23.11.2026", "23 Nov 2026")
    assert both("date", date(2026, 9, 3)) == ("03.09.2026", "3 Sep 2026")
    assert both("date_long", NOW) == ("Mo., 23. November 2026", "Mon 23 November 2026")
    assert both("time", NOW) == ("14:30~Uhr", "14:30")
    assert both("time", NOW, in_table=True) == ("14:30", "14:30")
    assert both("instant", NOW) == ("23.11.2026, 14:30~Uhr", "23 Nov 2026, 14:30")
    assert both("span", NOW, NOW + timedelta(minutes=30)) == ("14:30–15:00", "14:30–15:00")
    assert both("week", NOW) == ("KW~48", "Week~48")
    assert DE.date(datetime(2026, 11, 23, 23, 30, tzinfo=UTC)) == "24.11.2026"


@pytest.mark.parametrize(
    ("days", "german", "english"),
    [
        (0, "heute", "today"), (1, "morgen", "tomorrow"), (-1, "gestern", "yesterday"),
        (-3, "vor 3 Tagen", "3 days ago"), (14, "in 2 Wochen", "in 2 weeks"),
        (-100, "vor 3 Monaten", "3 months ago"), (800, "in 2 Jahren", "in 2 years"),
    ],
)  # fmt: skip
def test_relative_days(days: int, german: str, english: str) -> None:
    assert both("relative", NOW + timedelta(days=days)) == (german, english)


def test_days_ago_stays_with_days() -> None:
    assert both("days_ago", NOW - timedelta(days=34)) == ("vor 34 Tagen", "34 days ago")


def test_numbers() -> None:
    assert both("number", Decimal("1234.5")) == ("1.234,5", "1,234.5")
    assert both("number", Decimal("-0.0001")) == ("0", "0")
    assert both("number", Decimal("-1234.5678"), 2) == ("−1.234,57", "−1,234.57")
    assert both("number", 2, 1, fixed=True) == ("2,0", "2.0")
    assert both("integer", -1234567) == ("−1.234.567", "−1,234,567")
    assert both("percent", Decimal("0.19")) == ("19~%", "19%")
    assert both("duration", 90) == ("1,5~h", "1.5~h")
    assert both("duration", 18) == ("18~min", "18~min")
    assert both("bytes", 1_400_000) == ("1,4~MB", "1.4~MB")
    assert both("bytes", 999_999) == ("1~MB", "1~MB")
    assert Count.up_to(1001, 1000).shown(DE) == "1.000+"
    assert Count.up_to(238, 1000).shown(EN) == "238"


def test_money() -> None:
    assert both("money", Decimal("1234.56")) == ("1.234,56~€", "€1,234.56")
    assert both("money", Decimal(-12)) == ("−12,00~€", "−€12.00")
    assert both("money", Money(Decimal("0.5"), "CHF")) == ("0,50~CHF", "CHF~0.50")
    assert both("money", Decimal("-0.001")) == ("0,00~€", "€0.00")
    assert both("money", 5, "JPY") == ("5~¥", "JP¥5")


@pytest.mark.parametrize(
    ("amount", "german", "english"),
    [
        (84_000, "84~Tsd.~€", "€84k"), (4_200, "4,2~Tsd.~€", "€4.2k"), (840, "840~€", "€840"),
        (999_600, "1~Mio.~€", "€1m"), (-1_200_000, "−1,2~Mio.~€", "−€1.2m"), (0, "0~€", "€0"),
    ],
)  # fmt: skip
def test_short_money(amount: int, german: str, english: str) -> None:
    assert both("money_short", amount) == (german, english)


def test_nothing_is_shown_as_nothing() -> None:
    for name in ("date", "time", "instant", "relative", "money", "number", "phone", "bytes"):
        assert both(name, None) == ("", "")


def test_one_format_serves_all() -> None:
    assert format_for("de", "Europe/Berlin") is format_for("de", "Europe/Berlin")
    with pytest.raises(ValueError, match="neither"):
        Format("fr", "UTC")  # type: ignore[arg-type]


@given(st.datetimes(datetime(1950, 1, 1), datetime(2100, 1, 1)))
def test_the_fast_way_to_the_wall_clock_is_the_true_one(naive: datetime) -> None:
    at = naive.replace(tzinfo=UTC)
    for zone in ("Europe/Berlin", "Asia/Kathmandu", "America/St_Johns", "Australia/Lord_Howe"):
        local = clock.local(at, zone)
        assert format_for("de", zone).time(at, in_table=True) == local.strftime("%H:%M")


@given(st.decimals(-(10**12), 10**12, places=2))
def test_what_is_shown_is_read_again(amount: Decimal) -> None:
    assert numbers.parse_decimal(DE.money(amount), ",") == amount
    assert money.parse(EN.money(amount), "EUR", ".").amount == amount
