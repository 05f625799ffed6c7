"""What is made of a field that a firm keeps to itself is kept inside as well."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from klientel.records.own_fields.field import OwnField


def keep_inside(added: Mapping[str, Sequence[OwnField]]) -> None:
    """Mark the fields of a firm, by type, that are reckoned from internal ones, however far."""
    every = [(name, one) for name, fields in added.items() for one in fields]
    internal = {(name, one.name) for name, one in every if one.is_internal}
    found = bool(internal)
    while found:
        found = False
        for name, one in every:
            if not one.is_internal and not internal.isdisjoint(_made_of(name, one)):
                one.is_internal = found = True
                internal.add((name, one.name))


def _made_of(name: str, one: OwnField) -> set[tuple[str, str]]:
    """The fields that a value is made of, each by its type and name."""
    return {(name, read) for read in one.reads} | set(one.reads_far)
