"""A user: somebody who signs in. What they may do lives in their memberships."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from klientel.kit import clock, email_address
from klientel.kit.ids import uuid7


class UserManager(BaseUserManager["User"]):
    """Finds and makes users by e-mail address, whatever its letter case."""

    def create_user(self, email: str, password: str | None = None, **extra: Any) -> User:
        user = self.model(email=email_address.normalise(email), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person with a login; global, since one person may work in several workspaces."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(unique=True, max_length=254)
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=5, blank=True, default="")
    time_zone = models.CharField(max_length=60, blank=True, default="")
    is_active = models.BooleanField(default=True)
    single_keys = models.BooleanField(default=True)
    #: their own key by the one that the program gives to the same thing: {"E": "U", "U": "E"}
    own_keys = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0]
