"""Recognising the date format of a column in a file, and reading a column in a known format."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

_FIRST_YEAR, _LAST_YEAR = 1900, 2200
_MOST_SAMPLES = 500
_ENOUGH = 0.9

# Of patterns that fit equally well the earlier one is proposed.
_DATE_PATTERNS = (
    "%d.%m.%Y", "%d.%m.%y", "%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%d/%m/%y", "%m/%d/%y",
    "%Y%m%d", "%d%m%Y", "%Y/%m/%d", "%Y.%m.%d", "%d-%m-%Y", "%m-%d-%Y", "%d-%m-%y", "%m-%d-%y",
    "%m.%d.%Y", "%d %b %Y", "%d-%b-%Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y",
)  # fmt: skip
_TIME_PATTERNS = ("%H:%M", "%H:%M:%S", "%H:%M:%S.%f", "%H:%M:%S%z", "%H:%M:%S.%f%z", "%H:%M%z",
                  "%I:%M %p", "%I:%M:%S %p")  # fmt: skip
_TIME = re.compile(r"(?P<gap>, | +|T)(?P<time>[0-9]{1,2}:[0-9]{2}.*)\Z")
_PIECES = {
    "%d": r"(?P<d>[0-9]{1,2})",
    "%m": r"(?P<m>[0-9]{1,2})",
    "%Y": r"(?P<y>[0-9]{4})",
    "%y": r"(?P<y>[0-9]{2})",
}
_FIXED_PIECES = {**_PIECES, "%d": r"(?P<d>[0-9]{2})", "%m": r"(?P<m>[0-9]{2})"}


@dataclass(frozen=True, slots=True)
class DateGuess:
    """What the dates of a column look like.

    `pattern` is as for strptime, or None if it is no column of dates; `certainty` is the share of
    filled samples it reads; `is_ambiguous` says that `others` read them as well, as other days.
    """

    pattern: str | None
    certainty: float = 0.0
    is_ambiguous: bool = False
    others: tuple[str, ...] = ()


def guess_date_format(samples: Sequence[str], enough: float = _ENOUGH) -> DateGuess:
    """Recognise the date format of a column from samples; empty ones do not count.

    `enough` is the share of the samples that a format must read.
    """
    filled = [cell for cell in (sample.strip() for sample in samples) if cell][:_MOST_SAMPLES]
    if not filled or not any(char.isdigit() for char in filled[0][:40] + filled[-1][:40]):
        return DateGuess(None)
    days, gap, clock = _without_times(filled)
    fits: list[tuple[int, str]] = []
    for pattern in _DATE_PATTERNS:
        read = date_reader(pattern)
        count = sum(1 for day in days if _reads(read, day))
        if count >= enough * len(days):
            fits.append((count, pattern))
    if not fits:
        return DateGuess(None)
    most = max(count for count, _ in fits)
    best = [pattern + gap + clock for count, pattern in fits if count == most]
    others = tuple(p for p in best[1:] if _differ(best[0], p, filled))
    return DateGuess(best[0], round(most / len(days), 3), bool(others), others)


def date_reader(pattern: str) -> Callable[[str], date]:
    """A fast reader of days in a strptime pattern; raises ValueError for any other text.

    A time in the pattern is read and left away; years outside 1900 to 2200 are refused.
    """
    numeric = set(re.findall("%.", pattern)) <= set(_PIECES)
    if not numeric:
        return lambda text: _bounded(datetime.strptime(text.strip(), pattern).date())  # noqa: DTZ007
    pieces = _PIECES if re.search("%.[^%]%.", pattern) else _FIXED_PIECES
    expression = "".join(
        pieces.get(piece) or re.escape(piece) for piece in re.findall("%.|[^%]", pattern)
    )
    match = re.compile(expression).fullmatch
    is_short = "%y" in pattern

    def read(text: str) -> date:
        found = match(text.strip())
        if not found:
            raise ValueError(f"{text[:40]!r} is not like {pattern}")
        year, month, day = int(found["y"]), int(found["m"]), int(found["d"])
        if is_short:
            # As strptime does: 69 to 99 are of the last century.
            year += 1900 if year >= 69 else 2000
        return _bounded(date(year, month, day))

    return read


def _bounded(day: date) -> date:
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise ValueError("a year outside 1900 to 2200")
    return day


def _reads(read: Callable[[str], date], text: str) -> bool:
    try:
        read(text)
    except ValueError:
        return False
    return True


def _without_times(cells: Sequence[str]) -> tuple[list[str], str, str]:
    """The cells without their times, and the pattern of gap and time that most of them have."""
    found = [_TIME.search(cell[:60]) for cell in cells]
    times = [match for match in found if match]
    if len(times) < _ENOUGH * len(cells):
        return list(cells), "", ""
    gap = times[0]["gap"]
    for pattern in _TIME_PATTERNS:
        count = sum(
            1 for match in times if match["gap"] == gap and _is_time(match["time"], pattern)
        )
        if count >= _ENOUGH * len(times):
            return (
                [c[: m.start()] if m else c for c, m in zip(cells, found, strict=True)],
                gap,
                pattern,
            )
    return list(cells), "", ""


def _is_time(text: str, pattern: str) -> bool:
    try:
        datetime.strptime(text, pattern)  # noqa: DTZ007 - only the form is looked at
    except ValueError:
        return False
    return True


def _differ(one: str, other: str, cells: Sequence[str]) -> bool:
    """Whether two patterns read at least one cell as different days."""
    read_one, read_other = date_reader(one), date_reader(other)
    for cell in cells:
        try:
            if read_one(cell) != read_other(cell):
                return True
        except ValueError:
            continue
    return False
