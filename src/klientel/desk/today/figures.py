"""The few figures beside a member's day, each leading to the list behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure in words; `tone` is `warn` where it asks for something, else empty."""

    label: str
    value: str
    href: str
    tone: str = ""


#: asked with a request and the member whose day it is
Source = Callable[[Any, UUID], Iterable[Tile]]

#: rooms add theirs when they open
sources: list[Source] = []
#: so many are shown
MOST = 4
