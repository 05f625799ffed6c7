"""Bytes that a workspace keeps, once each, and how many they are together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import F

from klientel.kit import clock
from klientel.workspaces.scope import ScopedModel


class Blob(ScopedModel):
    """Bytes by their SHA-256: two files of the same content share one."""

    kept_files: ClassVar[Mapping[str, str]] = {"sha256": "kept/{workspace}/{shard}/{name}"}

    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    kept_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "sha256"], name="blob_once")]


class FileStore(ScopedModel):
    """How many bytes a workspace keeps; one row each.

    Whoever adds or removes bytes writes this row first and thereby holds it until the transaction
    ends: nobody takes up bytes that somebody else is just throwing away.
    """

    used = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace"], name="file_store_once")]

    @classmethod
    def hold(cls, workspace_id: UUID) -> None:
        """Hold the row, making it where there is none yet."""
        mine = cls.objects.in_workspace(workspace_id)
        if not mine.update(used=F("used")):
            cls.objects.bulk_create([cls(workspace_id=workspace_id)], ignore_conflicts=True)
            mine.update(used=F("used"))

    @classmethod
    def take(cls, workspace_id: UUID, size: int, most: int) -> bool:
        """Count `size` bytes more, unless there would be more than `most`; whether that went."""
        mine = cls.objects.in_workspace(workspace_id).filter(used__lte=most - size)
        return bool(mine.update(used=F("used") + size))

    @classmethod
    def give_back(cls, workspace_id: UUID, size: int) -> None:
        """Count `size` bytes less."""
        mine = cls.objects.in_workspace(workspace_id)
        mine.filter(used__gte=size).update(used=F("used") - size)
