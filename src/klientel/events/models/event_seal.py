"""The seal of one event: its link in the chain that shows whether the log was changed."""

from __future__ import annotations

from django.db import models

from klientel.events.models.event import Event
from klientel.workspaces.scope import ScopedModel, WorkspaceForeignKey


class EventSeal(ScopedModel):
    """One link, in the order in which events were seen committed; never changed but for `salt`.

    `content` hashes what may be erased (facts, the actor's name) together with `salt`; `digest`
    hashes the link before, the rest of the event and `content`. Erasing a person empties the facts
    and the salt: the content can then no longer be guessed, and the chain stays whole.
    """

    event = WorkspaceForeignKey(Event, models.PROTECT, db_index=False)
    position = models.PositiveBigIntegerField()
    salt = models.BinaryField(max_length=16)
    content = models.BinaryField(max_length=32)
    digest = models.BinaryField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "position"], name="seal_position_once"),
            models.UniqueConstraint(fields=["workspace", "event"], name="seal_event_once"),
        ]
