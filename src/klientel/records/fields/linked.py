"""What a field shows of a record that it names."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Linked:
    """A record another one points to, as one batched read of the spine gives it."""

    id: UUID
    type: str
    title: str
    href: str
    is_trashed: bool = False
