"""Addresses in the order that is usual in their country: which part stands on which line.

Most of the world writes the postcode before the town. What differs is in two small tables, after
the formats that the Universal Postal Union publishes; the country stands last everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from klientel.kit.locale_data import country_code

#: the parts of an address by name, line by line
Order = tuple[tuple[str, ...], ...]

_USUAL: Order = (("street",), ("postcode", "city"), ("country",))
_TOWN_FIRST: Order = (("street",), ("city", "postcode"), ("country",))
_POSTCODE_BELOW: Order = (("street",), ("city",), ("postcode",), ("country",))

#: `Springfield, IL 62701`
_WITH_TOWN_FIRST = frozenset(
    {
        "AS", "AU", "BD", "CA", "CX", "FM", "GU", "ID", "IN", "KR", "LV", "MH", "MP", "MT", "NF",
        "NG", "NP", "NZ", "PK", "PR", "PW", "SA", "SG", "TH", "US", "VI",
    }
)  # fmt: skip
#: the postcode has a line of its own below the town: `London`, `EC1A 1BB`
_WITH_POSTCODE_BELOW = frozenset(
    {"BR", "FK", "GB", "GG", "GI", "IE", "IM", "JE", "KE", "LK", "RU", "SH", "UA", "ZA"}
)
#: what only British addresses have: `EC1A 1BB`
_BRITISH = re.compile(r"(?:GIR ?0AA|[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2})", re.IGNORECASE)
#: a town and the postcode behind it, of a country that writes them so
_TOWN_AND_CODE = re.compile(
    r"(?P<city>\D.*?)[ ,]+(?P<postcode>(?=[A-Z-]*[0-9])[A-Z0-9-]{2,10}(?: [A-Z0-9]{3,4})?)",
    re.IGNORECASE,
)
_CODE = re.compile(r"(?=.*[0-9])[A-Z0-9][A-Z0-9 -]{1,9}", re.IGNORECASE)
#: where a town stands before it, three letters on end are a town: `Erie 16501`
_CODE_ALONE = re.compile(r"(?=.*[0-9])(?!.*[A-Z]{3})[A-Z0-9][A-Z0-9 -]{1,9}", re.IGNORECASE)


class Place(NamedTuple):
    """What stands on the lines of an address above the country."""

    street: str
    postcode: str
    city: str


def order_of(country: str, postcode: str = "") -> Order:
    """The lines of an address; a country that is not said may show in its postcode."""
    code = country_code(country) or ("GB" if _BRITISH.fullmatch(postcode.strip()) else "")
    if code in _WITH_TOWN_FIRST:
        return _TOWN_FIRST
    return _POSTCODE_BELOW if code in _WITH_POSTCODE_BELOW else _USUAL


def lines_of(
    street: str, postcode: str, city: str, country: str = "", *, named: str | None = None
) -> list[str]:
    """An address as it stands on an envelope; the country as it is `named`, where that is said."""
    parts = {
        "street": street,
        "postcode": postcode,
        "city": city,
        "country": country if named is None else named,
    }
    lines = (_filled(parts[name] for name in line) for line in order_of(country, postcode))
    return [line for line in lines if line]


def _filled(parts: Iterable[str]) -> str:
    return " ".join(filter(None, parts))


def place_in(lines: list[str], country: str) -> Place | None:
    """The parts of lines that are written with the town before the postcode; None for others.

    `lines` are those above the country.
    """
    if not lines:
        return None
    *before, last = lines
    is_british = bool(_BRITISH.search(last))
    order = order_of(country)
    if order == _USUAL and not is_british:
        return None
    alone = _CODE_ALONE if order == _TOWN_FIRST else _CODE
    pattern = _BRITISH if is_british else alone
    if before and pattern.fullmatch(last):
        *before, city = before
        return Place(", ".join(before), last, city)
    if found := _TOWN_AND_CODE.fullmatch(last):
        return Place(", ".join(before), found["postcode"], found["city"])
    return None
