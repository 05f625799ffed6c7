"""What a column of a stranger's file holds, judged from samples of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Literal

from klientel.kit import dates, email_address, numbers, phone

ColumnKind = Literal["integer", "decimal", "date", "email", "phone", "text", "empty"]

_ENOUGH = 0.9
_MOST_SAMPLES = 200
_INTEGER = re.compile(r"[-\u2212]?(?:0|[1-9][0-9]{0,17})|\+[0-9]{1,7}")
_LEADING_ZERO = re.compile(r"0[0-9]+")
_LIKE_A_PHONE = re.compile(r"(?:\+|0|\()[0-9 ()/.\-\u2013]{5,28}")


def column_kind(samples: Sequence[str]) -> ColumnKind:
    """The kind that at least nine of ten filled samples have.

    Digits with leading zeros (`00001`, `01067`) are text, since as numbers they would lose them.
    """
    filled = [cell for cell in (sample.strip() for sample in samples) if cell][:_MOST_SAMPLES]
    if not filled:
        return "empty"
    if _share(filled, _is_email) >= _ENOUGH:
        return "email"
    if dates.guess_date_format(filled).pattern is not None:
        return "date"
    if not any(_LEADING_ZERO.fullmatch(cell) for cell in filled):
        if _share(filled, _is_integer) >= _ENOUGH:
            return "integer"
        if _share(filled, _is_number) >= _ENOUGH:
            return "decimal"
    if _share(filled, _is_phone) >= _ENOUGH:
        return "phone"
    return "text"


def _share(cells: Sequence[str], is_so: Callable[[str], bool]) -> float:
    return sum(1 for cell in cells if is_so(cell)) / len(cells)


def _is_integer(cell: str) -> bool:
    return _INTEGER.fullmatch(cell) is not None


def _is_number(cell: str) -> bool:
    # "+49 30 1234" is grouped like no number, but "+491234567" would pass.
    if cell.startswith("+") and len(cell) > 8:
        return False
    try:
        numbers.parse_decimal(cell)
    except numbers.NotANumber:
        return False
    return True


def _is_email(cell: str) -> bool:
    if "@" not in cell:
        return False
    try:
        email_address.normalise(cell)
    except email_address.NotAnEmailAddress:
        return False
    return True


def _is_phone(cell: str) -> bool:
    if not _LIKE_A_PHONE.fullmatch(cell):
        return False
    try:
        phone.parse(cell)
    except phone.NotAPhoneNumber:
        return False
    return True
