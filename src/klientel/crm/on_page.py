"""What several parts of one page ask about one record, read once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

T = TypeVar("T")


def read_once(request: Any, name: str, about: UUID, read: Callable[[], T]) -> T:
    """What `read` gives for a record, kept under `name` as long as the request is answered."""
    kept: dict[tuple[str, UUID], T] = request.__dict__.setdefault("crm_read", {})
    if (name, about) not in kept:
        kept[name, about] = read()
    return kept[name, about]


def read_anew(request: Any) -> None:
    """Forget what was read: something was written since."""
    request.__dict__.pop("crm_read", None)
