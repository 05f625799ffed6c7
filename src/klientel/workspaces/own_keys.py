"""What a page says of a person's single keys: whether they are off, and which lie elsewhere."""

from __future__ import annotations

from typing import Any

from klientel.workspaces.models import User


def keys_of(user: User) -> dict[str, Any]:
    """`off` for who uses none, `own` for what they changed; empty for who uses them as shipped."""
    said: dict[str, Any] = {"own": user.own_keys} if user.own_keys else {}
    return said if user.single_keys else {"off": True, **said}
