"""How accounts are put in order by their names and found by them: people by the family name."""

from __future__ import annotations

from klientel.kit import person_names
from klientel.kit.text import sort_key

#: what a column of keys holds
LONGEST = 300


def order_key(name: str, kind: str) -> str:
    """The key that lists are in order of: of a person the family name first (DIN 5007-1)."""
    return _family_first(name) if kind == "person" else plain_key(name)


def plain_key(name: str) -> str:
    """A name as names are compared: as it is written, whomever it names."""
    return sort_key(name)[:LONGEST]


def keys_of(name: str) -> set[str]:
    """The keys that an account of this name can have; what else has one of them has to be compared
    by `plain_key`. None for a name of nothing but signs.
    """
    return {plain_key(name), _family_first(name)} - {""}


def family_of(name: str) -> str:
    """The end of a person's name that it is put in order by, "" where it does not end with it."""
    family = person_names.split(name).last
    return family if family and name.endswith(f" {family}") else ""


def _family_first(name: str) -> str:
    parts = person_names.split(name)
    return sort_key(f"{parts.last} {parts.first}")[:LONGEST]
