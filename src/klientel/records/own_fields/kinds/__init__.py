"""The kinds of field that a firm can add: each file here is one, by the name `KIND` in it.

Whoever adds a kind writes such a file, and edits nothing.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from klientel.records.own_fields.offered import OwnKind


def found() -> dict[str, OwnKind]:
    """All kinds by their names, in the order in which they are offered.

    Raises `ValueError` for a name that two files give.
    """
    files = (import_module(f"{__name__}.{one.name}") for one in iter_modules(__path__))
    listed: list[OwnKind] = sorted((file.KIND for file in files), key=lambda kind: kind.place)
    by_name = {one.name: one for one in listed}
    if len(by_name) < len(listed):
        raise ValueError("two kinds of own field have one name")
    return by_name
