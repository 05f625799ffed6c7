"""How the records of a model hang under those of another type, whose visibility they follow."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Under:
    """A model says so by `hangs_under`.

    `type` is the record type above, `by` the column that holds the key of the record above. Where
    that column may be empty, a record without one stands alone and is seen by its own columns.
    """

    type: str
    by: str
