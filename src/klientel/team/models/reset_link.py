"""A link that lets somebody set their password, once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models

from klientel.kit import clock
from klientel.kit.ids import uuid7


class ResetLink(models.Model):
    """The hash of a random token and how long it opens the door; it is gone once it was used."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    created_at = models.DateTimeField(default=clock.now)

    @classmethod
    def replace(cls, user: Any, token_hash: str, expires_at: datetime) -> None:
        """Keep this link and no other one of the user."""
        cls.burn(user)
        cls.objects.create(user=user, token_hash=token_hash, expires_at=expires_at)

    @classmethod
    def burn(cls, user: Any) -> None:
        """End all links of a user."""
        cls.objects.filter(user_id=user.pk).delete()

    @classmethod
    def forget_old(cls) -> int:
        """Delete links that are over; returns how many."""
        return cls.objects.filter(expires_at__lt=clock.now()).delete()[0]
