"""What the live stream tells a member alone: that something of their own changed."""

from __future__ import annotations

from uuid import UUID, uuid5

from klientel.events.visibility import visible_filter
from klientel.workspaces.actor import Actor

#: what the stream calls it: no record type
KIND = "own"


def channel_of(member_id: UUID) -> UUID:
    """The id that stands for what is a member's own; it is the id of no record."""
    return uuid5(member_id, KIND)


@visible_filter
def own_channel(actor: Actor, asked: list[UUID]) -> set[UUID]:
    """Everybody may know of what is their own, and nobody else of it."""
    channel = channel_of(actor.member_id) if actor.member_id else None
    return {channel} & set(asked) if channel else set()


def named(actor: Actor) -> str:
    """How a part of a page says that it follows what is the actor's own; empty for no member."""
    return f"{KIND}:{channel_of(actor.member_id)}" if actor.member_id else ""
