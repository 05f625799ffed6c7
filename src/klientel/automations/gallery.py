"""Ready rules: each one click away from being on. Rooms above add what they know."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from klientel.automations.definition import Definition
from klientel.records.fields.base import Reading, Text
from klientel.records.icons import check_icon


@dataclass(frozen=True, kw_only=True)
class ReadyRule:
    """A rule that is ready to be switched on.

    `definition` makes it in the firm's language, since texts of its steps are the firm's own;
    `fits` tells whether it makes sense in a firm as it is set up.
    """

    key: str
    label: Text
    icon: str
    definition: Callable[[Reading], Definition]
    fits: Callable[[Reading], bool] = lambda reading: True
    order: int = 50


class _Gallery:
    """All ready rules by key."""

    def __init__(self) -> None:
        self._by_key: dict[str, ReadyRule] = {}

    def add(self, *found: ReadyRule) -> None:
        """Add ready rules; the same key twice is an error."""
        for one in found:
            if one.key in self._by_key:
                raise ValueError(f"ready rule {one.key} is added twice")
            check_icon(f"ready rule {one.key}", one.icon)
            self._by_key[one.key] = one

    def get(self, key: str) -> ReadyRule | None:
        """The ready rule of that key."""
        return self._by_key.get(key)

    def offered(self, reading: Reading) -> list[ReadyRule]:
        """Those that make sense in a firm, in order."""
        return sorted((one for one in self if one.fits(reading)), key=lambda one: one.order)

    def __iter__(self) -> Iterator[ReadyRule]:
        return iter(self._by_key.values())


gallery = _Gallery()
