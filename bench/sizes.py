"""The sizes of data set that can be measured."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """How much of everything a data set holds."""

    name: str
    accounts: int
    #: work items; twenty comments hang on one of them
    items: int = 0

    @property
    def contacts(self) -> int:
        return self.accounts * 2

    @property
    def interactions(self) -> int:
        return self.accounts * 10

    @property
    def purchases(self) -> int:
        return self.accounts

    @property
    def busy(self) -> int:
        """Interactions of the busiest account."""
        return min(20_000, self.interactions // 5)


SIZES = {
    one.name: one
    for one in (
        Size("1k", 1_000, 5_000),
        Size("10k", 10_000, 50_000),
        Size("100k", 100_000, 1_000_000),
        Size("200k", 200_000, 1_000_000),
    )
}
"""By name; `10k` is also the data set of the ten scenarios (10,000 accounts, 20,000 contacts)."""
