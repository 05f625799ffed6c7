"""Telephone numbers: read as people write them, stored as E.164, shown in groups."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from klientel.kit.refused import Refused

_MAX_LENGTH = 60
# Shorter ones the tables of some countries call possible, too: nobody's number is +49 12.
_FEWEST_DIGITS = 5
# The library would read letters as the keys of a telephone and drop what it cannot read: a number
# that somebody else answers. So it is only given what cannot be anything but a number.
_FOREIGN = re.compile(r"[^0-9 \t\u00a0\u202f+()/.\-\u2010-\u2013]+")
_PLUS_INSIDE = re.compile(r".*[0-9+].*\+", re.DOTALL)

# How nearly every number of a German file is written: a nought and 6 to 14 digits more. The library
# comes to the same (a test compares), in fifty times the time: an import has them by the thousand.
_CODES = {"DE": "49"}
_READS_PLAIN = {"DE": re.compile(r"0([1-9](?:[ /-]?[0-9]){5,13})")}
_SHORTENED = re.compile(r"([1-9])(?:[.,]([0-9]{1,14}))?[eE]\+?([0-9]{1,2})")
_QUANTITY = re.compile(r"[1-9][0-9]{6,14}")
_LONG_NUMBER = 10
_BETWEEN = re.compile(r"[ /-]")


class NotAPhoneNumber(Refused, ValueError):
    """The text is no telephone number that could be dialled."""


def parse(text: str, region: str = "DE") -> str:
    """The number in E.164 (`+49171234567`); `region` is where a number without +49 is dialled.

    Raises `NotAPhoneNumber` for anything but one number: letters are neither dialled nor dropped,
    and E.164 has no place for an extension.
    """
    if len(text) > _MAX_LENGTH:
        raise NotAPhoneNumber("This telephone number is too long.")
    plain = _READS_PLAIN.get(region)
    if plain is not None and (simple := plain.fullmatch(text)):
        return f"+{_CODES[region]}{_BETWEEN.sub('', simple[1])}"
    foreign = _FOREIGN.search(text.strip())
    if foreign:
        raise NotAPhoneNumber(
            "A telephone number is made of digits, blanks and + ( ) / . - only, not “{foreign}”.",
            foreign=foreign[0].strip(),
        )
    library = _library()
    try:
        number = library.parse(text.strip(), region)
    except library.NumberParseException:
        raise NotAPhoneNumber("“{text}” is not a telephone number.", text=text) from None
    is_short = len(str(number.national_number)) < _FEWEST_DIGITS
    is_whole = not _PLUS_INSIDE.match(text) and _keeps_digits(text, number)
    if is_short or not is_whole or not library.is_possible_number(number):
        raise NotAPhoneNumber("“{text}” is not a telephone number.", text=text)
    return str(library.format_number(number, library.PhoneNumberFormat.E164))


def as_dialled(text: str, region: str = "DE") -> str:
    """A number out of a sheet that took it for a quantity, as somebody would dial it.

    Sheets drop the plus and the nought at the front, and write long ones as 4,91715550501E+11.
    Raises `NotAPhoneNumber` where digits are missing at the end.
    """
    digits = text.strip().removesuffix(".0").removesuffix(",0")
    if short := _SHORTENED.fullmatch(digits):
        behind, moved = short[2] or "", int(short[3])
        if len(behind) != moved:
            raise NotAPhoneNumber(
                "A spreadsheet has shortened this number to {text}; its last digits are lost.",
                text=text,
            )
        digits = short[1] + behind
    if not _QUANTITY.fullmatch(digits):
        return text
    library = _library()
    code = str(library.country_code_for_region(region))
    # with less behind it, the code may as well be that of a town: 0491 is Leer
    is_abroad = digits.startswith(code) and len(digits) >= len(code) + _LONG_NUMBER
    return f"+{digits}" if is_abroad else digits


def _keeps_digits(text: str, number: Any) -> bool:
    """Whether nothing was left out but what dials a country or another town.

    In some countries the library also drops codes of carriers, or moves digits about.
    """
    library = _library()
    national = library.national_significant_number(number)
    typed = "".join(one for one in text if one.isdigit())
    region = library.region_code_for_country_code(number.country_code)
    town = library.ndd_prefix_for_region(region, True) or ""
    before = rf"[018]*({number.country_code})?0*({town})?0*"
    is_prefix = re.fullmatch(before, typed.removesuffix(national))
    return typed.endswith(national) and is_prefix is not None


@lru_cache(maxsize=4096)
def shown(e164: str, region: str | None = None) -> str:
    """The number in groups: `+49 171 234567`, or `0171 234567` if it lies in `region`.

    What is not E.164 is shown as it is.
    """
    library = _library()
    try:
        number = library.parse(e164, None)
    except library.NumberParseException:
        return e164
    is_near = region is not None and number.country_code == library.country_code_for_region(region)
    style = (
        library.PhoneNumberFormat.NATIONAL if is_near else library.PhoneNumberFormat.INTERNATIONAL
    )
    return str(library.format_number(number, style))


@lru_cache(maxsize=1)
def _library() -> Any:
    # Its tables are large: a process that meets no telephone number does not load them.
    import phonenumbers

    return phonenumbers
