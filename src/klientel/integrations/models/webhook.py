"""Addresses that are told what happens here, and those here that other programs call."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.db import models

from klientel.kit import clock
from klientel.workspaces.models import Member
from klientel.workspaces.scope import ScopedModel, WorkspaceForeignKey


class Webhook(ScopedModel):
    """One address that hears of events, as far as its member may know of them.

    `verbs` are names of verbs and `noun.*` for all of a noun. `secrets` are sealed: the one in
    force first, then the one it replaced, which signs along until `old_until`. `paused_because` is
    a sentence (msgid) where the program itself stopped calling.
    """

    name = models.CharField(max_length=80)
    url = models.CharField(max_length=2000)
    verbs: models.JSONField[Any] = models.JSONField(default=list)
    hears_imports = models.BooleanField(default=False)
    is_on = models.BooleanField(default=True)
    member = WorkspaceForeignKey(Member, models.PROTECT, db_index=False)
    member_id: UUID
    secrets: models.JSONField[Any] = models.JSONField(default=list)
    old_until = models.DateTimeField(null=True)
    paused_because = models.CharField(max_length=200, blank=True, default="")
    created_at = models.DateTimeField(default=clock.now)

    secret_columns: ClassVar[frozenset[str]] = frozenset({"secrets"})

    class Meta:
        indexes = [models.Index(fields=["workspace", "is_on"], name="webhook_on")]

    def __str__(self) -> str:
        return self.name

    def wants(self, verb: str) -> bool:
        """Whether the address hears of a verb."""
        return verb in self.verbs or f"{verb.partition('.')[0]}.*" in self.verbs

    def secrets_in_force(self) -> list[str]:
        """The sealed secrets that sign a call now."""
        is_old_good = self.old_until is not None and self.old_until > clock.now()
        return list(self.secrets) if is_old_good else list(self.secrets[:1])


class Hook(ScopedModel):
    """One address of ours that another program calls; what it sends becomes an event.

    Of the address only a hash is kept. With a `secret` (sealed) calls must be signed with it.
    """

    name = models.CharField(max_length=80)
    token_hash = models.CharField(max_length=64, unique=True, null=True)
    secret = models.CharField(max_length=200, blank=True, default="")
    is_on = models.BooleanField(default=True)
    member = WorkspaceForeignKey(Member, models.PROTECT, db_index=False)
    member_id: UUID
    last_called_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now)

    secret_columns: ClassVar[frozenset[str]] = frozenset({"token_hash", "secret"})

    def __str__(self) -> str:
        return self.name


class HookCall(ScopedModel):
    """A call that came in with an id of its own: the same one again changes nothing."""

    hook = WorkspaceForeignKey(Hook, models.CASCADE, db_index=False)
    key = models.CharField(max_length=120)
    event_id = models.UUIDField()
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint("workspace", "hook", "key", name="hook_call_once")]
