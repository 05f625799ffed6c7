"""Dates as people type them and as columns hold them."""

import contextlib
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klientel.kit import dates

TODAY = date(2026, 11, 23)  # a Monday


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("23.11.2026", "2026-11-23"), ("23.11.26", "2026-11-23"), ("23.11.", "2026-11-23"),
        ("2311", "2026-11-23"), ("2026-11-23", "2026-11-23"), ("20261123", "2026-11-23"),
        ("231126", "2026-11-23"), ("11/23/2026", "2026-11-23"), ("1/2/2026", "2026-02-01"),
        ("Heute", "2026-11-23"), ("tomorrow", "2026-11-24"), ("gestern", "2026-11-22"),
        ("+3t", "2026-11-26"), ("+3d", "2026-11-26"), ("-2w", "2026-11-09"),
        ("+3m", "2027-02-23"), ("in 2 Wochen", "2026-12-07"), ("vor 3 Tagen", "2026-11-20"),
        ("3 days ago", "2026-11-20"), ("Fr", "2026-11-27"), ("Montag", "2026-11-30"),
        ("sunday", "2026-11-29"), ("3.1.", "2027-01-03"), ("1.5.98", "1998-05-01"),
        ("Mo., 23. November 2026", "2026-11-23"), ("23 Nov 2026", "2026-11-23"),
        ("Nov 23, 2026", "2026-11-23"), ("3. März", "2027-03-03"), ("29.2.2028", "2028-02-29"),
    ],
)  # fmt: skip
def test_a_date_is_read_as_it_is_meant(text: str, day: str) -> None:
    assert dates.parse_date(text, TODAY).isoformat() == day


def test_the_order_tells_how_slashes_are_meant() -> None:
    assert dates.parse_date("1/2/2026", TODAY, "mdy") == date(2026, 1, 2)
    assert dates.parse_date("1.2.2026", TODAY, "mdy") == date(2026, 2, 1)
    assert dates.parse_date("26-1-2", TODAY, "ymd") == date(2026, 1, 2)


def test_a_month_later_ends_with_the_month() -> None:
    assert dates.parse_date("+1m", date(2026, 1, 31)) == date(2026, 2, 28)


@pytest.mark.parametrize(
    "text",
    ["", "abc", "31.2.2026", "30.2.", "1.1.1850", "1.1.2201", "99999999", "+9999y", "1.2.3.4"],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(dates.NotADate):
        dates.parse_date(text, TODAY)


@given(st.text(max_size=70), st.sampled_from([None, "dmy", "mdy", "ymd"]))
def test_any_text_is_read_or_refused(text: str, order: dates.Order | None) -> None:
    with contextlib.suppress(dates.NotADate):
        assert 1900 <= dates.parse_date(text, TODAY, order).year <= 2200
    with contextlib.suppress(dates.NotADate):
        dates.parse_instant(text, "Europe/Berlin", TODAY, order)


@given(st.dates(date(1900, 1, 1), date(2200, 12, 31)))
def test_a_written_date_is_read_again(day: date) -> None:
    for pattern in ("%d.%m.%Y", "%Y-%m-%d", "%Y%m%d"):
        assert dates.parse_date(day.strftime(pattern), TODAY) == day
        assert dates.date_reader(pattern)(day.strftime(pattern)) == day


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("2026-11-23T14:30:00Z", 14), ("23.11.2026 14:30", 13), ("heute 14:30 Uhr", 13),
        ("23 Nov 2026, 2:30 pm", 13), ("2026-11-23 14:30:05.123+02:00", 12),
    ],
)  # fmt: skip
def test_an_instant_is_read_in_its_zone(text: str, hour: int) -> None:
    found = dates.parse_instant(text, "Europe/Berlin", TODAY)
    assert found.replace(second=0) == datetime(2026, 11, 23, hour, 30, tzinfo=UTC)


def test_an_instant_without_a_time_is_the_start_of_the_day() -> None:
    found = dates.parse_instant("23.11.2026", "Europe/Berlin", TODAY)
    assert found == datetime(2026, 11, 22, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("samples", "pattern", "is_ambiguous"),
    [
        (["22.11.26", "2.11.26"], "%d.%m.%y", False), (["19970101", ""], "%Y%m%d", False),
        (["01/02/2026", "03/04/2026"], "%d/%m/%Y", True), (["12/13/2026"], "%m/%d/%Y", False),
        (["05/05/2026"], "%d/%m/%Y", False), (["23.11.2026 14:30"], "%d.%m.%Y %H:%M", False),
        (["2026-11-23T14:30:00Z"], "%Y-%m-%dT%H:%M:%S%z", False), (["abc", "1"], None, False),
        ([], None, False), (["23 Nov 2026"], "%d %b %Y", False),
    ],
)  # fmt: skip
def test_the_format_of_a_column_is_guessed(
    samples: list[str], pattern: str | None, is_ambiguous: bool
) -> None:
    guess = dates.guess_date_format(samples)
    assert (guess.pattern, guess.is_ambiguous) == (pattern, is_ambiguous)


def test_a_certainty_tells_of_stray_cells() -> None:
    assert dates.guess_date_format(["1.2.2026"] * 19 + ["?"]).certainty == 0.95
