"""Which entries of many are alike: compared are those that share a key, or stand side by side.

Work grows with the number of entries, never with its square: of a key that many share (20,000 with
one telephone number), each entry is compared only with those whose name comes next to its own.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence

from klientel.kit.likeness.certainty import LIKELY, Likeness, compare
from klientel.kit.likeness.entry import Entry, keys_of

#: entries that share a key are all compared up to so many
WHOLE_BLOCK = 24
#: else each with so many that come after it in the order of names
NEXT = 8
#: neighbours in the order of all names: typing errors that no key survives
BESIDE = 4
#: so many may share a thing before it matters who they are
FEW = 3

Found = tuple[Entry, Entry, Likeness]
Report = Callable[[int, int], None]


def _silent(done: int, total: int) -> None:
    """Reports to nobody."""


def alike(
    entries: Sequence[Entry], least: int = LIKELY, report: Report = _silent
) -> Iterator[Found]:
    """The pairs of at least that certainty, each once; `report` hears how many of the entries are
    done, and of how many."""
    blocks = _Blocks(entries)
    for place, entry in enumerate(entries):
        if place % 1_000 == 0:
            report(place, len(entries))
        for other in blocks.partners_of(place):
            likeness = compare(entry, entries[other], blocks.sharing, least)
            if likeness is not None and likeness.certainty >= least:
                yield entry, entries[other], likeness
    report(len(entries), len(entries))


class _Blocks:
    """Who shares what; entries are known by their place."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = entries
        self._names: dict[int, int] = {}
        self._members: dict[int, array[int]] = {}
        self._keys: list[array[int]] = []
        order = sorted(range(len(entries)), key=lambda place: entries[place].name.words)
        self._rank = array("L", bytes(array("L").itemsize * len(entries)))
        for rank, place in enumerate(order):
            self._rank[place] = rank
        # filled in the order of names, so that those side by side in a block are alike
        # keys are known by their hashes, which are the same as long as this lives
        self._keys = [array("q")] * len(entries)
        for place in order:
            mine = array("q", map(hash, keys_of(entries[place])))
            self._keys[place] = mine
            for number in mine:
                self._members.setdefault(number, array("L")).append(place)
        self._order = order
        backwards = sorted(
            range(len(entries)), key=lambda place: "".join(entries[place].name.words)[::-1]
        )
        self._backwards = backwards
        self._rank_backwards = array("L", bytes(array("L").itemsize * len(entries)))
        for rank, place in enumerate(backwards):
            self._rank_backwards[place] = rank

    def sharing(self, key: str) -> int:
        """How many share a key: of a domain all, else those of different names. One firm entered
        nine times has its telephone to itself."""
        number = hash(key)
        block = self._members.get(number, ())
        if len(block) <= FEW or key[0] == "d":
            return len(block)
        if number not in self._names:
            self._names[number] = len({self._entries[place].name.sound for place in block})
        return self._names[number]

    def partners_of(self, place: int) -> set[int]:
        """Whom an entry is compared with: of each pair the one that comes first in the order of
        names names the other, so that no pair comes twice."""
        rank = self._rank[place]
        found: set[int] = set()
        for number in self._keys[place]:
            block = self._members[number]
            if len(block) == 1:
                continue
            if len(block) <= WHOLE_BLOCK:
                found.update(block)
            else:
                start = self._position(block, rank)
                found.update(block[start + 1 : start + 1 + NEXT])
        found.update(self._order[rank + 1 : rank + 1 + BESIDE])
        there = self._rank_backwards[place]
        found.update(self._backwards[max(0, there - BESIDE) : there + 1 + BESIDE])
        return {other for other in found if self._rank[other] > rank}

    def _position(self, block: array[int], rank: int) -> int:
        low, high = 0, len(block)
        while low < high:
            middle = (low + high) // 2
            if self._rank[block[middle]] < rank:
                low = middle + 1
            else:
                high = middle
        return low
