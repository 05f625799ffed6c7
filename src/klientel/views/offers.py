"""Which ways to look at a list there are, and what addresses may tell each of them.

A query is read from an address before anything is drawn: of a layout it knows what stands here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from klientel.records.types import RecordType


@dataclass(frozen=True)
class Setting:
    """A word of an address that a layout understands, kept with it in saved views.

    `read(record_type, text)` gives the text as it is kept, empty for one that cannot be applied.
    Layouts may share a setting. No field of a record type may have its name. One that `says`
    something by a field's value (a colour) without a word names that field: it is shown, too.
    """

    name: str
    read: Callable[[RecordType, str], str]
    says: bool = False


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A layout as an address knows it: its name, the types it `fits` and what it can be told.

    A list is shown in the first by `order` that fits its type unless its address has another.
    """

    name: str
    fits: Callable[[RecordType], bool] = lambda _kind: True
    order: int = 50
    settings: Sequence[Setting] = ()


class _Offers:
    """All layouts by name, in the order in which they are offered."""

    def __init__(self) -> None:
        self._by_name: dict[str, Offer] = {}
        self._in_order: list[Offer] = []

    def add(self, one: Offer) -> None:
        """Offer a layout; one of the same name is offered no more."""
        self._by_name[one.name] = one
        self._sort()

    def remove(self, name: str) -> None:
        """Offer a layout no more."""
        del self._by_name[name]
        self._sort()

    def _sort(self) -> None:
        self._in_order = sorted(self._by_name.values(), key=lambda one: (one.order, one.name))

    def words(self) -> frozenset[str]:
        """The names of all settings: words of an address that are no filters."""
        return frozenset(one.name for offer in self for one in offer.settings)

    def saying(self) -> tuple[str, ...]:
        """The names of the settings that name a field which has to be shown."""
        found = (one.name for offer in self for one in offer.settings if one.says)
        return tuple(dict.fromkeys(found))

    def of(self, record_type: RecordType) -> list[str]:
        """The names of the layouts a type can be shown in, the usual one first."""
        return [one.name for one in self if one.fits(record_type)]

    def chosen(self, record_type: RecordType, name: str) -> Offer:
        """The layout of that name where it fits the type, else the usual one."""
        fitting = self.of(record_type)
        return self._by_name[name if name in fitting else fitting[0]]

    def __iter__(self) -> Iterator[Offer]:
        return iter(self._in_order)


offers = _Offers()
