"""Addresses as they can be compared: `Hauptstr. 5a` is `Hauptstraße 5 A`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from klientel.kit.text import fold

_STREET_WORD = re.compile(r"(?:str|strasse|strase|straße)$")
_HOUSE = re.compile(r"\b(\d+)\s*([a-z])?\b(?:\s*\d+\s*[a-z]?)*$")
_SHORT = {
    "pl": "platz",
    "al": "allee",
    "dr": "doktor",
    "st": "sankt",
    "rd": "road",
    "ave": "avenue",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody is; what is not known is empty."""

    street: str = ""
    house: str = ""
    postcode: str = ""
    city: str = ""

    @property
    def door(self) -> str:
        """Street, house and town in one, empty unless all are known."""
        town = self.postcode or self.city
        return f"{town}|{self.street}|{self.house}" if self.street and self.house and town else ""


NOWHERE = Place()


@lru_cache(maxsize=4_096)
def place_of(street: str, postcode: str, city: str) -> Place:
    """An address taken apart. A range of houses counts by its first."""
    folded = fold(street)
    found = _HOUSE.search(folded)
    house = f"{int(found[1])}{found[2] or ''}" if found else ""
    name = folded[: found.start()] if found else folded
    words = [_SHORT.get(word, word) for word in name.split()]
    plain = _STREET_WORD.sub("str", "".join(words))
    return Place(plain, house, *_town_of(postcode, city))


@lru_cache(maxsize=16_384)
def _town_of(postcode: str, city: str) -> tuple[str, str]:
    code = fold(postcode).replace(" ", "")
    if len(code) == 6 and code[0] == "d" and code[1:].isdigit():
        code = code[1:]
    return code, fold(city).partition(" a ")[0]
