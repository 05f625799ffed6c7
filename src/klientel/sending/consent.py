"""May we write to somebody for a purpose: asked by whoever sends, answered by who keeps consents.

What a person ordered or asked for may be answered without one; everything else is advertising and
needs an express consent (§ 7 UWG), which a room above keeps.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from klientel.records.fields.base import Text

#: what somebody ordered, asked for or agreed upon
SERVICE = "service"


@dataclass(frozen=True)
class Purpose:
    """What somebody may be written to for; `allows(workspace_id, address)` tells whether."""

    name: str
    label: Text
    allows: Callable[[UUID, str], bool]


_purposes: dict[str, Purpose] = {}


def register(*purposes: Purpose) -> None:
    """Add purposes; the same name again replaces it."""
    for one in purposes:
        _purposes[one.name] = one


def purposes() -> Sequence[Purpose]:
    """Those that need a consent."""
    return list(_purposes.values())


def allows(workspace_id: UUID, purpose: str, address: str) -> bool:
    """Whether an address may be written to for a purpose; an unknown one is never allowed."""
    if purpose == SERVICE:
        return True
    known = _purposes.get(purpose)
    return known is not None and known.allows(workspace_id, address)
