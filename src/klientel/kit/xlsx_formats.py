"""What a spreadsheet shows for a number: a day, a time, leading zeros, or the number itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

#: writes the text of a numeric cell as a person reads it in the sheet
Show = Callable[[str], str]

# The formats that are never written down in a file (ECMA-376 part 1, 18.8.30); those of 27 to 58
# are days in East Asian versions.
_DAYS = {14, 15, 16, 17, 27, 28, 29, 30, 31, 34, 35, 36, 50, 51, 52, 53, 54, 57, 58}
_MOMENTS = {22}
_TIMES = {18, 19, 20, 21, 32, 33, 45, 47, 55, 56}
_NOT_SAID = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
# A mask for digits alone: 00000, 0000" "0000, "K-"0000.
_MASK = re.compile(r'(?:"[^"]*"|\\.|[-+/() 0#])*0{2,}(?:"[^"]*"|\\.|[-+/() 0#])*')
_PIECE = re.compile(r'"([^"]*)"|\\(.)|([0#])|([-+/() ])')
_EPOCH = date(1899, 12, 30)
#: Excel counts a 29 February 1900, which never was: before it, days are one further on
_PHANTOM = 60
_LAST_SERIAL = 2_958_465
_DATES_OF_1904 = 1_462


def show_of(number: int, code: str | None, *, is_1904: bool = False) -> Show:
    """How cells of a number format are shown; `code` is what the file writes for it, if anything.

    Days become `2026-11-23`, moments `2026-11-23 14:30:00`; other numbers keep every digit, with
    a point before decimals.
    """
    sort = _sort_of(number, code)
    if sort:
        return lambda text: _moment(text, sort, is_1904=is_1904)
    mask = (code or "").split(";")[0]
    if _MASK.fullmatch(mask):
        return lambda text: _masked(text, mask)
    return plain


def plain(text: str) -> str:
    """A stored number without exponent, in the 15 digits that Excel shows of it."""
    if text.isdigit():
        return text
    try:
        value = Decimal(f"{float(text):.15g}")
    except (ValueError, InvalidOperation):
        return text
    if not value.is_finite() or text.lstrip("-").isdigit():
        return text
    shown = format(value, "f")
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def _sort_of(number: int, code: str | None) -> str:
    """`day`, `moment` or `time` for a format of dates, "" for any other."""
    if code is None:
        days = "day" if number in _DAYS else "moment" if number in _MOMENTS else ""
        return days or ("time" if number in _TIMES else "")
    said = _NOT_SAID.sub("", code.split(";")[0]).lower()
    if "general" in said or "standard" in said:
        return ""
    # German versions write T and J for day and year
    has_day = any(letter in said for letter in "dytj")
    has_time = any(letter in said for letter in "hs") or "[m" in said
    if has_day:
        return "moment" if has_time else "day"
    if has_time:
        return "time"
    return "day" if "m" in said else ""


def _moment(text: str, sort: str, *, is_1904: bool) -> str:
    try:
        serial = float(text)
    except ValueError:
        return text
    serial += _DATES_OF_1904 if is_1904 else 0
    if not 0 <= serial < _LAST_SERIAL + 1:
        return plain(text)
    seconds = round((serial % 1) * 86_400)
    days, seconds = int(serial) + seconds // 86_400, seconds % 86_400
    if sort == "time" and days == 0:
        return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}".removesuffix(":00")
    if sort == "time" or days == 0:
        return plain(text)
    day = _EPOCH + timedelta(days=days + (1 if days < _PHANTOM else 0))
    if sort == "day" or not seconds:
        return day.isoformat()
    return f"{day.isoformat()} {seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _masked(text: str, mask: str) -> str:
    """The digits of a whole number in a mask, filled up with its noughts from the right."""
    whole = plain(text)
    if not whole.isdigit():
        return whole
    digits = list(whole)
    pieces = [(one[3], one[1] or one[2] or one[4] or "") for one in _PIECE.finditer(mask)]
    first = next(place for place, (slot, _said) in enumerate(pieces) if slot)
    shown: list[str] = []
    for place in range(len(pieces) - 1, -1, -1):
        slot, said = pieces[place]
        if not slot:
            shown.append(said)
            continue
        if digits:
            shown.append(digits.pop())
        elif slot == "0":
            shown.append("0")
        if place == first:
            shown.extend(reversed(digits))
    return "".join(reversed(shown)).strip()
