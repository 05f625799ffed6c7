"""Numbers as people and files write them, read into Decimal without ever guessing silently."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Literal

from klientel.kit.refused import Refused

DecimalMark = Literal[",", "."]

MAX_DIGITS = 24
_MAX_LENGTH = 64

_CURRENCY = r"(?:€|\$|£|¥|[A-Za-z]{3}|Fr\.?|kr)"
_NUMBER = re.compile(
    rf"""
    (?P<open>\()? (?P<sign>[-+])? (?:{_CURRENCY})? (?P<sign2>[-+])?
    (?P<body>[0-9][0-9.,' ]*|[.,][0-9]+)
    (?P<sign3>-)? (?:{_CURRENCY})? (?P<close>\))?
    """,
    re.VERBOSE,
)
_ALIKE = str.maketrans(
    {
        "\u2212": "-",
        "\u2013": "-",
        "\uff0d": "-",
        "\u00a0": " ",
        "\u202f": " ",
        "\u2009": " ",
        "\u2007": " ",
        "\t": " ",
        "\u2019": "'",
        "\u02bc": "'",
    }
)
_GROUPED = {
    mark: re.compile(rf"[0-9]{{1,3}}(?:{re.escape(mark)}[0-9]{{3}})+")
    for mark in (",", ".", "'", " ")
}
# The common case. At most two decimals, so that its point never parts thousands.
_PLAIN = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,2})?")


class NotANumber(Refused, ValueError):
    """The text is no number, or not one that can be read in one way."""


def parse_decimal(text: str, decimal_mark: DecimalMark | None = None) -> Decimal:
    """The number a text means: `1234,5`, `1.234,50`, `1,234.50`, `1234.50`, `−12`, `12,00 €`.

    Without `decimal_mark` the last of two different marks is the decimal one, and a single mark
    before exactly three digits parts thousands (`1.234` is 1234), unless it cannot (`0.500`).
    Brackets and a minus at the end mean negative. At most 24 digits. Raises `NotANumber`.
    """
    if decimal_mark != "," and _PLAIN.fullmatch(text):
        return Decimal(text)
    if len(text) > _MAX_LENGTH:
        raise NotANumber("This number is too long.")
    given = text.translate(_ALIKE).strip()
    if not given:
        raise NotANumber("A number is missing.")
    found = _NUMBER.fullmatch(re.sub(r" *(€|\$|£|¥|[A-Za-z]+\.?|[-+()]) *", r"\1", given))
    if found is None or bool(found["open"]) != bool(found["close"]):
        raise NotANumber("“{text}” is not a number.", text=text)
    signs = [
        sign for sign in (found["sign"], found["sign2"], found["sign3"], found["open"]) if sign
    ]
    if len(signs) > 1:
        raise NotANumber("“{text}” is not a number.", text=text)
    plain = _without_grouping(found["body"].strip(), decimal_mark, text)
    if sum(char.isdigit() for char in plain) > MAX_DIGITS:
        raise NotANumber("This number has more than {max} digits.", max=MAX_DIGITS)
    number = Decimal(plain)
    return -number if signs and signs[0] in "-(" and number else number


def guess_decimal_mark(samples: Iterable[str]) -> DecimalMark | None:
    """The decimal mark a column of numbers uses, or None where nothing or both are shown."""
    seen: set[DecimalMark] = set()
    for sample in samples:
        mark = _mark_shown_by(sample)
        if mark:
            seen.add(mark)
    return seen.pop() if len(seen) == 1 else None


def _mark_shown_by(sample: str) -> DecimalMark | None:
    body = re.sub(r"[^0-9.,]", "", sample[:_MAX_LENGTH]).strip(".,")
    points, commas = body.count("."), body.count(",")
    if points and commas:
        return "," if body.rindex(",") > body.rindex(".") else "."
    if points + commas == 0:
        return None
    mark: DecimalMark = "." if points else ","
    if points + commas > 1:
        return "," if mark == "." else "."
    return None if _GROUPED[mark].fullmatch(body) and body[0] != "0" else mark


def _without_grouping(body: str, decimal_mark: DecimalMark | None, text: str) -> str:
    """The digits of a number with a point as the only mark, after checking its thousands."""
    mark = decimal_mark or _decimal_mark_of(body)
    whole, _, fraction = body.partition(mark) if mark else (body, "", "")
    if fraction and not fraction.isdigit():
        raise NotANumber("“{text}” is not a number.", text=text)
    groupings = {char for char in whole if not char.isdigit()}
    if groupings:
        grouping = groupings.pop()
        if groupings or not _GROUPED[grouping].fullmatch(whole):
            raise NotANumber(
                "In “{text}” the thousands are not parted every three digits.", text=text
            )
        whole = whole.replace(grouping, "")
    return f"{whole or '0'}.{fraction or '0'}" if fraction else whole or "0"


def _decimal_mark_of(body: str) -> DecimalMark | None:
    points, commas = body.count("."), body.count(",")
    if points and commas:
        return "," if body.rindex(",") > body.rindex(".") else "."
    if points + commas != 1:
        return None
    mark: DecimalMark = "." if points else ","
    return None if _GROUPED[mark].fullmatch(body) and body[0] != "0" else mark
