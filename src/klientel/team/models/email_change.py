"""A link that makes another address the one that somebody signs in with, once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models

from klientel.kit import clock
from klientel.kit.ids import uuid7


class EmailChange(models.Model):
    """The address that somebody asked for, and the hash of the token that was sent to it.

    One of a user at most; it is gone once it was used.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    email = models.EmailField(max_length=254)
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    created_at = models.DateTimeField(default=clock.now)

    @classmethod
    def replace(cls, user: Any, email: str, token_hash: str, expires_at: datetime) -> None:
        """Keep this wish and no other one of the user."""
        said = {"email": email, "token_hash": token_hash, "expires_at": expires_at}
        # pressed twice at once, the second replaces what the first has kept
        cls.objects.update_or_create(user=user, defaults={**said, "created_at": clock.now()})

    @classmethod
    def drop(cls, user: Any) -> bool:
        """End the wish of a user; whether there was one."""
        return bool(cls.objects.filter(user_id=user.pk).delete()[0])

    @classmethod
    def forget_old(cls) -> int:
        """Delete wishes that are over; returns how many."""
        return cls.objects.filter(expires_at__lt=clock.now()).delete()[0]
