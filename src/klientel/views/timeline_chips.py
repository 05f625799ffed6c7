"""The registry of what a timeline can be narrowed to beside talk, purchases and changes.

Rooms add what is told of their records; whoever draws a timeline knows none of them by name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from klientel.records.fields.base import Text


@dataclass(frozen=True)
class Chip:
    """Narrows a timeline to what is told of records of some types; `name` stands in addresses."""

    name: str
    label: Text
    record_types: frozenset[str]
    is_shown: Callable[[Any], bool] = lambda _request: True


chips: list[Chip] = []


def chips_for(request: Any) -> list[Chip]:
    """Those that the reader is offered, in the order in which the rooms opened."""
    return [one for one in chips if one.is_shown(request)]
