"""Times of the kit's hot paths: `python -m klientel.kit.bench_kit`."""

from __future__ import annotations

import sys
import tempfile
import time
import timeit
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path

from klientel.kit import dates, ids, numbers, rfm, tables, text
from klientel.kit.format import Format
from klientel.kit.money import Money

_CALLS = 20_000


def measure() -> dict[str, float]:
    """Microseconds per call, the best of five rounds."""
    at = datetime(2026, 11, 23, 13, 30, tzinfo=UTC)
    euro, figure = Money(Decimal("1234.56"), "EUR"), Decimal("1234.5")
    calls: dict[str, Callable[[], object]] = {}
    for shown in (Format("de", "Europe/Berlin"), Format("en", "Europe/Berlin")):
        calls |= {
            f"{shown.locale} date": partial(shown.date, at.date()),
            f"{shown.locale} date of an instant": partial(shown.date, at),
            f"{shown.locale} relative": partial(shown.relative, at),
            f"{shown.locale} money": partial(shown.money, euro),
            f"{shown.locale} number": partial(shown.number, figure),
            f"{shown.locale} integer": partial(shown.integer, 12345),
        }
    day_of = dates.date_reader("%d.%m.%Y")
    calls |= {
        "uuid7": ids.uuid7,
        "fold": lambda: text.fold("Lena Müller-Lüdenscheidt GmbH"),
        "fold ascii": lambda: text.fold("Lena Schmidt GmbH"),
        "parse_decimal 1.234,50": lambda: numbers.parse_decimal("1.234,50"),
        "parse_decimal 29.33": lambda: numbers.parse_decimal("29.33"),
        "date_reader": lambda: day_of("23.11.2026"),
    }
    return {
        name: min(timeit.repeat(call, number=_CALLS // 5, repeat=5)) / (_CALLS // 5) * 1e6
        for name, call in calls.items()
    }


def rows_per_second(line: str, count: int = 200_000) -> float:
    """How fast a file of equal lines is read."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "rows.csv"
        file.write_text("name;town;amount;day\n" + line * count, encoding="utf-8")
        dialect = tables.sniff(file)
        began = time.perf_counter()
        read = sum(1 for _ in tables.read_rows(file, dialect))
        return read / (time.perf_counter() - began)


def rfm_milliseconds(count: int = 25_000) -> float:
    """How long it takes to score that many buyers."""
    day = date(2026, 11, 23)
    buyers = [
        (day - timedelta(days=n * 7 % 700), 1 + n % 9 * (n % 2), Decimal(n * 37 % 90_000) / 100)
        for n in range(count)
    ]
    began = time.perf_counter()
    rfm.scores(buyers, day)
    return (time.perf_counter() - began) * 1000


def main() -> None:
    """Print all figures."""
    write = sys.stdout.write
    for name, micros in measure().items():
        write(f"{name:28}{micros:8.2f} us\n")
    plain = "Ott;Bonn;99,50;2.11.26\n"
    write(f"{'rows/s, plain':28}{rows_per_second(plain):8,.0f}\n")
    quoted = '"Ott";"Bonn";"99,50";"2.11.26"\n'
    write(f"{'rows/s, quoted':28}{rows_per_second(quoted):8,.0f}\n")
    write(f"{'rfm, 25,000 buyers':28}{rfm_milliseconds():8.0f} ms\n")


if __name__ == "__main__":
    main()
