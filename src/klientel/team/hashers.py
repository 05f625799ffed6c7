"""Argon2 for passwords, with at most two at work at once: each takes a hundred megabytes."""

from __future__ import annotations

from threading import BoundedSemaphore

from django.contrib.auth.hashers import Argon2PasswordHasher

AT_ONCE = 2
_places = BoundedSemaphore(AT_ONCE)


class CappedArgon2PasswordHasher(Argon2PasswordHasher):
    """Django's Argon2id, waiting its turn when two hashes are being made."""

    def encode(self, password: str, salt: str) -> str:
        with _places:
            return str(super().encode(password, salt))

    def verify(self, password: str, encoded: str) -> bool:
        with _places:
            return bool(super().verify(password, encoded))
