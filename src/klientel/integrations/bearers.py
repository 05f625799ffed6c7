"""What bears a key that rows share, parted by what tells its bearers apart.

A name may have thousands of bearers: a row finds those that it may mean without looking at each.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import chain, islice, product
from typing import Any, Generic, TypeVar

Thing = TypeVar("Thing")
Key = tuple[str, Any]
#: two tell already that it is not clear which is meant
ENOUGH = 2


def comparable(value: Any) -> Any:
    """A value as it is compared: text without regard to case."""
    return value.casefold() if isinstance(value, str) else value


def counts(value: Any) -> bool:
    """Whether a value says anything that things are known by."""
    return value is not None and value != "" and not isinstance(value, list)


class Bearers(Generic[Thing]):
    """Things by their keys; `ruling` names by the name of a key what rules a bearer out that
    differs there from a row which says something, too.
    """

    def __init__(self, ruling: Mapping[str, Sequence[str]]) -> None:
        self._ruling = ruling
        self._keys: dict[Hashable, tuple[Key, ...]] = {}
        self._sharing: dict[Key, _Sharing[Thing]] = {}

    def __contains__(self, key: Key) -> bool:
        return bool(self._sharing.get(key))

    def note(
        self, place: Hashable, thing: Thing, keys: Iterable[Key], values: Mapping[str, Any]
    ) -> None:
        """Keep a thing under all its keys, and under no others any more."""
        for key in self._keys.pop(place, ()):
            self._sharing[key].drop(place)
        self._keys[place] = tuple(dict.fromkeys(keys))
        for key in self._keys[place]:
            if key not in self._sharing:
                self._sharing[key] = _Sharing(self._ruling[key[0]])
            self._sharing[key].put(place, thing, values)

    def keys_of(self, place: Hashable) -> tuple[Key, ...]:
        """The keys under which a thing is kept."""
        return self._keys.get(place, ())

    def fitting(self, key: Key, values: Mapping[str, Any]) -> list[Thing]:
        """The bearers of a key that a row of these values may mean: `ENOUGH` at most."""
        sharing = self._sharing.get(key)
        return sharing.fitting(values) if sharing else []

    def any_of(self, key: Key) -> Thing | None:
        """Some bearer of a key, whatever it says besides."""
        sharing = self._sharing.get(key)
        return sharing.first() if sharing else None


class _Sharing(Generic[Thing]):
    """The bearers of one key."""

    def __init__(self, ruling: Sequence[str]) -> None:
        self._ruling = ruling
        self._all: dict[Hashable, tuple[Thing, tuple[Any, ...]]] = {}
        #: by the places of what rows of one sort say: by the values there, the bearers
        self._parted: dict[tuple[int, ...], dict[tuple[Any, ...], dict[Hashable, Thing]]] = {}

    def __len__(self) -> int:
        return len(self._all)

    def put(self, place: Hashable, thing: Thing, values: Mapping[str, Any]) -> None:
        told = self._told(values)
        self._all[place] = thing, told
        for said, parts in self._parted.items():
            parts.setdefault(tuple(told[one] for one in said), {})[place] = thing

    def drop(self, place: Hashable) -> None:
        _thing, told = self._all.pop(place)
        for said, parts in self._parted.items():
            del parts[tuple(told[one] for one in said)][place]

    def first(self) -> Thing | None:
        return next((thing for thing, _told in self._all.values()), None)

    def fitting(self, values: Mapping[str, Any]) -> list[Thing]:
        told = self._told(values)
        said = tuple(place for place, value in enumerate(told) if value is not None)
        if not said:
            return [thing for thing, _told in islice(self._all.values(), ENOUGH)]
        parts = self._parts(said)
        # what says nothing there is not ruled out, either
        ways = product(*((told[place], None) for place in said))
        found = chain.from_iterable(parts[way].values() for way in ways if way in parts)
        return list(islice(found, ENOUGH))

    def _parts(self, said: tuple[int, ...]) -> dict[tuple[Any, ...], dict[Hashable, Thing]]:
        if said not in self._parted:
            parts = self._parted[said] = {}
            for place, (thing, told) in self._all.items():
                parts.setdefault(tuple(told[one] for one in said), {})[place] = thing
        return self._parted[said]

    def _told(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        said = (values.get(name) for name in self._ruling)
        return tuple(comparable(value) if counts(value) else None for value in said)
